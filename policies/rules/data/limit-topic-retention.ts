import { at, below, fieldsAt, listAt, numberAt, scalarAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { hasRole, kafkaOf, poolsOf } from '../../kubernetes/operators/kafka-nodes.ts';
import { quantity } from '../../kubernetes/quantities.ts';
import type { Manifest, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = `
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: sales.order.confirmed, namespace: erp-infra, labels: { strimzi.io/cluster: kafka } }
spec: { partitions: 6, replicas: 3, config: { retention.ms: 604800000, retention.bytes: 1073741824 } }
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: kafka, namespace: erp-infra }
spec: { kafka: {} }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: broker, namespace: erp-infra, labels: { strimzi.io/cluster: kafka } }
spec: { replicas: 3, roles: [broker], storage: { type: jbod, volumes: [{ id: 0, type: persistent-claim, size: 50Gi }] } }
`;

const from = 'a week, and less than the disks hold';
const failing = (name: string, key: string, value: unknown, message: string) => ({
  name,
  from,
  change: { [`KafkaTopic/sales.order.confirmed > spec.config["${key}"]`]: value },
  problems: [
    { on: 'KafkaTopic/sales.order.confirmed', message: `KafkaTopic "sales.order.confirmed" ${message}.`, path: `spec.config["${key}"]` },
  ],
});

/** A rollout, a rollback or a restart of a consumer takes as long. */
const leastHours = 1;

export default defineRule({
  id: 'limit-topic-retention',
  severity: 'error',
  manual: '3.3 (D69)',
  summary: 'Keep messages for longer than a consumer may be away, and no more of them than the disks of the brokers hold.',
  rationale:
    'What is deleted before its consumer is back from a rollout is lost without an error; brokers whose disks are full stop, all of them. ' +
    'A leader that lagged behind loses what was confirmed.',
  remediation: 'Correct the retention of the topic in topics of the file of the service, or give the brokers larger disks.',
  scope: 'object',
  kinds: ['KafkaTopic'],

  check(manifest, world) {
    const config = fieldsAt(manifest.fields, 'spec', 'config');
    const told = (key: string, message: string) => [{ message: `${titleOf(manifest)} ${message}.`, path: below('spec.config', key) }];
    const [time, bytes, segment] = ['retention.ms', 'retention.bytes', 'segment.bytes'].map((key) => quantity(config[key]));
    const disk = diskOf(manifest, world);
    const partitions = numberAt(manifest.fields, 'spec', 'partitions') ?? 1;
    const cleans = (scalarAt(config, 'cleanup.policy') ?? 'delete').split(',').map((policy) => policy.trim());
    return [
      ...(time !== undefined && time >= 0 && time < leastHours * 3_600_000
        ? told('retention.ms', `keeps messages for ${time / 1000} seconds, less than one hour`)
        : []),
      ...(bytes !== undefined && bytes >= 0 && bytes < (segment ?? 1_048_576)
        ? told('retention.bytes', `keeps ${bytes} bytes of a partition: not even one segment of its log`)
        : []),
      ...(time === -1 && (bytes === undefined || bytes === -1) && !cleans.includes('compact')
        ? told('retention.ms', 'keeps all messages for ever: the disks of the brokers fill')
        : []),
      ...(bytes !== undefined && disk !== undefined && bytes * partitions > disk
        ? told(
            'retention.bytes',
            `keeps up to ${bytes} bytes of each of ${partitions} partitions, more than the ${disk} bytes of all brokers`,
          )
        : []),
      ...(scalarAt(config, 'unclean.leader.election.enable') === 'true'
        ? told('unclean.leader.election.enable', 'takes a copy that lags behind for the leader: what was confirmed is lost')
        : []),
      ...(time !== undefined && time !== -1 && cleans.includes('compact') && !cleans.includes('delete')
        ? told('cleanup.policy', 'keeps the last message of a key for ever (compact), and says how long it keeps all (retention.ms)')
        : []),
      ...(cleans.every((policy) => policy === 'delete' || policy === 'compact')
        ? []
        : told('cleanup.policy', `cleans up by "${cleans.join(', ')}", which Kafka does not know`)),
    ];
  },

  examples: {
    pass: [{ name: from, manifests: example }],
    fail: [
      failing('a second', 'retention.ms', 1000, 'keeps messages for 1 seconds, less than one hour'),
      failing('a minute', 'retention.ms', '60000', 'keeps messages for 60 seconds, less than one hour'),
      failing('a kilobyte', 'retention.bytes', 1024, 'keeps 1024 bytes of a partition: not even one segment of its log'),
      failing(
        'more than the disks hold',
        'retention.bytes',
        100_000_000_000,
        'keeps up to 100000000000 bytes of each of 6 partitions, more than the 53687091200 bytes of all brokers',
      ),
      failing(
        'an unclean election',
        'unclean.leader.election.enable',
        true,
        'takes a copy that lags behind for the leader: what was confirmed is lost',
      ),
      failing(
        'the last message of each key',
        'cleanup.policy',
        'compact',
        'keeps the last message of a key for ever (compact), and says how long it keeps all (retention.ms)',
      ),
      failing('a mistyped policy', 'cleanup.policy', 'compacted', 'cleans up by "compacted", which Kafka does not know'),
      {
        name: 'for ever',
        from,
        change: { 'KafkaTopic/sales.order.confirmed > spec.config': { 'retention.ms': -1 } },
        problems: [
          {
            on: 'KafkaTopic/sales.order.confirmed',
            message: 'KafkaTopic "sales.order.confirmed" keeps all messages for ever: the disks of the brokers fill.',
            path: 'spec.config["retention.ms"]',
          },
        ],
      },
    ],
  },
});

/** Bytes of all brokers for one copy of everything; undefined where nothing shows the disks. */
function diskOf(topic: Manifest, world: World): number | undefined {
  const kafka = kafkaOf(topic, world);
  if (kafka === undefined) return undefined;
  const copies = numberAt(topic.fields, 'spec', 'replicas') ?? 1;
  let sum = 0;
  for (const pool of poolsOf(kafka, world).filter((candidate) => hasRole(candidate, 'broker'))) {
    const storage = at(pool.fields, 'spec', 'storage');
    const disks = textAt(storage, 'type') === 'jbod' ? listAt(storage, 'volumes') : [storage];
    const sizes = disks.map((disk) => quantity(at(disk, 'size')));
    if (sizes.includes(undefined)) return undefined;
    sum += sizes.reduce<number>((total, size) => total + (size ?? 0), 0) * (numberAt(pool.fields, 'spec', 'replicas') ?? 0);
  }
  return sum === 0 ? undefined : sum / copies;
}
