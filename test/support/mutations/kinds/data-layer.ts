import type { Manifest } from '../../../../policies/model.ts';
import { append, deleted, type Edits, edited, type Mutation, remove, rewrite, set, type Tree, titleOf } from '../mutation.ts';
import { type Production, serviceOf } from '../production.ts';

const reason = 'metadata.annotations["erp.example.com/fewer-partitions-than-pods"]';

const topic: Edits = {
  'match-topic-partitions': {
    'does not say why it has few partitions': remove(reason),
    'gives no reason for its few partitions': set(reason, '-'),
  },
  'match-topic-replication': {
    'wants more copies than there are brokers': set('spec.replicas', 5),
    'has one copy': set('spec.replicas', 1),
    'needs every copy in sync': set('spec.config["min.insync.replicas"]', 3),
    'takes one copy in sync for enough': remove('spec.config["min.insync.replicas"]'),
    'belongs to another cluster': set('metadata.labels["strimzi.io/cluster"]', 'events'),
  },
};

const postgresql: Edits = {
  'match-connection-budget': {
    'takes the default of 100 connections': remove('spec.postgresql.parameters.max_connections'),
    'takes fewer connections than its pooler opens': set('spec.postgresql.parameters.max_connections', '150'),
    'has a pooler that opens too many': set('spec.connectionPooler.maxDBConnections', 200),
    'has no pooler': set('spec.enableConnectionPooler', false),
  },
};

/** PostgreSQL and Kafka, and what services expect of them. */
export default function dataLayer(production: Production): readonly Mutation[] {
  const { manifests } = production;
  const postgres = production.ofKind('postgresql');
  const topics = production.ofKind('KafkaTopic');
  const users = production.ofKind('ExternalSecret', ...production.ofServices('Deployment').map(({ name }) => `${name}-secrets`));
  const configs = production.ofServices('Deployment').flatMap((deployment) => production.configOf(serviceOf(deployment)) ?? []);
  const readers = ['postgresql', 'Kafka', 'KafkaUser', 'Issuer'].flatMap((kind) => production.ofKind(kind));
  const readersOf = ({ name }: Manifest) => readers.filter(({ fields }) => JSON.stringify(fields).includes(`"${name}"`)).map(titleOf);
  const secrets = production
    .ofKind('ExternalSecret')
    .concat(production.ofKind('Certificate'))
    .filter((secret) => secret.namespace === 'erp-infra' && readersOf(secret).length > 0);
  return [
    ...edited(manifests, topics, topic),
    ...edited(manifests, postgres, postgresql),
    ...edited(
      manifests,
      configs,
      {
        'match-connection-budget': { 'asks for a thousand connections in each pod': set('data.DATABASE_MAX_CONNECTIONS', '1000') },
      },
      () => postgres.map(titleOf),
    ),
    ...edited(manifests, configs, ({ fields }) => ({
      'match-topic': Object.fromEntries(
        Object.keys(Object(Object(fields)['data']))
          .filter((key) => key.startsWith('KAFKA_TOPIC_'))
          .map((key) => [`misspells a topic: ${key}`, rewrite(`data.${key}`, (text) => `${text}s`)]),
      ),
    })),
    ...edited(
      manifests,
      production.ofKind('KafkaUser'),
      {
        'limit-topic-writers': {
          'may write every topic': append('spec.authorization.acls', everyTopic('Write')),
          'may do everything on every topic': append('spec.authorization.acls', everyTopic('All')),
        },
      },
      ({ fields }) => topics.filter(({ name }) => !JSON.stringify(fields).includes(`"${name}"`)).map(titleOf),
    ),
    ...edited(
      manifests,
      production.ofKind('KafkaUser'),
      {
        'match-topic-rights': {
          'has lost the right to its topic': remove('spec.authorization.acls[0]'),
          'may only see its topic': set('spec.authorization.acls[0].operations', ['Describe']),
        },
      },
      ({ name }) => [production.configOf(name)].flatMap((config) => (config === undefined ? [] : [titleOf(config)])),
    ),
    ...deleted(manifests, secrets, 'match-data-secret', readersOf),
    ...edited(manifests, readers, {
      'match-data-secret': { 'reads a Secret that nothing makes': misnamed },
    }),
    ...edited(manifests, users, {
      'require-database-role': {
        'logs in as a role that nobody makes': rewrite('spec.target.template.data.DATABASE_URL', (text) =>
          text.replace(/\w+_user/, 'ledger_user'),
        ),
        'logs in as a role that owns nothing of the service': rewrite('spec.target.template.data.DATABASE_URL', (text) =>
          text.replace(/\w+_user/, 'erp_user'),
        ),
        'asks for a database that nobody makes': rewrite('spec.target.template.data.DATABASE_URL', (text) =>
          text.replace(/\w+_db/, 'ledger_db'),
        ),
      },
    }),
  ];
}

/** A rule of a KafkaUser about all topics at once. */
function everyTopic(operation: string): Tree {
  return { resource: { type: 'topic', name: '*', patternType: 'literal' }, operations: [operation] };
}

/** Gives the Secret that an object reads another name. */
function misnamed(object: Tree): void {
  const paths: Readonly<Record<string, string>> = {
    postgresql: 'spec.tls.secretName',
    Kafka: 'spec.kafka.listeners[0].configuration.brokerCertChainAndKey.secretName',
    KafkaUser: 'spec.authentication.password.valueFrom.secretKeyRef.name',
    Issuer: 'spec.ca.secretName',
  };
  rewrite(paths[String(object['kind'])] ?? '', (name) => `${name}-old`)(object);
}
