import type { Manifest, World } from '../../model.ts';
import { listAt, textAt } from '../fields.ts';
import { perWorld } from '../per-world.ts';

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

/**
 * The users of the cluster and namespace of a topic.
 * @param among of these; absent: of all
 */
export function usersBeside(topic: Manifest, world: World, among = world.ofKind('KafkaUser')): readonly Manifest[] {
  const cluster = 'strimzi.io/cluster';
  return among.filter((user) => user.namespace === topic.namespace && user.labels[cluster] === topic.labels[cluster]);
}

/**
 * The users beside a topic that have a rule which may be about it: by its name, or by a prefix or `*`. Whoever is not among them has no
 * right on it.
 */
export function usersNaming(topic: Manifest, name: string, world: World): readonly Manifest[] {
  const { named, open } = usersByTopic(world);
  const candidates = new Set([...(named.get(name) ?? []), ...open]);
  return usersBeside(topic, world, [...candidates]);
}

const usersByTopic = perWorld((world) => {
  const named = new Map<string, Manifest[]>();
  const open: Manifest[] = [];
  for (const user of world.ofKind('KafkaUser')) {
    const rules = listAt(user.fields, 'spec', 'authorization', 'acls').filter((rule) => textAt(rule, 'resource', 'type') === 'topic');
    if (rules.some((rule) => textAt(rule, 'resource', 'patternType') === 'prefix' || nameIn(rule) === '*')) open.push(user);
    for (const name of new Set(rules.map(nameIn))) {
      const list = named.get(name);
      if (list === undefined) named.set(name, [user]);
      else list.push(user);
    }
  }
  return { named, open };
});

function nameIn(rule: unknown): string {
  return textAt(rule, 'resource', 'name') ?? '';
}

function names(rule: unknown, wanted: string): boolean {
  const name = nameIn(rule);
  return textAt(rule, 'resource', 'patternType') === 'prefix' ? wanted.startsWith(name) : name === wanted || name === '*';
}

function includes(rule: unknown, right: Right): boolean {
  const operations = listAt(rule, 'operations');
  return operations.includes(right) || operations.includes('All');
}
