import { isElsewhere } from '../../kubernetes/data/stores-elsewhere.ts';
import { topicsIn, topicUsesIn } from '../../kubernetes/data/topics.ts';
import { defineRule } from '../../model.ts';

const example = (topic: string, more = '') => `
apiVersion: v1
kind: ConfigMap
metadata: { name: financial-service-config, namespace: erp-prod }
data: { KAFKA_TOPIC_TRANSACTION_POSTED: ${topic} }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec: { template: { spec: { containers: [{ name: financial-service, envFrom: [{ configMapRef: { name: financial-service-config } }] }] } } }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: financial.transaction.posted, namespace: erp-infra }
spec: { partitions: 6${more} }
`;

export default defineRule({
  id: 'match-topic',
  severity: 'error',
  manual: '2.2, 3.3 (D69)',
  summary: 'Let every topic that a service is configured with be a KafkaTopic.',
  rationale: 'Brokers make no topic by themselves: a service that writes to a mistyped one fails, and one that reads it waits for ever.',
  remediation: 'Name the topic of a KafkaTopic of the environment, or add one.',
  scope: 'object',
  kinds: ['ConfigMap', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod'],

  check(manifest, world) {
    // Whoever else runs it makes them by a list.
    if (isElsewhere(world, 'kafka')) return [];
    const known = topicsIn(world);
    const problems = new Map(
      (topicUsesIn(world).get(manifest) ?? [])
        .filter(({ topic }) => !known.has(topic))
        .map(({ topic, path }) => [path, { message: `Topic "${topic}" does not exist.`, path }]),
    );
    return [...problems.values()];
  },

  examples: {
    pass: [
      { name: 'by the name of the object', manifests: example('financial.transaction.posted') },
      { name: 'by the name of the topic', manifests: example('Financial_Posted', ', topicName: Financial_Posted') },
      {
        name: 'Kafka that somebody else runs',
        manifests: `${example('nobody.knows')}---
apiVersion: v1
kind: Namespace
metadata:
  name: erp-infra
  annotations:
    erp.example.com/kafka-elsewhere: '[{"servers":["b-1.example.com:9096"],"cidrs":["10.0.7.0/24"],"tls":true}]'
`,
      },
    ],
    fail: [
      {
        name: 'a mistyped topic',
        from: 'by the name of the object',
        change: { 'ConfigMap/financial-service-config > data.KAFKA_TOPIC_TRANSACTION_POSTED': 'financial.transaction.post' },
        problems: [
          {
            on: 'ConfigMap/financial-service-config',
            message: 'Topic "financial.transaction.post" does not exist.',
            path: 'data.KAFKA_TOPIC_TRANSACTION_POSTED',
          },
        ],
      },
    ],
  },
});
