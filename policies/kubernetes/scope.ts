import type { Manifest } from '../model.ts';
import { groupOf } from './objects.ts';

/** Cluster-scoped kinds by API group, from the API references of Kubernetes 1.35 and of the operators in use. */
const clusterScoped: Readonly<Record<string, readonly string[]>> = {
  '': ['ComponentStatus', 'Namespace', 'Node', 'PersistentVolume'],
  'admissionregistration.k8s.io': [
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
    'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'ValidatingWebhookConfiguration',
  ],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  'certificates.k8s.io': ['CertificateSigningRequest', 'ClusterTrustBundle'],
  'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
  'internal.apiserver.k8s.io': ['StorageVersion'],
  'networking.k8s.io': ['IngressClass', 'IPAddress', 'ServiceCIDR'],
  'node.k8s.io': ['RuntimeClass'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
  'resource.k8s.io': ['DeviceClass', 'DeviceTaintRule', 'ResourceSlice'],
  'scheduling.k8s.io': ['PriorityClass'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
  'storagemigration.k8s.io': ['StorageVersionMigration'],
  'snapshot.storage.k8s.io': ['VolumeSnapshotClass', 'VolumeSnapshotContent'],
  'policy.networking.k8s.io': ['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy'],
  'gateway.networking.k8s.io': ['GatewayClass'],
  'cert-manager.io': ['ClusterIssuer'],
  'trust.cert-manager.io': ['Bundle'],
  'external-secrets.io': ['ClusterExternalSecret', 'ClusterPushSecret', 'ClusterSecretStore'],
  'generators.external-secrets.io': ['ClusterGenerator'],
  'keda.sh': ['ClusterTriggerAuthentication'],
  'eventing.keda.sh': ['ClusterCloudEventSource'],
  'policy.sigstore.dev': ['ClusterImagePolicy', 'TrustRoot'],
  'kyverno.io': ['ClusterCleanupPolicy', 'ClusterPolicy'],
};

/** Whether objects of that group and kind live outside every namespace. A kind that nobody listed counts as namespaced. */
export function isClusterScoped(manifest: Pick<Manifest, 'apiVersion' | 'kind'>): boolean {
  const group = groupOf(manifest.apiVersion);
  return Object.hasOwn(clusterScoped, group) && (clusterScoped[group] ?? []).includes(manifest.kind);
}
