/**
 * Roles that the API server of Kubernetes makes of itself (v1.35.4, plugin/pkg/auth/authorizer/rbac/bootstrappolicy/testdata: cluster-roles,
 * controller-roles and namespace-roles).
 */
const controllers =
  'attachdetach-controller certificate-controller clusterrole-aggregation-controller cronjob-controller daemon-set-controller ' +
  'deployment-controller disruption-controller endpoint-controller endpointslice-controller endpointslicemirroring-controller ' +
  'ephemeral-volume-controller expand-controller generic-garbage-collector horizontal-pod-autoscaler job-controller ' +
  'legacy-service-account-token-cleaner namespace-controller node-controller persistent-volume-binder pod-garbage-collector ' +
  'pv-protection-controller pvc-protection-controller replicaset-controller replication-controller resource-claim-controller ' +
  'resourcequota-controller root-ca-cert-publisher route-controller selinux-warning-controller service-account-controller ' +
  'service-cidrs-controller service-controller statefulset-controller ttl-after-finished-controller ttl-controller ' +
  'validatingadmissionpolicy-status-controller volumeattributesclass-protection-controller';

const certificates = [
  'certificatesigningrequests:nodeclient',
  'certificatesigningrequests:selfnodeclient',
  'kube-apiserver-client-approver',
  'kube-apiserver-client-kubelet-approver',
  'kubelet-serving-approver',
  'legacy-unknown-approver',
];

const components =
  'aggregate-to-admin aggregate-to-edit aggregate-to-view auth-delegator basic-user discovery heapster kube-aggregator ' +
  'kube-controller-manager kube-dns kube-scheduler kubelet-api-admin monitoring node node-bootstrapper node-problem-detector node-proxier ' +
  'persistent-volume-provisioner public-info-viewer service-account-issuer-discovery volume-scheduler';

/** ClusterRoles that every cluster has. */
export const bootstrapClusterRoles: ReadonlySet<string> = new Set([
  ...['view', 'edit', 'admin', 'cluster-admin'],
  ...components.split(' ').map((name) => `system:${name}`),
  ...certificates.map((name) => `system:certificates.k8s.io:${name}`),
  ...controllers.split(' ').map((name) => `system:controller:${name}`),
]);

/** Roles that every cluster has, as `namespace/name`. */
export const bootstrapRoles: ReadonlySet<string> = new Set([
  'kube-public/system:controller:bootstrap-signer',
  'kube-system/extension-apiserver-authentication-reader',
  'kube-system/system::leader-locking-kube-controller-manager',
  'kube-system/system::leader-locking-kube-scheduler',
  'kube-system/system:controller:bootstrap-signer',
  'kube-system/system:controller:cloud-provider',
  'kube-system/system:controller:token-cleaner',
]);

/** Roles of Kubernetes that let nobody change anything, read a secret or enter a container. */
export const harmlessBootstrapRoles: ReadonlySet<string> = new Set([
  'view',
  'system:aggregate-to-view',
  'system:basic-user',
  'system:discovery',
  'system:monitoring',
  'system:public-info-viewer',
  'system:service-account-issuer-discovery',
]);
