import type { Classifier } from './impact.ts';
import { say, short } from './sentence.ts';

const paths: readonly { readonly kinds: readonly string[]; readonly path: RegExp }[] = [
  { kinds: ['Deployment', 'StatefulSet', 'ReplicaSet', 'KafkaNodePool'], path: /^spec\.replicas$/ },
  { kinds: ['HorizontalPodAutoscaler'], path: /^spec\.(?:minReplicas|maxReplicas|metrics\b.*)$/ },
  {
    kinds: ['ScaledObject'],
    path: /^spec\.(?:minReplicaCount|maxReplicaCount|idleReplicaCount|fallback\.replicas|triggers\b.*(?:value|threshold))$/,
  },
  { kinds: ['postgresql'], path: /^spec\.(?:numberOfInstances|connectionPooler\.numberOfInstances)$/ },
  { kinds: ['PodDisruptionBudget'], path: /^spec\.(?:minAvailable|maxUnavailable)$/ },
  { kinds: ['Job', 'CronJob'], path: /(?:^|\.)parallelism$/ },
  { kinds: ['Application'], path: /valuesObject\.(?:.*\.)?(?:replicas|replicaCount|minReplicas|maxReplicas)$/ },
];

/** How many pods there may be now. */
export const scaling: Classifier = ({ pair: { kind, before, after }, changes }) =>
  before === undefined || after === undefined
    ? []
    : changes
        .filter((change) => paths.some(({ kinds, path }) => kinds.includes(kind) && path.test(change.path)))
        .map(({ path, from, to }) => ({ text: say`${path}: ${short(from)} becomes ${short(to)}` }));
