import { bound, identity } from '../../kubernetes/data/kafka-users.ts';
import { topicUsesOf } from '../../kubernetes/data/topics.ts';
import { asText, listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import { configuredIn } from '../../kubernetes/variables.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = `
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: kafka, namespace: erp-infra }
spec: { kafka: { listeners: [{ name: clients, port: 9092, tls: true, authentication: { type: scram-sha-512 } }] } }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata: { name: posting-worker, namespace: erp-infra, labels: { strimzi.io/cluster: kafka } }
spec:
  authentication: { type: scram-sha-512 }
  authorization:
    type: simple
    acls:
      - { resource: { type: topic, name: sales.order.confirmed, patternType: literal }, operations: [Describe, Read] }
      - { resource: { type: group, name: posting-worker-group, patternType: literal }, operations: [Describe, Read] }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: posting-worker-config, namespace: erp-prod }
data: { KAFKA_SASL_USERNAME: posting-worker, KAFKA_GROUP_ID: posting-worker-group, KAFKA_TOPIC_ORDERS: sales.order.confirmed }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: posting-worker, namespace: erp-prod }
spec: { template: { spec: { containers: [{ name: posting-worker, envFrom: [{ configMapRef: { name: posting-worker-config } }] }] } } }
`;

const from = 'it may do what its service is configured for';
const acls = 'KafkaUser/posting-worker > spec.authorization.acls';
const problem = (message: string, path: string) => [{ on: 'KafkaUser/posting-worker', message, path: `spec.authorization.${path}` }];

export default defineRule({
  id: 'limit-kafka-rights',
  severity: 'error',
  manual: '3.3 (D68)',
  summary: 'Give a KafkaUser rights on the topics and groups that its service is configured with, by name, and no others.',
  rationale:
    'A right that nobody uses is one for whoever finds the password. A group under another name makes the consumer fail when it starts, ' +
    'and one that two services share takes messages from both.',
  remediation:
    'Name the topics in topics, consumes or produces of the file of the service: its KafkaUser follows, with the group of the service.',
  scope: 'object',
  kinds: ['KafkaUser'],

  check(manifest, world) {
    if (textAt(manifest.fields, 'spec', 'authorization', 'type') !== 'simple') {
      return [
        { message: `${titleOf(manifest)} has no list of rights (simple).`, path: 'spec.authorization' },
        ...identity(manifest, world),
      ];
    }
    const uses = usesOf(manifest, world);
    const excess = listAt(manifest.fields, 'spec', 'authorization', 'acls').flatMap((rule, index) => {
      if (textAt(rule, 'type') === 'deny') return [];
      const path = `spec.authorization.acls[${index}]`;
      return [...tooMuch(manifest, rule, path, uses), ...unused(manifest, rule, path, uses), ...bound(manifest, rule, path, world)];
    });
    return [...excess, ...identity(manifest, world)];
  },

  examples: {
    pass: [
      { name: from, manifests: example },
      {
        name: 'nothing of the environment logs in as it, and its rights have names',
        manifests: example.replace('KAFKA_SASL_USERNAME: posting-worker,', ''),
      },
    ],
    fail: [
      {
        name: 'all topics',
        from,
        change: { [`${acls}[0].resource.name`]: '*' },
        problems: problem('KafkaUser "posting-worker" has a right on every topic ("*").', 'acls[0].resource.name'),
      },
      {
        name: 'all operations',
        from,
        change: { [`${acls}[0].operations`]: ['All'] },
        problems: problem('KafkaUser "posting-worker" may do All on the topic "sales.order.confirmed".', 'acls[0].operations'),
      },
      {
        name: 'it may change the topic',
        from,
        change: { [`${acls}[0].operations`]: ['Read', 'Delete', 'AlterConfigs'] },
        problems: problem(
          'KafkaUser "posting-worker" may do Delete, AlterConfigs on the topic "sales.order.confirmed".',
          'acls[0].operations',
        ),
      },
      {
        name: 'a right on the cluster',
        from,
        change: { [`${acls}[0].resource`]: { type: 'cluster' }, [`${acls}[0].operations`]: ['Alter'] },
        problems: problem('KafkaUser "posting-worker" may do Alter on the cluster.', 'acls[0].operations'),
      },
      {
        name: 'the topic of another',
        from,
        change: { [`${acls}[0].resource.name`]: 'material.stock.moved' },
        problems: problem(
          'KafkaUser "posting-worker" has a right on the topic "material.stock.moved", which nothing that logs in as it is configured with.',
          'acls[0].resource.name',
        ),
      },
      {
        name: 'the group of another',
        from,
        change: { [`${acls}[1].resource.name`]: 'sales-group' },
        problems: problem(
          'KafkaUser "posting-worker" has a right on the group "sales-group", which nothing that logs in as it is configured with.',
          'acls[1].resource.name',
        ),
      },
      {
        name: 'a prefix of one letter',
        from,
        change: { [`${acls}[0].resource.name`]: 's', [`${acls}[0].resource.patternType`]: 'prefix' },
        problems: problem('KafkaUser "posting-worker" has a right on every topic that begins with "s".', 'acls[0].resource.name'),
      },
      {
        name: 'nothing authorizes it',
        from,
        change: { 'KafkaUser/posting-worker > spec.authorization': undefined },
        problems: [
          {
            on: 'KafkaUser/posting-worker',
            message: 'KafkaUser "posting-worker" has no list of rights (simple).',
            path: 'spec.authorization',
          },
        ],
      },
      {
        name: 'the whole name as a prefix',
        from,
        change: { [`${acls}[0].resource.patternType`]: 'prefix' },
        problems: problem(
          'KafkaUser "posting-worker" has a right on every topic that begins with "sales.order.confirmed".',
          'acls[0].resource.name',
        ),
      },
      {
        name: 'a right for one address',
        from,
        change: { [`${acls}[0].host`]: '203.0.113.9' },
        problems: problem('KafkaUser "posting-worker" has a right from 203.0.113.9 only, where no pod stays.', 'acls[0].host'),
      },
      {
        name: 'a cluster that is not there',
        from,
        change: { 'KafkaUser/posting-worker > metadata.labels["strimzi.io/cluster"]': 'other' },
        problems: [
          {
            on: 'KafkaUser/posting-worker',
            message: 'KafkaUser "posting-worker" belongs to no Kafka cluster of its namespace.',
            path: 'metadata.labels["strimzi.io/cluster"]',
          },
        ],
      },
      {
        name: 'the password of another user',
        from,
        change: {
          'KafkaUser/posting-worker > spec.authentication.password': {
            valueFrom: { secretKeyRef: { name: 'ledger-kafka', key: 'password' } },
          },
          'KafkaUser/ledger': `
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata: { name: ledger, namespace: erp-infra, labels: { strimzi.io/cluster: kafka } }
spec:
  authentication: { type: scram-sha-512, password: { valueFrom: { secretKeyRef: { name: ledger-kafka, key: password } } } }
  authorization: { type: simple, acls: [] }
`,
        },
        problems: [
          {
            on: 'KafkaUser/posting-worker',
            message: 'KafkaUser "posting-worker" has the password of KafkaUser "ledger" ("ledger-kafka").',
            path: 'spec.authentication.password.valueFrom.secretKeyRef.name',
          },
          {
            on: 'KafkaUser/ledger',
            message: 'KafkaUser "ledger" has the password of KafkaUser "posting-worker" ("ledger-kafka").',
            path: 'spec.authentication.password.valueFrom.secretKeyRef.name',
          },
        ],
      },
      {
        name: 'no listener takes its way to log in',
        from,
        change: { 'KafkaUser/posting-worker > spec.authentication.type': 'tls' },
        problems: [
          {
            on: 'KafkaUser/posting-worker',
            message: 'KafkaUser "posting-worker" logs in by "tls", which no listener of Kafka "kafka" takes.',
            path: 'spec.authentication.type',
          },
        ],
      },
    ],
  },
});

/** What producers and consumers need (Kafka 4.3, "Operations and Resources on Protocols"). */
const plain: Readonly<Record<string, readonly string[]>> = {
  topic: ['Describe', 'DescribeConfigs', 'Read', 'Write'],
  group: ['Describe', 'Read'],
  transactionalId: ['Describe', 'Write'],
  cluster: ['Describe', 'IdempotentWrite'],
};

function tooMuch(manifest: Manifest, rule: unknown, path: string, uses: Uses | undefined): readonly Problem[] {
  const type = textAt(rule, 'resource', 'type') ?? '';
  const name = textAt(rule, 'resource', 'name') ?? '';
  const known = Object.hasOwn(plain, type) ? plain[type] : undefined;
  const excess = texts(rule).filter((operation) => known !== undefined && !known.includes(operation));
  const on = type === 'cluster' ? 'the cluster' : `the ${type} "${name}"`;
  const wide =
    textAt(rule, 'resource', 'patternType') === 'prefix'
      ? /[.-]/.test(name) && !isWholeName(type, name, uses)
        ? ''
        : ` that begins with "${name}"`
      : name === '*'
        ? ' ("*")'
        : '';
  return [
    ...(wide === '' ? [] : [{ message: `${titleOf(manifest)} has a right on every ${type}${wide}.`, path: `${path}.resource.name` }]),
    ...(excess.length === 0 ? [] : [{ message: `${titleOf(manifest)} may do ${excess.join(', ')} on ${on}.`, path: `${path}.operations` }]),
  ];
}

/** A prefix that is the whole name of what is used was meant to be that name. */
function isWholeName(type: string, name: string, uses: Uses | undefined): boolean {
  return (type === 'topic' || type === 'group') && uses?.[type].includes(name) === true;
}

function texts(rule: unknown): readonly string[] {
  return listAt(rule, 'operations').flatMap((operation) => asText(operation) ?? []);
}

interface Uses {
  readonly topic: readonly string[];
  readonly group: readonly string[];
}

/** What those that log in as the user are configured with; undefined where nobody does. */
function usesOf(user: Manifest, world: World): Uses | undefined {
  const variables = configuredByUser(world).get(user.name) ?? [];
  if (variables.length === 0) return undefined;
  return {
    topic: (topicUsesOf(world).get(user) ?? []).map(({ topic }) => topic),
    group: variables.flatMap((configured) => configured.variables.get('KAFKA_GROUP_ID')?.value ?? []),
  };
}

const configuredByUser = perWorld((world) =>
  Map.groupBy(configuredIn(world), ({ variables }) => variables.get('KAFKA_SASL_USERNAME')?.value),
);

function unused(manifest: Manifest, rule: unknown, path: string, uses: Uses | undefined): readonly Problem[] {
  const type = textAt(rule, 'resource', 'type');
  const name = textAt(rule, 'resource', 'name') ?? '';
  if (uses === undefined || (type !== 'topic' && type !== 'group') || name === '*') return [];
  const isPrefix = textAt(rule, 'resource', 'patternType') === 'prefix';
  if (isPrefix && !/[.-]/.test(name)) return [];
  if (uses[type].some((used) => (isPrefix ? used.startsWith(name) : used === name))) return [];
  const message = `${titleOf(manifest)} has a right on the ${type} "${name}", which nothing that logs in as it is configured with.`;
  return [{ message, path: `${path}.resource.name` }];
}
