/**
 * Small objects of Kubernetes' own kinds with one fault or one thing that looks like one, and what kube-apiserver 1.35.4 said of each
 * (strict dry run of a creation). `test:cluster` asks it again.
 */
export interface Verdict {
  readonly what: string;
  /** In YAML. */
  readonly object: string;
  readonly server: 'refuses' | 'takes';
}

const object = (apiVersion: string, kind: string, rest: string) =>
  `{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: example }, ${rest} }`;
const pod = (spec: string) => object('v1', 'Pod', `spec: { ${spec} }`);
const one = (container: string, spec = '') => pod(`${spec === '' ? '' : `${spec}, `}containers: [{ name: main, image: a, ${container} }]`);
const bare = 'containers: [{ name: main, image: a }]';
const template = (spec: string) =>
  `selector: { matchLabels: { app: a } }, template: { metadata: { labels: { app: a } }, spec: { ${spec} } }`;
const workload = (kind: string, rest: string, spec = bare) => object('apps/v1', kind, `spec: { ${rest}, ${template(spec)} }`);
const job = (rest: string, spec = `restartPolicy: Never, ${bare}`) =>
  object('batch/v1', 'Job', `spec: { ${rest}, template: { spec: { ${spec} } } }`);
const cronJob = (rest: string) =>
  object('batch/v1', 'CronJob', `spec: { ${rest}, jobTemplate: { spec: { template: { spec: { restartPolicy: Never, ${bare} } } } } }`);
const service = (spec: string) => object('v1', 'Service', `spec: { ${spec} }`);
const ports = 'ports: [{ port: 80 }]';
const autoscaler = (spec: string) =>
  object(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    `spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: a }, maxReplicas: 3, ${spec} }`,
  );
const budget = (spec: string) => object('policy/v1', 'PodDisruptionBudget', `spec: { selector: { matchLabels: { a: b } }, ${spec} }`);
const ingress = (host: string, path = '{ path: /, pathType: Prefix, backend: { service: { name: a, port: { number: 80 } } } }') =>
  object('networking.k8s.io/v1', 'Ingress', `spec: { rules: [{ host: ${host}, http: { paths: [${path}] } }] }`);
const rbac = (kind: string, rest: string) => object('rbac.authorization.k8s.io/v1', kind, rest);
const mounted = (volumes: string, container = '') => pod(`volumes: [${volumes}], containers: [{ name: main, image: a, ${container} }]`);

const admission = (spec: string) =>
  object(
    'admissionregistration.k8s.io/v1',
    'ValidatingAdmissionPolicy',
    `spec: { matchConstraints: { resourceRules: [${everything}] }, ${spec} }`,
  );
const everything = '{ apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*"] }';
const asked = "validations: [{ expression: 'object.spec == null' }]";
const webhook = (text: string) =>
  object(
    'admissionregistration.k8s.io/v1',
    'ValidatingWebhookConfiguration',
    `webhooks: [{ name: a.example.com, sideEffects: None, admissionReviewVersions: [v1], clientConfig: { url: "https://a.example.com" }, rules: [${everything}], ${text} }]`,
  );
const keyed = 'x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name]';
const definition = (spec: string) =>
  object(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    `spec: { group: example.com, scope: Namespaced, names: { kind: Thing, plural: things }, versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, properties: { spec: { type: object, ${spec} } } } } }] }`,
  ).replace('name: example', 'name: things.example.com');
const slice = (spec: string) =>
  object(
    'resource.k8s.io/v1',
    'ResourceSlice',
    `spec: { driver: a.example.com, pool: { name: a, generation: 1, resourceSliceCount: 1 }, ${spec} }`,
  );

const rows: Readonly<Record<string, readonly (readonly [what: string, refused: string, taken: string])[]>> = {
  pods: [
    [
      'a hook of a container that ends',
      pod(`initContainers: [{ name: i, image: b, lifecycle: { preStop: { exec: { command: [a] } } } }], ${bare}`),
      pod(`initContainers: [{ name: i, image: b, restartPolicy: Always, lifecycle: { preStop: { exec: { command: [a] } } } }], ${bare}`),
    ],
    [
      'a probe of a container that ends',
      pod(`initContainers: [{ name: i, image: b, startupProbe: { tcpSocket: { port: 1 } } }], ${bare}`),
      pod(`initContainers: [{ name: i, image: b, restartPolicy: Always, startupProbe: { tcpSocket: { port: 1 } } }], ${bare}`),
    ],
    [
      'an AppArmor profile of the node without its name',
      one('securityContext: { appArmorProfile: { type: Localhost } }'),
      one('securityContext: { appArmorProfile: { type: Localhost, localhostProfile: a } }'),
    ],
    [
      'a seccomp profile that leads out',
      one('securityContext: { seccompProfile: { type: Localhost, localhostProfile: ../a } }'),
      one('securityContext: { seccompProfile: { type: Localhost, localhostProfile: a/b } }'),
    ],
    [
      'name servers of nobody',
      pod(`dnsPolicy: None, dnsConfig: { searches: [a.b] }, ${bare}`),
      pod(`dnsPolicy: None, dnsConfig: { nameservers: [10.0.0.1] }, ${bare}`),
    ],
    [
      'four name servers',
      pod(`dnsConfig: { nameservers: [10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4] }, ${bare}`),
      pod(`dnsConfig: { nameservers: [10.0.0.1, 10.0.0.2, 10.0.0.3] }, ${bare}`),
    ],
    [
      'seconds of a toleration without an effect',
      pod(`tolerations: [{ key: a, operator: Exists, tolerationSeconds: 5 }], ${bare}`),
      pod(`tolerations: [{ key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 5 }], ${bare}`),
    ],
    [
      'a toleration without a key',
      pod(`tolerations: [{ operator: Equal, value: a }], ${bare}`),
      pod(`tolerations: [{ operator: Exists }], ${bare}`),
    ],
    [
      'domains of a wish',
      pod(`topologySpreadConstraints: [{ maxSkew: 1, topologyKey: z, whenUnsatisfiable: ScheduleAnyway, minDomains: 3 }], ${bare}`),
      pod(`topologySpreadConstraints: [{ maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule, minDomains: 3 }], ${bare}`),
    ],
    [
      'one spread twice',
      pod(
        `topologySpreadConstraints: [{ maxSkew: 1, topologyKey: z, whenUnsatisfiable: ScheduleAnyway }, { maxSkew: 2, topologyKey: z, whenUnsatisfiable: ScheduleAnyway }], ${bare}`,
      ),
      pod(
        `topologySpreadConstraints: [{ maxSkew: 1, topologyKey: z, whenUnsatisfiable: ScheduleAnyway }, { maxSkew: 2, topologyKey: z, whenUnsatisfiable: DoNotSchedule }], ${bare}`,
      ),
    ],
    [
      'a field that no variable can have',
      one('env: [{ name: A, valueFrom: { fieldRef: { fieldPath: metadata.labels } } }]'),
      one(`env: [{ name: A, valueFrom: { fieldRef: { fieldPath: "metadata.labels['a']" } } }]`),
    ],
    ['a device without a limit', one('resources: { requests: { amd.com/gpu: 1 } }'), one('resources: { limits: { amd.com/gpu: 1 } }')],
    ['half a device', one('resources: { limits: { amd.com/gpu: 500m } }'), one('resources: { limits: { amd.com/gpu: "2" } }')],
    [
      'half a page',
      one('resources: { limits: { hugepages-2Mi: 3Mi, cpu: 1 } }'),
      one('resources: { limits: { hugepages-2Mi: 4Mi, cpu: 1 } }'),
    ],
    [
      'pages alone',
      one('resources: { limits: { hugepages-2Mi: 4Mi } }'),
      one('resources: { limits: { hugepages-2Mi: 4Mi, memory: 1Gi } }'),
    ],
    [
      'a capability on Windows',
      one('securityContext: { capabilities: { drop: [ALL] } }', 'os: { name: windows }'),
      one('securityContext: { runAsNonRoot: true }', 'os: { name: windows }'),
    ],
    [
      'a claim of a device of nowhere',
      pod(`resourceClaims: [{ name: a }], ${bare}`),
      pod(`resourceClaims: [{ name: a, resourceClaimName: b }], ${bare}`),
    ],
    [
      'a policy of resizing for storage',
      one('resizePolicy: [{ resourceName: ephemeral-storage, restartPolicy: NotRequired }]'),
      one('resizePolicy: [{ resourceName: memory, restartPolicy: RestartContainer }]'),
    ],
    ['users of its own among processes of the host', pod(`hostUsers: false, hostPID: true, ${bare}`), pod(`hostUsers: false, ${bare}`)],
    [
      'a file that leads out of a ConfigMap',
      mounted('{ name: v, configMap: { name: c, items: [{ key: a, path: b/../../c }] } }'),
      mounted('{ name: v, configMap: { name: c, items: [{ key: a, path: b/c }] } }'),
    ],
    [
      'a token for five minutes',
      mounted('{ name: v, projected: { sources: [{ serviceAccountToken: { path: t, expirationSeconds: 300 } }] } }').replace(
        'spec: {',
        'spec: { serviceAccountName: default,',
      ),
      mounted('{ name: v, projected: { sources: [{ serviceAccountToken: { path: t, expirationSeconds: 600 } }] } }').replace(
        'spec: {',
        'spec: { serviceAccountName: default,',
      ),
    ],
    ['a port as text', one('livenessProbe: { tcpSocket: { port: "9090" } }'), one('livenessProbe: { tcpSocket: { port: nine } }')],
    [
      'a part of a volume by two names',
      mounted('{ name: v, emptyDir: {} }', 'volumeMounts: [{ name: v, mountPath: /a, subPath: b, subPathExpr: $(C) }]'),
      mounted('{ name: v, emptyDir: {} }', 'volumeMounts: [{ name: v, mountPath: /a, subPathExpr: $(C) }]'),
    ],
    [
      'mounts that are passed on',
      mounted('{ name: v, emptyDir: {} }', 'volumeMounts: [{ name: v, mountPath: /a, mountPropagation: Bidirectional }]'),
      mounted(
        '{ name: v, emptyDir: {} }',
        'securityContext: { privileged: true }, volumeMounts: [{ name: v, mountPath: /a, mountPropagation: Bidirectional }]',
      ),
    ],
    [
      'a pod that asks for less than its containers',
      one('resources: { requests: { memory: 2Gi } }', 'resources: { requests: { memory: 1Gi } }'),
      one('resources: { requests: { memory: 1Gi } }', 'resources: { requests: { memory: 1Gi } }'),
    ],
    [
      'a container that never rises',
      one('securityContext: { privileged: true, allowPrivilegeEscalation: false }'),
      one('securityContext: { privileged: true, allowPrivilegeEscalation: true }'),
    ],
    [
      'a sleep beyond the end',
      one('lifecycle: { preStop: { sleep: { seconds: 31 } } }'),
      one('lifecycle: { preStop: { sleep: { seconds: 31 } } }', 'terminationGracePeriodSeconds: 40'),
    ],
    [
      'a setting of the kernel of the node',
      pod(`hostNetwork: true, securityContext: { sysctls: [{ name: net.core.somaxconn, value: "1" }] }, ${bare}`),
      pod(`securityContext: { sysctls: [{ name: net.core.somaxconn, value: "1" }] }, ${bare}`),
    ],
    [
      'rules of a restart without a policy',
      one('restartPolicyRules: [{ action: Restart, exitCodes: { operator: In, values: [1] } }]'),
      one('restartPolicy: Never, restartPolicyRules: [{ action: Restart, exitCodes: { operator: In, values: [1] } }]'),
    ],
    ['a gate by two words', pod(`schedulingGates: [{ name: a b }], ${bare}`), pod(`schedulingGates: [{ name: a.b/c }], ${bare}`)],
    ['a variable with an equals sign', one('env: [{ name: "A=B", value: c }]'), one('env: [{ name: "1 a.b", value: c }]')],
  ],
  workloads: [
    [
      'a deadline that every roll-out misses',
      workload('Deployment', 'minReadySeconds: 600'),
      workload('Deployment', 'minReadySeconds: 599'),
    ],
    [
      'a Deployment that ends',
      workload('Deployment', 'replicas: 1', `activeDeadlineSeconds: 60, ${bare}`),
      workload('Deployment', 'replicas: 0'),
    ],
    [
      'a DaemonSet that surges and takes away',
      workload('DaemonSet', 'updateStrategy: { rollingUpdate: { maxSurge: 1 } }'),
      workload('DaemonSet', 'updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }'),
    ],
    [
      'claims that are kept',
      workload('StatefulSet', 'persistentVolumeClaimRetentionPolicy: { whenScaled: keep }'),
      workload('StatefulSet', 'persistentVolumeClaimRetentionPolicy: { whenScaled: Delete }'),
    ],
    [
      'a claim without a size',
      workload('StatefulSet', 'volumeClaimTemplates: [{ metadata: { name: d }, spec: { accessModes: [ReadWriteOnce] } }]'),
      workload(
        'StatefulSet',
        'volumeClaimTemplates: [{ metadata: { name: d }, spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } } }]',
      ),
    ],
    [
      'a selector of nothing',
      object('apps/v1', 'ReplicaSet', `spec: { selector: {}, template: { metadata: { labels: { app: a } }, spec: { ${bare} } } }`),
      workload('ReplicaSet', 'replicas: 2'),
    ],
    [
      'more pods away than there are',
      workload('Deployment', 'strategy: { rollingUpdate: { maxUnavailable: 101% } }'),
      workload('Deployment', 'strategy: { rollingUpdate: { maxSurge: 101% } }'),
    ],
  ],
  jobs: [
    [
      'failures of pods that start again',
      job(
        'podFailurePolicy: { rules: [{ action: Ignore, onPodConditions: [{ type: DisruptionTarget }] }] }',
        `restartPolicy: OnFailure, ${bare}`,
      ),
      job('podFailurePolicy: { rules: [{ action: Ignore, onPodConditions: [{ type: DisruptionTarget }] }] }'),
    ],
    [
      'a failure of a container of nowhere',
      job('podFailurePolicy: { rules: [{ action: FailJob, onExitCodes: { containerName: other, operator: In, values: [1] } }] }'),
      job('podFailurePolicy: { rules: [{ action: FailJob, onExitCodes: { containerName: main, operator: In, values: [1] } }] }'),
    ],
    [
      'the failure 0',
      job('podFailurePolicy: { rules: [{ action: FailJob, onExitCodes: { operator: In, values: [0, 1] } }] }'),
      job('podFailurePolicy: { rules: [{ action: FailJob, onExitCodes: { operator: NotIn, values: [0, 1] } }] }'),
    ],
    [
      'indexes that fail without a limit of each',
      job('completionMode: Indexed, completions: 3, maxFailedIndexes: 1'),
      job('completionMode: Indexed, completions: 3, maxFailedIndexes: 1, backoffLimitPerIndex: 0'),
    ],
    [
      'a zone that is none',
      cronJob('schedule: "0 2 * * *", timeZone: Europe/Atlantis'),
      cronJob('schedule: "0 2 * * *", timeZone: US/Eastern'),
    ],
    [
      'a zone in small letters',
      cronJob('schedule: "0 2 * * *", timeZone: europe/berlin'),
      cronJob('schedule: "0 2 * * *", timeZone: Etc/UTC'),
    ],
    ['days that end before they begin', cronJob('schedule: "0 2 * * SAT-SUN"'), cronJob('schedule: "0 2 * * sun-sat"')],
    ['a zone in the schedule', cronJob('schedule: "CRON_TZ=UTC 0 2 * * *"'), cronJob('schedule: "@every 1h30m"')],
    ['the minute 60', cronJob('schedule: "0-60 * * * *"'), cronJob('schedule: "*/90 * * * *"')],
  ],
  scaling: [
    ['a budget of more than all', budget('maxUnavailable: 101%'), budget('maxUnavailable: 100%')],
    ['a budget of a text', budget('minAvailable: "1"'), budget('minAvailable: 1')],
    ['no pod at least', autoscaler('minReplicas: 0'), autoscaler('minReplicas: 1')],
    [
      'a value of processors',
      autoscaler('metrics: [{ type: Resource, resource: { name: cpu, target: { type: Value, value: 1 } } }]'),
      autoscaler('metrics: [{ type: Resource, resource: { name: cpu, target: { type: AverageValue, averageValue: 1 } } }]'),
    ],
    [
      'no policy of scaling',
      autoscaler('behavior: { scaleUp: { policies: [] } }'),
      autoscaler('behavior: { scaleUp: { selectPolicy: Disabled } }'),
    ],
    [
      'a target without its group',
      object('autoscaling/v2', 'HorizontalPodAutoscaler', 'spec: { scaleTargetRef: { kind: Deployment, name: a }, maxReplicas: 3 }'),
      autoscaler('minReplicas: 3'),
    ],
  ],
  services: [
    ['traffic of a word', service(`trafficDistribution: PreferNear, ${ports}`), service(`trafficDistribution: PreferSameNode, ${ports}`)],
    ['one family twice', service(`ipFamilies: [IPv4, IPv4], ${ports}`), service(`ipFamilies: [IPv4], ${ports}`)],
    [
      'an address for a name',
      service('type: ExternalName, externalName: "http://a.example.com"'),
      service('type: ExternalName, externalName: a.example.com.'),
    ],
    [
      'a port in capitals',
      service('ports: [{ name: HTTP, port: 80 }]'),
      service('ports: [{ name: a-name-of-more-than-15-letters, port: 80 }]'),
    ],
    [
      'traffic from nowhere',
      service(`externalTrafficPolicy: Local, ${ports}`),
      service(`type: NodePort, externalTrafficPolicy: Local, ${ports}`),
    ],
    [
      'sticky for two days',
      service(`sessionAffinity: ClientIP, sessionAffinityConfig: { clientIP: { timeoutSeconds: 172800 } }, ${ports}`),
      service(`sessionAffinity: ClientIP, ${ports}`),
    ],
    [
      'a balancer of a ClusterIP',
      service(`loadBalancerClass: a.b/c, ${ports}`),
      service(`type: LoadBalancer, loadBalancerClass: a.b/c, ${ports}`),
    ],
    ['an address for a host', ingress('10.1.2.3'), ingress('a-b.example.com')],
    ['a star within', ingress('a.*.example.com'), ingress('"*.example.com"')],
    [
      'a path with a dot-dot',
      ingress('a.b', '{ path: /a/../b, pathType: Exact, backend: { service: { name: a, port: { name: http } } } }'),
      ingress('a.b', '{ path: /a//b, pathType: ImplementationSpecific, backend: { service: { name: a, port: { name: http } } } }'),
    ],
    [
      'a class twice',
      ingress('a.b')
        .replace('name: example', 'name: example, annotations: { kubernetes.io/ingress.class: a }')
        .replace('spec: {', 'spec: { ingressClassName: b,'),
      ingress('a.b').replace('spec: {', 'spec: { ingressClassName: b,'),
    ],
  ],
  access: [
    [
      'a rule without groups',
      rbac('Role', 'rules: [{ resources: [pods], verbs: [get] }]'),
      rbac('Role', 'rules: [{ apiGroups: [""], resources: [pods], verbs: [get] }]'),
    ],
    [
      'a group of ServiceAccounts',
      rbac(
        'RoleBinding',
        'roleRef: { kind: Role, name: a }, subjects: [{ kind: ServiceAccount, name: b, apiGroup: rbac.authorization.k8s.io }]',
      ),
      rbac('RoleBinding', 'roleRef: { kind: Role, name: a }, subjects: [{ kind: ServiceAccount, name: b }]'),
    ],
    [
      'an aggregation of nothing',
      rbac('ClusterRole', 'aggregationRule: {}'),
      rbac('ClusterRole', 'aggregationRule: { clusterRoleSelectors: [{}] }'),
    ],
    [
      'a Role about a URL',
      rbac('Role', 'rules: [{ nonResourceURLs: [/healthz], verbs: [get] }]'),
      rbac('ClusterRole', 'rules: [{ nonResourceURLs: [/healthz], verbs: [get] }]'),
    ],
  ],
  contents: [
    [
      'half a pod',
      object('v1', 'ResourceQuota', 'spec: { hard: { pods: 500m } }'),
      object('v1', 'ResourceQuota', 'spec: { hard: { pods: 1k } }'),
    ],
    [
      'a scope that counts no storage',
      object('v1', 'ResourceQuota', 'spec: { hard: { requests.storage: 1Gi }, scopes: [NotTerminating] }'),
      object('v1', 'ResourceQuota', 'spec: { hard: { cpu: 1 }, scopes: [NotTerminating] }'),
    ],
    [
      'a least above the most',
      object('v1', 'LimitRange', 'spec: { limits: [{ type: Container, min: { cpu: 2 }, max: { cpu: 1500m } }] }'),
      object('v1', 'LimitRange', 'spec: { limits: [{ type: Container, min: { cpu: 1500m }, max: { cpu: 1.5 } }] }'),
    ],
    [
      'a type twice',
      object('v1', 'LimitRange', 'spec: { limits: [{ type: Pod, max: { cpu: 1 } }, { type: Pod, min: { cpu: 1 } }] }'),
      object('v1', 'LimitRange', 'spec: { limits: [{ type: Pod, max: { cpu: 1 } }, { type: Container, min: { cpu: 1 } }] }'),
    ],
    [
      'a claim of nothing',
      object('v1', 'PersistentVolumeClaim', 'spec: { accessModes: [ReadWriteMany] }'),
      object('v1', 'PersistentVolumeClaim', 'spec: { accessModes: [ReadWriteMany], resources: { requests: { storage: 1 } } }'),
    ],
    [
      'a profile of security',
      object('v1', 'Namespace', 'spec: {}').replace('example', 'example, labels: { pod-security.kubernetes.io/warn: strict }'),
      object('v1', 'Namespace', 'spec: {}').replace('example', 'example, labels: { pod-security.kubernetes.io/warn-version: v1.99 }'),
    ],
    [
      'a certificate without its key',
      object('v1', 'Secret', 'type: kubernetes.io/tls, data: { tls.crt: YQ== }'),
      object('v1', 'Secret', 'type: kubernetes.io/tls, data: { tls.crt: "", tls.key: "" }'),
    ],
    [
      'a log-in that is no JSON',
      object('v1', 'Secret', 'type: kubernetes.io/dockerconfigjson, stringData: { .dockerconfigjson: a }'),
      object('v1', 'Secret', 'type: kubernetes.io/dockerconfigjson, stringData: { .dockerconfigjson: "{}" }'),
    ],
    [
      'nothing at all',
      '{ apiVersion: apps/v1, kind: Deployment, metadata: { name: example }, spec: null }',
      '{ apiVersion: v1, kind: ConfigMap, metadata: { name: example, labels: null }, data: null }',
    ],
    [
      'a name that is null',
      '{ apiVersion: v1, kind: ConfigMap, metadata: { name: null } }',
      object('v1', 'Service', `spec: { clusterIP: null, ${ports}, selector: null }`),
    ],
    [
      'a ConfigMap of 1.2 MB in 400,000 letters',
      object('v1', 'ConfigMap', `data: { a: ${'漢'.repeat(400_000)} }`),
      object('v1', 'ConfigMap', `data: { a: ${'漢'.repeat(300_000)} }`),
    ],
    [
      'annotations of more than 256 KiB',
      object('v1', 'ConfigMap', 'data: {}').replace('example', `example, annotations: { a: ${'é'.repeat(131_073)} }`),
      object('v1', 'ConfigMap', 'data: {}').replace('example', `example, annotations: { a: ${'é'.repeat(130_000)} }`),
    ],
    [
      'a finalizer without a domain',
      object('v1', 'ConfigMap', 'data: {}').replace('example', 'example, finalizers: [keep]'),
      object('v1', 'ConfigMap', 'data: {}').replace('example', 'example, finalizers: [example.com/keep]'),
    ],
  ],
  expressions: [
    ['a name that nobody gives', admission("validations: [{ expression: 'objekt.spec == null' }]"), admission(asked)],
    [
      'a name out of its loop',
      admission("validations: [{ expression: 'object.spec.a.all(x, x > 0) && x > 0' }]"),
      admission("validations: [{ expression: 'object.spec.a.all(x, x > 0) && object.spec.a.exists(x, object.spec.b.all(y, x > y))' }]"),
    ],
    [
      'parameters without a kind of them',
      admission("validations: [{ expression: 'params.data.a == null' }]"),
      admission("paramKind: { apiVersion: v1, kind: ConfigMap }, validations: [{ expression: 'params.data.a == null' }]"),
    ],
    [
      'a variable before it is there',
      admission(`variables: [{ name: a, expression: variables.b }, { name: b, expression: '1' }], ${asked}`),
      admission(`variables: [{ name: b, expression: '1' }, { name: a, expression: variables.b }], ${asked}`),
    ],
    [
      'a right asked for in a message',
      admission(`validations: [{ expression: 'true', messageExpression: 'string(authorizer.path("/a").check("get").allowed())' }]`),
      admission(`validations: [{ expression: 'authorizer.path("/a").check("get").allowed()', messageExpression: 'string(object.kind)' }]`),
    ],
    [
      'a condition of a webhook about nothing that is asked',
      webhook("matchConditions: [{ name: a, expression: 'variables.a == 1' }]"),
      webhook(`matchConditions: [{ name: a, expression: 'sets.contains(["a"], [request.name]) && !ip.isCanonical("a")' }]`),
    ],
    [
      'no expression',
      admission("validations: [{ expression: 'object.spec ==' }]"),
      admission("validations: [{ expression: 'has(object.spec)' }]"),
    ],
    [
      'a device of another name',
      object('resource.k8s.io/v1', 'DeviceClass', `spec: { selectors: [{ cel: { expression: 'devise.driver == "a"' } }] }`),
      object('resource.k8s.io/v1', 'DeviceClass', `spec: { selectors: [{ cel: { expression: 'device.driver == "a"' } }] }`),
    ],
    [
      'a rule about nothing that is there',
      definition("x-kubernetes-validations: [{ rule: 'me.a > 0' }]"),
      definition("properties: { a: { type: integer } }, x-kubernetes-validations: [{ rule: '!has(self.a)' }]"),
    ],
    [
      'a list told apart by what some items lack',
      definition(
        `properties: { list: { type: array, maxItems: 9, ${keyed}, items: { type: object, properties: { name: { type: string } } } } }`,
      ),
      definition(
        `properties: { list: { type: array, maxItems: 9, ${keyed}, items: { type: object, required: [name], properties: { name: { type: string } } } } }`,
      ),
    ],
    ['a slice of no nodes', slice('allNodes: false'), slice('allNodes: true')],
  ],
};

/** Each refused object with its taken neighbour. */
export const verdicts: readonly Verdict[] = Object.entries(rows).flatMap(([group, table]) =>
  table.flatMap(([what, refused, taken]): readonly Verdict[] => [
    { what: `${group}: ${what}`, object: refused, server: 'refuses' },
    { what: `${group}: not ${what}`, object: taken, server: 'takes' },
  ]),
);
