import { asFields, at, listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { podOf } from '../../kubernetes/pods/workloads.ts';
import { referencesOf } from '../../kubernetes/references.ts';
import { defineRule, type Kustomization } from '../../model.ts';

const generators = [
  ['configMapGenerator', 'ConfigMap'],
  ['secretGenerator', 'Secret'],
] as const;

const resources = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  template:
    metadata: { labels: { app: financial-service } }
    spec:
      containers: [{ name: financial-service, envFrom: [{ configMapRef: { name: financial-config } }] }]
      volumes: [{ name: pages, configMap: { name: financial-pages } }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: financial-config, namespace: erp-prod }
data: { LOG_LEVEL: info }
`;

const kustomization = `
configMapGenerator:
  - { name: financial-config, behavior: merge, literals: [LOG_LEVEL=warn] }
  - { name: financial-pages, literals: [index=welcome], options: { disableNameSuffixHash: true } }
`;

const message =
  'ConfigMap "financial-config" keeps its name when its content changes, and Deployment "financial-service" reads variables of it: its pods run on with the old ones.';

export default defineRule({
  id: 'require-config-hash',
  severity: 'error',
  manual: 'Kustomize, configMapGenerator',
  summary: 'Let what is generated and read as variables have a name that changes with its content.',
  rationale:
    'A container reads its variables once, when it starts. With the hash in the name a change of content is a change of the pod template, and ' +
    'rolls out; without it the new values wait for the next restart of each pod, one by one and days later.',
  remediation: 'Remove disableNameSuffixHash from generatorOptions and from the options of the entry.',
  scope: 'kustomization',

  check(item) {
    return generators.flatMap(([key, kind]) =>
      listAt(item.fields, key).flatMap((entry, index) => {
        const path = unhashedBy(item, entry, `${key}[${index}]`);
        const name = textAt(entry, 'name') ?? '';
        const [first] = path === undefined ? [] : readersOf(item, kind, name);
        if (path === undefined || first === undefined) return [];
        const what = `${kind} "${name}" keeps its name when its content changes`;
        return [{ message: `${what}, and ${first} reads variables of it: its pods run on with the old ones.`, path }];
      }),
    );
  },

  examples: {
    pass: [
      { name: 'a hash for what is read as variables, none for what is mounted', kustomization, resources },
      {
        name: 'no hash for what no pod reads',
        kustomization: 'generatorOptions: { disableNameSuffixHash: true }\nconfigMapGenerator: [{ name: dashboard, literals: [a=b] }]',
        resources,
      },
    ],
    fail: [
      {
        name: 'an entry without a hash',
        from: 'a hash for what is read as variables, none for what is mounted',
        change: { 'configMapGenerator[0].options': { disableNameSuffixHash: true } },
        problems: [{ message, path: 'configMapGenerator[0].options.disableNameSuffixHash' }],
      },
      {
        name: 'no hash for all entries',
        from: 'a hash for what is read as variables, none for what is mounted',
        change: { generatorOptions: { disableNameSuffixHash: true } },
        problems: [{ message, path: 'generatorOptions.disableNameSuffixHash' }],
      },
    ],
  },
});

/** Where it is said that an entry gets no hash: for all or for itself (kustomize 5.7.1, `MergeGlobalOptionsIntoLocal`: one is enough). */
function unhashedBy({ fields }: Kustomization, entry: unknown, path: string): string | undefined {
  const option = 'disableNameSuffixHash';
  if (at(asFields(entry), 'options', option) === true) return `${path}.options.${option}`;
  return at(fields, 'generatorOptions', option) === true ? `generatorOptions.${option}` : undefined;
}

/** The workloads whose containers take variables of it; what is mounted changes below the pod. */
function readersOf(item: Kustomization, kind: string, name: string): readonly string[] {
  return item.resources.flatMap((manifest) => {
    const pod = podOf(manifest);
    const reads =
      pod !== undefined && referencesOf(pod).some((one) => one.kind === kind && one.name === name && /\.env(?:From)?\[/.test(one.path));
    return reads ? [titleOf(manifest)] : [];
  });
}
