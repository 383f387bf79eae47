import type { Manifest, World } from '../../model.ts';
import { listAt, textAt } from '../fields.ts';

type Right = 'Read' | 'Write';

/**
 * Whether a KafkaUser is allowed something on a topic: by a rule of its name or of a prefix, less what is denied it. `*` as a literal
 * name is every topic (Strimzi 1.2.0, `SimpleAclRule` and `AclResourcePatternType`; Kafka, `ResourcePattern.WILDCARD_RESOURCE`).
 */
export function may(user: Manifest, right: Right, topic: string): boolean {
  const matching = listAt(user.fields, 'spec', 'authorization', 'acls').filter(
    (rule) => textAt(rule, 'resource', 'type') === 'topic' && names(rule, topic) && includes(rule, right),
  );
  return matching.length > 0 && matching.every((rule) => textAt(rule, 'type') !== 'deny');
}

/** The users of the cluster and namespace of a topic. */
export function usersBeside(topic: Manifest, world: World): readonly Manifest[] {
  const cluster = 'strimzi.io/cluster';
  return world.ofKind('KafkaUser').filter((user) => user.namespace === topic.namespace && user.labels[cluster] === topic.labels[cluster]);
}

function names(rule: unknown, topic: string): boolean {
  const name = textAt(rule, 'resource', 'name') ?? '';
  return textAt(rule, 'resource', 'patternType') === 'prefix' ? topic.startsWith(name) : name === topic || name === '*';
}

function includes(rule: unknown, right: Right): boolean {
  const operations = listAt(rule, 'operations');
  return operations.includes(right) || operations.includes('All');
}
