import type { Faults } from '../model.ts';

const container = (fields: string, pod = '', labels = 'app: shop') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, namespace: erp-prod }
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { ${labels} } }
    spec: { ${pod}containers: [{ name: shop, image: registry.example.com/erp/shop:1.0.0, ${fields} }] }
`;
const secured = (fields: string) => container(`securityContext: { ${fields} }`);
const inPod = (fields: string) => container('', `${fields}, `);

/** What a pod says of itself and of its containers. */
export const podFaults: Faults = {
  privileged: { what: 'a privileged container', rules: ['forbid-privileged-container'], example: secured('privileged: true') },
  escalation: {
    what: 'privilege escalation allowed',
    rules: ['forbid-privilege-escalation'],
    example: secured('allowPrivilegeEscalation: true'),
  },
  identicalProbes: {
    what: 'a liveness probe that asks what the readiness probe asks',
    rules: ['limit-liveness-probe'],
    example: container(
      'ports: [{ name: http, containerPort: 8000 }], livenessProbe: { httpGet: { path: /, port: http } }, readinessProbe: { httpGet: { path: /, port: http } }',
    ),
  },
  rootAllowed: { what: 'runAsNonRoot not set', rules: ['require-run-as-non-root'], example: secured('privileged: false') },
  rootUser: { what: 'user 0', rules: ['forbid-root-user'], example: secured('runAsUser: 0') },
  writableRoot: {
    what: 'a root filesystem that can be written',
    rules: ['require-read-only-root-filesystem'],
    example: secured('readOnlyRootFilesystem: false'),
  },
  addedCapability: {
    what: 'added capabilities',
    rules: ['limit-added-capabilities'],
    example: secured('capabilities: { drop: [ALL], add: [SYS_ADMIN] }'),
  },
  keptCapabilities: {
    what: 'capabilities not dropped',
    rules: ['require-drop-all-capabilities'],
    example: secured('capabilities: { drop: [KILL] }'),
  },
  noSeccomp: { what: 'no seccomp profile', rules: ['require-seccomp-profile'], example: container('') },
  appArmor: {
    what: 'AppArmor off',
    rules: ['limit-app-armor-profile'],
    example: secured('appArmorProfile: { type: Unconfined }'),
  },
  seLinux: {
    what: 'SELinux user, role or type',
    rules: ['limit-selinux-options'],
    example: secured('seLinuxOptions: { user: sysadm_u, type: spc_t }'),
  },
  procMount: { what: '/proc unmasked', rules: ['limit-proc-mount'], example: secured('procMount: Unmasked') },
  sysctl: {
    what: 'unsafe sysctls',
    rules: ['limit-sysctls'],
    example: inPod('securityContext: { sysctls: [{ name: kernel.msgmax, value: "1" }] }'),
  },
  hostNetwork: { what: 'the network of the node', rules: ['forbid-host-namespaces'], example: inPod('hostNetwork: true') },
  hostPid: { what: 'the processes of the node', rules: ['forbid-host-namespaces'], example: inPod('hostPID: true') },
  hostIpc: { what: 'the IPC of the node', rules: ['forbid-host-namespaces'], example: inPod('hostIPC: true') },
  hostPort: {
    what: 'a port of the node',
    rules: ['forbid-host-port'],
    example: container('ports: [{ containerPort: 8080, hostPort: 8080 }]'),
  },
  hostProcess: {
    what: 'a Windows HostProcess',
    rules: ['forbid-host-process'],
    example: inPod('securityContext: { windowsOptions: { hostProcess: true } }'),
  },
  hostPath: {
    what: 'a folder of the node',
    rules: ['limit-volume-types'],
    example: inPod('volumes: [{ name: host, hostPath: { path: /etc } }]'),
  },
  runtimeSocket: {
    what: 'the socket of the container runtime',
    rules: ['limit-volume-types'],
    example: inPod('volumes: [{ name: socket, hostPath: { path: /var/run/docker.sock } }]'),
  },
  volumeType: {
    what: 'a kind of volume that is not allowed',
    rules: ['limit-volume-types'],
    example: inPod('volumes: [{ name: share, nfs: { server: files.example.com, path: / } }]'),
  },
  tokenMounted: { what: 'a token for the Kubernetes API', rules: ['forbid-service-account-token'], example: container('') },
  defaultAccount: { what: 'the default ServiceAccount', rules: ['require-service-account'], example: container('') },
  missingAccount: {
    what: 'a ServiceAccount that does not exist',
    rules: ['match-service-account'],
    example: inPod('serviceAccountName: nobody'),
  },
  oldAccountField: {
    what: 'the old field serviceAccount, instead of serviceAccountName',
    rules: ['require-service-account'],
    example: inPod('serviceAccount: shop'),
  },
  noRequests: { what: 'no requests', rules: ['require-resource-requests'], example: container('') },
  noLimits: { what: 'no limits', rules: ['require-resource-limits'], example: container('') },
  noMemoryLimit: {
    what: 'no limit of memory',
    rules: ['require-resource-limits'],
    example: container('resources: { requests: { cpu: 100m, memory: 64Mi }, limits: { cpu: 200m } }'),
  },
  noCpuLimit: {
    what: 'no limit of CPU',
    rules: ['require-resource-limits'],
    example: container('resources: { requests: { cpu: 100m, memory: 64Mi }, limits: { memory: 64Mi } }'),
  },
  noMemoryRequest: {
    what: 'no request of memory',
    rules: ['require-resource-requests'],
    example: container('resources: { requests: { cpu: 100m }, limits: { cpu: 200m } }'),
  },
  noCpuRequest: {
    what: 'no request of CPU',
    rules: ['require-resource-requests'],
    example: container('resources: { requests: { memory: 64Mi }, limits: { memory: 64Mi } }'),
  },
  noScratchLimit: {
    what: 'a scratch volume without a limit',
    rules: ['require-scratch-limit'],
    example: container('volumeMounts: [{ name: tmp, mountPath: /tmp }]', 'volumes: [{ name: tmp, emptyDir: {} }], '),
  },
  noScratchSpace: {
    what: 'no request or limit of scratch space',
    rules: ['require-resource-requests', 'require-resource-limits'],
    example: container('resources: { requests: { cpu: 100m, memory: 64Mi }, limits: { cpu: 200m, memory: 64Mi } }'),
  },
  noLiveness: { what: 'no liveness probe', rules: ['require-liveness-probe'], example: container('ports: [{ containerPort: 8080 }]') },
  noReadiness: { what: 'no readiness probe', rules: ['require-readiness-probe'], example: container('ports: [{ containerPort: 8080 }]') },
  noStartup: {
    what: 'no startup probe',
    rules: ['require-startup-probe'],
    example: container('livenessProbe: { tcpSocket: { port: 8080 } }'),
  },
  probePort: {
    what: 'a probe at a port that the container does not have',
    rules: ['match-probe-port'],
    example: container('ports: [{ name: http, containerPort: 8080 }], readinessProbe: { httpGet: { path: /, port: web } }'),
  },
  noTag: { what: 'an image without a tag', rules: ['require-image-tag'], example: container('').replace(':1.0.0', '') },
  latestTag: { what: 'the tag latest', rules: ['require-image-tag'], example: container('').replace(':1.0.0', ':latest') },
  noDigest: { what: 'an image without a digest', rules: ['require-image-digest'], example: container('') },
  registry: {
    what: 'an image of a registry that is not allowed',
    rules: ['limit-image-registries'],
    example: container('').replace('registry.example.com', 'docker.io'),
  },
  noImage: {
    what: 'a container without an image',
    rules: ['require-image'],
    example: container('').replace('image: registry.example.com/erp/shop:1.0.0,', ''),
  },
  unsigned: {
    what: 'an image whose signature nobody checks',
    rules: ['require-verified-namespace'],
    example:
      `apiVersion: v1\nkind: Namespace\nmetadata: { name: erp-prod, labels: { policy.sigstore.dev/include: "true" } }\n---${container('')}`.replace(
        'shop:1.0.0',
        'shop:1.0.0@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
      ),
  },
  secretVariable: {
    what: 'a Secret as a variable',
    rules: ['forbid-secret-environment'],
    example: container('env: [{ name: PASSWORD, valueFrom: { secretKeyRef: { name: shop, key: password } } }]'),
  },
  credential: {
    what: 'a credential in plain text',
    rules: ['forbid-credential-in-config'],
    example: container('env: [{ name: DB_PASSWORD, value: tortoise-4711 }]'),
  },
  missingConfig: {
    what: 'a ConfigMap that does not exist',
    rules: ['match-config-map'],
    example: container('envFrom: [{ configMapRef: { name: nothing } }]'),
  },
  missingSecret: {
    what: 'a Secret that does not exist',
    rules: ['match-secret'],
    example: container('', 'volumes: [{ name: keys, secret: { secretName: nothing } }], '),
  },
  missingLabels: { what: 'labels that are not there', rules: ['require-labels'], example: container('') },
  duplicatePort: {
    what: 'two ports with one name or number',
    rules: ['forbid-duplicate-port'],
    example: container('ports: [{ name: http, containerPort: 8080 }, { name: http, containerPort: 8081 }]'),
  },
  priority: { what: 'no priority', rules: ['require-priority-class'], example: container('') },
  noPreStop: { what: 'no time to drain', rules: ['require-graceful-termination'], example: container('ports: [{ containerPort: 8080 }]') },
  duplicateVariable: {
    what: 'a variable twice',
    rules: [],
    validate: true,
    example: container('env: [{ name: MODE, value: a }, { name: MODE, value: b }]'),
  },
  mountWithoutVolume: {
    what: 'a mount without its volume',
    rules: [],
    validate: true,
    example: container('volumeMounts: [{ name: data, mountPath: /data }]'),
  },
  duplicateContainer: {
    what: 'two containers with one name',
    rules: [],
    validate: true,
    example: container('').replace('containers: [', 'containers: [{ name: shop, image: registry.example.com/erp/shop:1.0.0 }, '),
  },
  restartPolicy: {
    what: 'a restart policy that the kind does not have',
    rules: [],
    validate: true,
    example: inPod('restartPolicy: OnFailure'),
  },
  removedApi: {
    what: 'an API that is gone',
    rules: [],
    validate: true,
    example: 'apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: { name: shop, namespace: erp-prod }\nspec: {}\n',
  },
  labelValue: {
    what: 'a label with a bad value',
    rules: [],
    validate: true,
    example: container('', '', 'app: shop, team: "not a value!"'),
  },
  unknownField: { what: 'a field that the kind does not have', rules: [], validate: true, example: container('comand: [sh]') },
  variableName: { what: 'a variable without a name', rules: [], validate: true, example: container('env: [{ value: a }]') },
};
