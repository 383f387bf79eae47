import { brokerProblems } from '../../kubernetes/data/brokers.ts';
import { poolProblems } from '../../kubernetes/data/node-pools.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

const example = (brokers: number, controllers = 3) => `
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: kafka, namespace: erp-infra }
spec:
  kafkaExporter: { groupRegex: ".*", topicRegex: ".*" }
  kafka:
    version: 4.3.1
    metadataVersion: 4.3-IV0
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
spec: { replicas: ${brokers}, roles: [broker], storage: { type: jbod, volumes: [{ id: 0, type: persistent-claim, size: 50Gi }] } }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: controller, namespace: erp-infra, labels: { strimzi.io/cluster: kafka } }
spec: { replicas: ${controllers}, roles: [controller], storage: { type: persistent-claim, size: 10Gi } }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata: { name: posting-worker, namespace: erp-infra, labels: { strimzi.io/cluster: kafka } }
spec: { authorization: { acls: [{ resource: { type: group, name: posting-group }, operations: [Read] }] } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: posting-worker, namespace: erp-prod }
spec:
  template:
    spec:
      containers:
        - name: posting-worker
          env: [{ name: KAFKA_BROKERS, value: "kafka-broker-0.kafka-kafka-brokers.erp-infra.svc.cluster.local:9092" }]
`;

const operator = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: strimzi-cluster-operator, namespace: erp-infra }
spec: { template: { spec: { containers: [{ name: operator, image: "quay.io/strimzi/operator:1.2.0" }] } } }
`;

const from = 'three brokers that know their clients';
const config = (key: string) => `spec.kafka.config["${key}"]`;
const failing = (name: string, path: string, value: unknown, message: string, told = path) => ({
  name,
  from,
  change: { [`Kafka/kafka > ${path}`]: value },
  problems: [{ on: 'Kafka/kafka', message: `Kafka "kafka" ${message}.`, path: told }],
});

const failingPool = (name: string, path: string, value: unknown, message: string, told = path) => ({
  name,
  from,
  change: { [`KafkaNodePool/broker > ${path}`]: value },
  problems: [{ on: 'KafkaNodePool/broker', message: `KafkaNodePool "broker" ${message}.`, path: told }],
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
  kinds: ['Kafka', 'KafkaNodePool'],

  check(manifest, world) {
    const found = manifest.kind === 'KafkaNodePool' ? poolProblems(manifest, world) : brokerProblems(manifest, world);
    return found.map(({ message, path }) => ({ message: `${titleOf(manifest)} ${message}.`, path }));
  },

  examples: {
    pass: [
      { name: from, manifests: example(3) },
      { name: 'a version that the operator runs', manifests: example(3), charts: operator },
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
      failing(
        'whom no rule knows',
        config('allow.everyone.if.no.acl.found'),
        true,
        'lets everybody do everything where no rule says otherwise (allow.everyone.if.no.acl.found)',
      ),
      failing('TLS of 1999', config('ssl.enabled.protocols'), 'TLSv1.2,TLSv1', 'speaks "TLSv1", which can be read'),
      failing('metadata of years ago', 'spec.kafka.metadataVersion', '3.9', 'writes metadata of 3.9, more than one version behind 4.3.1'),
      failing('an older version', 'spec.kafka.version', '4.2.1', 'cannot read its own metadata: they are of 4.3-IV0, and it is 4.2.1'),
      failing(
        'a group that nobody watches',
        'spec.kafkaExporter.groupRegex',
        'sales-.*',
        'tells no lag of the group "posting-group" (groupRegex)',
      ),
      {
        name: 'a version that the operator does not run',
        from: 'a version that the operator runs',
        change: { 'Kafka/kafka > spec.kafka.version': '4.4.0' },
        problems: [
          {
            on: 'Kafka/kafka',
            message: 'Kafka "kafka" has the version 4.4.0, which Strimzi 1.2.0 does not run (4.2.0, 4.2.1, 4.3.0, 4.3.1).',
            path: 'spec.kafka.version',
          },
        ],
      },
      failingPool('another disk', 'spec.storage.volumes[0].id', 3, 'counts its disk from 0, but numbers one 3: that is a new, empty disk'),
      failingPool(
        'no time to hand over',
        'spec.template',
        { pod: { terminationGracePeriodSeconds: 1 } },
        'gives a node 1 second to hand over its partitions, fewer than 30',
        'spec.template.pod.terminationGracePeriodSeconds',
      ),
      failingPool(
        'nodes of other numbers',
        'metadata.annotations',
        { 'strimzi.io/next-node-ids': '[200-299]' },
        'has no node 0, at which clients begin',
        'metadata.annotations["strimzi.io/next-node-ids"]',
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
        change: { 'KafkaNodePool/broker > spec.storage.volumes[0].deleteClaim': true },
        problems: [{ on: 'Kafka/kafka', message: 'Kafka "kafka" deletes the disks of pool "broker" together with it.', path: '' }],
      },
    ],
  },
});
