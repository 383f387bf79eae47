import * as cloud from '../cloud-meanings.ts';
import * as may from '../meanings.ts';
import type { Shape } from '../shape.ts';

const cache = (least: number): Shape => ({ embedded_cache: { enabled: may.on, max_size_mb: may.number(least, 4096) } });

/** What Alloy may see of its node: the logs of pods, and where it was in them. */
const hostPaths: readonly string[] = ['/var/log/pods', '/var/lib/alloy'];

/** alloy 1.11.1: the one of ours that runs as root, because logs of pods are root's. */
export const alloy: Shape = {
  fullnameOverride: may.is('alloy'),
  crds: { create: may.off },
  rbac: { create: may.off },
  serviceAccount: { create: may.off, name: may.is('alloy') },
  service: { enabled: may.off },
  networkPolicy: { enabled: may.off },
  configReloader: { enabled: may.off },
  global: { podSecurityContext: { seccompProfile: { type: may.is('RuntimeDefault') } } },
  alloy: {
    configMap: { create: may.on, content: may.text },
    storagePath: may.is('/var/lib/alloy'),
    enableReporting: may.off,
    listenPort: may.is(12345),
    securityContext: {
      runAsUser: may.is(0),
      privileged: may.off,
      allowPrivilegeEscalation: may.off,
      readOnlyRootFilesystem: may.on,
      capabilities: { drop: may.exactly('ALL') },
    },
    resources: (value, context) => may.resources(value, context) ?? small(value),
    mounts: { varlog: may.off, dockercontainers: may.off, extra: may.mounts('pod-logs', 'positions', 'tmp') },
  },
  controller: {
    type: may.is('daemonset'),
    priorityClassName: may.is('erp-monitoring'),
    // It is on every node, whatever that is kept for.
    tolerations: (value) => (JSON.stringify(value) === '[{"operator":"Exists"}]' ? undefined : 'to tolerate everything'),
    updateStrategy: {
      type: may.is('RollingUpdate'),
      rollingUpdate: { maxUnavailable: may.like(/^([1-9]|[1-3]\d)%$/, 'a share up to 39%') },
    },
    volumes: { extra: may.volumes(hostPaths) },
  },
};

/** An agent is there once a node. */
function small(value: unknown): string | undefined {
  return may.amount('16Mi', '1Gi')(may.part(value, 'requests', 'memory'), undefined as never) === undefined
    ? undefined
    : 'a request of at most 1Gi on each node';
}

/** loki 18.11.0. */
export const loki: Shape = {
  fullnameOverride: may.is('loki'),
  global: { priorityClassName: may.is('erp-monitoring') },
  deploymentMode: may.is('Monolithic'),
  loki: {
    // Who may ask is a matter of the network: there is one tenant.
    auth_enabled: may.off,
    analytics: { reporting_enabled: may.off },
    commonConfig: { replication_factor: (value, context) => (context.strict ? may.is(3) : may.number(1, 3))(value, context) },
    schemaConfig: {
      configs: (value, context) =>
        may.everyItem({
          from: may.like(/^\d{4}-\d\d-\d\d$/, 'a day'),
          store: may.is('tsdb'),
          object_store: cloud.storeKind,
          schema: may.is('v13'),
          index: { prefix: may.is('loki_index_'), period: may.is('24h') },
        })(value, context),
    },
    storage: cloud.logStorage,
    limits_config: {
      retention_period: may.period(24 * 7, 24 * 400),
      allow_structured_metadata: may.on,
      reject_old_samples: may.on,
      reject_old_samples_max_age: may.period(24, 24 * 14),
    },
    compactor: { retention_enabled: may.on, delete_request_store: cloud.storeKind },
    structuredConfig: {
      chunk_store_config: { chunk_cache_config: cache(16) },
      query_range: { cache_results: may.on, results_cache: { cache: cache(16) } },
    },
  },
  serviceAccount: {
    create: may.on,
    name: may.is('loki'),
    automountServiceAccountToken: may.off,
    annotations: cloud.roleAt('observability', 'logs', 'role'),
  },
  rbac: { namespaced: may.on },
  singleBinary: {
    replicas: may.members(3),
    resources: may.resources,
    podLabels: cloud.identityLabels,
    ...cloud.logKey,
    persistence: { enabled: may.on, storageClass: cloud.disks, size: may.amount('1Gi', '500Gi') },
    podDisruptionBudget: { enabled: may.on, maxUnavailable: may.oneMayGo },
    topologySpreadConstraints: may.spread,
  },
  read: { replicas: may.is(0) },
  write: { replicas: may.is(0) },
  backend: { replicas: may.is(0) },
  ...Object.fromEntries(
    ['chunksCache', 'resultsCache', 'gateway', 'lokiCanary', 'test', 'minio', 'networkPolicy'].map((key) => [key, { enabled: may.off }]),
  ),
  sidecar: { rules: { enabled: may.off } },
};

const own = may.number(1000, 65534);

/** jaeger 4.11.1: its disk can be held by one pod. */
export const jaeger: Shape = {
  fullnameOverride: may.is('jaeger'),
  jaeger: {
    enabled: may.on,
    replicas: may.is(1),
    resources: may.resources,
    podLabels: { '*/retention-days': may.like(/^\d{1,2}$/, 'days') },
    podSecurityContext: {
      runAsNonRoot: may.on,
      runAsUser: own,
      runAsGroup: own,
      fsGroup: own,
      seccompProfile: { type: may.is('RuntimeDefault') },
    },
    securityContext: { allowPrivilegeEscalation: may.off, readOnlyRootFilesystem: may.on, capabilities: { drop: may.exactly('ALL') } },
    extraVolumes: may.volumes([], ['jaeger-badger']),
    extraVolumeMounts: may.mounts('badger', 'tmp'),
  },
  userconfig: {
    service: {
      extensions: may.exactly('jaeger_storage', 'jaeger_query', 'healthcheckv2'),
      pipelines: {
        traces: { receivers: may.exactly('otlp'), processors: may.exactly('batch'), exporters: may.exactly('jaeger_storage_exporter') },
      },
      telemetry: {
        metrics: {
          level: may.oneOf('basic', 'normal', 'detailed'),
          readers: may.everyItem({ pull: { exporter: { prometheus: { host: may.is('0.0.0.0'), port: may.is(8888) } } } }),
        },
      },
    },
    extensions: {
      healthcheckv2: { use_v2: may.on, http: { endpoint: may.is('0.0.0.0:13133') } },
      jaeger_query: { http: { endpoint: may.is('0.0.0.0:16686') }, storage: { traces: may.is('badger') } },
      jaeger_storage: {
        backends: {
          badger: {
            badger: {
              ephemeral: may.off,
              directories: { keys: may.is('/badger/keys'), values: may.is('/badger/values') },
              ttl: { spans: may.period(24, 24 * 31) },
            },
          },
        },
      },
    },
    receivers: { otlp: { protocols: { grpc: { endpoint: may.is('0.0.0.0:4317') }, http: { endpoint: may.is('0.0.0.0:4318') } } } },
    processors: { batch: {} },
    exporters: { jaeger_storage_exporter: { trace_storage: may.is('badger') } },
  },
};
