import { ownKey, ownValue } from '../../company/own-keys.ts';
import { topicName, topicUses } from '../../kubernetes/data/topics.ts';
import { numberAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import { mostReplicas } from '../../kubernetes/pods/autoscaling.ts';
import { defineRule } from '../../model.ts';

/** Holds the reason why a topic has fewer partitions than its consumers may have pods. */
const annotation = ownKey('fewer-partitions-than-pods');
const shortestReason = 20;

const example = (partitions: number, reason?: string) => `
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata:
  name: financial.transaction.posted
  namespace: erp-infra
  annotations: { ${reason === undefined ? '' : `${annotation}: "${reason}"`} }
spec: { partitions: ${partitions}, replicas: 3 }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: financial-service-config, namespace: erp-prod }
data: { KAFKA_GROUP_ID: financial-service-prod-group, KAFKA_TOPIC_TRANSACTION_POSTED: financial.transaction.posted }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec: { template: { spec: { containers: [{ name: financial-service, envFrom: [{ configMapRef: { name: financial-service-config } }] }] } } }
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: financial-service, namespace: erp-prod }
spec: { scaleTargetRef: { name: financial-service }, maxReplicaCount: 20 }
`;

const on = 'KafkaTopic/financial.transaction.posted';
const path = 'spec.partitions';

const usesByTopic = perWorld((world) => Map.groupBy(topicUses(world), ({ topic }) => topic));

export default defineRule({
  id: 'match-topic-partitions',
  severity: 'error',
  manual: '2.2, 2.7, 3.3 (D18)',
  summary: 'Give a topic as many partitions as one consumer group may have pods, or say why it has fewer.',
  rationale: 'At most one pod of a group reads a partition: further pods consume nothing, and scaling up does not make the lag smaller.',
  remediation: `Raise spec.partitions, or write the reason into the annotation ${annotation}.`,
  scope: 'object',
  kinds: ['KafkaTopic'],

  check(manifest, world) {
    if ((ownValue(manifest.annotations, 'fewer-partitions-than-pods') ?? '').trim().length >= shortestReason) return [];
    const partitions = numberAt(manifest.fields, 'spec', 'partitions') ?? 1;
    const name = topicName(manifest);
    return (usesByTopic(world).get(name) ?? [])
      .filter(({ consumes }) => consumes)
      .map(({ pod }) => ({ workload: pod.manifest, pods: mostReplicas(pod.manifest, world) }))
      .filter(({ pods }) => pods > partitions)
      .map(({ workload, pods }) => ({
        message: `${titleOf(manifest)} has ${partitions} partitions, but ${titleOf(workload)} may run ${pods} pods of one consumer group.`,
        path,
      }));
  },

  examples: {
    pass: [
      { name: 'one partition for each pod', manifests: example(20) },
      { name: 'fewer, with a reason', manifests: example(6, 'The manual says 6: most pods only answer requests.') },
    ],
    fail: [
      {
        name: 'the manual: 6 partitions for up to 20 pods',
        from: 'fewer, with a reason',
        change: {
          'KafkaTopic/financial.transaction.posted > metadata.annotations["erp.example.com/fewer-partitions-than-pods"]': undefined,
        },
        problems: [
          {
            on,
            message:
              'KafkaTopic "financial.transaction.posted" has 6 partitions, but Deployment "financial-service" may run 20 pods of one consumer group.',
            path,
          },
        ],
      },
      {
        name: 'an annotation without a reason',
        from: 'fewer, with a reason',
        change: { 'KafkaTopic/financial.transaction.posted > metadata.annotations["erp.example.com/fewer-partitions-than-pods"]': 'yes' },
        problems: [
          {
            on,
            message:
              'KafkaTopic "financial.transaction.posted" has 6 partitions, but Deployment "financial-service" may run 20 pods of one consumer group.',
            path,
          },
        ],
      },
    ],
  },
});
