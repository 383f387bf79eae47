import { at, fieldsAt, textAt, texts } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { tlsSecretsOf } from '../../kubernetes/operators/cert-manager.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import { referencesOf, secretKeys } from '../../kubernetes/references.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const partOf = 'app.kubernetes.io/part-of';
const secretType = 'argocd.argoproj.io/secret-type';

const made = (name: string, namespace: string, template: string, policy = 'Owner') => `
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: ${name}, namespace: ${namespace} }
spec: { target: { name: ${name}, creationPolicy: ${policy}, template: ${template} } }
`;
const authority = `
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: { name: data-ca, namespace: erp-infra }
spec: { ca: { secretName: data-ca } }
`;
const deployment = `
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: erp-prod }
spec: { template: { spec: { volumes: [{ name: secrets, secret: { secretName: web } }] } } }
`;
const example =
  made('data-ca', 'erp-infra', '{ type: kubernetes.io/tls, data: { tls.crt: "{{ .certificate }}", tls.key: "{{ .key }}" } }') +
  authority +
  made('login', 'argocd', `{ type: Opaque, metadata: { labels: { ${partOf}: argocd } }, data: { client-secret: "{{ .value }}" } }`) +
  made('registry', 'erp-prod', '{ type: kubernetes.io/dockerconfigjson, data: { .dockerconfigjson: "{{ .value }}" } }') +
  made('web', 'erp-prod', '{ data: { JWT_SECRET: "{{ .value }}" } }') +
  deployment;
const from = 'made as it is read';

export default defineRule({
  id: 'match-made-secret',
  severity: 'error',
  manual: '2.3 (D25)',
  summary: 'Make every Secret in the form in which it is read: with its type, its label, and by somebody.',
  rationale:
    'Gateways and pulls take a Secret of their type alone, which can never be changed afterwards. Argo CD looks for the Secret of a reference only ' +
    'among those with its label. What only merges into a Secret waits for another to make it.',
  remediation: 'Set type, metadata.labels and creationPolicy in the template of the ExternalSecret (generators/resources/vault-secret.ts).',
  scope: 'object',
  kinds: ['ExternalSecret', 'SealedSecret'],

  check(manifest, world) {
    return [...typeProblems(manifest, world), ...labelProblems(manifest, world), ...mergeProblems(manifest, world)];
  },

  examples: {
    pass: [
      { name: from, manifests: example },
      {
        name: 'a pair of keys for a program',
        manifests: made('pair', 'erp-prod', '{ data: { tls.crt: "{{ .a }}", tls.key: "{{ .b }}" } }'),
      },
      {
        name: 'merged into what another makes',
        manifests: `${example}${made('more', 'erp-prod', '{}', 'Merge').replace('target: { name: more', 'target: { name: web')}`,
      },
      {
        name: 'a cluster for Argo CD',
        manifests: made('cluster', 'argocd', `{ metadata: { labels: { ${secretType}: cluster } }, data: { name: x } }`),
      },
    ],
    fail: [
      {
        name: 'types that nobody takes',
        from,
        change: {
          'ExternalSecret/data-ca > spec.target.template.type': 'Opaque',
          'ExternalSecret/registry > spec.target.template.type': undefined,
        },
        problems: [
          {
            on: 'ExternalSecret/data-ca',
            message: 'ExternalSecret "data-ca" makes tls.crt and tls.key in a Secret of the type "Opaque", expected "kubernetes.io/tls".',
            path: 'spec.target.template.type',
          },
          {
            on: 'ExternalSecret/registry',
            message:
              'ExternalSecret "registry" makes .dockerconfigjson in a Secret of the type "Opaque", expected "kubernetes.io/dockerconfigjson".',
            path: 'spec.target.template.type',
          },
        ],
      },
      {
        name: 'a Secret that Argo CD does not find',
        from,
        change: { 'ExternalSecret/login > spec.target.template.metadata.labels': {} },
        problems: [
          {
            on: 'ExternalSecret/login',
            message: `ExternalSecret "login" makes a Secret for Argo CD without the label ${partOf}: argocd.`,
            path: 'spec.target.template.metadata.labels',
          },
        ],
      },
      {
        name: 'merged into nothing',
        from,
        change: { 'ExternalSecret/web > spec.target.creationPolicy': 'Merge' },
        problems: [
          {
            on: 'ExternalSecret/web',
            message: 'ExternalSecret "web" only merges into Secret "web", which nothing else makes.',
            path: 'spec.target.creationPolicy',
          },
        ],
      },
    ],
  },
});

interface Target {
  readonly name: string;
  readonly template: unknown;
  /** Where the template is. */
  readonly path: string;
}

function targetOf({ kind, name, fields }: Manifest): Target {
  if (kind === 'SealedSecret') return { name, template: at(fields, 'spec', 'template'), path: 'spec.template' };
  const target = at(fields, 'spec', 'target');
  return { name: textAt(target, 'name') ?? name, template: at(target, 'template'), path: 'spec.target.template' };
}

/** Keys by which a type is known, and the type (Kubernetes 1.35, core/v1 SecretType). */
const types: readonly { readonly keys: readonly string[]; readonly type: string }[] = [
  { keys: ['tls.crt', 'tls.key'], type: 'kubernetes.io/tls' },
  { keys: ['.dockerconfigjson'], type: 'kubernetes.io/dockerconfigjson' },
];

/** A pair of keys that only a program reads may be of any type. */
function typeProblems(manifest: Manifest, world: World): readonly Problem[] {
  const { name, template, path } = targetOf(manifest);
  const keys = secretKeys(world, manifest.namespace, name)?.keys;
  const stated = textAt(template, 'type');
  const match = types.find((entry) => entry.keys.every((key) => keys?.has(key)));
  if (match === undefined || (stated ?? 'Opaque') === match.type) return [];
  if (match.type === 'kubernetes.io/tls' ? !shown(world).has(`${manifest.namespace}/${name}`) : keys?.size !== 1) return [];
  const message = `${titleOf(manifest)} makes ${match.keys.join(' and ')} in a Secret of the type "${stated ?? 'Opaque'}", expected "${match.type}".`;
  return [{ message, path: `${path}.type` }];
}

/** Secrets that Gateways and Ingresses show (Envoy Gateway 1.9.0 takes no other type) and that issuers sign with. */
const shown = perWorld(
  (world: World) =>
    new Set([
      ...['Gateway', 'Ingress']
        .flatMap((kind) => world.ofKind(kind).flatMap(tlsSecretsOf))
        .map(({ namespace, name }) => `${namespace}/${name}`),
      ...world.ofKind('Issuer').map(({ namespace, fields }) => `${namespace}/${textAt(fields, 'spec', 'ca', 'secretName')}`),
    ]),
);

/** What Argo CD finds by name; of the others it reads those with its label only (3.4.4, `partOfArgoCDSelector`), or by the type in another. */
const byName: readonly string[] = ['argocd-secret', 'argocd-notifications-secret', 'argocd-initial-admin-secret', 'argocd-redis'];

function labelProblems(manifest: Manifest, world: World): readonly Problem[] {
  if (manifest.namespace !== 'argocd') return [];
  const { name, template, path } = targetOf(manifest);
  const labels = texts(fieldsAt(template, 'metadata', 'labels'));
  const type = textAt(template, 'type') ?? 'Opaque';
  if (labels[partOf] === 'argocd' || labels[secretType] !== undefined || type !== 'Opaque' || byName.includes(name)) return [];
  if (mounted(world).has(`argocd/${name}`)) return [];
  const message = `${titleOf(manifest)} makes a Secret for Argo CD without the label ${partOf}: argocd.`;
  return [{ message, path: `${path}.metadata.labels` }];
}

const mounted = perWorld(
  (world: World) =>
    new Set(
      world.pods.flatMap((pod) => referencesOf(pod).flatMap(({ kind, name }) => (kind === 'Secret' ? [`${pod.namespace}/${name}`] : []))),
    ),
);

/** Of a Secret that pods here use; what a chart or another cluster makes is not known. */
function mergeProblems(manifest: Manifest, world: World): readonly Problem[] {
  if (textAt(manifest.fields, 'spec', 'target', 'creationPolicy') !== 'Merge') return [];
  const { name } = targetOf(manifest);
  if (!mounted(world).has(`${manifest.namespace}/${name}`)) return [];
  const isMade = world
    .ofKind('Secret')
    .some((secret) => secret.namespace === manifest.namespace && secret.name === name && !isOf(secret, manifest));
  if (isMade) return [];
  return [
    { message: `${titleOf(manifest)} only merges into Secret "${name}", which nothing else makes.`, path: 'spec.target.creationPolicy' },
  ];
}

function isOf({ origin }: Manifest, maker: Manifest): boolean {
  return origin?.by === 'operator' && origin.of === maker;
}
