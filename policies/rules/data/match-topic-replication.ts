import { isProductionLike } from '../../environments.ts';
import { at, numberAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { brokersOf, kafkaOf } from '../../kubernetes/operators/kafka-nodes.ts';
import { quantity } from '../../kubernetes/quantities.ts';
import { defineRule } from '../../model.ts';

const minInSync = 'min.insync.replicas';

const example = (replicas: number, inSync: string, brokers = 3) => `
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: financial.transaction.posted, namespace: erp-infra, labels: { strimzi.io/cluster: kafka } }
spec: { partitions: 6, replicas: ${replicas}, config: { ${inSync} } }
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: kafka, namespace: erp-infra }
spec: { kafka: { listeners: [] } }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: broker, namespace: erp-infra, labels: { strimzi.io/cluster: kafka } }
spec: { replicas: ${brokers}, roles: [broker] }
`;

const on = 'KafkaTopic/financial.transaction.posted';

export default defineRule({
  id: 'match-topic-replication',
  severity: 'error',
  manual: '3.3 (D69)',
  summary: 'Keep a topic on brokers that exist, and let it be written with one of them gone; in production on three.',
  rationale:
    'With one copy in sync enough, a message that was confirmed is lost with its broker; with all copies needed, every restart of ' +
    'a broker stops the writers.',
  remediation: `Set spec.replicas to 3 and ${minInSync} to 2, or both to 1 where there is one broker.`,
  scope: 'object',
  kinds: ['KafkaTopic'],

  check(manifest, world) {
    const kafka = kafkaOf(manifest, world);
    if (kafka === undefined) {
      const message = `${titleOf(manifest)} belongs to no Kafka cluster of its namespace.`;
      return [{ message, path: 'metadata.labels["strimzi.io/cluster"]' }];
    }
    const brokers = brokersOf(kafka, world);
    const replicas = numberAt(manifest.fields, 'spec', 'replicas') ?? 1;
    const path = 'spec.replicas';
    if (replicas > brokers) {
      return [{ message: `${titleOf(manifest)} wants ${replicas} copies, but ${titleOf(kafka)} has ${brokers} brokers.`, path }];
    }
    const isGuarded = isProductionLike(world);
    if (isGuarded && replicas < 3) {
      return [{ message: `${titleOf(manifest)} keeps ${replicas} copies of its messages, fewer than 3.`, path }];
    }
    const inSync = quantity(at(manifest.fields, 'spec', 'config', minInSync)) ?? 1;
    const configPath = `spec.config["${minInSync}"]`;
    if (inSync > Math.max(1, replicas - 1)) {
      const message = `${titleOf(manifest)} needs ${inSync} of its ${replicas} copies in sync: it cannot be written while a broker restarts.`;
      return [{ message, path: configPath }];
    }
    if (isGuarded && inSync < 2) {
      return [{ message: `${titleOf(manifest)} takes ${inSync} copy in sync for enough.`, path: configPath }];
    }
    return [];
  },

  examples: {
    pass: [
      { name: 'two of three copies', manifests: example(3, 'min.insync.replicas: 2') },
      { name: 'one broker in dev', environment: 'dev', manifests: example(1, '', 1) },
    ],
    fail: [
      {
        name: 'more copies than brokers',
        from: 'two of three copies',
        change: { 'KafkaNodePool/broker > spec.replicas': 1 },
        problems: [
          {
            on,
            message: 'KafkaTopic "financial.transaction.posted" wants 3 copies, but Kafka "kafka" has 1 brokers.',
            path: 'spec.replicas',
          },
        ],
      },
      {
        name: 'the manual: one copy in sync is enough',
        from: 'two of three copies',
        change: { 'KafkaTopic/financial.transaction.posted > spec.config["min.insync.replicas"]': undefined },
        problems: [
          {
            on,
            message: 'KafkaTopic "financial.transaction.posted" takes 1 copy in sync for enough.',
            path: 'spec.config["min.insync.replicas"]',
          },
        ],
      },
      {
        name: 'all copies are needed',
        from: 'two of three copies',
        change: { 'KafkaTopic/financial.transaction.posted > spec.config["min.insync.replicas"]': 3 },
        problems: [
          {
            on,
            message:
              'KafkaTopic "financial.transaction.posted" needs 3 of its 3 copies in sync: it cannot be written while a broker restarts.',
            path: 'spec.config["min.insync.replicas"]',
          },
        ],
      },
      {
        name: 'one copy in production',
        from: 'two of three copies',
        change: { 'KafkaTopic/financial.transaction.posted > spec': { partitions: 6, replicas: 1, config: {} } },
        problems: [
          { on, message: 'KafkaTopic "financial.transaction.posted" keeps 1 copies of its messages, fewer than 3.', path: 'spec.replicas' },
        ],
      },
      {
        name: 'another cluster',
        from: 'two of three copies',
        change: { 'KafkaTopic/financial.transaction.posted > metadata.labels["strimzi.io/cluster"]': 'events' },
        problems: [
          {
            on,
            message: 'KafkaTopic "financial.transaction.posted" belongs to no Kafka cluster of its namespace.',
            path: 'metadata.labels["strimzi.io/cluster"]',
          },
        ],
      },
    ],
  },
});
