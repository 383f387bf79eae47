import { workloadKindNames } from '../pods/workloads.ts';

/** What a value counts in: a number, a time in seconds, an amount in base units, requests a second by the `unit` beside it. */
export type Measure = 'number' | 'time' | 'amount' | 'rate';

/** Values that are right in some environment; what lies outside is a slip of the hand, a wrong unit, or a switch. */
export interface Range {
  readonly kinds: readonly string[];
  /** Path in the object; `[]` stands for each item of a list. Of workloads it starts at the pod spec, at each container. */
  readonly path: string;
  readonly measure: Measure;
  readonly least?: number;
  readonly most?: number;
  /** Whether 0 means that there is no limit, as streams want it. */
  readonly zero?: true;
  /** Why nothing else is right, a clause. */
  readonly because: string;
}

const [second, minute, hour, day] = [1, 60, 3600, 86_400];
const [kibibyte, mebibyte, gibibyte] = [2 ** 10, 2 ** 20, 2 ** 30];

const monitors = ['podMetricsEndpoints', 'endpoints'].flatMap((list): readonly Range[] => [
  {
    kinds: ['PodMonitor', 'ServiceMonitor'],
    path: `spec.${list}[].interval`,
    measure: 'time',
    least: second,
    most: 2 * minute,
    // Prometheus 3.14.0, cmd/prometheus/main.go: `query.lookback-delta`, 5m by default.
    because: 'Prometheus forgets a sample after five minutes, and one scrape may fail; below a second it does nothing else',
  },
]);

/** Ranges of fields of objects. */
export const objectRanges: readonly Range[] = [
  ...monitors,
  {
    kinds: ['PodMonitor', 'ServiceMonitor'],
    path: 'spec.sampleLimit',
    measure: 'number',
    least: 50,
    because: 'Prometheus throws away the whole scrape of a target that has more',
  },
  ...['spec.targetLimit', 'spec.labelLimit'].map(
    (path): Range => ({
      kinds: ['PodMonitor', 'ServiceMonitor'],
      path,
      measure: 'number',
      least: path.endsWith('labelLimit') ? 10 : 2,
      because: 'Prometheus throws away what has more',
    }),
  ),
  {
    kinds: ['PrometheusRule'],
    path: 'spec.groups[].interval',
    measure: 'time',
    least: second,
    most: hour,
    because: 'nothing is alerted on or recorded between two evaluations',
  },
  {
    kinds: ['PrometheusRule'],
    path: 'spec.groups[].rules[].for',
    measure: 'time',
    most: 7 * day,
    because: 'an alert that waits longer is told by customers',
  },
  {
    kinds: ['PrometheusRule'],
    path: 'spec.groups[].rules[].keep_firing_for',
    measure: 'time',
    most: 7 * day,
    because: 'what is mended long ago is still told',
  },
  {
    kinds: ['CronJob'],
    path: 'spec.jobTemplate.spec.ttlSecondsAfterFinished',
    measure: 'number',
    least: 5 * minute,
    because: 'how a run ended is gone before anybody is told',
  },
  {
    kinds: ['CronJob'],
    path: 'spec.jobTemplate.spec.activeDeadlineSeconds',
    measure: 'number',
    least: 10,
    most: 7 * day,
    because: 'before that no run ends, and after it a run that hangs is in the way of the next ones',
  },
  {
    kinds: ['Job'],
    path: 'spec.activeDeadlineSeconds',
    measure: 'number',
    least: 10,
    most: 7 * day,
    because: 'before that no run ends, and after it a run hangs for ever',
  },
  {
    kinds: ['CronJob'],
    path: 'spec.startingDeadlineSeconds',
    measure: 'number',
    least: 10,
    // Kubernetes 1.35.4: cronjob_controllerv2.go looks at each when it is due, and leaves out what is too late; component-base v0.35.2,
    // config/v1alpha1/defaults.go: who takes over from a controller that is lost waits 15 seconds.
    because: 'a controller that is restarted or replaced looks seconds late, and leaves such a run out',
  },
  {
    kinds: ['CronJob'],
    path: 'spec.jobTemplate.spec.backoffLimit',
    measure: 'number',
    most: 100,
    because: 'a run that fails so often never works',
  },
  {
    kinds: ['Deployment', 'StatefulSet', 'DaemonSet'],
    path: 'spec.minReadySeconds',
    measure: 'number',
    most: hour,
    because: 'each step of a rollout waits for it, and so does a fix',
  },
  {
    kinds: ['ScaledObject', 'ScaledJob'],
    path: 'spec.pollingInterval',
    measure: 'number',
    least: 1,
    most: 10 * minute,
    because: 'load is there for as long before a pod is added',
  },
  {
    kinds: ['ScaledObject'],
    path: 'spec.fallback.failureThreshold',
    measure: 'number',
    least: 1,
    most: 100,
    because: 'KEDA counts its polls, and stays blind for as many',
  },
  {
    kinds: ['HorizontalPodAutoscaler'],
    path: 'spec.behavior.scaleUp.stabilizationWindowSeconds',
    measure: 'number',
    most: 10 * minute,
    because: 'load is there for as long before a pod is added',
  },
  {
    kinds: ['ScaledObject'],
    path: 'spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleUp.stabilizationWindowSeconds',
    measure: 'number',
    most: 10 * minute,
    because: 'load is there for as long before a pod is added',
  },
  ...['local', 'global'].map(
    (type): Range => ({
      kinds: ['BackendTrafficPolicy'],
      path: `spec.rateLimit.${type}.rules[].limit`,
      measure: 'rate',
      // A request an hour.
      least: 1 / hour,
      most: 100_000,
      because: 'with less nobody is let in, and more is no limit',
    }),
  ),
  {
    kinds: ['BackendTrafficPolicy'],
    path: 'spec.requestBuffer.limit',
    measure: 'amount',
    least: kibibyte,
    most: 8 * gibibyte,
    because: 'a smaller one refuses every request with a body, and a larger one is the memory of the proxy, for each request',
  },
  {
    kinds: ['BackendTrafficPolicy'],
    path: 'spec.timeout.http.requestTimeout',
    measure: 'time',
    least: 0.1 * second,
    most: day,
    zero: true,
    because: 'no service answers sooner, and what hangs holds its connection for as long',
  },
  {
    kinds: ['BackendTrafficPolicy'],
    path: 'spec.timeout.tcp.connectTimeout',
    measure: 'time',
    least: 0.01 * second,
    most: 5 * minute,
    because: 'a connection to a pod takes milliseconds, and whoever waits for one that is gone is lost',
  },
  {
    kinds: ['BackendTrafficPolicy'],
    path: 'spec.retry.numRetries',
    measure: 'number',
    most: 10,
    because: 'every fault becomes so many times the load',
  },
  ...['maxConnections', 'maxPendingRequests', 'maxParallelRequests'].map(
    (field): Range => ({
      kinds: ['BackendTrafficPolicy'],
      path: `spec.circuitBreaker.${field}`,
      measure: 'number',
      least: 1,
      because: 'with none no request gets through',
    }),
  ),
  {
    kinds: ['BackendTrafficPolicy'],
    path: 'spec.healthCheck.active.interval',
    measure: 'time',
    least: 0.5 * second,
    most: 5 * minute,
    because: 'a pod that is gone gets requests for as long, and each proxy asks each pod',
  },
  ...['request', 'backendRequest'].map(
    (field): Range => ({
      kinds: ['HTTPRoute', 'GRPCRoute'],
      path: `spec.rules[].timeouts.${field}`,
      measure: 'time',
      least: 0.1 * second,
      most: day,
      zero: true,
      because: 'no service answers sooner, and what hangs holds its connection for as long',
    }),
  ),
  {
    kinds: ['ClientTrafficPolicy'],
    path: 'spec.connection.connectionLimit.value',
    measure: 'number',
    least: 10,
    because: 'it is for all clients of a proxy together',
  },
  {
    kinds: ['ClientTrafficPolicy'],
    path: 'spec.connection.bufferLimit',
    measure: 'amount',
    least: kibibyte,
    most: gibibyte,
    because: 'a smaller one stops every request, and a larger one is the memory of the proxy, for each connection',
  },
  ...['requestReceivedTimeout', 'idleTimeout', 'streamIdleTimeout'].map(
    (field): Range => ({
      kinds: ['ClientTrafficPolicy'],
      path: `spec.timeout.http.${field}`,
      measure: 'time',
      least: second,
      most: day,
      because: 'in less no request arrives, and "0s" ends nothing: clients that send a byte a minute take all connections',
    }),
  ),
  {
    kinds: ['postgresql'],
    path: 'spec.connectionPooler.maxDBConnections',
    measure: 'number',
    least: 5,
    because: 'all requests wait for the same few connections',
  },
  {
    kinds: ['postgresql'],
    path: 'spec.patroni.ttl',
    measure: 'number',
    least: 20,
    most: 5 * minute,
    // Patroni 4.1.0, config.py `_validate_and_adjust_timeouts`: it takes 20 for less.
    because: 'a primary that is lost is replaced after as many seconds, and below that Patroni takes a pause for a loss',
  },
  // Patroni 4.1.0, config.py `_validate_and_adjust_timeouts`: it takes 1 and 3 for less.
  ...Object.entries({ loop_wait: 1, retry_timeout: 3 }).map(
    ([field, least]): Range => ({
      kinds: ['postgresql'],
      path: `spec.patroni.${field}`,
      measure: 'number',
      least,
      most: 2 * minute,
      because: 'a primary that is lost is seen after as many seconds',
    }),
  ),
  {
    kinds: ['postgresql'],
    path: 'spec.patroni.maximum_lag_on_failover',
    measure: 'number',
    most: gibibyte,
    because: 'a copy that is so many bytes behind takes over, and what it does not have is lost',
  },
  {
    kinds: ['postgresql'],
    path: 'spec.postgresql.parameters.archive_timeout',
    measure: 'time',
    most: hour,
    because: 'what is booked in that time is in no archive yet',
  },
  {
    kinds: ['postgresql'],
    path: 'spec.volume.size',
    measure: 'amount',
    least: 2 * gibibyte,
    // PostgreSQL, "Write Ahead Log": max_wal_size is 1 GB by default (of 9.5 and all since).
    because: 'the log alone takes one gibibyte between two checkpoints, and a full disk stops the database',
  },
  ...['spec.storage.size', 'spec.storage.volumes[].size'].map(
    (path): Range => ({
      kinds: ['KafkaNodePool'],
      path,
      measure: 'amount',
      least: 512 * mebibyte,
      // Kafka 3.9.0-rc3, KRaftConfigs.java and LogConfig.java: metadata.max.retention.bytes 100 MiB, segments of 1 GiB. A controller has the
      // first only. The source of 4.3 could not be had.
      because: 'the log of the cluster alone takes a good part of that, and a full disk stops the node',
    }),
  ),
  {
    kinds: ['KafkaTopic'],
    path: 'spec.partitions',
    measure: 'number',
    least: 1,
    most: 1000,
    because: 'each is files and memory on every broker that holds it, and none can be taken back',
  },
  {
    kinds: ['KafkaTopic'],
    path: 'spec.config["max.message.bytes"]',
    measure: 'number',
    least: kibibyte,
    most: 100 * mebibyte,
    because: 'a smaller one refuses every message, and a larger one no consumer fetches',
  },
  {
    kinds: ['KafkaTopic'],
    path: 'spec.config["segment.bytes"]',
    measure: 'number',
    least: mebibyte,
    because: 'every segment is two open files of the broker',
  },
  ...['producerByteRate', 'consumerByteRate'].map(
    (field): Range => ({
      kinds: ['KafkaUser'],
      path: `spec.quotas.${field}`,
      measure: 'number',
      least: kibibyte,
      because: 'the broker lets the client wait after every message',
    }),
  ),
  {
    kinds: ['PersistentVolumeClaim'],
    path: 'spec.resources.requests.storage',
    measure: 'amount',
    least: 10 * mebibyte,
    because: 'a file system is larger than that',
  },
  {
    kinds: ['ExternalSecret', 'ClusterExternalSecret'],
    path: 'spec.refreshInterval',
    measure: 'time',
    most: 7 * day,
    because: 'a password that is changed in the store is in the pods after as long',
  },
  {
    kinds: ['ExternalSecret'],
    path: 'spec.refreshInterval',
    measure: 'time',
    least: 10 * second,
    because: 'the store is asked as often for each secret, and refuses the others',
  },
];

/** Ranges of fields of pods, below the pod spec. */
export const podRanges: readonly Range[] = (
  [
    {
      path: 'containers[].resources.requests.cpu',
      measure: 'amount',
      least: 0.002,
      because: 'nodes are filled by requests: so many of these go on one that none of them runs',
    },
    {
      path: 'containers[].resources.requests.memory',
      measure: 'amount',
      least: 4 * mebibyte,
      because: 'no program starts in it, and nodes are filled by requests until they run out of memory',
    },
    {
      path: 'terminationGracePeriodSeconds',
      measure: 'number',
      most: 2 * hour,
      because: 'a pod that hangs keeps its node, and every drain and rollout waits for it',
    },
    {
      path: 'containers[].livenessProbe.failureThreshold',
      measure: 'number',
      least: 2,
      because: 'one slow answer, of a busy node or a long collection, restarts the container',
    },
    {
      path: 'containers[].startupProbe.failureThreshold',
      measure: 'number',
      least: 2,
      because: 'a start that takes a little longer than one period is ended, and the next one, for ever',
    },
    {
      path: 'containers[].livenessProbe.periodSeconds',
      measure: 'number',
      least: 2,
      most: 10 * minute,
      because: 'each second is load for nothing and makes a pause a fault, and one that hangs is seen after as long',
    },
    {
      path: 'containers[].readinessProbe.periodSeconds',
      measure: 'number',
      most: 5 * minute,
      because: 'a pod that cannot answer gets requests for as long',
    },
    ...['liveness', 'readiness', 'startup'].map((probe) => ({
      path: `containers[].${probe}Probe.timeoutSeconds`,
      measure: 'number' as const,
      most: 30,
      because: 'a container that hangs is asked once in as many seconds',
    })),
    {
      path: 'containers[].readinessProbe.successThreshold',
      measure: 'number',
      most: 10,
      because: 'a pod that can answer gets no requests, and a rollout ends before that',
    },
    {
      path: 'containers[].livenessProbe.initialDelaySeconds',
      measure: 'number',
      most: hour,
      because: 'a container that hangs before is left alone',
    },
    {
      path: 'containers[].readinessProbe.initialDelaySeconds',
      measure: 'number',
      most: hour,
      because: 'no pod of a rollout is ready before',
    },
    {
      path: 'volumes[].projected.sources[].serviceAccountToken.expirationSeconds',
      measure: 'number',
      most: day,
      because: 'a token that was read once is good for as long, and the kubelet renews it in time',
    },
    {
      path: 'topologySpreadConstraints[].maxSkew',
      measure: 'number',
      most: 20,
      because: 'all pods may be in one place, which is what it is to forbid',
    },
  ] as const
).map((range) => ({ ...range, kinds: workloadKindNames }));
