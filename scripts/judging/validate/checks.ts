import type { Check } from '../../../policies/schemas/semantics/spots/spot.ts';

/** A check of one kind out of the module that holds it: a module is loaded when a kind of it is met. */
type Loaded = () => Promise<Check>;

const running = () => import('../../../policies/schemas/semantics/workloads/running.ts');
const others = () => import('../../../policies/schemas/semantics/workloads/others.ts');
const jobs = () => import('../../../policies/schemas/semantics/batch/jobs.ts');
const endpoints = () => import('../../../policies/schemas/semantics/services/endpoints.ts');
const ingresses = () => import('../../../policies/schemas/semantics/network/ingress.ts');
const autoscalers = () => import('../../../policies/schemas/semantics/scaling/autoscaler.ts');
const roles = () => import('../../../policies/schemas/semantics/access/roles.ts');
const contents = () => import('../../../policies/schemas/semantics/configuration/contents.ts');
const quotas = () => import('../../../policies/schemas/semantics/configuration/quotas.ts');
const volumes = () => import('../../../policies/schemas/semantics/storage/volumes.ts');
const storage = () => import('../../../policies/schemas/semantics/storage/classes.ts');
const classes = () => import('../../../policies/schemas/semantics/cluster/classes.ts');
const flows = () => import('../../../policies/schemas/semantics/cluster/flows.ts');
const nodes = () => import('../../../policies/schemas/semantics/cluster/nodes.ts');
const webhooks = () => import('../../../policies/schemas/semantics/extension/webhooks.ts');
const devices = () => import('../../../policies/schemas/semantics/devices/claims.ts');
const policies = () => import('../../../policies/schemas/semantics/extension/policies.ts');

/** What Kubernetes 1.35 asks of its own kinds beyond the types of their fields, by `<apiVersion>/<kind>`. */
const checks: Readonly<Record<string, Loaded>> = {
  'v1/ConfigMap': async () => (await contents()).configMap,
  'v1/Endpoints': async () => (await endpoints()).endpoints,
  'v1/Event': async () => (await nodes()).event,
  'v1/LimitRange': async () => (await quotas()).limitRange,
  'v1/Namespace': async () => (await contents()).namespace,
  'v1/Node': async () => (await nodes()).node,
  'v1/PersistentVolume': async () => (await volumes()).persistentVolume,
  'v1/PersistentVolumeClaim': async () => (await volumes()).persistentVolumeClaim,
  'v1/Pod': async () => (await others()).pod,
  'v1/PodTemplate': async () => (await others()).podTemplate,
  'v1/ReplicationController': async () => (await running()).replicationController,
  'v1/ResourceQuota': async () => (await quotas()).resourceQuota,
  'v1/Secret': async () => (await contents()).secret,
  'v1/Service': async () => (await import('../../../policies/schemas/semantics/services/service.ts')).service,
  'v1/ServiceAccount': async () => (await roles()).serviceAccount,
  'apps/v1/ControllerRevision': async () => (await others()).controllerRevision,
  'apps/v1/DaemonSet': async () => (await running()).daemonSet,
  'apps/v1/Deployment': async () => (await running()).deployment,
  'apps/v1/ReplicaSet': async () => (await running()).replicaSet,
  'apps/v1/StatefulSet': async () => (await running()).statefulSet,
  'autoscaling/v1/HorizontalPodAutoscaler': async () => (await autoscalers()).autoscalerV1,
  'autoscaling/v2/HorizontalPodAutoscaler': async () => (await autoscalers()).autoscaler,
  'batch/v1/CronJob': async () => (await jobs()).cronJob,
  'batch/v1/Job': async () => (await jobs()).job,
  'certificates.k8s.io/v1/CertificateSigningRequest': async () =>
    (await import('../../../policies/schemas/semantics/access/certificate-requests.ts')).certificateSigningRequest,
  'coordination.k8s.io/v1/Lease': async () => (await classes()).lease,
  'discovery.k8s.io/v1/EndpointSlice': async () => (await endpoints()).endpointSlice,
  'events.k8s.io/v1/Event': async () => (await nodes()).eventV1,
  'flowcontrol.apiserver.k8s.io/v1/FlowSchema': async () => (await flows()).flowSchema,
  'flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration': async () => (await flows()).priorityLevel,
  'networking.k8s.io/v1/IPAddress': async () => (await endpoints()).ipAddress,
  'networking.k8s.io/v1/Ingress': async () => (await ingresses()).ingress,
  'networking.k8s.io/v1/IngressClass': async () => (await ingresses()).ingressClass,
  'networking.k8s.io/v1/NetworkPolicy': async () =>
    (await import('../../../policies/schemas/semantics/network/network-policy.ts')).networkPolicy,
  'networking.k8s.io/v1/ServiceCIDR': async () => (await endpoints()).serviceCidr,
  'node.k8s.io/v1/RuntimeClass': async () => (await classes()).runtimeClass,
  'policy/v1/PodDisruptionBudget': async () => (await import('../../../policies/schemas/semantics/scaling/budget.ts')).disruptionBudget,
  'rbac.authorization.k8s.io/v1/ClusterRole': async () => (await roles()).clusterRole,
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': async () => (await roles()).clusterRoleBinding,
  'rbac.authorization.k8s.io/v1/Role': async () => (await roles()).role,
  'rbac.authorization.k8s.io/v1/RoleBinding': async () => (await roles()).roleBinding,
  'scheduling.k8s.io/v1/PriorityClass': async () => (await classes()).priorityClass,
  'resource.k8s.io/v1/DeviceClass': async () => (await devices()).deviceClass,
  'resource.k8s.io/v1/ResourceClaim': async () => (await devices()).resourceClaim,
  'resource.k8s.io/v1/ResourceClaimTemplate': async () => (await devices()).resourceClaimTemplate,
  'resource.k8s.io/v1/ResourceSlice': async () => (await import('../../../policies/schemas/semantics/devices/slices.ts')).resourceSlice,
  'storage.k8s.io/v1/CSIDriver': async () => (await storage()).csiDriver,
  'storage.k8s.io/v1/CSINode': async () => (await storage()).csiNode,
  'storage.k8s.io/v1/CSIStorageCapacity': async () => (await storage()).csiStorageCapacity,
  'storage.k8s.io/v1/StorageClass': async () => (await storage()).storageClass,
  'storage.k8s.io/v1/VolumeAttachment': async () => (await storage()).volumeAttachment,
  'storage.k8s.io/v1/VolumeAttributesClass': async () => (await storage()).volumeAttributesClass,
  'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration': async () => (await webhooks()).mutatingWebhooks,
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy': async () => (await policies()).admissionPolicy,
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding': async () => (await policies()).admissionPolicyBinding,
  'admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration': async () => (await webhooks()).validatingWebhooks,
  'apiextensions.k8s.io/v1/CustomResourceDefinition': async () =>
    (await import('../../../policies/schemas/semantics/extension/definitions.ts')).customResourceDefinition,
  'apiregistration.k8s.io/v1/APIService': async () =>
    (await import('../../../policies/schemas/semantics/extension/api-services.ts')).apiService,
};

/** What is asked of a kind of Kubernetes; undefined for one that nobody has described, of which types and metadata are judged. */
export async function checkOf(key: string): Promise<Check | undefined> {
  return Object.hasOwn(checks, key) ? checks[key]?.() : undefined;
}
