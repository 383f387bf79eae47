import { describe, expect, it } from 'vitest';
import { validateFiles } from '../../scripts/judging/validate/validate-run.ts';

const object = (apiVersion: string, kind: string, rest: string, meta = 'name: a, namespace: shop') =>
  `{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { ${meta} }, ${rest} }`;
const pod = (spec: string) => object('v1', 'Pod', `spec: { ${spec} }`);
const one = (container: string, spec = '') => pod(`${spec === '' ? '' : `${spec}, `}containers: [{ name: main, image: a, ${container} }]`);
const bare = 'containers: [{ name: main, image: a }]';
const service = (spec: string) => object('v1', 'Service', `spec: { ${spec} }`);
const deployment = (rest: string, spec = bare, labels = 'app: a') =>
  object(
    'apps/v1',
    'Deployment',
    `spec: { ${rest === '' ? '' : `${rest}, `}selector: { matchLabels: { app: a } }, template: { metadata: { labels: { ${labels} } }, spec: { ${spec} } } }`,
  );
const job = (rest: string, spec = `restartPolicy: Never, ${bare}`) =>
  object('batch/v1', 'Job', `spec: { ${rest === '' ? '' : `${rest}, `}template: { spec: { ${spec} } } }`);
const policy = (spec: string) => object('networking.k8s.io/v1', 'NetworkPolicy', `spec: { podSelector: {}, ${spec} }`);
const ingress = (spec: string) => object('networking.k8s.io/v1', 'Ingress', `spec: { ${spec} }`);
const backend = 'backend: { service: { name: a, port: { number: 80 } } }';
const autoscaler = (spec: string, target = 'apiVersion: apps/v1, kind: Deployment, name: a') =>
  object('autoscaling/v2', 'HorizontalPodAutoscaler', `spec: { scaleTargetRef: { ${target} }, maxReplicas: 3, ${spec} }`);
const cpu = 'metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 50 } } }]';
const access = 'rbac.authorization.k8s.io/v1';

type Row = readonly [what: string, manifest: string, messages: readonly string[]];

/** Small objects with one fault each, and some that only look faulty: what the API server of 1.35, or the operator, refuses. */
const rows: readonly Row[] = [
  [
    'fine: service affinity config alone',
    service('ports: [{ port: 80 }], sessionAffinityConfig: { clientIP: { timeoutSeconds: 10 } }'),
    [],
  ],
  [
    'service source ranges on ClusterIP',
    service('ports: [{ port: 80 }], loadBalancerSourceRanges: [10.0.0.0/8]'),
    ['Field "loadBalancerSourceRanges" must not be set: the type is ClusterIP, not LoadBalancer.'],
  ],
  [
    'service internal policy in lower case',
    service('ports: [{ port: 80 }], internalTrafficPolicy: local'),
    ['Field "internalTrafficPolicy" is "local", which is none of "Cluster", "Local".'],
  ],
  ['service two names alike', service('ports: [{ name: a, port: 80 }, { name: a, port: 81 }]'), ['The port name "a" is there twice.']],
  [
    'service headless node port',
    service('type: NodePort, clusterIP: None, ports: [{ port: 80 }]'),
    ['A Service of type "NodePort" is headless.'],
  ],
  [
    'service two ports, one unnamed',
    service('ports: [{ name: a, port: 80 }, { port: 81 }]'),
    ['The port 81/TCP has no name, and is one of 2.'],
  ],
  [
    'service lb class on ClusterIP',
    service('ports: [{ port: 80 }], loadBalancerClass: a.example.com/b'),
    ['Field "loadBalancerClass" must not be set: the type is ClusterIP, not LoadBalancer.'],
  ],
  [
    'service health check port without Local',
    service('type: LoadBalancer, ports: [{ port: 80 }], healthCheckNodePort: 30000'),
    ['Field "healthCheckNodePort" must not be set: only a LoadBalancer with externalTrafficPolicy: Local has one.'],
  ],
  [
    'service external ip loopback',
    service('ports: [{ port: 80 }], externalIPs: [127.0.0.1]'),
    ['The address "127.0.0.1" is in 127.0.0.0/8, which stays on one machine or link.'],
  ],
  [
    'ingress service and resource',
    ingress('defaultBackend: { service: { name: a, port: { number: 80 } }, resource: { kind: A, name: b } }'),
    ['The backend names a service and a resource.'],
  ],
  [
    'ingress path without type',
    ingress(`rules: [{ http: { paths: [{ path: /, ${backend} }] } }]`),
    ['Field "pathType" is missing from "paths[0]".'],
  ],
  [
    'ingress relative path',
    ingress(`rules: [{ http: { paths: [{ path: a, pathType: Exact, ${backend} }] } }]`),
    ['Field "path" is "a", which does not start with "/".'],
  ],
  [
    'ingress double slash',
    ingress(`rules: [{ http: { paths: [{ path: /a//b, pathType: Prefix, ${backend} }] } }]`),
    ['Field "path" is "/a//b", which has "//".'],
  ],
  [
    'ingress tls host with two stars',
    ingress(`tls: [{ hosts: ["*.*.example.com"] }], defaultBackend: { service: { name: a, port: { number: 80 } } }`),
    ['Field "hosts[0]" is "*.*.example.com", which is no host name.'],
  ],
  [
    'ingress port name and number',
    ingress('defaultBackend: { service: { name: a, port: { number: 80, name: web } } }'),
    ['The backend names a port and gives its number.'],
  ],
  [
    'hpa policy of no time',
    autoscaler(`${cpu}, behavior: { scaleDown: { policies: [{ type: Pods, value: 1, periodSeconds: 0 }] } }`),
    ['Field "periodSeconds" is 0, which is less than 1.'],
  ],
  [
    'hpa policy of an hour',
    autoscaler(`${cpu}, behavior: { scaleUp: { policies: [{ type: Percent, value: 1, periodSeconds: 3600 }] } }`),
    ['Field "periodSeconds" is 3600, which is more than 1800.'],
  ],
  ['hpa target without kind', autoscaler(cpu, 'apiVersion: apps/v1, name: a'), ['Field "kind" is missing from "scaleTargetRef".']],
  [
    'hpa external with utilization',
    autoscaler('metrics: [{ type: External, external: { metric: { name: a }, target: { type: Utilization, averageUtilization: 50 } } }]'),
    ['The target of type "Utilization" has no field "value".'],
  ],
  ['hpa min above max', autoscaler(`minReplicas: 5, ${cpu}`), ['Field "minReplicas" is 5, which is more than the "maxReplicas" of 3.']],
  [
    'hpa stabilization above an hour',
    autoscaler(`${cpu}, behavior: { scaleDown: { stabilizationWindowSeconds: 3601 } }`),
    ['Field "stabilizationWindowSeconds" is 3601, which is more than 3600.'],
  ],
  [
    'budget with both',
    object('policy/v1', 'PodDisruptionBudget', 'spec: { minAvailable: 1, maxUnavailable: 1 }'),
    ['Fields "minAvailable" and "maxUnavailable" exclude each other.'],
  ],
  [
    'budget eviction policy mistyped',
    object('policy/v1', 'PodDisruptionBudget', 'spec: { minAvailable: 1, unhealthyPodEvictionPolicy: alwaysAllow }'),
    ['Field "unhealthyPodEvictionPolicy" is "alwaysAllow", which is none of "AlwaysAllow", "IfHealthyBudget".'],
  ],
  [
    'policy except outside',
    policy('ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/24, except: [10.0.1.0/28] } }] }]'),
    ['Field "except[0]" is "10.0.1.0/28", which is not within the cidr "10.0.0.0/24".'],
  ],
  [
    'policy except the same',
    policy('ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/24, except: [10.0.0.0/24] } }] }]'),
    ['Field "except[0]" is "10.0.0.0/24", which is not within the cidr "10.0.0.0/24".'],
  ],
  [
    'policy end below start',
    policy('ingress: [{ ports: [{ port: 90, endPort: 80 }] }]'),
    ['Field "endPort" is 80, which is less than the port 90.'],
  ],
  ['policy end of a name', policy('ingress: [{ ports: [{ port: web, endPort: 80 }] }]'), ['Field "endPort" needs a numeric "port".']],
  ['policy port name', policy('ingress: [{ ports: [{ port: http_x }] }]'), ['"http_x" is no valid name of a port.']],
  [
    'policy block and selector',
    policy('ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8 }, podSelector: {} }] }]'),
    ['The peer has an ipBlock beside a selector.'],
  ],
  ['policy peer of nothing', policy('ingress: [{ from: [{}] }]'), ['The peer selects nothing.']],
  [
    'quota negative',
    object('v1', 'ResourceQuota', 'spec: { hard: { requests.cpu: "-1" } }'),
    ['Field "requests.cpu" is "-1", which is negative.'],
  ],
  [
    'quota scopes against each other',
    object('v1', 'ResourceQuota', 'spec: { hard: { pods: 1 }, scopes: [Terminating, NotTerminating] }'),
    ['The scopes Terminating and NotTerminating exclude each other.'],
  ],
  ['quota unknown resource', object('v1', 'ResourceQuota', 'spec: { hard: { foo: 1 } }'), ['There is no resource "foo".']],
  [
    'limit default above max',
    object('v1', 'LimitRange', 'spec: { limits: [{ type: Container, max: { cpu: 1 }, default: { cpu: 2 } }] }'),
    ['The default request of cpu is 2, more than the max of 1.'],
  ],
  [
    'limit default of a Pod',
    object('v1', 'LimitRange', 'spec: { limits: [{ type: Pod, default: { cpu: 2 } }] }'),
    ['Field "default" stands beside the type "Pod".'],
  ],
  [
    'claim without modes',
    object('v1', 'PersistentVolumeClaim', 'spec: { resources: { requests: { storage: 1Gi } } }'),
    ['Field "accessModes" is missing from "spec".'],
  ],
  [
    'claim mode with others',
    object(
      'v1',
      'PersistentVolumeClaim',
      'spec: { accessModes: [ReadWriteOncePod, ReadWriteOnce], resources: { requests: { storage: 1Gi } } }',
    ),
    ['The mode "ReadWriteOncePod" stands beside others.'],
  ],
  [
    'claim of zero',
    object('v1', 'PersistentVolumeClaim', 'spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 0 } } }'),
    ['Field "storage" is 0, which is not above 0.'],
  ],
  [
    'class policy',
    object('storage.k8s.io/v1', 'StorageClass', 'provisioner: a.example.com, reclaimPolicy: Keep', 'name: a'),
    ['Field "reclaimPolicy" is "Keep", which is none of "Delete", "Recycle", "Retain".'],
  ],
  [
    'binding to a role of another group',
    object(access, 'RoleBinding', 'roleRef: { apiGroup: apps, kind: Role, name: a }, subjects: []'),
    ['Field "apiGroup" is "apps", which is not "rbac.authorization.k8s.io".'],
  ],
  [
    'fine: binding of a user with a namespace',
    object(
      access,
      'RoleBinding',
      `roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: a }, subjects: [{ kind: Group, apiGroup: "", name: a }]`,
    ),
    [],
  ],
  [
    'role with URLs',
    object(access, 'Role', 'rules: [{ nonResourceURLs: [/a], verbs: [get] }]'),
    ['A Role is about objects of its namespace, not about URLs.'],
  ],
  [
    'cluster role url and resource',
    object(access, 'ClusterRole', 'rules: [{ nonResourceURLs: [/a], apiGroups: [""], resources: [pods], verbs: [get] }]', 'name: a'),
    ['The rule is about URLs and about objects.'],
  ],
  [
    'role without verbs',
    object(access, 'Role', 'rules: [{ apiGroups: [""], resources: [pods] }]'),
    ['Field "verbs" is missing from "rules[0]".'],
  ],
  ['deployment labels other', deployment('', bare, 'app: b'), ['The selector does not match the labels of the pod template.']],
  [
    'deployment recreate rolling',
    deployment('strategy: { type: Recreate, rollingUpdate: { maxSurge: 1 } }'),
    ['The strategy "Recreate" has a block "rollingUpdate".'],
  ],
  [
    'deployment rolling of nothing',
    deployment('strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 0, maxUnavailable: 0% } }'),
    ['Fields "maxSurge" and "maxUnavailable" are both 0: nothing can be replaced.'],
  ],
  [
    'deployment never restarts',
    deployment('', `restartPolicy: OnFailure, ${bare}`),
    ['Field "restartPolicy" of a Deployment is "OnFailure", not "Always".'],
  ],
  ['deployment revision limit', deployment('revisionHistoryLimit: -1'), ['Field "revisionHistoryLimit" is -1, which is less than 0.']],
  [
    'deployment selector of nothing',
    object('apps/v1', 'Deployment', `spec: { selector: {}, template: { metadata: { labels: { app: a } }, spec: { ${bare} } } }`),
    ['The selector of the Deployment is empty.'],
  ],
  [
    'stateful set parallel in lower case',
    object(
      'apps/v1',
      'StatefulSet',
      `spec: { podManagementPolicy: parallel, selector: { matchLabels: { app: a } }, template: { metadata: { labels: { app: a } }, spec: { ${bare} } } }`,
    ),
    ['Field "podManagementPolicy" is "parallel", which is none of "OrderedReady", "Parallel".'],
  ],
  [
    'stateful set ordinals below 0',
    object(
      'apps/v1',
      'StatefulSet',
      `spec: { ordinals: { start: -1 }, selector: { matchLabels: { app: a } }, template: { metadata: { labels: { app: a } }, spec: { ${bare} } } }`,
    ),
    ['Field "start" is -1, which is less than 0.'],
  ],
  [
    'stateful set partition below 0',
    object(
      'apps/v1',
      'StatefulSet',
      `spec: { updateStrategy: { type: RollingUpdate, rollingUpdate: { partition: -1 } }, selector: { matchLabels: { app: a } }, template: { metadata: { labels: { app: a } }, spec: { ${bare} } } }`,
    ),
    ['Field "partition" is -1, which is less than 0.'],
  ],
  ['fine: job indexed without completions', job('completionMode: Indexed'), []],
  [
    'job backoff per index without it',
    job('backoffLimitPerIndex: 1'),
    ['Field "backoffLimitPerIndex" must not be set: the completionMode is not Indexed.'],
  ],
  ['job with own selector', job('selector: { matchLabels: { app: a } }'), ['The selector does not match the labels of the pod template.']],
  ['job always restarts', job('', `restartPolicy: Always, ${bare}`), ['Field "restartPolicy" of a Job is "Always".']],
  [
    'job success policy without index',
    job('successPolicy: { rules: [{ succeededCount: 1 }] }'),
    ['Field "successPolicy" must not be set: the completionMode is not Indexed.'],
  ],
  ['job parallel below 0', job('parallelism: -1'), ['Field "parallelism" is -1, which is less than 0.']],
  [
    'cron with a zone in the schedule',
    object(
      'batch/v1',
      'CronJob',
      `spec: { schedule: "TZ=UTC 0 3 * * *", jobTemplate: { spec: { template: { spec: { restartPolicy: Never, ${bare} } } } } }`,
    ),
    ['Field "schedule" is "TZ=UTC 0 3 * * *", which is no schedule.'],
  ],
  [
    'cron every',
    object(
      'batch/v1',
      'CronJob',
      `spec: { schedule: "@every 1h", jobTemplate: { spec: { template: { spec: { restartPolicy: Never, ${bare} } } } } }`,
    ),
    [],
  ],
  [
    'cron six fields',
    object(
      'batch/v1',
      'CronJob',
      `spec: { schedule: "0 0 3 * * *", jobTemplate: { spec: { template: { spec: { restartPolicy: Never, ${bare} } } } } }`,
    ),
    ['Field "schedule" is "0 0 3 * * *", which is no schedule.'],
  ],
  [
    'cron policy',
    object(
      'batch/v1',
      'CronJob',
      `spec: { schedule: "0 3 * * *", concurrencyPolicy: forbid, jobTemplate: { spec: { template: { spec: { restartPolicy: Never, ${bare} } } } } }`,
    ),
    ['Field "concurrencyPolicy" is "forbid", which is none of "Allow", "Forbid", "Replace".'],
  ],
  [
    'cron name of 53',
    object(
      'batch/v1',
      'CronJob',
      `spec: { schedule: "0 3 * * *", jobTemplate: { spec: { template: { spec: { restartPolicy: Never, ${bare} } } } } }`,
      `name: ${'a'.repeat(53)}`,
    ),
    ['Field "name" is "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", which has 53 characters, more than 52.'],
  ],
  [
    'pod restart policy',
    pod(`restartPolicy: Sometimes, ${bare}`),
    ['Field "restartPolicy" is "Sometimes", which is none of "Always", "Never", "OnFailure".'],
  ],
  ['pod host alias', pod(`hostAliases: [{ ip: 10.0.0, hostnames: [a] }], ${bare}`), ['Field "ip" is "10.0.0", which is no IP address.']],
  [
    'pull policy lower case',
    one('imagePullPolicy: always'),
    ['Field "imagePullPolicy" is "always", which is none of "Always", "IfNotPresent", "Never".'],
  ],
  ['env name', one('env: [{ name: "A=B", value: a }]'), ['The variable "A=B" has no valid name.']],
  [
    'env two sources',
    one('env: [{ name: A, value: a, valueFrom: { fieldRef: { fieldPath: metadata.name } } }]'),
    ['The variable "A" has value and valueFrom.'],
  ],
  ['fine: mount with a colon', one('volumeMounts: [{ name: v, mountPath: "/a:b" }]', 'volumes: [{ name: v, emptyDir: {} }]'), []],
  [
    'mount twice',
    one('volumeMounts: [{ name: v, mountPath: /a }, { name: v, mountPath: /a }]', 'volumes: [{ name: v, emptyDir: {} }]'),
    ['The mount path "/a" is there twice.'],
  ],
  [
    'mount of nothing',
    one('volumeMounts: [{ name: w, mountPath: /a }]', 'volumes: [{ name: v, emptyDir: {} }]'),
    ['The pod has no volume "w", which is mounted.'],
  ],
  ['volumes alike', pod(`volumes: [{ name: v, emptyDir: {} }, { name: v, emptyDir: {} }], ${bare}`), ['The volume "v" is there twice.']],
  [
    'volume two kinds',
    pod(`volumes: [{ name: v, emptyDir: {}, configMap: { name: a } }], ${bare}`),
    ['The volume "v" has 2 sources: emptyDir, configMap.'],
  ],
  [
    'skew 0',
    pod(`topologySpreadConstraints: [{ maxSkew: 0, topologyKey: a, whenUnsatisfiable: DoNotSchedule }], ${bare}`),
    ['Field "maxSkew" is 0, which is less than 1.'],
  ],
  [
    'affinity Gt of two',
    pod(
      `affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: a, operator: Gt, values: ["1", "2"] }] }] } } }, ${bare}`,
    ),
    ['The operator "Gt" has 2 values, not one.'],
  ],
  [
    'affinity weight 0',
    pod(
      `affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 0, podAffinityTerm: { topologyKey: a } }] } }, ${bare}`,
    ),
    ['Field "weight" is 0, which is less than 1.'],
  ],
  [
    'affinity without key',
    pod(`affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: {} }] } }, ${bare}`),
    ['Field "topologyKey" is missing from "requiredDuringSchedulingIgnoredDuringExecution[0]".'],
  ],
  [
    'toleration seconds',
    pod(`tolerations: [{ key: a, operator: Exists, effect: NoSchedule, tolerationSeconds: 5 }], ${bare}`),
    ['A toleration with tolerationSeconds has not the effect "NoExecute".'],
  ],
  ['host name of two parts', pod(`hostname: a.b, ${bare}`), ['Field "hostname" is "a.b", which is no valid name.']],
  ['user below 0', pod(`securityContext: { runAsUser: -1 }, ${bare}`), ['Field "runAsUser" is -1, which is less than 0.']],
  [
    'privileged without escalation',
    one('securityContext: { privileged: true, allowPrivilegeEscalation: false }'),
    ['Field "allowPrivilegeEscalation" must not be set: the container is privileged.'],
  ],
  [
    'probe success of liveness',
    one('livenessProbe: { successThreshold: 2, tcpSocket: { port: 1 } }'),
    ['Field "successThreshold" of a livenessProbe is 2, not 1.'],
  ],
  [
    'probe of two',
    one('readinessProbe: { httpGet: { port: 1 }, tcpSocket: { port: 1 } }'),
    ['Field "readinessProbe" has httpGet and tcpSocket, which exclude each other.'],
  ],
  [
    'probe scheme',
    one('readinessProbe: { httpGet: { port: 1, scheme: https } }'),
    ['Field "scheme" is "https", which is none of "HTTP", "HTTPS".'],
  ],
  [
    'probe header',
    one('readinessProbe: { httpGet: { port: 1, httpHeaders: [{ name: "a b", value: c }] } }'),
    ['Field "name" is "a b", which is no name of a header.'],
  ],
  ['grpc without port', one('readinessProbe: { grpc: { service: a } }'), ['Field "port" is missing from "grpc".']],
  ['sleep below 0', one('lifecycle: { preStop: { sleep: { seconds: -1 } } }'), ['The pod sleeps -1 seconds, and has 30 to end.']],
  [
    'ports of one number, two names alike',
    one('ports: [{ name: a, containerPort: 1 }, { name: a, containerPort: 2 }]'),
    ['The port name "a" is there twice.'],
  ],
  ['port name of 16', one(`ports: [{ name: ${'a'.repeat(16)}, containerPort: 1 }]`), ['"aaaaaaaaaaaaaaaa" is no valid name of a port.']],
  [
    'request above limit',
    one('resources: { requests: { cpu: 2 }, limits: { cpu: 1 } }'),
    ['The request of 2 cpu is more than the limit of 1.'],
  ],
  ['hugepages alone', one('resources: { limits: { hugepages-2Mi: 2Mi } }'), ['Huge pages are there without cpu and memory.']],
  [
    'container names alike',
    pod('initContainers: [{ name: a, image: a }], containers: [{ name: a, image: a }]'),
    ['The container "a" is there twice.'],
  ],
  [
    'ephemeral claim without template',
    pod(`volumes: [{ name: v, ephemeral: {} }], ${bare}`),
    ['Field "volumeClaimTemplate" is missing from "ephemeral".'],
  ],
  ['no containers', pod('containers: []'), ['The pod has no container.']],
  ['fine: grace below 0', pod(`terminationGracePeriodSeconds: -1, ${bare}`), []],
  [
    'downward of an unknown',
    pod(`volumes: [{ name: v, downwardAPI: { items: [{ path: a, fieldRef: { fieldPath: spec.nodeName } }] } }], ${bare}`),
    [
      'Field "fieldPath" is "spec.nodeName", which is none of metadata.name, metadata.namespace, metadata.uid, metadata.labels, metadata.annotations.',
    ],
  ],
  [
    'secret basic auth of nothing',
    object('v1', 'Secret', 'type: kubernetes.io/basic-auth, data: {}'),
    ['Field "username" is missing from "data".'],
  ],
  [
    'secret docker config',
    object('v1', 'Secret', 'type: kubernetes.io/dockerconfigjson, stringData: { .dockerconfigjson: "no" }'),
    ['The key ".dockerconfigjson" holds no mapping in JSON.'],
  ],
  [
    'secret of an account without one',
    object('v1', 'Secret', 'type: kubernetes.io/service-account-token'),
    ['Field "kubernetes.io/service-account.name" is missing from "annotations".'],
  ],
  [
    'secret ssh of nothing',
    object('v1', 'Secret', 'type: kubernetes.io/ssh-auth, data: { a: YQ== }'),
    ['Field "ssh-privatekey" is missing from "data".'],
  ],
  ['secret not base64', object('v1', 'Secret', 'data: { a: "not base64!" }'), ['Field "a" is "not base64!", which is not base64.']],
  [
    'config key in both',
    object('v1', 'ConfigMap', 'data: { a: b }, binaryData: { a: YQ== }'),
    ['The key "a" is in "data" and in "binaryData".'],
  ],
  ['config key with slash', object('v1', 'ConfigMap', 'data: { a/b: c }'), ['"a/b" is no valid key.']],
  [
    'priority above a billion',
    object('scheduling.k8s.io/v1', 'PriorityClass', 'value: 1000000001', 'name: a'),
    ['Field "value" is 1000000001, which is more than 1000000000.'],
  ],
  [
    'priority of the system',
    object('scheduling.k8s.io/v1', 'PriorityClass', 'value: 1', 'name: system-a'),
    ['Field "name" is "system-a", which starts with "system-", which is kept for Kubernetes.'],
  ],
  [
    'webhook effects',
    object(
      'admissionregistration.k8s.io/v1',
      'ValidatingWebhookConfiguration',
      'webhooks: [{ name: a.b.c, sideEffects: Some, admissionReviewVersions: [v1], clientConfig: { url: https://a.example.com } }]',
      'name: a',
    ),
    ['Field "sideEffects" is "Some", which is none of "None", "NoneOnDryRun".'],
  ],
  [
    'webhook plain http',
    object(
      'admissionregistration.k8s.io/v1',
      'ValidatingWebhookConfiguration',
      'webhooks: [{ name: a.b.c, sideEffects: None, admissionReviewVersions: [v1], clientConfig: { url: "http://a.example.com" } }]',
      'name: a',
    ),
    ['Field "url" is "http://a.example.com", which is no URL that the API server would call.'],
  ],
  [
    'label value of 64',
    object('v1', 'ConfigMap', 'data: {}', `name: a, labels: { a: ${'b'.repeat(64)} }`),
    ['The label "a" is "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", which is no valid label value.'],
  ],
  [
    'annotation key twice a slash',
    object('v1', 'ConfigMap', 'data: {}', 'name: a, annotations: { a/b/c: d }'),
    ['The annotation "a/b/c" is no valid key.'],
  ],
  ['name in capitals', object('v1', 'ConfigMap', 'data: {}', 'name: A'), ['Field "name" is "A", which is no valid name.']],
  [
    'service name with a digit first',
    service('ports: [{ port: 80 }]').replace('name: a', 'name: 1a'),
    ['Field "name" is "1a", which is no valid name.'],
  ],
  ['namespace with a dot', object('v1', 'Namespace', 'spec: {}', 'name: a.b'), ['Field "name" is "a.b", which is no valid name.']],
  ['finalizer without a domain', object('v1', 'ConfigMap', 'data: {}', 'name: a, finalizers: [b]'), ['"b" is no valid finalizer.']],
  [
    'owner without uid',
    object('v1', 'ConfigMap', 'data: {}', 'name: a, ownerReferences: [{ apiVersion: v1, kind: Pod, name: b }]'),
    ['Field "uid" is missing from "ownerReferences[0]".'],
  ],
  [
    'runtime class handler',
    object('node.k8s.io/v1', 'RuntimeClass', 'handler: A_b', 'name: a'),
    ['Field "handler" is "A_b", which is no valid name.'],
  ],
  [
    'ingress class controller',
    object('networking.k8s.io/v1', 'IngressClass', 'spec: { controller: a }', 'name: a'),
    ['Field "controller" is "a", which is no path with a domain.'],
  ],
  [
    'endpoint slice address',
    object('discovery.k8s.io/v1', 'EndpointSlice', 'addressType: IPv4, endpoints: [{ addresses: ["::1"] }], ports: []'),
    ['Field "addresses[0]" is "::1", which is no IPv4 address.'],
  ],
  [
    'fine: native sidecar with probes',
    pod(
      `initContainers: [{ name: s, image: a, restartPolicy: Always, startupProbe: { tcpSocket: { port: 1 } }, lifecycle: { preStop: { sleep: { seconds: 0 } } } }], ${bare}`,
    ),
    [],
  ],
  ['fine: service of two protocols', service('ports: [{ name: a, port: 53, protocol: UDP }, { name: b, port: 53, protocol: TCP }]'), []],
  ['fine: policy of a range', policy('ingress: [{ ports: [{ port: 80, endPort: 80, protocol: SCTP }] }]'), []],
  [
    'fine: pdb always allow',
    object('policy/v1', 'PodDisruptionBudget', 'spec: { maxUnavailable: 0, unhealthyPodEvictionPolicy: AlwaysAllow }'),
    [],
  ],
  ['fine: pod resources', pod(`resources: { requests: { cpu: 1, memory: 1Gi }, limits: { cpu: 2 } }, ${bare}`), []],
  ['fine: image volume', pod(`volumes: [{ name: v, image: { reference: "a:1", pullPolicy: Always } }], ${bare}`), []],
  ['fine: traffic distribution', service('ports: [{ port: 80 }], trafficDistribution: PreferSameZone'), []],
  [
    'fine: job of indexes',
    job(
      'completionMode: Indexed, completions: 3, backoffLimitPerIndex: 1, maxFailedIndexes: 1, successPolicy: { rules: [{ succeededIndexes: "0" }] }',
    ),
    [],
  ],
  [
    'fine: spread with policies',
    pod(
      `topologySpreadConstraints: [{ maxSkew: 1, minDomains: 2, topologyKey: a, whenUnsatisfiable: DoNotSchedule, nodeTaintsPolicy: Honor, matchLabelKeys: [app], labelSelector: { matchLabels: { app: a } } }], ${bare}`,
    ),
    [],
  ],
  [
    'certificate key size',
    object(
      'cert-manager.io/v1',
      'Certificate',
      'spec: { secretName: a, dnsNames: [a.example.com], issuerRef: { name: a }, privateKey: { algorithm: RSA, size: 1024 } }',
    ),
    ['A key of RSA has 2048 to 8192 bits, not 1024: cert-manager refuses it.'],
  ],
  [
    'certificate ecdsa 2048',
    object(
      'cert-manager.io/v1',
      'Certificate',
      'spec: { secretName: a, dnsNames: [a.example.com], issuerRef: { name: a }, privateKey: { algorithm: ECDSA, size: 2048 } }',
    ),
    ['A key of ECDSA has 256, 384 or 521 bits, not 2048: cert-manager refuses it.'],
  ],
  [
    'certificate of nothing',
    object('cert-manager.io/v1', 'Certificate', 'spec: { secretName: a, issuerRef: { name: a } }'),
    ['The certificate is for no name: cert-manager refuses it.'],
  ],
  [
    'issuer of two types',
    object('cert-manager.io/v1', 'Issuer', 'spec: { selfSigned: {}, ca: { secretName: a } }'),
    ['Field "spec" has "ca" and "selfSigned", which exclude each other.'],
  ],
  [
    'scaler cron without end',
    object(
      'keda.sh/v1alpha1',
      'ScaledObject',
      'spec: { scaleTargetRef: { name: a }, triggers: [{ type: cron, metadata: { timezone: UTC, start: "0 8 * * *", desiredReplicas: "3" } }] }',
    ),
    ['Field "end" is missing from "metadata".'],
  ],
  [
    'scaler prometheus without query',
    object(
      'keda.sh/v1alpha1',
      'ScaledObject',
      'spec: { scaleTargetRef: { name: a }, triggers: [{ type: prometheus, metadata: { serverAddress: "http://p:9090", threshold: "3" } }] }',
    ),
    ['Field "query" is missing from "metadata".'],
  ],
  [
    'topic cleanup policy',
    object('kafka.strimzi.io/v1', 'KafkaTopic', 'spec: { partitions: 3, replicas: 3, config: { cleanup.policy: delette } }'),
    ['Field "cleanup.policy" is "delette", and "delette" is none of compact, delete: Kafka refuses the topic.'],
  ],
  [
    'topic min.insync text',
    object('kafka.strimzi.io/v1', 'KafkaTopic', 'spec: { partitions: 3, replicas: 3, config: { min.insync.replicas: two } }'),
    ['Field "min.insync.replicas" is "two", no number: Kafka refuses the topic.'],
  ],
  [
    'user authentication',
    object('kafka.strimzi.io/v1', 'KafkaUser', 'spec: { authentication: { type: scram-sha-256 } }'),
    ['Field "type" is "scram-sha-256", which is none of "tls", "tls-external", "scram-sha-512".'],
  ],
  [
    'pool without roles',
    object('kafka.strimzi.io/v1', 'KafkaNodePool', 'spec: { replicas: 3, storage: { type: ephemeral } }'),
    ['Field "roles" is missing from "spec".'],
  ],
  [
    'fine: postgres team',
    object(
      'acid.zalan.do/v1',
      'postgresql',
      'spec: { teamId: erp, numberOfInstances: 3, postgresql: { version: "16" }, volume: { size: 10Gi } }',
      'name: acid-a, namespace: shop',
    ),
    [],
  ],
  [
    'postgres version 9',
    object(
      'acid.zalan.do/v1',
      'postgresql',
      'spec: { teamId: acid, numberOfInstances: 3, postgresql: { version: "9" }, volume: { size: 10Gi } }',
      'name: acid-a, namespace: shop',
    ),
    ['Field "version" is "9", which is none of "14", "15", "16", "17", "18".'],
  ],
  [
    'external secret of nothing',
    object('external-secrets.io/v1', 'ExternalSecret', 'spec: { secretStoreRef: { name: a }, target: { name: a } }'),
    ['Neither "data" nor "dataFrom" says what is fetched: External Secrets refuses it.'],
  ],
  [
    'gateway host with two stars',
    object(
      'gateway.networking.k8s.io/v1',
      'Gateway',
      'spec: { gatewayClassName: a, listeners: [{ name: a, port: 80, protocol: HTTP, hostname: "*.*.example.com" }] }',
    ),
    ['Field "hostname" is "*.*.example.com", which has not the form that the field asks for.'],
  ],
  [
    'gateway https without tls',
    object(
      'gateway.networking.k8s.io/v1',
      'Gateway',
      'spec: { gatewayClassName: a, listeners: [{ name: a, port: 443, protocol: HTTPS, tls: { mode: Terminate } }] }',
    ),
    ['Field "tls" breaks a rule of its kind: self.mode == \'Terminate\' ? size(self.certificateRefs) > 0 || size(self.options) > 0 : true'],
  ],
  [
    'route of 17 rules',
    object(
      'gateway.networking.k8s.io/v1',
      'HTTPRoute',
      `spec: { rules: [${Array(17).fill('{ backendRefs: [{ name: a, port: 80 }] }').join(', ')}] }`,
    ),
    ['Field "rules" has more than 16 items.'],
  ],
  [
    'route two header filters',
    object(
      'gateway.networking.k8s.io/v1',
      'HTTPRoute',
      'spec: { rules: [{ filters: [{ type: RequestHeaderModifier, requestHeaderModifier: {} }, { type: RequestHeaderModifier, requestHeaderModifier: {} }] }] }',
    ),
    ['Field "filters" breaks a rule of its kind: self.filter(f, f.type == \'RequestHeaderModifier\').size() <= 1'],
  ],
  [
    'monitor action',
    object(
      'monitoring.coreos.com/v1',
      'PodMonitor',
      'spec: { selector: {}, podMetricsEndpoints: [{ port: a, relabelings: [{ action: dropp, regex: a }] }] }',
    ),
    [
      'Field "action" is "dropp", which is none of "replace", "Replace", "keep", "Keep", "drop", "Drop", "hashmod", "HashMod", "labelmap", "LabelMap", "labeldrop", "LabelDrop", "labelkeep", "LabelKeep", "lowercase", "Lowercase", "uppercase", "Uppercase", "keepequal", "KeepEqual", "dropequal", "DropEqual".',
    ],
  ],
  [
    'monitor regex',
    object(
      'monitoring.coreos.com/v1',
      'PodMonitor',
      'spec: { selector: {}, podMetricsEndpoints: [{ port: a, relabelings: [{ action: drop, sourceLabels: [a], regex: "a(" }] }] }',
    ),
    ['"a(" is no regular expression: the operator leaves out the whole object.'],
  ],
  [
    'rule time',
    object(
      'monitoring.coreos.com/v1',
      'PrometheusRule',
      'spec: { groups: [{ name: a, rules: [{ alert: A, expr: up == 0, for: 5 minutes }] }] }',
    ),
    ['Field "for" is "5 minutes", which has not the form that the field asks for.'],
  ],
  [
    'rule groups alike',
    object(
      'monitoring.coreos.com/v1',
      'PrometheusRule',
      'spec: { groups: [{ name: a, rules: [{ alert: A, expr: up == 0 }] }, { name: a, rules: [{ alert: B, expr: up == 0 }] }] }',
    ),
    ['Field "groups[1]" is there twice by "name".'],
  ],
  [
    'rule record name',
    object('monitoring.coreos.com/v1', 'PrometheusRule', 'spec: { groups: [{ name: a, rules: [{ record: "a b", expr: up }] }] }'),
    ['"a b" is no name of a metric: Prometheus loads nothing of the object.'],
  ],
  [
    'record with for',
    object('monitoring.coreos.com/v1', 'PrometheusRule', 'spec: { groups: [{ name: a, rules: [{ record: a, for: 5m, expr: up }] }] }'),
    ['A recording rule has no "for": Prometheus loads nothing of the object.'],
  ],
  [
    'application retry time',
    object(
      'argoproj.io/v1alpha1',
      'Application',
      'spec: { project: a, destination: { name: a, namespace: b }, source: { repoURL: "https://a.example.com", path: a }, syncPolicy: { retry: { limit: 1, backoff: { duration: 5 sec } } } }',
      'name: a, namespace: argocd',
    ),
    ['Field "duration" is "5 sec", which is no duration: the sync fails when it is tried again.'],
  ],
  [
    'application two destinations',
    object(
      'argoproj.io/v1alpha1',
      'Application',
      'spec: { project: a, destination: { name: a, server: "https://b", namespace: b }, source: { repoURL: "https://a.example.com", path: a } }',
      'name: a, namespace: argocd',
    ),
    ['The destination has "name" and "server": Argo CD refuses it.'],
  ],
  [
    'project window',
    object(
      'argoproj.io/v1alpha1',
      'AppProject',
      'spec: { sourceRepos: [a], destinations: [], syncWindows: [{ kind: deny, schedule: "0 25 * * *", duration: 1h, applications: ["*"] }] }',
      'name: a, namespace: argocd',
    ),
    ['Field "schedule" is "0 25 * * *", which is no schedule: Argo CD refuses the project.'],
  ],
  [
    'project window kind',
    object(
      'argoproj.io/v1alpha1',
      'AppProject',
      'spec: { sourceRepos: [a], destinations: [], syncWindows: [{ kind: forbid, schedule: "0 2 * * *", duration: 1h, applications: ["*"] }] }',
      'name: a, namespace: argocd',
    ),
    ['Field "kind" is "forbid", which is neither "allow" nor "deny": Argo CD refuses the project.'],
  ],
];

describe('what validate says of an object with one fault', () => {
  it.each(rows)('%s', async (_, input, messages) => {
    const { findings } = await validateFiles({ files: ['-'], empty: [], input, kubeconform: { skip: true } });
    expect([...new Set(findings.map(({ message }) => message))]).toEqual(messages);
  });
});
