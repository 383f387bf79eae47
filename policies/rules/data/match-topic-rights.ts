import { may, mayInGroup } from '../../kubernetes/data/topic-rights.ts';
import { topicUsesIn, usersByName } from '../../kubernetes/data/topics.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import { configuredIn } from '../../kubernetes/variables.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = `
apiVersion: v1
kind: ConfigMap
metadata: { name: posting-worker-config, namespace: erp-prod }
data: { KAFKA_SASL_USERNAME: posting-worker, KAFKA_GROUP_ID: posting-group, KAFKA_TOPIC_ORDER_CONFIRMED: sales.order.confirmed }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: posting-worker, namespace: erp-prod }
spec: { template: { spec: { containers: [{ name: posting-worker, envFrom: [{ configMapRef: { name: posting-worker-config } }] }] } } }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata: { name: posting-worker, namespace: erp-infra, labels: { strimzi.io/cluster: kafka } }
spec:
  authorization:
    type: simple
    acls:
      - { resource: { type: topic, name: sales.order.confirmed, patternType: literal }, operations: [Describe, Read] }
      - { resource: { type: group, name: posting-group, patternType: literal }, operations: [Read] }
`;

const problems = [
  {
    on: 'ConfigMap/posting-worker-config',
    message: 'KafkaUser "posting-worker" may neither read nor write the topic "sales.order.confirmed".',
    path: 'data.KAFKA_TOPIC_ORDER_CONFIRMED',
  },
];

export default defineRule({
  id: 'match-topic-rights',
  severity: 'error',
  manual: '2.2, 3.3 (D68)',
  summary: 'Let a service read or write every topic that it is configured with, and read as its consumer group.',
  rationale: 'Brokers refuse what no rule of the user allows: the service starts, and none of its events comes or goes.',
  remediation: 'Name the topic in topics, consumes or produces of the file of the service, or give the KafkaUser Read or Write on it.',
  scope: 'object',
  kinds: ['ConfigMap', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod'],

  check(manifest, world) {
    const found = (topicUsesIn(world).get(manifest) ?? []).flatMap(({ topic, path, user }) =>
      user === undefined || may(user, 'Read', topic) || may(user, 'Write', topic)
        ? []
        : [[path, { message: `${titleOf(user)} may neither read nor write the topic "${topic}".`, path }] as const],
    );
    return [...new Map([...found, ...groupProblems(manifest, world)]).values()];
  },

  examples: {
    pass: [{ name: 'it may read what it is configured with', manifests: example }],
    fail: [
      {
        name: 'a right on another topic',
        from: 'it may read what it is configured with',
        change: { 'KafkaUser/posting-worker > spec.authorization.acls[0].resource.name': 'sales.order.created' },
        problems,
      },
      {
        name: 'it may only see that the topic is there',
        from: 'it may read what it is configured with',
        change: { 'KafkaUser/posting-worker > spec.authorization.acls[0].operations': ['Describe'] },
        problems,
      },
      {
        name: 'a right that is denied',
        from: 'it may read what it is configured with',
        change: { 'KafkaUser/posting-worker > spec.authorization.acls[0].type': 'deny' },
        problems,
      },
      {
        name: 'a right on another group',
        from: 'it may read what it is configured with',
        change: { 'KafkaUser/posting-worker > spec.authorization.acls[1].resource.name': 'posting' },
        problems: [
          {
            on: 'ConfigMap/posting-worker-config',
            message: 'KafkaUser "posting-worker" may not read as a member of the group "posting-group".',
            path: 'data.KAFKA_GROUP_ID',
          },
        ],
      },
    ],
  },
});

/** The groups that pods read as, by the object that says so, with the name of the pod's user. */
const groupsOf = perWorld((world: World) =>
  Map.groupBy(
    configuredIn(world).flatMap(({ variables }) => {
      const group = variables.get('KAFKA_GROUP_ID');
      return group === undefined ? [] : [{ group, name: variables.get('KAFKA_SASL_USERNAME')?.value }];
    }),
    ({ group }) => group.from,
  ),
);

function groupProblems(manifest: Manifest, world: World): readonly (readonly [string, Problem])[] {
  return (groupsOf(world).get(manifest) ?? []).flatMap(({ group, name }) => {
    const user = name === undefined ? undefined : usersByName(world).get(name);
    if (user === undefined || mayInGroup(user, group.value)) return [];
    const message = `${titleOf(user)} may not read as a member of the group "${group.value}".`;
    return [[group.path, { message, path: group.path }] as const];
  });
}
