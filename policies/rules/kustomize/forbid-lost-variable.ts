import { applyPatches } from '../../kubernetes/kustomize/kustomize.ts';
import { lostBy, readersOfKeys } from '../../kubernetes/kustomize/lost.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';
import { quotedList } from '../../wording.ts';

const resources = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  template:
    spec:
      containers:
        - name: financial-service
          image: registry.example.com/erp/financial-service:1.0.0
          envFrom: [{ configMapRef: { name: financial-config } }]
          env:
            - { name: POD_NAME, valueFrom: { fieldRef: { fieldPath: metadata.name } } }
            - { name: JWT_SECRET, valueFrom: { secretKeyRef: { name: financial-secrets, key: JWT_SECRET } } }
          volumeMounts: [{ name: scratch, mountPath: /tmp }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: financial-config, namespace: erp-prod }
data: { LOG_LEVEL: info, APP_ENV: production }
`;

const byPath = 'patches: [{ path: deployment.yaml }]';

const merge = (container: string) => ({
  'deployment.yaml': `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service }
spec: { template: { spec: { containers: [{ name: financial-service, ${container} }] } } }
`,
});

const inline = (...operations: readonly string[]) => `
patches:
  - target: { kind: Deployment }
    patch: '[${operations.join(', ')}]'
`;

const container = '/spec/template/spec/containers/0';

const lost = (file: string, what: string) => [
  {
    message: `Patch "${file}" takes ${what} from container "financial-service" of Deployment "financial-service" without naming it.`,
    path: 'patches[0]',
  },
];

export default defineRule({
  id: 'forbid-lost-variable',
  severity: 'error',
  manual: 'Kustomize, patches',
  summary: 'Let a patch take no variable, mount or container away that it does not name.',
  rationale:
    'What puts a whole list in the place of another (`$patch: replace`, an operation on `/env`, `envFrom` in any patch, `behavior: replace` of a ' +
    'generator) takes all that the base gives, also what the base is given later. It builds without a word, and the program starts with its ' +
    'defaults, or not at all.',
  remediation:
    'Say only what is different: an item of `env` by its name, `$patch: delete` beside the name of one that is to go, an operation that adds at ' +
    'the end (`/env/-`, `/envFrom/-`), `behavior: merge` of a generator.',
  scope: 'kustomization',

  check(kustomization) {
    const byPatches = applyPatches(kustomization).effects.flatMap((effect) =>
      lostBy(effect).map(({ manifest, container: name, what }) => {
        const owner = what[0] === `container "${name}"` ? titleOf(manifest) : `container "${name}" of ${titleOf(manifest)}`;
        const { file, path } = effect.patch;
        return {
          message: `Patch "${file}" takes ${what.join(', ')} from ${owner} without naming ${what.length === 1 ? 'it' : 'them'}.`,
          path,
        };
      }),
    );
    const byGenerators = (kustomization.dropped ?? []).flatMap(({ kind, name, keys, path }) => {
      const readers = readersOfKeys(kustomization.resources, kind, name);
      const gone = keys.filter((key) => readers.some((reader) => reader.key === undefined || reader.key === key));
      const [first] = readers;
      if (gone.length === 0 || first === undefined) return [];
      const what = quotedList(gone);
      const message = `${kind} "${name}" is replaced as a whole, and loses ${what}, which ${titleOf(first.manifest)} reads as ${gone.length === 1 ? 'a variable' : 'variables'}.`;
      return [{ message, path: `${path}.behavior` }];
    });
    return [...byPatches, ...byGenerators];
  },

  examples: {
    pass: [
      { name: 'a variable more', kustomization: byPath, resources, patches: merge('env: [{ name: RUST_LOG, value: debug }]') },
      { name: 'another value', kustomization: byPath, resources, patches: merge('env: [{ name: POD_NAME, value: a, valueFrom: null }]') },
      {
        name: 'a variable that is named to go',
        kustomization: byPath,
        resources,
        patches: merge('env: [{ name: JWT_SECRET, $patch: delete }]'),
      },
      {
        name: 'an operation that adds at the end',
        kustomization: inline(
          `{ op: add, path: ${container}/env/-, value: { name: RUST_LOG, value: debug } }`,
          `{ op: add, path: ${container}/envFrom/-, value: { configMapRef: { name: more } } }`,
        ),
        resources,
      },
      {
        name: 'an operation that removes one',
        kustomization: inline(`{ op: remove, path: ${container}/env/1 }`),
        resources,
      },
      {
        name: 'the same ConfigMap under the name that it has in this environment',
        kustomization: byPath,
        resources,
        patches: merge('envFrom: [{ configMapRef: { name: financial-config-production } }]'),
      },
      {
        name: 'a generator that merges',
        kustomization: 'configMapGenerator: [{ name: financial-config, behavior: merge, literals: [LOG_LEVEL=warn] }]',
        resources,
      },
    ],
    fail: [
      {
        name: 'a list that replaces the one of the base',
        from: 'a variable more',
        change: {
          'deployment.yaml > spec.template.spec.containers[0].env': [{ $patch: 'replace' }, { name: 'RUST_LOG', value: 'debug' }],
        },
        problems: [
          {
            message:
              'Patch "deployment.yaml" takes variable "POD_NAME", variable "JWT_SECRET" from container "financial-service" of Deployment "financial-service" without naming them.',
            path: 'patches[0]',
          },
        ],
      },
      {
        name: 'a list that is taken away',
        from: 'a variable more',
        change: { 'deployment.yaml > spec.template.spec.containers[0]': { name: 'financial-service', volumeMounts: null } },
        problems: lost('deployment.yaml', 'mount "/tmp"'),
      },
      {
        name: 'a source more in a list that Kustomize does not merge',
        from: 'the same ConfigMap under the name that it has in this environment',
        change: { 'deployment.yaml > spec.template.spec.containers[0].envFrom[0].configMapRef.name': 'more' },
        problems: lost('deployment.yaml', 'variables of ConfigMap "financial-config"'),
      },
      {
        name: 'an operation on the whole list',
        from: 'an operation that removes one',
        change: {
          'patches[0].patch': `[{ op: replace, path: ${container}/env, value: [{ name: POD_NAME, value: a }] }]`,
        },
        problems: lost('kustomization.yaml', 'variable "JWT_SECRET"'),
      },
      {
        name: 'an operation that puts one in the place of another',
        from: 'an operation that removes one',
        change: {
          'patches[0].patch': `[{ op: replace, path: ${container}/env/1, value: { name: RUST_LOG, value: debug } }]`,
        },
        problems: lost('kustomization.yaml', 'variable "JWT_SECRET"'),
      },
      {
        name: 'containers that replace those of the base',
        from: 'a variable more',
        change: {
          'deployment.yaml > spec.template.spec.containers': [
            { $patch: 'replace' },
            { name: 'proxy', image: 'registry.example.com/erp/proxy:1.0.0' },
          ],
        },
        problems: [
          {
            message: 'Patch "deployment.yaml" takes container "financial-service" from Deployment "financial-service" without naming it.',
            path: 'patches[0]',
          },
        ],
      },
    ],
  },
});
