import type { Manifest, World } from '../../model.ts';
import { listAt, textAt } from '../fields.ts';

type Right = 'Read' | 'Write';

/**
 * Whether a KafkaUser is allowed something on a topic: by a rule of its name or of a prefix, less what is denied it. `*` as a literal
 * name is every topic (Strimzi 1.2.0, `SimpleAclRule` and `AclResourcePatternType`; Kafka, `ResourcePattern.WILDCARD_RESOURCE`).
 */
export function may(user: Manifest, right: Right, topic: string): boolean {
  return isAllowed(user, 'topic', right, topic);
}

/** Whether a KafkaUser may read as a member of a consumer group. */
export function mayInGroup(user: Manifest, group: string): boolean {
  return isAllowed(user, 'group', 'Read', group);
}

function isAllowed(user: Manifest, type: string, right: Right, name: string): boolean {
  const matching = listAt(user.fields, 'spec', 'authorization', 'acls').filter(
    (rule) => textAt(rule, 'resource', 'type') === type && names(rule, name) && includes(rule, right),
  );
  return matching.length > 0 && matching.every((rule) => textAt(rule, 'type') !== 'deny');
}

/** The users of the cluster and namespace of a topic. */
export function usersBeside(topic: Manifest, world: World): readonly Manifest[] {
  const cluster = 'strimzi.io/cluster';
  return world.ofKind('KafkaUser').filter((user) => user.namespace === topic.namespace && user.labels[cluster] === topic.labels[cluster]);
}

function names(rule: unknown, wanted: string): boolean {
  const name = textAt(rule, 'resource', 'name') ?? '';
  return textAt(rule, 'resource', 'patternType') === 'prefix' ? wanted.startsWith(name) : name === wanted || name === '*';
}

function includes(rule: unknown, right: Right): boolean {
  const operations = listAt(rule, 'operations');
  return operations.includes(right) || operations.includes('All');
}
