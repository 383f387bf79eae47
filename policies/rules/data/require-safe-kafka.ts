import { isProductionLike } from '../../environments.ts';
import { asText, at, below, fieldsAt, listAt, numberAt, scalarAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { brokersOf, hasRole, poolsOf } from '../../kubernetes/operators/kafka-nodes.ts';
import { quantity } from '../../kubernetes/quantities.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = (brokers: number, controllers = 3) => `
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: kafka, namespace: erp-infra }
spec:
  kafka:
    authorization: { type: simple }
    listeners: [{ name: clients, port: 9092, type: internal, tls: true, authentication: { type: scram-sha-512 } }]
    config:
      auto.create.topics.enable: false
      default.replication.factor: ${Math.min(3, brokers)}
      min.insync.replicas: ${brokers < 3 ? 1 : 2}
      offsets.topic.replication.factor: ${Math.min(3, brokers)}
      transaction.state.log.replication.factor: ${Math.min(3, brokers)}
      transaction.state.log.min.isr: ${brokers < 3 ? 1 : 2}
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: broker, namespace: erp-infra, labels: { strimzi.io/cluster: kafka } }
spec: { replicas: ${brokers}, roles: [broker], storage: { type: persistent-claim, size: 50Gi } }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: controller, namespace: erp-infra, labels: { strimzi.io/cluster: kafka } }
spec: { replicas: ${controllers}, roles: [controller], storage: { type: persistent-claim, size: 10Gi } }
`;

const from = 'three brokers that know their clients';
const config = (key: string) => `spec.kafka.config["${key}"]`;
const failing = (name: string, path: string, value: unknown, message: string, told = path) => ({
  name,
  from,
  change: { [`Kafka/kafka > ${path}`]: value },
  problems: [{ on: 'Kafka/kafka', message: `Kafka "kafka" ${message}.`, path: told }],
});

export default defineRule({
  id: 'require-safe-kafka',
  severity: 'error',
  manual: '3.3 (D68, D69)',
  summary: 'Let Kafka know its clients, make no topic by itself, and lose no message with a broker.',
  rationale:
    'A listener without a log-in or without TLS gives every pod all events; a topic that a typing mistake made has one copy; an unclean ' +
    'election throws away what was confirmed. More copies than brokers stop the first consumer that commits.',
  remediation: 'Correct the brokers in generators/platform/data, or kafka in the file of the environment.',
  scope: 'object',
  kinds: ['Kafka'],

  check(manifest, world) {
    return [...access(manifest), ...choices(manifest), ...copies(manifest, world), ...quorum(manifest, world)].map(({ message, path }) => ({
      message: `${titleOf(manifest)} ${message}.`,
      path,
    }));
  },

  examples: {
    pass: [
      { name: from, manifests: example(3) },
      { name: 'one broker of a small environment', environment: 'dev', manifests: example(1, 1) },
    ],
    fail: [
      failing('no authorization', 'spec.kafka.authorization', undefined, 'gives everybody every right: it has no authorization'),
      failing(
        'users above all rights',
        'spec.kafka.authorization.superUsers',
        ['sales-service'],
        'puts "sales-service" above all rights',
        'spec.kafka.authorization.superUsers[0]',
      ),
      failing('no log-in', 'spec.kafka.listeners[0].authentication', undefined, 'asks nobody who he is at listener "clients"'),
      failing('no TLS', 'spec.kafka.listeners[0].tls', false, 'sends everything in clear at listener "clients"'),
      failing('topics by typing mistake', config('auto.create.topics.enable'), true, 'makes a topic of every name that somebody asks for'),
      failing(
        'the default makes topics',
        config('auto.create.topics.enable'),
        undefined,
        'makes a topic of every name that somebody asks for',
      ),
      failing(
        'an unclean election',
        config('unclean.leader.election.enable'),
        'true',
        'takes a copy that lags behind for the leader: what was confirmed is lost',
      ),
      failing('messages of a second', config('log.retention.ms'), 1000, 'keeps messages for 1 second, less than one hour'),
      failing(
        'more copies than brokers',
        config('offsets.topic.replication.factor'),
        5,
        'keeps 5 copies (offsets.topic.replication.factor) on 3 brokers',
      ),
      failing(
        'one copy of the offsets',
        config('offsets.topic.replication.factor'),
        1,
        'keeps 1 copy (offsets.topic.replication.factor), fewer than 3',
      ),
      failing(
        'no such copy said',
        config('default.replication.factor'),
        undefined,
        'keeps 1 copy (default.replication.factor), fewer than 3',
      ),
      failing('one copy in sync is enough', config('min.insync.replicas'), 1, 'takes 1 copy in sync for enough (min.insync.replicas)'),
      failing(
        'all copies in sync',
        config('min.insync.replicas'),
        3,
        'needs all 3 copies in sync (min.insync.replicas): a broker that restarts stops the writers',
      ),
      {
        name: 'two controllers',
        from,
        change: { 'KafkaNodePool/controller > spec.replicas': 2 },
        problems: [{ on: 'Kafka/kafka', message: 'Kafka "kafka" has 2 controllers: without one of them there is no majority.', path: '' }],
      },
      {
        name: 'messages in the memory of a pod',
        from,
        change: { 'KafkaNodePool/broker > spec.storage': { type: 'ephemeral' } },
        problems: [
          { on: 'Kafka/kafka', message: 'Kafka "kafka" keeps the messages of pool "broker" on a disk that goes with the pod.', path: '' },
        ],
      },
      {
        name: 'the disk goes with the pool',
        from,
        change: { 'KafkaNodePool/broker > spec.storage.deleteClaim': true },
        problems: [{ on: 'Kafka/kafka', message: 'Kafka "kafka" deletes the disks of pool "broker" together with it.', path: '' }],
      },
    ],
  },
});

function access({ fields }: Manifest): readonly Problem[] {
  const kafka = fieldsAt(fields, 'spec', 'kafka');
  const authorization = textAt(kafka, 'authorization', 'type');
  return [
    ...(authorization === undefined
      ? [{ message: 'gives everybody every right: it has no authorization', path: 'spec.kafka.authorization' }]
      : []),
    ...listAt(kafka, 'authorization', 'superUsers').map((user, index) => ({
      message: `puts "${asText(user) ?? ''}" above all rights`,
      path: `spec.kafka.authorization.superUsers[${index}]`,
    })),
    ...listAt(kafka, 'listeners').flatMap((listener, index) => {
      const [name, path] = [textAt(listener, 'name') ?? '', `spec.kafka.listeners[${index}]`];
      const type = textAt(listener, 'authentication', 'type');
      return [
        ...(type === undefined ? [{ message: `asks nobody who he is at listener "${name}"`, path: `${path}.authentication` }] : []),
        ...(at(listener, 'tls') === true ? [] : [{ message: `sends everything in clear at listener "${name}"`, path: `${path}.tls` }]),
      ];
    }),
  ];
}

/** The shortest time for which messages are kept: a rollout, a rollback or a restart of a consumer takes as long. */
const leastHours = 1;

/** Kafka 4.3, "Broker Configs": topics are made of themselves unless that is switched off; milliseconds go before minutes and hours. */
function choices({ fields }: Manifest): readonly Problem[] {
  const config = fieldsAt(fields, 'spec', 'kafka', 'config');
  const isTrue = (key: string, otherwise: boolean) => (scalarAt(config, key) ?? `${otherwise}`) === 'true';
  const kept = (
    [
      ['log.retention.ms', 1],
      ['log.retention.minutes', 60_000],
      ['log.retention.hours', 3_600_000],
    ] as const
  ).flatMap(([key, unit]) => {
    const value = quantity(config[key]);
    return value === undefined ? [] : [{ key, milliseconds: value * unit }];
  })[0];
  const seconds = (kept?.milliseconds ?? -1) / 1000;
  return [
    ...(isTrue('auto.create.topics.enable', true)
      ? [{ message: 'makes a topic of every name that somebody asks for', path: keyPath('auto.create.topics.enable') }]
      : []),
    ...(isTrue('unclean.leader.election.enable', false)
      ? [
          {
            message: 'takes a copy that lags behind for the leader: what was confirmed is lost',
            path: keyPath('unclean.leader.election.enable'),
          },
        ]
      : []),
    ...(kept !== undefined && seconds >= 0 && seconds < leastHours * 3600
      ? [{ message: `keeps messages for ${seconds} second${seconds === 1 ? '' : 's'}, less than one hour`, path: keyPath(kept.key) }]
      : []),
  ];
}

function keyPath(key: string): string {
  return below('spec.kafka.config', key);
}

/** Defaults of Kafka 4.3: 1 for topics, 3 for its own two, with 2 in sync for transactions. */
const factors: Readonly<Record<string, number>> = {
  'default.replication.factor': 1,
  'offsets.topic.replication.factor': 3,
  'transaction.state.log.replication.factor': 3,
};
const inSync = {
  'min.insync.replicas': ['default.replication.factor', 1],
  'transaction.state.log.min.isr': ['transaction.state.log.replication.factor', 2],
} as const;

function copies(manifest: Manifest, world: World): readonly Problem[] {
  const brokers = brokersOf(manifest, world);
  if (brokers === 0) return [];
  const guarded = isProductionLike(world);
  const config = fieldsAt(manifest.fields, 'spec', 'kafka', 'config');
  const numberOf = (key: string, otherwise: number) => quantity(config[key]) ?? otherwise;
  const counted = (count: number) => `${count} ${count === 1 ? 'copy' : 'copies'}`;
  return [
    ...Object.entries(factors).flatMap(([key, otherwise]) => {
      const count = numberOf(key, otherwise);
      const path = keyPath(key);
      if (count > brokers) return [{ message: `keeps ${counted(count)} (${key}) on ${brokers} brokers`, path }];
      return guarded && count < 3 ? [{ message: `keeps ${counted(count)} (${key}), fewer than 3`, path }] : [];
    }),
    ...Object.entries(inSync).flatMap(([key, [factor, otherwise]]) => {
      const [count, all] = [numberOf(key, otherwise), numberOf(factor, factors[factor] ?? 1)];
      const path = keyPath(key);
      if (all > 1 && count >= all)
        return [{ message: `needs all ${all} copies in sync (${key}): a broker that restarts stops the writers`, path }];
      return guarded && count < 2 ? [{ message: `takes ${counted(count)} in sync for enough (${key})`, path }] : [];
    }),
  ];
}

function quorum(manifest: Manifest, world: World): readonly Problem[] {
  const pools = poolsOf(manifest, world);
  const controllers = pools
    .filter((pool) => hasRole(pool, 'controller'))
    .reduce((sum, pool) => sum + (numberAt(pool.fields, 'spec', 'replicas') ?? 0), 0);
  const majority =
    controllers > 0 && controllers % 2 === 0
      ? [
          {
            message: `has ${controllers} controllers: without ${controllers === 2 ? 'one of them' : 'half of them'} there is no majority`,
            path: '',
          },
        ]
      : [];
  return [
    ...majority,
    ...pools.flatMap((pool) => {
      const storage = fieldsAt(pool.fields, 'spec', 'storage');
      const disks = [storage, ...listAt(storage, 'volumes')];
      return [
        ...(disks.some((disk) => textAt(disk, 'type') === 'ephemeral')
          ? [{ message: `keeps the messages of pool "${pool.name}" on a disk that goes with the pod`, path: '' }]
          : []),
        ...(disks.some((disk) => at(disk, 'deleteClaim') === true)
          ? [{ message: `deletes the disks of pool "${pool.name}" together with it`, path: '' }]
          : []),
      ];
    }),
  ];
}
