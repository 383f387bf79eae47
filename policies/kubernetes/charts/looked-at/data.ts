import * as cloud from '../cloud-meanings.ts';
import * as may from '../meanings.ts';
import type { Shape } from '../shape.ts';

const pdb: Shape = { maxUnavailable: may.oneMayGo };
const spread: Shape = {
  enabled: may.onWhereItCounts,
  maxSkew: may.is(1),
  topologyKey: may.is('topology.kubernetes.io/zone'),
  whenUnsatisfiable: may.is('DoNotSchedule'),
};
const readOnly: Shape = { readOnlyRootFilesystem: may.on };
const proxy: Shape = {
  podDisruptionBudget: pdb,
  deploymentStrategy: { type: may.is('RollingUpdate'), rollingUpdate: { maxSurge: may.is(0), maxUnavailable: may.is(1) } },
  resources: may.resources,
  init: { resources: may.resources },
  extraConfig: may.like(/^global\n {2}maxconn \d{3,5}\n$/, 'a global section with maxconn'),
};

/** Redis with its sentinels, as far as both that are here have it. */
export const sharedRedis: Shape = {
  global: { priorityClassName: may.oneOf('erp-data', 'erp-platform') },
  redis: { resources: may.resources },
  sentinel: { resources: may.resources },
  splitBrainDetection: { resources: may.resources },
  init: { resources: may.resources },
  topologySpreadConstraints: spread,
  podDisruptionBudget: pdb,
  haproxy: proxy,
};

/** redis-ha 4.39.0. */
export const redisHa: Shape = {
  ...sharedRedis,
  fullnameOverride: may.is('redis-ha'),
  image: { repository: may.imageRepository, tag: may.imageTag },
  replicas: may.members(3),
  hardAntiAffinity: may.onWhereItCounts,
  containerSecurityContext: readOnly,
  auth: may.on,
  existingSecret: may.is('redis-ha'),
  authKey: may.is('redis-password'),
  labels: { 'app.kubernetes.io/name': may.is('redis') },
  redis: {
    masterGroupName: may.is('mymaster'),
    resources: may.resources,
    config: {
      maxmemory: may.like(/^\d{2,4}mb$/, 'megabytes'),
      // Sessions and locks are kept, not thrown away when memory is short.
      'maxmemory-policy': may.is('noeviction'),
      appendonly: may.is('yes'),
      'min-replicas-to-write': (value, context) => may.number(context.strict ? 1 : 0, 2)(value, context),
    },
  },
  sentinel: {
    // More than half of three: of one, nobody decides against a master that is cut off.
    quorum: (value, context) => may.number(context.strict ? 2 : 1, 2)(value, context),
    config: {
      'down-after-milliseconds': may.number(1000, 30000),
      'failover-timeout': may.number(1000, 180000),
      'parallel-syncs': may.number(1, 2),
    },
    resources: may.resources,
  },
  persistentVolume: { enabled: may.on, storageClass: cloud.disks, size: may.amount('1Gi', '500Gi') },
  exporter: {
    enabled: may.on,
    port: may.is(9121),
    portName: may.is('exporter-port'),
    serviceMonitor: { enabled: may.off },
    resources: may.resources,
  },
  haproxy: {
    ...proxy,
    enabled: may.on,
    replicas: may.members(2),
    labels: { 'app.kubernetes.io/name': may.is('redis') },
    containerSecurityContext: readOnly,
    metrics: { enabled: may.on, port: may.is(9101), serviceMonitor: { enabled: may.off } },
  },
};

/** strimzi-kafka-operator 1.2.0. */
export const strimzi: Shape = {
  replicas: may.members(2),
  affinity: may.affinity,
  topologySpreadConstraints: may.spread,
  podDisruptionBudget: { enabled: may.onWhereItCounts },
  priorityClassName: may.is('erp-platform'),
  watchAnyNamespace: may.off,
  generateNetworkPolicy: may.off,
  generatePodDisruptionBudget: may.flag,
  resources: may.resources,
};

/** postgres-operator 2.0.1: what it makes of every database follows from these. */
export const postgresOperator: Shape = {
  priorityClassName: may.is('erp-platform'),
  podPriorityClassName: { create: may.off, name: may.is('erp-data') },
  configGeneral: {
    enable_crd_registration: may.off,
    kubernetes_use_configmaps: may.on,
    resync_period: may.like(/^([1-9]|[1-5]\d)m$/, 'minutes'),
  },
  configKubernetes: {
    watched_namespace: may.platformNamespace,
    enable_pod_antiaffinity: may.on,
    pod_antiaffinity_topology_key: may.is('topology.kubernetes.io/zone'),
    ignored_annotations: may.exactly('kubectl.kubernetes.io/restartedAt'),
    enable_pod_disruption_budget: may.on,
    enable_readiness_probe: may.on,
    // What holds data goes by a person's decision, never with an object.
    enable_persistent_volume_claim_deletion: may.off,
    enable_secrets_deletion: may.off,
    spilo_runasuser: may.is(101),
    spilo_runasgroup: may.is(103),
    spilo_fsgroup: may.is(103),
    ...cloud.archiveAccess,
    pod_environment_configmap: (value, context) => may.is(`${context.environment.namespaces[1] ?? ''}/postgres-pod-env`)(value, context),
  },
  configAwsOrGcp: cloud.archiveStorage,
  securityContext: { capabilities: { drop: may.exactly('ALL') }, seccompProfile: { type: may.is('RuntimeDefault') } },
  resources: may.resources,
};
