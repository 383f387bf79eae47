import { cloudOf } from '../clouds/clouds.ts';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { logStoreKey, loki as names } from '../model/platform/tools.ts';
import { priorities } from '../model/priorities.ts';
import { type Amounts, mebibytes, scaleAmounts } from '../model/service/quantity.ts';
import type { ChartDraft } from './chart.ts';
import { spreadOverZones } from './stateful.ts';

const size: Amounts = { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '2000m', memory: '2Gi' } };

/** Days of the first index, which must lie before the first log line and never change. */
const schemaStart = '2026-01-01';

/** Where the SDK of the store finds its key and its settings. */
const keyFolder = '/etc/store-key';
const keyFiles = {
  extraEnv: [
    { name: 'AWS_SHARED_CREDENTIALS_FILE', value: `${keyFolder}/credentials` },
    { name: 'AWS_CONFIG_FILE', value: `${keyFolder}/config` },
  ],
  extraVolumes: [{ name: logStoreKey, secret: { secretName: logStoreKey } }],
  extraVolumeMounts: [{ name: logStoreKey, mountPath: keyFolder, readOnly: true }],
};

/** Where logs are kept (manual 1.2, D8, D125): one program in each pod, chunks and index in the bucket. */
export function loki({ observability: { logs }, sizing }: EnvironmentDefinition, platform: PlatformDefinition): ChartDraft {
  const { buckets, disks, identity } = cloudOf(platform);
  const store = buckets.logs(logs);
  const annotations = identity.annotations(logs.role);
  const several = logs.replicas > 1;
  const resources = scaleAmounts(size, sizing);
  return {
    name: 'loki',
    source: 'generators/charts/loki.ts',
    repository: 'ghcr.io/grafana-community/helm-charts',
    chart: 'loki',
    syncWave: 0,
    values: {
      fullnameOverride: names.service,
      global: { priorityClassName: priorities.monitoring.name },
      deploymentMode: 'Monolithic',
      loki: {
        auth_enabled: false,
        analytics: { reporting_enabled: false },
        commonConfig: { replication_factor: Math.min(3, logs.replicas) },
        schemaConfig: {
          configs: [
            { from: schemaStart, store: 'tsdb', object_store: store.type, schema: 'v13', index: { prefix: 'loki_index_', period: '24h' } },
          ],
        },
        storage: {
          type: store.type,
          bucketNames: { chunks: store.bucket, ruler: store.bucket },
          ...(Object.keys(store.settings).length > 0 && { [store.type]: store.settings }),
        },
        limits_config: {
          retention_period: `${logs.retentionDays * 24}h`,
          // Trace ids are too many for labels.
          allow_structured_metadata: true,
          reject_old_samples: true,
          reject_old_samples_max_age: '168h',
        },
        compactor: { retention_enabled: true, delete_request_store: store.type },
        // Caches in the pods themselves: a few people ask, and each Memcached would be one more server to watch.
        structuredConfig: {
          chunk_store_config: {
            chunk_cache_config: { embedded_cache: { enabled: true, max_size_mb: mebibytes(resources.limits.memory, 1 / 8) } },
          },
          query_range: {
            cache_results: true,
            results_cache: { cache: { embedded_cache: { enabled: true, max_size_mb: mebibytes(resources.limits.memory, 1 / 32) } } },
          },
        },
      },
      serviceAccount: {
        create: true,
        name: names.service,
        automountServiceAccountToken: false,
        ...(Object.keys(annotations).length > 0 && { annotations }),
      },
      rbac: { namespaced: true },
      singleBinary: {
        replicas: logs.replicas,
        resources,
        ...(Object.keys(identity.podLabels).length > 0 && { podLabels: identity.podLabels }),
        ...(store.key !== undefined && keyFiles),
        persistence: { enabled: true, storageClass: disks.name, size: logs.storage },
        ...(several && {
          podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
          topologySpreadConstraints: spreadOverZones(names.podLabels),
        }),
      },
      // The chart refuses Monolithic while these are there.
      read: { replicas: 0 },
      write: { replicas: 0 },
      backend: { replicas: 0 },
      chunksCache: { enabled: false },
      resultsCache: { enabled: false },
      // Alloy and Grafana talk to Loki itself; rules are Prometheus'.
      gateway: { enabled: false },
      lokiCanary: { enabled: false },
      test: { enabled: false },
      sidecar: { rules: { enabled: false } },
      minio: { enabled: false },
      networkPolicy: { enabled: false },
    },
  };
}
