import type { Manifest, Pod, World } from '../../model.ts';
import { textAt } from '../fields.ts';
import { perWorld } from '../per-world.ts';
import { configuredIn } from '../variables.ts';

/** A topic that a workload is configured with. */
export interface TopicUse {
  readonly topic: string;
  readonly pod: Pod;
  /** Whether it belongs to a consumer group. */
  readonly consumes: boolean;
  readonly from: Manifest;
  readonly path: string;
}

/** Topics by `KAFKA_TOPIC_*`, with the workloads that have them. */
export const topicUses: (world: World) => readonly TopicUse[] = perWorld((world) =>
  configuredIn(world).flatMap(({ pod, variables }) =>
    [...variables]
      .filter(([key]) => key.startsWith('KAFKA_TOPIC_'))
      .map(([, { value, from, path }]) => ({ topic: value, pod, consumes: variables.has('KAFKA_GROUP_ID'), from, path })),
  ),
);

/** The topic of a KafkaTopic object: its own field, else its name. */
export function topicName(manifest: Manifest): string {
  return textAt(manifest.fields, 'spec', 'topicName') ?? manifest.name;
}
