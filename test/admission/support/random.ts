import type { Fields } from '../../../policies/model.ts';
import fc from '../../support/random.ts';

type Draft = Record<string, unknown>;

/** A field of a good pod, by its keys, and what stands there instead; undefined takes it away. */
interface Deviation {
  readonly keys: readonly (string | number)[];
  readonly value: unknown;
}

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const httpGet = { path: '/health', port: 8000 };

function goodContainer(name: string, port?: number): Draft {
  return {
    name,
    image: `registry.example.com/erp/${name}:1.0.0@${digest}`,
    ...(port !== undefined && { ports: [{ containerPort: port }] }),
    resources: {
      requests: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '64Mi' },
      limits: { cpu: '1', memory: '256Mi', 'ephemeral-storage': '128Mi' },
    },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  };
}

const labels = {
  app: 'example',
  'app.kubernetes.io/name': 'example',
  'app.kubernetes.io/part-of': 'erp',
  'app.kubernetes.io/version': '1.0.0',
};

/** A template that keeps every rule, with an init container and a sidecar. */
function goodTemplate(): Draft {
  const probes = { startupProbe: { httpGet }, readinessProbe: { httpGet }, livenessProbe: { httpGet } };
  return {
    metadata: { labels: { ...labels }, annotations: { 'example.com/note': 'none' } },
    spec: {
      serviceAccountName: 'example',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      priorityClassName: 'erp-service',
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [structuredClone({ ...goodContainer('main', 8000), ...probes })],
      initContainers: [goodContainer('first'), structuredClone({ ...goodContainer('beside', 9000), restartPolicy: 'Always', ...probes })],
      volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }],
    },
  };
}

const booleans = [true, false, undefined];
const profiles = [undefined, { type: 'RuntimeDefault' }, { type: 'Unconfined' }, { type: 'Localhost', localhostProfile: 'a' }];
const selinux = [undefined, { level: 's0' }, { type: 'spc_t' }, { type: 'container_t' }, { user: 'u' }, { role: 'r' }, { type: '' }];
const contexts: Readonly<Record<string, readonly unknown[]>> = {
  runAsNonRoot: booleans,
  runAsUser: [0, 1, 1000, undefined],
  seccompProfile: profiles,
  appArmorProfile: profiles,
  seLinuxOptions: selinux,
  windowsOptions: [undefined, {}, { hostProcess: false }, { hostProcess: true }],
};
const ofPod: Readonly<Record<string, readonly unknown[]>> = {
  hostNetwork: booleans,
  hostPID: booleans,
  hostIPC: booleans,
  securityContext: [undefined, {}],
  os: [{ name: 'windows' }, { name: 'linux' }],
  serviceAccountName: [undefined, '', 'default', 'other'],
  automountServiceAccountToken: booleans,
  enableServiceLinks: booleans,
  priorityClassName: [undefined, '', 'erp-data'],
  initContainers: [undefined, []],
  volumes: [
    undefined,
    [{ name: 'v' }],
    [{ name: 'v', emptyDir: {} }],
    ...['0', '1500m', '0.5', '1Gi', '5e3', '1.5Ki', 1000, '500m'].map((sizeLimit) => [{ name: 'v', emptyDir: { sizeLimit } }]),
    [{ name: 'v', hostPath: { path: '/' } }],
    [{ name: 'v', nfs: { server: 'a', path: '/' } }],
    [
      { name: 'v', secret: { secretName: 'a' } },
      { name: 'w', configMap: { name: 'a' } },
    ],
    [{ name: 'v', persistentVolumeClaim: { claimName: 'a' } }],
    [{ name: 'v', projected: { sources: [] } }],
    [{ name: 'v', csi: { driver: 'example.com' } }],
    [{ name: 'v', downwardAPI: {} }],
  ],
};
const images = [
  'nginx',
  'nginx:1.0',
  'registry.example.com/erp/a',
  'registry.example.com/erp/a:latest',
  `registry.example.com/erp/a:latest@${digest}`,
  `registry.example.com/erp/a@${digest}`,
  'registry.example.com/erp/a:1.0.0',
  'registry.example.com/a@sha256:12',
  'registry.example.com.evil.io/a:1',
  `docker.io/erp/a:1.0.0@${digest}`,
  `registry.example.com:5000/erp/a:1.0.0@${digest}`,
  'localhost/a:1',
  'registry.example.com/a:v@latest',
];
const handlers = [{ tcpSocket: { port: 8000 } }, { exec: { command: ['true'] } }, { grpc: { port: 8000 } }];
const hosted = [
  { httpGet: { ...httpGet, host: '10.0.0.1' } },
  { httpGet: { ...httpGet, host: '' } },
  { tcpSocket: { port: 1, host: 'a' } },
];
const ofContainer: Readonly<Record<string, readonly unknown[]>> = {
  image: images,
  securityContext: [undefined, {}],
  'securityContext.allowPrivilegeEscalation': booleans,
  'securityContext.privileged': booleans,
  'securityContext.readOnlyRootFilesystem': booleans,
  'securityContext.procMount': [undefined, 'Default', 'Unmasked'],
  'securityContext.capabilities': [
    undefined,
    {},
    { drop: [] },
    { drop: ['NET_RAW'] },
    { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
    { drop: ['NET_RAW', 'ALL'], add: ['SYS_TIME'] },
    { add: ['NET_BIND_SERVICE', 'KILL'] },
  ],
  ports: [
    undefined,
    [{ containerPort: 80, hostPort: 0 }],
    [{ containerPort: 80, hostPort: 80 }],
    [{ containerPort: 1 }, { containerPort: 2, hostPort: 2 }],
  ],
  env: [
    [{ name: 'A', value: 'a' }],
    [{ name: 'A', valueFrom: { secretKeyRef: { name: 'a', key: 'a' } } }],
    [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'a', key: 'a' } } }],
  ],
  envFrom: [[{ configMapRef: { name: 'a' } }], [{ configMapRef: { name: 'a' } }, { secretRef: { name: 'a' } }]],
  resources: [undefined, {}, { limits: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi' } }],
  'resources.limits.memory': [undefined, '1Gi', 1_073_741_824],
  'resources.requests.cpu': [undefined, '0', 0, '0.05', '1m', '1e-2'],
  'resources.requests.ephemeral-storage': [undefined, '0Gi', '1'],
  livenessProbe: [undefined, ...handlers, ...hosted],
  readinessProbe: [undefined, ...handlers, ...hosted],
  startupProbe: [undefined, ...handlers, ...hosted],
  lifecycle: [
    { preStop: { sleep: { seconds: 5 } } },
    ...hosted.map((preStop) => ({ preStop })),
    ...hosted.map((postStart) => ({ postStart, preStop: { exec: { command: ['true'] } } })),
  ],
  restartPolicy: [undefined],
};
const confinement = 'container.apparmor.security.beta.kubernetes.io/main';
const reason = 'policies.erp.example.com/uses-kubernetes-api';

const deviations: readonly Deviation[] = [
  ...spread(['spec'], ofPod),
  ...spread(['spec', 'securityContext'], contexts),
  ...[
    ['spec', 'containers', 0],
    ['spec', 'initContainers', 0],
    ['spec', 'initContainers', 1],
  ].flatMap((keys) => [...spread(keys, ofContainer), ...spread([...keys, 'securityContext'], contexts)]),
  ...spread(['metadata', 'annotations'], {}),
  ...[undefined, '', 'unconfined', 'runtime/default', 'localhost/a'].map((value) => ({
    keys: ['metadata', 'annotations', confinement],
    value,
  })),
  ...['', ' ', 'It asks for leases.'].map((value) => ({ keys: ['metadata', 'annotations', reason], value })),
  ...Object.keys(labels).flatMap((key) => ['', undefined].map((value) => ({ keys: ['metadata', 'labels', key], value }))),
  { keys: ['metadata', 'annotations'], value: undefined },
];

function spread(keys: readonly (string | number)[], values: Readonly<Record<string, readonly unknown[]>>): readonly Deviation[] {
  return Object.entries(values).flatMap(([key, all]) => all.map((value) => ({ keys: [...keys, ...key.split('.')], value })));
}

/** Templates of pods that keep all rules but for up to six fields. */
export const podTemplate: fc.Arbitrary<Fields> = fc
  .array(fc.constantFrom(...deviations), { maxLength: 6 })
  .map((chosen) => chosen.reduce((template, { keys, value }) => deviated(template, keys, structuredClone(value)), goodTemplate()));

/** A workload of such a template, labelled itself. */
export function workloadOf(wrap: (template: Draft) => Fields, template: Fields): Fields {
  const object = wrap({ ...template });
  return object['kind'] === 'Pod' ? object : { ...object, metadata: { ...(object['metadata'] as Fields), labels } };
}

/** Changes the draft; of what is not there any more nothing can be changed. */
function deviated(draft: Draft, keys: readonly (string | number)[], value: unknown): Draft {
  let holder: unknown = draft;
  for (const key of keys.slice(0, -1)) holder = (holder as Draft | undefined)?.[key];
  const last = keys.at(-1);
  if (typeof holder !== 'object' || holder === null || last === undefined) return draft;
  if (value === undefined) delete (holder as Draft)[last];
  else (holder as Draft)[last] = value;
  return draft;
}

const names = { metadata: { name: 'example', namespace: 'erp-prod', labels } };
const rbac = 'rbac.authorization.k8s.io';
const words = (...values: readonly string[]) => fc.subarray([...values], { minLength: 1 });

/** Objects of the other kinds that are judged. */
export const otherObject: fc.Arbitrary<Fields> = fc.oneof(
  fc
    .record({
      type: fc.constantFrom(undefined, 'ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'),
      externalIPs: fc.constantFrom(undefined, [], ['10.0.0.1']),
      annotations: fc.constantFrom(
        undefined,
        { 'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb' },
        { 'metallb.universe.tf/pool': 'a' },
        { 'example.com/metallb.a': 'a' },
        { 'example.com/loadbalancer': 'a' },
      ),
      labels: fc.constantFrom(labels, { app: 'a' }, undefined, { ...labels, app: '' }),
    })
    .map(({ type, externalIPs, annotations, labels: own }) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: defined({ ...names.metadata, labels: own, annotations }),
      spec: defined({
        type,
        externalIPs,
        ports: [{ name: 'http', port: 80 }],
        selector: { app: 'example' },
        externalName: type === 'ExternalName' ? 'a.example.com' : undefined,
      }),
    })),
  fc
    .array(
      fc.record({
        apiGroups: words('', 'apps', '*'),
        resources: words('pods', 'pods/exec', '*', 'pods/*', '*/scale', 'po*ds'),
        verbs: words('get', 'list', '*'),
      }),
      { maxLength: 3 },
    )
    .map((rules) => ({ apiVersion: `${rbac}/v1`, kind: 'Role', ...names, rules })),
  fc
    .record({
      role: fc.constantFrom('view', 'cluster-admin'),
      kind: fc.constantFrom('Role', 'ClusterRole'),
      subjects: fc.array(
        fc.constantFrom(
          { kind: 'Group', apiGroup: rbac, name: 'erp-ops' },
          { kind: 'Group', apiGroup: rbac, name: 'system:authenticated' },
          { kind: 'Group', apiGroup: rbac, name: 'system:serviceaccounts:erp-prod' },
          { kind: 'Group', apiGroup: rbac, name: 'system:serviceaccount' },
          { kind: 'User', apiGroup: rbac, name: 'system:anonymous' },
          { kind: 'User', apiGroup: rbac, name: 'default' },
          { kind: 'ServiceAccount', name: 'default', namespace: 'erp-prod' },
          { kind: 'ServiceAccount', name: 'reporter', namespace: 'erp-prod' },
        ),
        { maxLength: 3 },
      ),
    })
    .map(({ role, kind, subjects }) => ({
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      ...names,
      roleRef: { apiGroup: rbac, kind, name: role },
      subjects,
    })),
);

function defined(fields: Readonly<Record<string, unknown>>): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
