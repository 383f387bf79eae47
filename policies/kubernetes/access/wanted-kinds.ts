/** Kinds that an environment of this platform is made of, by their group, with what each is for. */
export interface WantedKinds {
  readonly group: string;
  readonly kinds: readonly string[];
  readonly purpose: string;
}

/**
 * All kinds that an overlay may hold. What operators and Kubernetes itself keep (endpoints, events, volumes, nodes, requests for
 * certificates), what changes every request of the API server (webhooks, aggregated APIs, flow control) and what brings new kinds
 * (definitions) comes with a pinned chart, or not at all.
 */
export const wantedKinds: readonly WantedKinds[] = [
  { group: '', kinds: ['Namespace', 'LimitRange', 'ResourceQuota'], purpose: 'where things run, and how much of them' },
  { group: '', kinds: ['ConfigMap', 'PersistentVolumeClaim', 'Service', 'ServiceAccount'], purpose: 'what workloads need' },
  { group: 'apps', kinds: ['Deployment', 'StatefulSet'], purpose: 'services' },
  { group: 'batch', kinds: ['CronJob', 'Job'], purpose: 'services, backups, access in an emergency' },
  { group: 'coordination.k8s.io', kinds: ['Lease'], purpose: 'which pod of a service leads' },
  { group: 'autoscaling.k8s.io', kinds: ['VerticalPodAutoscaler'], purpose: 'recommendations of sizes' },
  { group: 'keda.sh', kinds: ['ScaledObject', 'TriggerAuthentication'], purpose: 'how many pods' },
  { group: 'coordination.k8s.io', kinds: ['Lease'], purpose: 'which pod of a service leads' },
  { group: 'policy', kinds: ['PodDisruptionBudget'], purpose: 'how many pods may go' },
  { group: 'scheduling.k8s.io', kinds: ['PriorityClass'], purpose: 'who goes first' },
  { group: 'storage.k8s.io', kinds: ['StorageClass'], purpose: 'disks' },
  { group: 'networking.k8s.io', kinds: ['Ingress', 'NetworkPolicy'], purpose: 'who may talk to whom' },
  { group: 'rbac.authorization.k8s.io', kinds: ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'], purpose: 'who may do what' },
  {
    group: 'admissionregistration.k8s.io',
    kinds: ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'],
    purpose: 'what the API server refuses by the rules',
  },
  { group: 'policy.sigstore.dev', kinds: ['ClusterImagePolicy'], purpose: 'whose signature an image carries' },
  { group: 'cert-manager.io', kinds: ['Certificate', 'ClusterIssuer', 'Issuer'], purpose: 'certificates' },
  { group: 'external-secrets.io', kinds: ['ClusterSecretStore', 'ExternalSecret', 'SecretStore'], purpose: 'secrets of Vault' },
  { group: 'bitnami.com', kinds: ['SealedSecret'], purpose: 'secrets in Git' },
  { group: 'gateway.networking.k8s.io', kinds: ['Gateway', 'GatewayClass', 'GRPCRoute', 'HTTPRoute'], purpose: 'the edge' },
  {
    group: 'gateway.envoyproxy.io',
    kinds: ['BackendTrafficPolicy', 'ClientTrafficPolicy', 'EnvoyProxy', 'HTTPRouteFilter', 'SecurityPolicy'],
    purpose: 'the edge',
  },
  { group: 'kafka.strimzi.io', kinds: ['Kafka', 'KafkaNodePool', 'KafkaTopic', 'KafkaUser'], purpose: 'Kafka' },
  { group: 'acid.zalan.do', kinds: ['postgresql'], purpose: 'PostgreSQL' },
  { group: 'monitoring.coreos.com', kinds: ['PodMonitor', 'PrometheusRule', 'ServiceMonitor'], purpose: 'metrics and alerts' },
];

/** All kinds that Argo CD may be told of: whatever else is in argocd/ would be applied beside its projects. */
export const wantedOfArgoCd: readonly WantedKinds[] = [
  { group: 'argoproj.io', kinds: ['AppProject', 'Application'], purpose: 'what is deployed where' },
  { group: 'argoproj.io', kinds: ['ApplicationSet'], purpose: 'environments of pull requests' },
];
