import { dump, load, loadAll } from 'js-yaml';
import { beforeAll, describe, expect, it } from 'vitest';
import { applyPatches } from '../../policies/kubernetes/kustomize/kustomize.ts';
import type { Fields } from '../../policies/model.ts';
import { build } from '../../scripts/kustomize/build.ts';
import { folderWith } from '../support/folder.ts';
import { manifestsIn } from '../support/manifests.ts';

const bases: Readonly<Record<string, string>> = {
  Deployment: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: app, labels: { app: app }, finalizers: [example.com/first] }
spec:
  replicas: 3
  template:
    spec:
      tolerations: [{ key: spot }]
      imagePullSecrets: [{ name: registry }]
      topologySpreadConstraints: [{ topologyKey: zone, maxSkew: 1, whenUnsatisfiable: DoNotSchedule }]
      volumes: [{ name: tmp, emptyDir: { sizeLimit: 256Mi } }]
      containers:
        - name: app
          image: app:1
          args: [serve, --verbose]
          env: [{ name: A, value: a }, { name: B, value: b }]
          envFrom: [{ configMapRef: { name: config } }]
          volumeMounts: [{ name: tmp, mountPath: /tmp }]
          ports: [{ name: dns, containerPort: 53, protocol: UDP }, { name: dns-tcp, containerPort: 53, protocol: TCP }]
`,
  Service: `
apiVersion: v1
kind: Service
metadata: { name: app }
spec: { ports: [{ name: http, port: 80 }, { name: dns, port: 53, protocol: UDP }] }
`,
  ServiceAccount: `
apiVersion: v1
kind: ServiceAccount
metadata: { name: app }
secrets: [{ name: one }]
imagePullSecrets: [{ name: one }]
`,
  NetworkPolicy: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: app }
spec: { podSelector: {}, policyTypes: [Ingress], ingress: [{ ports: [{ port: 80 }] }] }
`,
  ScaledObject: `
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: app }
spec: { scaleTargetRef: { name: app }, triggers: [{ type: cpu, metadata: { value: "70" } }, { type: memory }] }
`,
};

const pod = (fields: string) => `spec: { template: { spec: { ${fields} } } }`;
const container = (fields: string) => pod(`containers: [{ name: app, ${fields} }]`);

const cases: readonly (readonly [kind: string, change: string])[] = [
  ['Deployment', 'spec: { replicas: 6 }'],
  ['Deployment', 'spec: { replicas: null }'],
  ['Deployment', 'spec: { strategy: {} }'],
  ['Deployment', 'spec: { strategy: { type: null } }'],
  ['Deployment', container('env: [{ name: A, value: z }]')],
  ['Deployment', container('env: [{ name: C, value: c }]')],
  ['Deployment', container('env: [{ name: A, $patch: delete }]')],
  ['Deployment', container('env: [{ name: C, value: c }, { $patch: replace }]')],
  ['Deployment', container('args: [help]')],
  ['Deployment', container('args: []')],
  ['Deployment', container('envFrom: [{ secretRef: { name: secrets } }]')],
  ['Deployment', container('volumeMounts: [{ mountPath: /tmp, readOnly: true }]')],
  ['Deployment', container('ports: [{ containerPort: 53, protocol: TCP, name: lookup }]')],
  ['Deployment', container('ports: [{ containerPort: 53, name: lookup }]')],
  ['Deployment', container('ports: [{ containerPort: 9091 }]')],
  ['Deployment', container('resources: { limits: {} }')],
  ['Deployment', pod('containers: [{ name: proxy, image: proxy:1 }]')],
  ['Deployment', pod('containers: [{ name: app, $patch: delete }]')],
  ['Deployment', pod('initContainers: [{ name: migrate, image: migrate:1 }]')],
  ['Deployment', pod('tolerations: [{ key: gpu }]')],
  ['Deployment', pod('imagePullSecrets: [{ name: other }]')],
  ['Deployment', pod('volumes: [{ name: tmp, emptyDir: { $patch: replace, medium: Memory } }]')],
  ['Deployment', pod('topologySpreadConstraints: [{ topologyKey: zone, maxSkew: 2, whenUnsatisfiable: DoNotSchedule }]')],
  ['Deployment', pod('topologySpreadConstraints: [{ topologyKey: zone, maxSkew: 1, whenUnsatisfiable: ScheduleAnyway }]')],
  ['Deployment', pod('topologySpreadConstraints: [{ topologyKey: zone, maxSkew: 2 }]')],
  ['Deployment', 'metadata: { name: app, finalizers: [example.com/second] }'],
  ['Deployment', 'metadata: { name: app, labels: null }'],
  ['Service', 'spec: { ports: [{ port: 80, name: web }] }'],
  ['Service', 'spec: { ports: [{ port: 80, protocol: TCP, name: web }] }'],
  ['Service', 'spec: { ports: [{ port: 53, protocol: UDP, name: lookup }] }'],
  ['Service', 'spec: { ports: [{ port: 8080, name: web }] }'],
  ['ServiceAccount', 'secrets: [{ name: two }]'],
  ['ServiceAccount', 'imagePullSecrets: [{ name: two }]'],
  ['NetworkPolicy', 'spec: { ingress: [{ ports: [{ port: 8080 }] }] }'],
  ['ScaledObject', 'spec: { triggers: [{ type: cpu, metadata: { value: "80" } }] }'],
];

/** A whole patch: which object, and the change. */
function patchOf(kind: string, change: string): Fields {
  const { apiVersion } = load(bases[kind] ?? '') as Fields;
  return { apiVersion, kind, metadata: { name: 'app' }, ...(load(change) as Fields) };
}

/** One build of all cases, each in a namespace of its own. */
async function builtByKustomize(): Promise<ReadonlyMap<string, unknown>> {
  const folders = cases.map((_, index) => `case-${index}`);
  const files = cases.flatMap(([kind, change], index): [string, string][] => [
    [`case-${index}/base.yaml`, bases[kind] ?? ''],
    [`case-${index}/patch.yaml`, dump(patchOf(kind, change))],
    [`case-${index}/kustomization.yaml`, `namespace: case-${index}\nresources: [base.yaml]\npatches: [{ path: patch.yaml }]\n`],
  ]);
  const root = folderWith(Object.fromEntries([['kustomization.yaml', dump({ resources: folders })], ...files]));
  return new Map(
    (loadAll(await build(root)) as { metadata: { namespace: string } }[]).map(({ metadata: { namespace, ...metadata }, ...rest }) => [
      namespace,
      { ...rest, metadata },
    ]),
  );
}

describe('applyPatches', () => {
  let built: ReadonlyMap<string, unknown> = new Map();
  beforeAll(async () => {
    built = await builtByKustomize();
  });

  it.each(cases.map(([kind, change], index) => ({ kind, change, index })))(
    'merges into a $kind as kustomize does: $change',
    ({ kind, change, index }) => {
      const patch = { file: 'patch.yaml', document: 0, path: 'patches[0]', target: undefined, content: patchOf(kind, change) };
      const { objects } = applyPatches({ file: '', fields: {}, resources: manifestsIn(bases[kind] ?? ''), patches: [patch] });
      expect(objects.map(({ fields }) => fields)).toEqual([built.get(`case-${index}`)]);
    },
  );
});
