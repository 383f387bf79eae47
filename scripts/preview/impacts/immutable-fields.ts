/** Fields that the API server refuses to change: the object must be deleted and made again. */
export interface ImmutableFields {
  readonly kind: string;
  /** Paths of which nothing below may change. */
  readonly fields: readonly string[];
  /** Paths below those that may change all the same. */
  readonly except?: readonly string[];
  /** Another condition on the object. */
  readonly only?: 'immutable: true';
  /** The page of the Kubernetes documentation that says so. */
  readonly source: string;
}

const reference = 'https://kubernetes.io/docs/reference/kubernetes-api';
const concepts = 'https://kubernetes.io/docs/concepts';
const selector = `${concepts}/workloads/controllers`;
const frozen = ['data', 'binaryData', 'stringData', 'immutable'];

/** What the API server refuses (Kubernetes 1.35), and what Strimzi and PostgreSQL's operator do not carry out. */
export const immutableFields: readonly ImmutableFields[] = [
  { kind: 'Deployment', fields: ['spec.selector'], source: `${selector}/deployment/#label-selector-updates` },
  { kind: 'DaemonSet', fields: ['spec.selector'], source: `${selector}/daemonset/#pod-selector` },
  { kind: 'ReplicaSet', fields: ['spec.selector'], source: `${reference}/workload-resources/replica-set-v1/` },
  {
    kind: 'StatefulSet',
    fields: ['spec'],
    except: [
      'spec.replicas',
      'spec.ordinals',
      'spec.template',
      'spec.updateStrategy',
      'spec.revisionHistoryLimit',
      'spec.persistentVolumeClaimRetentionPolicy',
      'spec.minReadySeconds',
    ],
    source: `${selector}/statefulset/`,
  },
  {
    kind: 'Job',
    fields: [
      'spec.selector',
      'spec.template',
      'spec.completionMode',
      'spec.podFailurePolicy',
      'spec.successPolicy',
      'spec.backoffLimitPerIndex',
      'spec.managedBy',
    ],
    source: `${selector}/job/`,
  },
  {
    kind: 'PersistentVolumeClaim',
    fields: ['spec'],
    except: ['spec.resources.requests', 'spec.volumeAttributesClassName'],
    source: `${concepts}/storage/persistent-volumes/#expanding-persistent-volumes-claims`,
  },
  {
    kind: 'Service',
    fields: ['spec.clusterIP', 'spec.clusterIPs', 'spec.loadBalancerClass'],
    source: `${reference}/service-resources/service-v1/`,
  },
  { kind: 'ConfigMap', fields: frozen, only: 'immutable: true', source: `${concepts}/configuration/configmap/#configmap-immutable` },
  { kind: 'Secret', fields: frozen, only: 'immutable: true', source: `${concepts}/configuration/secret/#secret-immutable` },
  { kind: 'Secret', fields: ['type'], source: `${reference}/config-and-storage-resources/secret-v1/` },
  {
    kind: 'RoleBinding',
    fields: ['roleRef'],
    source: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#clusterrolebinding-example',
  },
  {
    kind: 'ClusterRoleBinding',
    fields: ['roleRef'],
    source: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#clusterrolebinding-example',
  },
  {
    kind: 'StorageClass',
    fields: ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'],
    source: `${concepts}/storage/storage-classes/#storageclass-objects`,
  },
  {
    kind: 'PriorityClass',
    fields: ['value', 'preemptionPolicy'],
    source: `${reference}/workload-resources/priority-class-v1/`,
  },
  { kind: 'IngressClass', fields: ['spec.controller'], source: `${reference}/service-resources/ingress-class-v1/` },
  { kind: 'RuntimeClass', fields: ['handler'], source: `${concepts}/containers/runtime-class/` },
  {
    kind: 'KafkaTopic',
    fields: ['spec.topicName', 'spec.replicas'],
    source: 'https://strimzi.io/docs/operators/latest/deploying#proc-changing-topic-config-str',
  },
];
