import { at, below, numberAt, textAt } from '../../kubernetes/fields.ts';
import { isAsleep } from '../../kubernetes/namespaces.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: sales-service, namespace: erp-prod }
spec: { paused: false, template: { spec: { containers: [{ name: sales-service }] } } }
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: sales-service, namespace: erp-prod, annotations: { autoscaling.keda.sh/paused: "false" } }
spec: { scaleTargetRef: { name: sales-service }, minReplicaCount: 3, maxReplicaCount: 6 }
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: kafka, namespace: erp-infra }
spec: { kafka: {} }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: sales.order.confirmed, namespace: erp-infra, annotations: { strimzi.io/managed: "true" } }
spec: { partitions: 6 }
`;

const from = 'everybody works';
const failing = (name: string, on: string, path: string, value: unknown, message: string) => ({
  name,
  from,
  change: { [`${on} > ${path}`]: value },
  problems: [{ on, message: `${on.replace('/', ' "')}" ${message}.`, path }],
});

const asleep = 'nobody works in a place that waits';
const sleeping = `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod, labels: { erp.example.com/role: standby } }
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: sales-service, namespace: erp-prod, annotations: { autoscaling.keda.sh/paused-replicas: "0" } }
spec: { scaleTargetRef: { name: sales-service }, minReplicaCount: 3, maxReplicaCount: 6 }
`;
const noLoad = (key: string) => ({
  on: 'ScaledObject/sales-service',
  message: 'ScaledObject "sales-service" is paused: the number of pods follows no load.',
  path: `metadata.annotations["autoscaling.keda.sh/${key}"]`,
});

export default defineRule({
  id: 'forbid-paused-workload',
  severity: 'error',
  manual: '2.4, 2.7 (D33)',
  summary: 'Let controllers do their work: pause no rollout, no autoscaler and no operator in the repository.',
  rationale:
    'Paused, a Deployment keeps its old pods whatever is merged, an autoscaler keeps its number under any load, and an operator mends nothing: ' +
    'Argo CD calls all of them synced.',
  remediation:
    'Take the pause out. In an incident hold the environment (npm run ops -- hold), which everybody sees and which ends by itself.',
  scope: 'object',
  kinds: [
    'Deployment',
    'ScaledObject',
    'ScaledJob',
    'HorizontalPodAutoscaler',
    'Kafka',
    'KafkaTopic',
    'KafkaUser',
    'KafkaNodePool',
    'KafkaConnect',
    'postgresql',
  ],

  check(manifest, world) {
    return [...pausedBy(manifest, world), ...emptied(manifest)].map(({ message, path }) => ({
      message: `${titleOf(manifest)} ${message}.`,
      path,
    }));
  },

  examples: {
    pass: [
      { name: from, manifests: example },
      { name: asleep, manifests: sleeping },
    ],
    fail: [
      {
        name: 'at no pods, in a place that serves',
        from: asleep,
        change: { 'Namespace/erp-prod > metadata.labels': undefined },
        problems: [noLoad('paused-replicas')],
      },
      {
        name: 'at some pods, in a place that waits',
        from: asleep,
        change: { 'ScaledObject/sales-service > metadata.annotations["autoscaling.keda.sh/paused-replicas"]': '2' },
        problems: [noLoad('paused-replicas')],
      },
      {
        name: 'as it is, in a place that waits',
        from: asleep,
        change: { 'ScaledObject/sales-service > metadata.annotations["autoscaling.keda.sh/paused"]': 'true' },
        problems: [noLoad('paused')],
      },
      failing('a rollout', 'Deployment/sales-service', 'spec.paused', true, 'is paused: what is merged does not reach its pods'),
      failing(
        'an autoscaler',
        'ScaledObject/sales-service',
        'metadata.annotations["autoscaling.keda.sh/paused"]',
        'true',
        'is paused: the number of pods follows no load',
      ),
      failing(
        'an autoscaler at a number',
        'ScaledObject/sales-service',
        'metadata.annotations["autoscaling.keda.sh/paused-replicas"]',
        '2',
        'is paused: the number of pods follows no load',
      ),
      failing(
        'no way up',
        'ScaledObject/sales-service',
        'metadata.annotations["autoscaling.keda.sh/paused-scale-out"]',
        'true',
        'is paused: the number of pods follows no load',
      ),
      {
        name: 'a fallback to nothing',
        from,
        change: { 'ScaledObject/sales-service > spec.fallback': { failureThreshold: 3, replicas: 0 } },
        problems: [
          {
            on: 'ScaledObject/sales-service',
            message: 'ScaledObject "sales-service" takes all pods away when it cannot measure.',
            path: 'spec.fallback.replicas',
          },
        ],
      },
      failing(
        'a topic',
        'KafkaTopic/sales.order.confirmed',
        'metadata.annotations["strimzi.io/managed"]',
        'false',
        'is paused: its operator neither changes nor mends it',
      ),
      failing(
        'an operator',
        'Kafka/kafka',
        'metadata.annotations["strimzi.io/pause-reconciliation"]',
        'true',
        'is paused: its operator neither changes nor mends it',
      ),
    ],
  },
});

/** KEDA 2.20.2 (`paused*`), Strimzi 1.2.0 (`pause-reconciliation`): what is said counts where it is not "false". */
const pauses: Readonly<Record<string, string>> = {
  'autoscaling.keda.sh/paused': 'the number of pods follows no load',
  'autoscaling.keda.sh/paused-replicas': 'the number of pods follows no load',
  'autoscaling.keda.sh/paused-scale-in': 'the number of pods follows no load',
  'autoscaling.keda.sh/paused-scale-out': 'the number of pods follows no load',
  'strimzi.io/pause-reconciliation': 'its operator neither changes nor mends it',
};

/** What lets the pods of a place that waits sleep: require-standby-asleep asks for it there. */
const asleepKey = 'autoscaling.keda.sh/paused-replicas';

function pausedBy(manifest: Manifest, world: World): readonly Problem[] {
  const { kind, fields, annotations } = manifest;
  const sleeps = isAsleep(manifest, world);
  return [
    ...(kind === 'Deployment' && at(fields, 'spec', 'paused') === true
      ? [{ message: 'is paused: what is merged does not reach its pods', path: 'spec.paused' }]
      : []),
    ...Object.entries(pauses).flatMap(([key, harm]) =>
      annotations[key] === undefined || annotations[key] === 'false' || (sleeps && key === asleepKey && annotations[key] === '0')
        ? []
        : [{ message: `is paused: ${harm}`, path: below('metadata.annotations', key) }],
    ),
    // Strimzi 1.2.0, topic operator: what is not "false" counts as managed.
    ...(kind === 'KafkaTopic' && annotations['strimzi.io/managed'] === 'false'
      ? [{ message: 'is paused: its operator neither changes nor mends it', path: 'metadata.annotations["strimzi.io/managed"]' }]
      : []),
  ];
}

/** What is asked when nothing can be measured any more must keep the service up. */
function emptied({ kind, fields }: Manifest): readonly Problem[] {
  const behavior = textAt(fields, 'spec', 'fallback', 'behavior') ?? 'static';
  return kind === 'ScaledObject' && numberAt(fields, 'spec', 'fallback', 'replicas') === 0 && behavior === 'static'
    ? [{ message: 'takes all pods away when it cannot measure', path: 'spec.fallback.replicas' }]
    : [];
}
