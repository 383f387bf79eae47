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
export const topicUses: (world: World) => readonly TopicUse[] = perWorld((world) =>
  configuredIn(world).flatMap(({ pod, variables }) => {
    const name = variables.get('KAFKA_SASL_USERNAME')?.value;
    const user = world.ofKind('KafkaUser').find((candidate) => candidate.name === name);
    return [...variables]
      .filter(([key]) => key.startsWith('KAFKA_TOPIC_'))
      .map(([, { value: topic, from, path }]) => {
        const consumes = variables.has('KAFKA_GROUP_ID') && (user === undefined || may(user, 'Read', topic));
        return { topic, pod, consumes, user, from, path };
      });
  }),
);

/** The topic of a KafkaTopic object: its own field, else its name. */
export function topicName(manifest: Manifest): string {
  return textAt(manifest.fields, 'spec', 'topicName') ?? manifest.name;
}
