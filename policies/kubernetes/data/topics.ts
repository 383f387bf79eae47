import type { Manifest, Pod, World } from '../../model.ts';
import { textAt } from '../fields.ts';
import { perWorld } from '../per-world.ts';
import { configuredIn } from '../variables.ts';
import { may } from './topic-rights.ts';

/** A topic that a workload is configured with. */
export interface TopicUse {
  readonly topic: string;
  readonly pod: Pod;
  /** Whether it belongs to a consumer group, and may read the topic as far as its user is known. */
  readonly consumes: boolean;
  /** Whom it logs in as; undefined where nothing shows it. */
  readonly user: Manifest | undefined;
  readonly from: Manifest;
  readonly path: string;
}

/** Topics by `KAFKA_TOPIC_*`, with the workloads that have them. */
export const topicUses: (world: World) => readonly TopicUse[] = perWorld((world) => {
  return configuredIn(world).flatMap(({ pod, variables }) => {
    const name = variables.get('KAFKA_SASL_USERNAME')?.value;
    const user = name === undefined ? undefined : usersByName(world).get(name);
    return [...variables]
      .filter(([key]) => key.startsWith('KAFKA_TOPIC_'))
      .map(([, { value: topic, from, path }]) => {
        const consumes = variables.has('KAFKA_GROUP_ID') && (user === undefined || may(user, 'Read', topic));
        return { topic, pod, consumes, user, from, path };
      });
  });
});

/** The users that there are by name; of several the first. */
export const usersByName = perWorld(
  (world): ReadonlyMap<string, Manifest> =>
    new Map(
      world
        .ofKind('KafkaUser')
        .toReversed()
        .map((user) => [user.name, user] as const),
    ),
);

/** What is configured in each object. */
export const topicUsesIn = perWorld((world) => Map.groupBy(topicUses(world), ({ from }) => from));

/** What is configured where something logs in as a user. */
export const topicUsesOf = perWorld((world) => Map.groupBy(topicUses(world), ({ user }) => user));

/** What a pod is configured with. */
export const topicUsesBy = perWorld((world) => Map.groupBy(topicUses(world), ({ pod }) => pod));

/** The objects of a topic: more than one only where two give it different fields. */
export const topicObjects = perWorld((world) => Map.groupBy(world.ofKind('KafkaTopic'), topicName));

/** The topics that there are. */
export const topicsIn = perWorld((world): ReadonlySet<string> => new Set(world.ofKind('KafkaTopic').map(topicName)));

/** The topic of a KafkaTopic object: its own field, else its name. */
export function topicName(manifest: Manifest): string {
  return textAt(manifest.fields, 'spec', 'topicName') ?? manifest.name;
}
