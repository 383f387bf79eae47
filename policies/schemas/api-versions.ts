import { platformVersion } from '../kubernetes/settings/platform-version.ts';
import type { Manifest } from '../model.ts';
import type { SchemaProblem } from './problem.ts';

interface ApiChange {
  readonly apiVersion: string;
  /** Absent: all kinds of the version. */
  readonly kinds?: readonly string[];
  readonly product: string;
  /** Version in which it became deprecated, where it still works. */
  readonly deprecated?: string;
  /** Version from which on it is no longer served, or true when only the platform's version is known not to serve it. */
  readonly removed?: string | true;
  /** The API version, or what else, takes its place. */
  readonly instead: string;
}

const kubernetes = (apiVersion: string, removed: string, instead: string, ...kinds: readonly string[]): ApiChange => ({
  apiVersion,
  ...(kinds.length > 0 && { kinds }),
  product: 'Kubernetes',
  removed,
  instead,
});

const podSecurity = 'the labels pod-security.kubernetes.io/enforce, audit and warn of the Namespace';

/**
 * API versions that are deprecated or gone: Kubernetes' deprecated API migration guide, and the release notes of the operators
 * of the platform.
 */
const changes: readonly ApiChange[] = [
  kubernetes('extensions/v1beta1', '1.22', 'networking.k8s.io/v1', 'Ingress'),
  kubernetes('extensions/v1beta1', '1.16', 'networking.k8s.io/v1', 'NetworkPolicy'),
  kubernetes('extensions/v1beta1', '1.16', 'apps/v1', 'Deployment', 'DaemonSet', 'ReplicaSet'),
  kubernetes('extensions/v1beta1', '1.16', podSecurity, 'PodSecurityPolicy'),
  kubernetes('apps/v1beta1', '1.16', 'apps/v1'),
  kubernetes('apps/v1beta2', '1.16', 'apps/v1'),
  kubernetes('networking.k8s.io/v1beta1', '1.22', 'networking.k8s.io/v1', 'Ingress', 'IngressClass'),
  kubernetes('policy/v1beta1', '1.25', 'policy/v1', 'PodDisruptionBudget'),
  kubernetes('policy/v1beta1', '1.25', podSecurity, 'PodSecurityPolicy'),
  kubernetes('batch/v1beta1', '1.25', 'batch/v1', 'CronJob'),
  kubernetes('batch/v2alpha1', '1.21', 'batch/v1', 'CronJob'),
  kubernetes('autoscaling/v2beta1', '1.25', 'autoscaling/v2'),
  kubernetes('autoscaling/v2beta2', '1.26', 'autoscaling/v2'),
  kubernetes('rbac.authorization.k8s.io/v1alpha1', '1.22', 'rbac.authorization.k8s.io/v1'),
  kubernetes('rbac.authorization.k8s.io/v1beta1', '1.22', 'rbac.authorization.k8s.io/v1'),
  kubernetes(
    'admissionregistration.k8s.io/v1beta1',
    '1.22',
    'admissionregistration.k8s.io/v1',
    'MutatingWebhookConfiguration',
    'ValidatingWebhookConfiguration',
  ),
  kubernetes('apiextensions.k8s.io/v1beta1', '1.22', 'apiextensions.k8s.io/v1'),
  kubernetes('apiregistration.k8s.io/v1beta1', '1.22', 'apiregistration.k8s.io/v1'),
  kubernetes('authentication.k8s.io/v1beta1', '1.22', 'authentication.k8s.io/v1', 'TokenReview'),
  kubernetes('authorization.k8s.io/v1beta1', '1.22', 'authorization.k8s.io/v1'),
  kubernetes('certificates.k8s.io/v1beta1', '1.22', 'certificates.k8s.io/v1', 'CertificateSigningRequest'),
  kubernetes('coordination.k8s.io/v1beta1', '1.22', 'coordination.k8s.io/v1', 'Lease'),
  kubernetes('scheduling.k8s.io/v1alpha1', '1.17', 'scheduling.k8s.io/v1', 'PriorityClass'),
  kubernetes('scheduling.k8s.io/v1beta1', '1.22', 'scheduling.k8s.io/v1', 'PriorityClass'),
  kubernetes('storage.k8s.io/v1beta1', '1.22', 'storage.k8s.io/v1', 'CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment'),
  kubernetes('storage.k8s.io/v1beta1', '1.27', 'storage.k8s.io/v1', 'CSIStorageCapacity'),
  kubernetes('discovery.k8s.io/v1beta1', '1.25', 'discovery.k8s.io/v1', 'EndpointSlice'),
  kubernetes('events.k8s.io/v1beta1', '1.25', 'events.k8s.io/v1', 'Event'),
  kubernetes('node.k8s.io/v1beta1', '1.25', 'node.k8s.io/v1', 'RuntimeClass'),
  kubernetes('flowcontrol.apiserver.k8s.io/v1beta1', '1.26', 'flowcontrol.apiserver.k8s.io/v1'),
  kubernetes('flowcontrol.apiserver.k8s.io/v1beta2', '1.29', 'flowcontrol.apiserver.k8s.io/v1'),
  kubernetes('flowcontrol.apiserver.k8s.io/v1beta3', '1.32', 'flowcontrol.apiserver.k8s.io/v1'),
  { apiVersion: 'v1', kinds: ['Endpoints'], product: 'Kubernetes', deprecated: '1.33', instead: 'an EndpointSlice of discovery.k8s.io/v1' },
  {
    apiVersion: 'v1',
    kinds: ['ComponentStatus'],
    product: 'Kubernetes',
    deprecated: '1.19',
    instead: 'the health endpoints of the components',
  },
  { apiVersion: 'external-secrets.io/v1alpha1', product: 'External Secrets', removed: true, instead: 'external-secrets.io/v1' },
  { apiVersion: 'external-secrets.io/v1beta1', product: 'External Secrets', removed: '0.17', instead: 'external-secrets.io/v1' },
  { apiVersion: 'keda.k8s.io/v1alpha1', product: 'KEDA', removed: '2.0', instead: 'keda.sh/v1alpha1' },
  { apiVersion: 'kafka.strimzi.io/v1beta2', product: 'Strimzi', removed: '1.0', instead: 'kafka.strimzi.io/v1' },
  { apiVersion: 'kafka.strimzi.io/v1beta1', product: 'Strimzi', removed: '0.23', instead: 'kafka.strimzi.io/v1' },
  { apiVersion: 'certmanager.k8s.io/v1alpha1', product: 'cert-manager', removed: '0.11', instead: 'cert-manager.io/v1' },
  { apiVersion: 'cert-manager.io/v1alpha2', product: 'cert-manager', removed: '1.6', instead: 'cert-manager.io/v1' },
  { apiVersion: 'cert-manager.io/v1alpha3', product: 'cert-manager', removed: '1.6', instead: 'cert-manager.io/v1' },
  { apiVersion: 'cert-manager.io/v1beta1', product: 'cert-manager', removed: '1.6', instead: 'cert-manager.io/v1' },
  {
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kinds: ['GatewayClass', 'Gateway', 'HTTPRoute'],
    product: 'Gateway API',
    deprecated: '1.0',
    instead: 'gateway.networking.k8s.io/v1',
  },
  {
    apiVersion: 'gateway.networking.k8s.io/v1alpha2',
    kinds: ['GatewayClass', 'Gateway', 'HTTPRoute', 'GRPCRoute', 'ReferenceGrant'],
    product: 'Gateway API',
    removed: true,
    instead: 'gateway.networking.k8s.io/v1',
  },
  { apiVersion: 'autoscaling.k8s.io/v1beta1', product: 'Vertical Pod Autoscaler', removed: '0.5', instead: 'autoscaling.k8s.io/v1' },
  { apiVersion: 'autoscaling.k8s.io/v1beta2', product: 'Vertical Pod Autoscaler', removed: true, instead: 'autoscaling.k8s.io/v1' },
];

/** Where common kinds of Kubernetes are, for the suggestion when the pair of apiVersion and kind is wrong. */
export const builtInKinds: readonly { readonly apiVersion: string; readonly kind: string }[] = Object.entries({
  v1: 'ConfigMap Endpoints Event LimitRange Namespace Node PersistentVolume PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount',
  'apps/v1': 'ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet',
  'autoscaling/v2': 'HorizontalPodAutoscaler',
  'batch/v1': 'CronJob Job',
  'networking.k8s.io/v1': 'Ingress IngressClass NetworkPolicy',
  'policy/v1': 'PodDisruptionBudget',
  'rbac.authorization.k8s.io/v1': 'ClusterRole ClusterRoleBinding Role RoleBinding',
  'scheduling.k8s.io/v1': 'PriorityClass',
  'storage.k8s.io/v1': 'CSIDriver StorageClass VolumeAttachment',
  'admissionregistration.k8s.io/v1':
    'MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/v1': 'CustomResourceDefinition',
  'apiregistration.k8s.io/v1': 'APIService',
  'coordination.k8s.io/v1': 'Lease',
  'discovery.k8s.io/v1': 'EndpointSlice',
  'node.k8s.io/v1': 'RuntimeClass',
  'certificates.k8s.io/v1': 'CertificateSigningRequest',
}).flatMap(([apiVersion, kinds]) => kinds.split(' ').map((kind) => ({ apiVersion, kind })));

/** What is wrong with the API version of an object as such: that it is gone, or going. */
export function apiVersionProblem({ apiVersion, kind }: Pick<Manifest, 'apiVersion' | 'kind'>): SchemaProblem | undefined {
  const change = changes.find((candidate) => candidate.apiVersion === apiVersion && (candidate.kinds?.includes(kind) ?? true));
  if (change === undefined) return undefined;
  const { product, removed, deprecated, instead } = change;
  const gone = removed === true || (removed !== undefined && (product !== 'Kubernetes' || isAtMost(removed, platformVersion)));
  const since =
    removed === true
      ? `is no longer served by ${product}`
      : `is ${gone ? 'gone' : 'deprecated'} since ${product} ${gone ? removed : (deprecated ?? removed)}`;
  return {
    rule: gone ? 'schema-removed-api' : 'schema-deprecated-api',
    path: 'apiVersion',
    message: `${kind} of "${apiVersion}" ${since}.`,
    remediation: /^\S+$/.test(instead) ? `Write apiVersion: ${instead}.` : `Use ${instead}.`,
  };
}

function isAtMost(version: string, other: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
  return major < otherMajor || (major === otherMajor && minor <= otherMinor);
}
