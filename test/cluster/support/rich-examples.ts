/** Objects of Kubernetes' own kinds with many fields, from which the differential test makes others. In YAML, without metadata. */
const container = `{
  name: main, image: "registry.example.com/app:1.2.3", imagePullPolicy: IfNotPresent, command: [a], args: [b], workingDir: /w,
  ports: [{ name: http, containerPort: 8080, protocol: TCP }, { name: grpc, containerPort: 9090 }],
  env: [{ name: A, value: b }, { name: B, valueFrom: { fieldRef: { fieldPath: metadata.name } } }, { name: C, valueFrom: { secretKeyRef: { name: s, key: k, optional: true } } },
    { name: D, valueFrom: { resourceFieldRef: { resource: limits.cpu, divisor: 1m } } }, { name: E, valueFrom: { configMapKeyRef: { name: c, key: k } } }],
  envFrom: [{ prefix: P_, configMapRef: { name: c } }, { secretRef: { name: s } }],
  resources: { requests: { cpu: 100m, memory: 64Mi, example.com/gpu: "1" }, limits: { cpu: 200m, memory: 128Mi, example.com/gpu: "1" }, claims: [{ name: dev }] },
  resizePolicy: [{ resourceName: cpu, restartPolicy: NotRequired }],
  volumeMounts: [{ name: tmp, mountPath: /tmp }, { name: cfg, mountPath: /cfg, subPath: a, readOnly: true }, { name: data, mountPath: /data, mountPropagation: None }],
  volumeDevices: [{ name: block, devicePath: /dev/xvda }],
  livenessProbe: { httpGet: { path: /live, port: http, scheme: HTTP, httpHeaders: [{ name: X-A, value: b }] }, periodSeconds: 5, timeoutSeconds: 1, terminationGracePeriodSeconds: 5 },
  readinessProbe: { grpc: { port: 9090 }, failureThreshold: 2, successThreshold: 2 }, startupProbe: { exec: { command: [a] }, initialDelaySeconds: 1 },
  lifecycle: { preStop: { sleep: { seconds: 5 } }, postStart: { tcpSocket: { port: 8080 } } },
  securityContext: { runAsUser: 1000, runAsGroup: 1000, runAsNonRoot: true, allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, privileged: false,
    capabilities: { drop: [ALL], add: [NET_BIND_SERVICE] }, seccompProfile: { type: RuntimeDefault }, appArmorProfile: { type: Localhost, localhostProfile: p }, procMount: Default },
  terminationMessagePath: /dev/log, terminationMessagePolicy: File }`;

const volumes = `[
  { name: tmp, emptyDir: { medium: Memory, sizeLimit: 1Gi } }, { name: cfg, configMap: { name: c, defaultMode: 420, items: [{ key: a, path: a/b, mode: 256 }] } },
  { name: sec, secret: { secretName: s, items: [{ key: a, path: b }] } }, { name: data, persistentVolumeClaim: { claimName: d } }, { name: block, persistentVolumeClaim: { claimName: e } },
  { name: proj, projected: { defaultMode: 292, sources: [{ secret: { name: s, items: [{ key: a, path: c }] } }, { configMap: { name: c } }, { downwardAPI: { items: [{ path: l, fieldRef: { fieldPath: metadata.labels } }] } }] } },
  { name: down, downwardAPI: { items: [{ path: cpu, resourceFieldRef: { containerName: main, resource: limits.cpu } }, { path: a, fieldRef: { fieldPath: "metadata.annotations['x']" } }] } },
  { name: eph, ephemeral: { volumeClaimTemplate: { metadata: { labels: { a: b } }, spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } } } } },
  { name: host, hostPath: { path: /var, type: Directory } }, { name: img, image: { reference: "registry.example.com/data:1", pullPolicy: Always } },
  { name: net, nfs: { server: a, path: /b } }, { name: drv, csi: { driver: d.example.com, volumeAttributes: { a: b } } }]`;

const placing = `
  nodeSelector: { disk: ssd }, priorityClassName: system-node-critical,
  tolerations: [{ key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 30 }, { key: b, operator: Equal, value: c, effect: NoSchedule }],
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: zone, operator: In, values: [a, b] }] }] },
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 10, preference: { matchExpressions: [{ key: a, operator: Exists }] } }] },
    podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: kubernetes.io/hostname, labelSelector: { matchLabels: { app: example } } }],
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: { topologyKey: zone, labelSelector: { matchExpressions: [{ key: app, operator: In, values: [a] }] }, namespaces: [default], matchLabelKeys: [v] } }] } },
  topologySpreadConstraints: [{ maxSkew: 1, minDomains: 2, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: { matchLabels: { app: example } }, matchLabelKeys: [h], nodeTaintsPolicy: Honor }]`;

const podBody = (more: string) => `${more}
  terminationGracePeriodSeconds: 30, serviceAccountName: default, automountServiceAccountToken: false, enableServiceLinks: false,
  securityContext: { runAsUser: 1000, runAsNonRoot: true, fsGroup: 1000, fsGroupChangePolicy: OnRootMismatch, supplementalGroups: [1], seccompProfile: { type: RuntimeDefault }, sysctls: [{ name: net.core.somaxconn, value: "1024" }] },
  dnsPolicy: None, dnsConfig: { nameservers: [10.0.0.1], searches: [a.b], options: [{ name: ndots, value: "2" }] }, hostAliases: [{ ip: 10.0.0.2, hostnames: [a.b] }],
  imagePullSecrets: [{ name: a }], resourceClaims: [{ name: dev, resourceClaimTemplateName: t }], readinessGates: [{ conditionType: example.com/a }],
  initContainers: [{ name: init, image: i, resources: { limits: { cpu: 100m } } }, { name: side, image: s, restartPolicy: Always, startupProbe: { httpGet: { port: 80 } } }],
  containers: [${container}], volumes: ${volumes}`;
const pod = podBody('restartPolicy: Always,').replaceAll('\n', ' ');
const jobPod = podBody('restartPolicy: Never,').replaceAll('\n', ' ');
const template = (spec: string) =>
  `template: { metadata: { labels: { app: example, v: a, h: b }, annotations: { a: b } }, spec: { ${spec}, ${placing.replace('priorityClassName: system-node-critical,', '')} } }`;
const selected = `selector: { matchLabels: { app: example }, matchExpressions: [{ key: v, operator: In, values: [a] }] }, ${template(pod)}`;
const plain = 'containers: [{ name: main, image: a }]';
const claim =
  'accessModes: [ReadWriteOnce], storageClassName: gp3, volumeMode: Filesystem, resources: { requests: { storage: 1Gi }, limits: { storage: 2Gi } }';
const job =
  `parallelism: 2, completions: 4, backoffLimit: 3, completionMode: Indexed, backoffLimitPerIndex: 1, maxFailedIndexes: 2, activeDeadlineSeconds: 100, ttlSecondsAfterFinished: 60,
  podFailurePolicy: { rules: [{ action: FailJob, onExitCodes: { containerName: main, operator: In, values: [1, 42] } }, { action: Ignore, onPodConditions: [{ type: DisruptionTarget, status: "True" }] }] },
  successPolicy: { rules: [{ succeededIndexes: "0,2-3", succeededCount: 2 }] }, podReplacementPolicy: Failed, suspend: false`.replaceAll(
    '\n',
    ' ',
  );
const metrics =
  `metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 70 } } }, { type: Pods, pods: { metric: { name: a }, target: { type: AverageValue, averageValue: "10" } } },
  { type: External, external: { metric: { name: q, selector: { matchLabels: { a: b } } }, target: { type: Value, value: "30" } } }, { type: ContainerResource, containerResource: { name: memory, container: main, target: { type: AverageValue, averageValue: 1Gi } } },
  { type: Object, object: { describedObject: { apiVersion: v1, kind: Service, name: s }, metric: { name: r }, target: { type: Value, value: 2k } } }]`.replaceAll(
    '\n',
    ' ',
  );
const webhooks =
  `webhooks: [{ name: a.b.example.com, admissionReviewVersions: [v1, v1beta1], sideEffects: None, failurePolicy: Fail, matchPolicy: Equivalent, timeoutSeconds: 5,
  clientConfig: { service: { name: a, namespace: default, path: /validate, port: 443 } }, namespaceSelector: { matchExpressions: [{ key: a, operator: NotIn, values: [b] }] },
  rules: [{ apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments, deployments/scale], scope: Namespaced }], matchConditions: [{ name: a, expression: "true" }] }]`.replaceAll(
    '\n',
    ' ',
  );

/** By `<apiVersion> <kind>`. */
export const richExamples: Readonly<Record<string, readonly string[]>> = {
  'v1 ConfigMap': ['{ data: { a.b: c, d_e: "" }, binaryData: { f: Zm9v }, immutable: true }'],
  'v1 LimitRange': [
    '{ spec: { limits: [{ type: Container, max: { cpu: "2", memory: 2Gi }, min: { cpu: 50m }, default: { cpu: 500m }, defaultRequest: { cpu: 100m }, maxLimitRequestRatio: { cpu: "10" } }, { type: PersistentVolumeClaim, min: { storage: 1Gi }, max: { storage: 10Gi } }, { type: Pod, max: { cpu: "4" } }] } }',
  ],
  'v1 Namespace': ['{ spec: { finalizers: [kubernetes] } }'],
  'v1 PersistentVolume': [
    '{ spec: { capacity: { storage: 1Gi }, accessModes: [ReadWriteOnce, ReadOnlyMany], persistentVolumeReclaimPolicy: Retain, storageClassName: gp3, volumeMode: Filesystem, mountOptions: [ro], csi: { driver: a.example.com, volumeHandle: a, fsType: ext4, readOnly: true, nodePublishSecretRef: { name: a, namespace: default } }, nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: a, operator: In, values: [b] }] }] } } } }',
    '{ spec: { capacity: { storage: 1Gi }, accessModes: [ReadWriteOnce], persistentVolumeReclaimPolicy: Delete, local: { path: /mnt }, nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: a, operator: Exists }] }] } } } }',
  ],
  'v1 PersistentVolumeClaim': [
    `{ spec: { ${claim}, selector: { matchLabels: { a: b } }, dataSource: { apiGroup: snapshot.storage.k8s.io, kind: VolumeSnapshot, name: a }, volumeAttributesClassName: fast } }`,
  ],
  'v1 Pod': [
    `{ spec: { ${pod}, ${placing} } }`,
    `{ spec: { ${plain}, hostNetwork: true, hostPID: true, shareProcessNamespace: false, hostname: a, subdomain: b, setHostnameAsFQDN: false, activeDeadlineSeconds: 10, preemptionPolicy: PreemptLowerPriority, schedulingGates: [{ name: a.b/c }], os: { name: linux } } }`,
    `{ spec: { os: { name: windows }, securityContext: { windowsOptions: { runAsUserName: ContainerUser } }, containers: [{ name: main, image: a, securityContext: { runAsNonRoot: true, windowsOptions: { runAsUserName: "DOM\\\\user" } } }] } }`,
    `{ spec: { resources: { requests: { cpu: "1", memory: 1Gi }, limits: { cpu: "2", memory: 2Gi } }, containers: [{ name: main, image: a, resources: { requests: { cpu: 500m }, limits: { cpu: "1" } } }, { name: other, image: b, restartPolicy: OnFailure, restartPolicyRules: [{ action: Restart, exitCodes: { operator: In, values: [1] } }] }], hostUsers: false } }`,
    `{ spec: { containers: [{ name: main, image: a, resources: { requests: { cpu: 100m, hugepages-2Mi: 4Mi }, limits: { hugepages-2Mi: 4Mi, cpu: 100m } }, volumeMounts: [{ name: h, mountPath: /h, readOnly: true, recursiveReadOnly: IfPossible, subPathExpr: $(A) }], env: [{ name: A, value: b }] }], volumes: [{ name: h, emptyDir: { medium: HugePages } }] } }`,
    `{ spec: { containers: [{ name: main, image: a, env: [{ name: K, valueFrom: { fileKeyRef: { volumeName: v, path: a.env, key: K } } }], ports: [{ containerPort: 80, hostPort: 80, hostIP: 127.0.0.1 }, { containerPort: 81, protocol: UDP }] }], volumes: [{ name: v, emptyDir: {} }], hostnameOverride: a.b } }`,
  ],
  'v1 PodTemplate': [`{ ${template(pod)} }`],
  'v1 ReplicationController': [`{ spec: { replicas: 1, minReadySeconds: 1, selector: { app: example }, ${template(pod)} } }`],
  'v1 ResourceQuota': [
    '{ spec: { hard: { pods: "10", limits.cpu: "4", requests.memory: 1Gi, count/jobs.batch: "5", services.loadbalancers: "1", requests.storage: 10Gi, gold.storageclass.storage.k8s.io/requests.storage: 1Gi, requests.nvidia.com/gpu: "2" } } }',
    '{ spec: { hard: { pods: "10", cpu: "4" }, scopes: [NotTerminating, NotBestEffort], scopeSelector: { matchExpressions: [{ scopeName: PriorityClass, operator: In, values: [high] }] } } }',
  ],
  'v1 Secret': [
    '{ type: kubernetes.io/tls, data: { tls.crt: YQ==, tls.key: Yg== } }',
    '{ type: kubernetes.io/dockerconfigjson, stringData: { .dockerconfigjson: "{}" } }',
    '{ type: kubernetes.io/basic-auth, stringData: { username: a, password: b }, immutable: true }',
    '{ type: kubernetes.io/ssh-auth, data: { ssh-privatekey: YQ== } }',
    '{ type: kubernetes.io/dockercfg, data: { .dockercfg: e30= } }',
  ],
  'v1 Service': [
    '{ spec: { type: LoadBalancer, selector: { app: a }, ports: [{ name: http, port: 80, targetPort: http, protocol: TCP, appProtocol: http, nodePort: 30080 }, { name: dns, port: 53, targetPort: 5353, protocol: UDP }], externalTrafficPolicy: Local, internalTrafficPolicy: Cluster, sessionAffinity: ClientIP, sessionAffinityConfig: { clientIP: { timeoutSeconds: 100 } }, loadBalancerSourceRanges: [10.0.0.0/8], loadBalancerClass: example.com/lb, allocateLoadBalancerNodePorts: true, ipFamilyPolicy: SingleStack, ipFamilies: [IPv4], trafficDistribution: PreferClose } }',
    '{ spec: { clusterIP: None, clusterIPs: [None], selector: { app: a }, ports: [{ port: 80 }], publishNotReadyAddresses: true } }',
    '{ spec: { type: ExternalName, externalName: a.example.com } }',
    '{ spec: { type: NodePort, selector: { app: a }, ports: [{ name: a, port: 80, nodePort: 30081 }, { name: b, port: 81 }], externalIPs: [203.0.113.1] } }',
  ],
  'apps/v1 DaemonSet': [
    `{ spec: { minReadySeconds: 1, revisionHistoryLimit: 3, updateStrategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }, ${selected} } }`,
    `{ spec: { updateStrategy: { type: OnDelete }, ${selected} } }`,
  ],
  'apps/v1 Deployment': [
    `{ spec: { replicas: 2, minReadySeconds: 5, progressDeadlineSeconds: 60, revisionHistoryLimit: 3, paused: false, strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 25%, maxUnavailable: 1 } }, ${selected} } }`,
    `{ spec: { strategy: { type: Recreate }, ${selected} } }`,
  ],
  'apps/v1 ReplicaSet': [`{ spec: { replicas: 1, minReadySeconds: 1, ${selected} } }`],
  'apps/v1 StatefulSet': [
    `{ spec: { serviceName: example, replicas: 3, podManagementPolicy: Parallel, minReadySeconds: 1, revisionHistoryLimit: 2, ordinals: { start: 1 }, updateStrategy: { type: RollingUpdate, rollingUpdate: { partition: 1 } }, persistentVolumeClaimRetentionPolicy: { whenDeleted: Retain, whenScaled: Delete }, ${selected}, volumeClaimTemplates: [{ metadata: { name: data }, spec: { ${claim} } }] } }`,
  ],
  'autoscaling/v1 HorizontalPodAutoscaler': [
    '{ spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: a }, minReplicas: 1, maxReplicas: 3, targetCPUUtilizationPercentage: 50 } }',
  ],
  'autoscaling/v2 HorizontalPodAutoscaler': [
    `{ spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: a }, minReplicas: 2, maxReplicas: 5, ${metrics}, behavior: { scaleUp: { stabilizationWindowSeconds: 10, selectPolicy: Max, policies: [{ type: Pods, value: 2, periodSeconds: 60 }, { type: Percent, value: 100, periodSeconds: 30 }], tolerance: 50m }, scaleDown: { stabilizationWindowSeconds: 300, selectPolicy: Disabled } } } }`,
  ],
  'batch/v1 CronJob': [
    `{ spec: { schedule: "*/5 1-3 * jan,2 mon-fri", timeZone: Europe/Berlin, concurrencyPolicy: Forbid, startingDeadlineSeconds: 100, successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 2, suspend: true, jobTemplate: { metadata: { labels: { a: b } }, spec: { ${job}, ${template(jobPod)} } } } }`,
  ],
  'batch/v1 Job': [
    `{ spec: { ${job}, ${template(jobPod)} } }`,
    `{ spec: { managedBy: example.com/a, manualSelector: true, selector: { matchLabels: { app: example } }, template: { metadata: { labels: { app: example } }, spec: { restartPolicy: OnFailure, ${plain} } } } }`,
  ],
  'networking.k8s.io/v1 Ingress': [
    '{ spec: { ingressClassName: nginx, defaultBackend: { resource: { apiGroup: example.com, kind: Bucket, name: a } }, tls: [{ hosts: [a.example.com, "*.example.com"], secretName: tls }], rules: [{ host: "*.example.com", http: { paths: [{ path: /a, pathType: Exact, backend: { service: { name: a, port: { name: http } } } }, { path: /b, pathType: Prefix, backend: { service: { name: b, port: { number: 80 } } } }] } }] } }',
  ],
  'networking.k8s.io/v1 IngressClass': [
    '{ spec: { controller: example.com/controller, parameters: { apiGroup: example.com, kind: A, name: b, scope: Namespace, namespace: default } } }',
  ],
  'networking.k8s.io/v1 NetworkPolicy': [
    '{ spec: { podSelector: { matchExpressions: [{ key: a, operator: In, values: [b] }] }, policyTypes: [Ingress, Egress], ingress: [{ from: [{ podSelector: { matchLabels: { a: b } }, namespaceSelector: {} }, { ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] } }], ports: [{ port: http }, { protocol: UDP, port: 1000, endPort: 2000 }] }], egress: [{ to: [{ ipBlock: { cidr: "2001:db8::/32" } }], ports: [{ port: 443 }] }] } }',
  ],
  'policy/v1 PodDisruptionBudget': [
    '{ spec: { minAvailable: 50%, selector: { matchExpressions: [{ key: a, operator: Exists }] }, unhealthyPodEvictionPolicy: AlwaysAllow } }',
  ],
  'rbac.authorization.k8s.io/v1 ClusterRole': [
    '{ rules: [{ apiGroups: ["", apps], resources: [pods, deployments], verbs: [get, list], resourceNames: [a] }, { nonResourceURLs: [/healthz], verbs: [get] }] }',
    '{ aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: b } }] }, rules: [] }',
  ],
  'rbac.authorization.k8s.io/v1 RoleBinding': [
    '{ roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: a }, subjects: [{ kind: User, name: a }, { kind: ServiceAccount, name: b, namespace: default }, { kind: Group, apiGroup: rbac.authorization.k8s.io, name: "a:b" }] }',
  ],
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': [
    '{ roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: a }, subjects: [{ kind: ServiceAccount, name: b, namespace: default }] }',
  ],
  'scheduling.k8s.io/v1 PriorityClass': ['{ value: -5, globalDefault: false, preemptionPolicy: PreemptLowerPriority, description: a }'],
  'storage.k8s.io/v1 CSIDriver': [
    '{ spec: { attachRequired: false, podInfoOnMount: true, storageCapacity: true, fsGroupPolicy: File, volumeLifecycleModes: [Persistent, Ephemeral], tokenRequests: [{ audience: a, expirationSeconds: 3600 }], requiresRepublish: true, seLinuxMount: true, nodeAllocatableUpdatePeriodSeconds: 60 } }',
  ],
  'storage.k8s.io/v1 StorageClass': [
    '{ provisioner: ebs.csi.aws.com, parameters: { type: gp3 }, reclaimPolicy: Delete, volumeBindingMode: Immediate, allowVolumeExpansion: true, mountOptions: [debug], allowedTopologies: [{ matchLabelExpressions: [{ key: zone, values: [a, b] }] }] }',
  ],
  'node.k8s.io/v1 RuntimeClass': [
    '{ handler: runsc, overhead: { podFixed: { cpu: 100m, memory: 64Mi } }, scheduling: { nodeSelector: { a: b }, tolerations: [{ key: a, operator: Exists }] } }',
  ],
  'coordination.k8s.io/v1 Lease': [
    '{ spec: { holderIdentity: a, leaseDurationSeconds: 15, leaseTransitions: 1, acquireTime: "2026-01-02T03:04:05.000000Z", renewTime: "2026-01-02T03:04:05.000000Z" } }',
  ],
  'discovery.k8s.io/v1 EndpointSlice': [
    '{ addressType: IPv6, endpoints: [{ addresses: ["2001:db8::1"], conditions: { ready: true }, hostname: a, nodeName: n, zone: z, targetRef: { kind: Pod, name: a }, hints: { forZones: [{ name: a }] } }], ports: [{ name: http, port: 80, protocol: TCP, appProtocol: http }, { name: dns, port: 53, protocol: UDP }] }',
    '{ addressType: FQDN, endpoints: [{ addresses: [a.example.com] }], ports: [{ port: 80 }] }',
  ],
  'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration': [`{ ${webhooks} }`],
  'admissionregistration.k8s.io/v1 MutatingWebhookConfiguration': [
    `{ ${webhooks.replace('sideEffects: None', 'reinvocationPolicy: IfNeeded, sideEffects: NoneOnDryRun')} }`,
  ],
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy': [
    '{ spec: { failurePolicy: Ignore, paramKind: { apiVersion: v1, kind: ConfigMap }, matchConstraints: { matchPolicy: Exact, namespaceSelector: { matchLabels: { a: b } }, resourceRules: [{ apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments], resourceNames: [a] }] }, matchConditions: [{ name: a, expression: "true" }], variables: [{ name: v, expression: "1" }], validations: [{ expression: "variables.v == 1", message: no, reason: Forbidden }], auditAnnotations: [{ key: a, valueExpression: "\'a\'" }] } }',
  ],
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding': [
    '{ spec: { policyName: a, validationActions: [Deny, Audit], paramRef: { name: a, namespace: default, parameterNotFoundAction: Deny }, matchResources: { matchPolicy: Equivalent, objectSelector: { matchLabels: { a: b } } } } }',
  ],
  'apiregistration.k8s.io/v1 APIService': [
    '{ metadata: { name: v1.example.org }, spec: { group: example.org, version: v1, groupPriorityMinimum: 100, versionPriority: 100, caBundle: YQ==, service: { name: a, namespace: default, port: 8443 } } }',
  ],
  'flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration': [
    '{ spec: { type: Limited, limited: { nominalConcurrencyShares: 5, lendablePercent: 10, borrowingLimitPercent: 20, limitResponse: { type: Queue, queuing: { queues: 16, handSize: 4, queueLengthLimit: 50 } } } } }',
  ],
  'flowcontrol.apiserver.k8s.io/v1 FlowSchema': [
    '{ spec: { priorityLevelConfiguration: { name: example }, matchingPrecedence: 1000, distinguisherMethod: { type: ByUser }, rules: [{ subjects: [{ kind: ServiceAccount, serviceAccount: { name: a, namespace: default } }, { kind: User, user: { name: a } }], resourceRules: [{ verbs: [get, list], apiGroups: [""], resources: [pods], namespaces: [default], clusterScope: true }], nonResourceRules: [{ verbs: [get], nonResourceURLs: [/healthz, /metrics/*] }] }] } }',
  ],
  'apiextensions.k8s.io/v1 CustomResourceDefinition': [
    "{ metadata: { name: things.example.org }, spec: { group: example.org, scope: Cluster, names: { kind: Thing, plural: things, shortNames: [th], categories: [all] }, versions: [{ name: v1, served: true, storage: true, subresources: { status: {}, scale: { specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas, labelSelectorPath: .status.selector } }, additionalPrinterColumns: [{ name: Age, type: date, jsonPath: .metadata.creationTimestamp }], schema: { openAPIV3Schema: { type: object, required: [spec], properties: { spec: { type: object, description: a, properties: { size: { type: integer, minimum: 1, format: int32 }, port: { x-kubernetes-int-or-string: true }, list: { type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name], items: { type: object, required: [name], properties: { name: { type: string, pattern: '^[a-z]+$' } } } }, any: { type: object, x-kubernetes-preserve-unknown-fields: true }, map: { type: object, additionalProperties: { type: string } } } }, status: { type: object, properties: { replicas: { type: integer } } } } } } }, { name: v1beta1, served: true, storage: false, deprecated: true, deprecationWarning: old, schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } } }], conversion: { strategy: Webhook, webhook: { conversionReviewVersions: [v1], clientConfig: { service: { name: a, namespace: default, path: /convert } } } } } }",
  ],
  'resource.k8s.io/v1 DeviceClass': [
    '{ spec: { selectors: [{ cel: { expression: "device.driver == \'a\'" } }], config: [{ opaque: { driver: a.example.com, parameters: { a: b } } }] } }',
  ],
  'resource.k8s.io/v1 ResourceClaim': [
    '{ spec: { devices: { requests: [{ name: a, exactly: { deviceClassName: c, allocationMode: ExactCount, count: 2 } }, { name: b, firstAvailable: [{ name: x, deviceClassName: c }, { name: y, deviceClassName: d }] }], constraints: [{ requests: [a], matchAttribute: example.com/model }], config: [{ requests: [b/x], opaque: { driver: a.example.com, parameters: { a: b } } }] } } }',
  ],
  'resource.k8s.io/v1 ResourceClaimTemplate': [
    '{ spec: { metadata: { labels: { a: b } }, spec: { devices: { requests: [{ name: a, exactly: { deviceClassName: c, allocationMode: All } }] } } } }',
  ],
};
