import { diskClassName } from '../clouds/clouds.ts';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { proxyConnections, redisNames, redisPorts, zoneKey } from '../model/platform/data-layer.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { priorities } from '../model/priorities.ts';
import { type Amounts, mebibytes, scaleAmounts } from '../model/service/quantity.ts';
import { operated } from '../model/stores/stores.ts';
import { redisPasswordKey } from '../platform/data/redis.ts';
import type { ChartDraft } from './chart.ts';

/**
 * Full size of a pod of Redis (manual 3.2), and what stands beside it, which costs the same at any size. HAProxy takes two buffers of
 * 16 KiB for each connection.
 */
const sizes: Readonly<Record<'redis' | 'sentinel' | 'proxy' | 'helper', Amounts>> = {
  redis: { requests: { cpu: '250m', memory: '512Mi' }, limits: { cpu: '1000m', memory: '2Gi' } },
  sentinel: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } },
  proxy: { requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '500m', memory: '256Mi' } },
  helper: { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '100m', memory: '128Mi' } },
};

/** Section that the chart lacks: without it HAProxy takes the file limit of its node for the number of its clients. */
export const haproxyBounds = `global\n  maxconn ${proxyConnections}\n`;

/**
 * How the proxies are replaced: they share the spread of Redis, which counts the nodes of a lost zone (4.39.0, and 4.38.0 within argo-cd). A pod more than there
 * are would find no place beside those of the zones that are left.
 */
export const oneByOne = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } as const;

/** Redis with a Sentinel in each pod, and a proxy that follows the master (manual 3.2, R71-R73, D62). */
export function redisHa(environment: EnvironmentDefinition, platform: PlatformDefinition): ChartDraft {
  const { sizing } = environment;
  const { nodes, storage } = operated(environment, 'redis') ?? { nodes: 1, storage: '1Gi' };
  const resources = scaleAmounts(sizes.redis, sizing);
  const labels = { 'app.kubernetes.io/name': 'redis' };
  return {
    name: platform.dataLayer.redis,
    source: 'generators/charts/redis-ha.ts',
    repository: 'https://dandydeveloper.github.io/charts',
    chart: 'redis-ha',
    syncWave: 0,
    values: {
      fullnameOverride: platform.dataLayer.redis,
      image: { repository: 'public.ecr.aws/docker/library/redis', tag: '7.2.16-alpine' },
      global: { priorityClassName: priorities.data.name },
      replicas: nodes,
      // Of three zones the loss of one leaves two Sentinels, which can elect; the proxies follow the same value.
      ...(nodes > 1 && {
        topologySpreadConstraints: { enabled: true, maxSkew: 1, topologyKey: zoneKey, whenUnsatisfiable: 'DoNotSchedule' },
      }),
      hardAntiAffinity: true,
      containerSecurityContext: { readOnlyRootFilesystem: true },
      auth: true,
      existingSecret: redisNames(platform.dataLayer.redis).secret,
      authKey: redisPasswordKey,
      labels,
      redis: {
        masterGroupName: 'mymaster',
        resources,
        config: {
          // Refuses writes before the node runs out of memory, and drops nothing that a service still counts on (D65).
          maxmemory: `${mebibytes(resources.limits.memory, 0.75)}mb`,
          'maxmemory-policy': 'noeviction',
          appendonly: 'yes',
          // A master that lost its replicas stops taking writes, which it would lose.
          'min-replicas-to-write': nodes > 1 ? 1 : 0,
        },
      },
      sentinel: {
        quorum: Math.floor(nodes / 2) + 1,
        config: { 'down-after-milliseconds': 5000, 'failover-timeout': 10000, 'parallel-syncs': 1 },
        resources: sizes.sentinel,
      },
      init: { resources: sizes.helper },
      splitBrainDetection: { resources: sizes.helper },
      persistentVolume: { enabled: true, storageClass: diskClassName(platform), size: storage },
      podDisruptionBudget: { maxUnavailable: 1 },
      // The monitors are in the application monitoring, where the policies are judged with them.
      exporter: {
        enabled: true,
        port: redisPorts.metrics,
        portName: 'exporter-port',
        serviceMonitor: { enabled: false },
        resources: sizes.helper,
      },
      haproxy: {
        enabled: true,
        replicas: nodes,
        labels,
        podDisruptionBudget: { maxUnavailable: 1 },
        ...(nodes > 1 && { deploymentStrategy: oneByOne }),
        containerSecurityContext: { readOnlyRootFilesystem: true },
        metrics: { enabled: true, port: redisPorts.proxyMetrics, serviceMonitor: { enabled: false } },
        resources: sizes.proxy,
        init: { resources: sizes.helper },
        extraConfig: haproxyBounds,
      },
    },
  };
}
