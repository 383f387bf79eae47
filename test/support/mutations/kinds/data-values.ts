import { added, append, type Edits, edited, type Mutation, remove, rewrite, set } from '../mutation.ts';
import type { Production } from '../production.ts';

const config = (key: string) => `spec.kafka.config["${key}"]`;
const parameter = (name: string) => `spec.postgresql.parameters["${name}"]`;

const kafka: Edits = {
  'require-safe-kafka': {
    'gives everybody every right': remove('spec.kafka.authorization'),
    'puts a user above all rights': set('spec.kafka.authorization.superUsers', ['sales-service']),
    'asks nobody who he is': remove('spec.kafka.listeners[0].authentication'),
    'speaks no TLS': set('spec.kafka.listeners[0].tls', false),
    'makes topics by itself': remove(config('auto.create.topics.enable')),
    'takes a copy that lags behind': set(config('unclean.leader.election.enable'), true),
    'keeps messages for a second': set(config('log.retention.ms'), 1000),
    'wants five copies of its offsets': set(config('offsets.topic.replication.factor'), 5),
    'keeps one copy by default': set(config('default.replication.factor'), 1),
    'takes one copy in sync for enough': set(config('min.insync.replicas'), 1),
    'needs all copies of transactions': set(config('transaction.state.log.min.isr'), 3),
  },
  'forbid-paused-workload': { 'is paused': set('metadata.annotations["strimzi.io/pause-reconciliation"]', 'true') },
};

const topic: Edits = {
  'limit-topic-retention': {
    'keeps messages for a second': set('spec.config["retention.ms"]', 1000),
    'keeps messages for a minute': set('spec.config["retention.ms"]', '60000'),
    'keeps a kilobyte': set('spec.config["retention.bytes"]', 1024),
    'keeps more than the disks hold': set('spec.config["retention.bytes"]', 1_000_000_000_000),
    'takes a copy that lags behind': set('spec.config["unclean.leader.election.enable"]', true),
    'is cleaned up by a mistyped policy': set('spec.config["cleanup.policy"]', 'compacted'),
  },
};

const user: Edits = {
  'limit-kafka-rights': {
    'may read every topic': set('spec.authorization.acls[0].resource.name', '*'),
    'may read every topic of one letter': append('spec.authorization.acls', {
      resource: { type: 'topic', name: 's', patternType: 'prefix' },
      operations: ['Read'],
    }),
    'may do everything': set('spec.authorization.acls[0].operations', ['All']),
    'may change the cluster': append('spec.authorization.acls', { resource: { type: 'cluster' }, operations: ['Alter'] }),
    'may join any group': append('spec.authorization.acls', {
      resource: { type: 'group', name: '*', patternType: 'literal' },
      operations: ['Read'],
    }),
    'may join a group that is not its own': append('spec.authorization.acls', {
      resource: { type: 'group', name: 'reports-group', patternType: 'literal' },
      operations: ['Read'],
    }),
    'may read a topic that it does not use': append('spec.authorization.acls', {
      resource: { type: 'topic', name: 'payroll.paid', patternType: 'literal' },
      operations: ['Read'],
    }),
    'has no list of rights': remove('spec.authorization'),
    'logs in by a certificate': set('spec.authentication', { type: 'tls' }),
  },
};

const postgres: Edits = {
  'limit-postgres-access': {
    'trusts everybody': set('spec.patroni.pg_hba[5]', 'hostssl all all all trust'),
    'asks for a password in clear': set('spec.patroni.pg_hba[5]', 'hostssl all all all password'),
    'takes connections without TLS': set('spec.patroni.pg_hba[5]', 'host all all 0.0.0.0/0 scram-sha-256'),
    'refuses everybody in its first line': set('spec.patroni.pg_hba[0]', 'hostssl all all all reject'),
    'lets no copy in': set('spec.patroni.pg_hba[1]', 'hostssl replication standby 127.0.0.1/32 scram-sha-256'),
    'trusts every role of its pod': set('spec.patroni.pg_hba[3]', 'hostssl all all 127.0.0.1/32 trust'),
    'has a line that cannot be read': set('spec.patroni.pg_hba[6]', 'hostnossl all all all refuse'),
  },
  'require-durable-postgres': {
    'waits for no write': set(parameter('fsync'), 'off'),
    'writes half pages': set(parameter('full_page_writes'), 'false'),
    'waits for no commit': set(parameter('synchronous_commit'), 'local'),
    'keeps no log for copies': set(parameter('wal_level'), 'minimal'),
    'ships its log by a command that does nothing': set(parameter('archive_command'), '/bin/true'),
    'keeps no archive': set(parameter('archive_mode'), 'off'),
    'hashes passwords as of old': set(parameter('password_encryption'), 'md5'),
    'has a superuser': set('spec.users.sales_user', ['superuser']),
    'has a role that makes roles': append('spec.users.restore_user', 'createrole'),
    'has a database of nobody': set('spec.databases.sales_db', 'ledger_user'),
    'has one instance': set('spec.numberOfInstances', 1),
    'waits for no copy': set('spec.patroni.synchronous_mode', false),
    'gives its leader up too early': set('spec.patroni.ttl', 15),
    'asks for a load balancer': set('spec.enableMasterLoadBalancer', true),
    'does not say its version': remove('spec.postgresql.version'),
  },
  'limit-operator-images': {
    'runs the image of somebody': set('spec.dockerImage', 'docker.io/somebody/spilo:17'),
    'runs an exporter of no version': set('spec.sidecars[0].image', 'quay.io/prometheuscommunity/postgres-exporter'),
  },
  'require-firing-schedule': { 'dumps on the 31st of February': set('spec.logicalBackupSchedule', '0 0 31 2 *') },
};

const storage: Edits = {
  'limit-storage-class': {
    'deletes disks with their claims': set('reclaimPolicy', 'Delete'),
    'encrypts nothing': set('parameters.encrypted', 'false'),
    'makes disks in any zone': set('volumeBindingMode', 'Immediate'),
    'makes no disk': set('provisioner', 'kubernetes.io/no-provisioner'),
    'lets no disk grow': set('allowVolumeExpansion', false),
  },
};

const cron: Edits = {
  'require-firing-schedule': {
    'runs on the 30th of February': set('spec.schedule', '0 4 30 2 *'),
    'may start within a second only': set('spec.startingDeadlineSeconds', 1),
    'is stopped after a second': set('spec.jobTemplate.spec.activeDeadlineSeconds', 1),
  },
};

/** Values of the data layer that are well formed and wrong. */
export default function dataValues(production: Production): readonly Mutation[] {
  const { manifests } = production;
  const configs = production.ofServices('Deployment').flatMap(({ name }) => production.configOf(name) ?? []);
  return [
    ...edited(manifests, production.ofKind('Kafka'), kafka),
    ...edited(manifests, production.ofKind('KafkaTopic'), topic),
    ...edited(manifests, production.ofKind('KafkaUser'), user),
    ...edited(manifests, production.ofKind('postgresql'), postgres),
    ...edited(manifests, production.ofKind('StorageClass'), storage),
    ...edited(manifests, production.ofKind('CronJob'), cron),
    ...edited(manifests, production.ofKind('CronJob'), {
      'require-concurrency-policy': { 'does not say whether it runs beside itself': remove('spec.concurrencyPolicy') },
    }),
    ...edited(manifests, production.ofKind('ConfigMap', 'postgres-pod-env'), {
      'require-firing-schedule': { 'makes base backups on the 30th of February': set('data.BACKUP_SCHEDULE', '0 1 30 2 *') },
    }),
    ...edited(manifests, configs, {
      'match-topic-rights': { 'joins a group that it may not read in': rewrite('data.KAFKA_GROUP_ID', (group) => `${group}-2`) },
    }),
    ...edited(
      manifests,
      production.ofKind('Certificate', 'kafka-tls'),
      { 'match-advertised-name': { 'lacks the bootstrap': remove('spec.dnsNames[0]') } },
      () => production.titles('Kafka'),
    ),
    added(
      'forbid-written-endpoints',
      'endpoints beside those of the database',
      `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: postgres-primary-x, namespace: erp-infra, labels: { kubernetes.io/service-name: postgres-primary } }
addressType: IPv4
endpoints: [{ addresses: [203.0.113.9] }]
ports: [{ name: postgresql, port: 5432 }]
`,
    ),
  ];
}
