const pod =
  'containers: [{ name: example, image: example.com/app:1.0.0, ports: [{ containerPort: 80 }], resources: { limits: { cpu: 100m } } }]';
const selected = `selector: { matchLabels: { app: example } }, template: { metadata: { labels: { app: example } }, spec: { ${pod} } }`;
const webhook =
  'webhooks: [{ name: a.example.com, admissionReviewVersions: [v1], sideEffects: None, clientConfig: { url: https://example.com/hook }, rules: [{ apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods] }] }]';
const role = 'rules: [{ apiGroups: [""], resources: [pods], verbs: [get] }]';
const binding = (kind: string) =>
  `roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ${kind}, name: example }, subjects: [{ kind: Group, apiGroup: rbac.authorization.k8s.io, name: example }]`;
const claim = 'accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } }';
const scaled = 'scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: example }, minReplicas: 1, maxReplicas: 3';

/** Objects of Kubernetes' own kinds that the API server takes: their schemas alone do not say what is enough. In YAML, without metadata. */
export const wholeExamples: Readonly<Record<string, string>> = {
  'v1 ConfigMap': '{ data: { key: value } }',
  'v1 Endpoints': '{ subsets: [{ addresses: [{ ip: 10.0.0.1 }], ports: [{ port: 80 }] }] }',
  'v1 Event': '{ involvedObject: { kind: Pod, namespace: default, name: example }, reason: Example, message: text, type: Normal }',
  'v1 LimitRange': '{ spec: { limits: [{ type: Container, max: { cpu: "2" }, default: { cpu: "1" } }] } }',
  'v1 Namespace': '{ spec: { finalizers: [kubernetes] } }',
  'v1 Node': '{ spec: { taints: [{ key: example.com/a, value: b, effect: NoSchedule }] } }',
  'v1 PersistentVolume':
    '{ spec: { capacity: { storage: 1Gi }, accessModes: [ReadWriteOnce], persistentVolumeReclaimPolicy: Retain, csi: { driver: example.com, volumeHandle: a } } }',
  'v1 PersistentVolumeClaim': `{ spec: { ${claim} } }`,
  'v1 Pod': `{ spec: { ${pod}, restartPolicy: Always } }`,
  'v1 PodTemplate': `{ template: { metadata: { labels: { app: example } }, spec: { ${pod} } } }`,
  'v1 ReplicationController': `{ spec: { replicas: 1, selector: { app: example }, template: { metadata: { labels: { app: example } }, spec: { ${pod} } } } }`,
  'v1 ResourceQuota': '{ spec: { hard: { pods: "10", limits.cpu: "4" } } }',
  'v1 Secret': '{ type: Opaque, stringData: { key: value } }',
  'v1 Service': '{ spec: { selector: { app: example }, ports: [{ name: http, port: 80, targetPort: http, protocol: TCP }] } }',
  'v1 ServiceAccount': '{ automountServiceAccountToken: false }',
  'apps/v1 DaemonSet': `{ spec: { ${selected} } }`,
  'apps/v1 Deployment': `{ spec: { replicas: 2, strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }, ${selected} } }`,
  'apps/v1 ReplicaSet': `{ spec: { replicas: 1, ${selected} } }`,
  'apps/v1 StatefulSet': `{ spec: { serviceName: example, replicas: 1, ${selected}, volumeClaimTemplates: [{ metadata: { name: data }, spec: { ${claim} } }] } }`,
  'apps/v1 ControllerRevision': '{ revision: 1, data: {} }',
  'autoscaling/v1 HorizontalPodAutoscaler': `{ spec: { ${scaled} } }`,
  'autoscaling/v2 HorizontalPodAutoscaler': `{ spec: { ${scaled}, metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 70 } } }] } }`,
  'batch/v1 CronJob': `{ spec: { schedule: "0 2 * * *", jobTemplate: { spec: { template: { spec: { ${pod}, restartPolicy: Never } } } } } }`,
  'batch/v1 Job': `{ spec: { backoffLimit: 2, template: { spec: { ${pod}, restartPolicy: Never } } } }`,
  'networking.k8s.io/v1 Ingress':
    '{ spec: { ingressClassName: nginx, rules: [{ host: a.example.com, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: a, port: { number: 80 } } } }] } }] } }',
  'networking.k8s.io/v1 IngressClass': '{ spec: { controller: example.com/controller } }',
  'networking.k8s.io/v1 NetworkPolicy':
    '{ spec: { podSelector: { matchLabels: { app: example } }, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }], ports: [{ protocol: TCP, port: 443 }] }] } }',
  'networking.k8s.io/v1 IPAddress':
    '{ metadata: { name: 10.0.0.1 }, spec: { parentRef: { resource: services, namespace: default, name: a } } }',
  'networking.k8s.io/v1 ServiceCIDR': '{ spec: { cidrs: [10.200.0.0/16] } }',
  'policy/v1 PodDisruptionBudget': '{ spec: { maxUnavailable: 1, selector: { matchLabels: { app: example } } } }',
  'rbac.authorization.k8s.io/v1 ClusterRole': `{ ${role} }`,
  'rbac.authorization.k8s.io/v1 Role': `{ ${role} }`,
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': `{ ${binding('ClusterRole')} }`,
  'rbac.authorization.k8s.io/v1 RoleBinding': `{ ${binding('Role')} }`,
  'scheduling.k8s.io/v1 PriorityClass': '{ value: 1000, preemptionPolicy: Never, description: text }',
  'storage.k8s.io/v1 CSIDriver': '{ spec: { attachRequired: true } }',
  'storage.k8s.io/v1 CSINode': '{ spec: { drivers: [{ name: example.com, nodeID: a }] } }',
  'storage.k8s.io/v1 StorageClass': '{ provisioner: example.com, reclaimPolicy: Retain, volumeBindingMode: WaitForFirstConsumer }',
  'storage.k8s.io/v1 CSIStorageCapacity': '{ storageClassName: example, capacity: 1Gi, nodeTopology: { matchLabels: { a: b } } }',
  'storage.k8s.io/v1 VolumeAttachment': '{ spec: { attacher: example.com, nodeName: a, source: { persistentVolumeName: b } } }',
  'storage.k8s.io/v1 VolumeAttributesClass': '{ driverName: example.com, parameters: { iops: "1000" } }',
  'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration': `{ ${webhook} }`,
  'admissionregistration.k8s.io/v1 MutatingWebhookConfiguration': `{ ${webhook} }`,
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy':
    '{ spec: { failurePolicy: Fail, matchConstraints: { resourceRules: [{ apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods] }] }, validations: [{ expression: "object.metadata.name != \'\'" }] } }',
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding': '{ spec: { policyName: example, validationActions: [Deny] } }',
  'apiextensions.k8s.io/v1 CustomResourceDefinition':
    '{ metadata: { name: things.example.org }, spec: { group: example.org, scope: Namespaced, names: { kind: Thing, plural: things, singular: thing, listKind: ThingList }, versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, properties: { spec: { type: object } } } } }] } }',
  'apiregistration.k8s.io/v1 APIService':
    '{ metadata: { name: v1.example.org }, spec: { group: example.org, version: v1, groupPriorityMinimum: 100, versionPriority: 100, insecureSkipTLSVerify: true, service: { name: a, namespace: default } } }',
  'certificates.k8s.io/v1 CertificateSigningRequest':
    '{ spec: { signerName: example.com/signer, usages: [client auth], request: ZXhhbXBsZQ== } }',
  'coordination.k8s.io/v1 Lease': '{ spec: { holderIdentity: a, leaseDurationSeconds: 15 } }',
  'discovery.k8s.io/v1 EndpointSlice':
    '{ addressType: IPv4, endpoints: [{ addresses: [10.0.0.1] }], ports: [{ name: http, port: 80, protocol: TCP }] }',
  'events.k8s.io/v1 Event':
    '{ eventTime: "2026-01-02T03:04:05.000000Z", action: Example, reason: Example, type: Normal, reportingController: example.com/a, reportingInstance: a, regarding: { kind: Pod, namespace: default, name: example } }',
  'node.k8s.io/v1 RuntimeClass': '{ handler: runsc }',
  'flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration':
    '{ spec: { type: Limited, limited: { nominalConcurrencyShares: 5, limitResponse: { type: Reject } } } }',
  'flowcontrol.apiserver.k8s.io/v1 FlowSchema':
    '{ spec: { priorityLevelConfiguration: { name: example }, matchingPrecedence: 1000, rules: [{ subjects: [{ kind: Group, group: { name: a } }], nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }] }] } }',
};
