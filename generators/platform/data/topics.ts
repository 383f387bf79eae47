import { type Instance, mostPods } from '../../model/instance.ts';
import { keptName } from '../../model/service/names/side-by-side.ts';
import { consumerGroup, type DeclaredTopic, declaredAmong, type UsedTopic } from '../../model/service/topics.ts';

/** A topic with what those who use it make of it. */
export interface DrawnTopic extends DeclaredTopic {
  /** The most pods of one process that read it. */
  readonly consumers: number;
  /** The services that may write it, sorted. */
  readonly writers: readonly string[];
}

/** The topics that each service makes, by its name. */
export type TopicOwners = ReadonlyMap<string, readonly DrawnTopic[]>;

/** The topics of an environment, each with the one service that declares it. */
export function topicOwners(instances: readonly Instance[]): TopicOwners {
  const uses = Map.groupBy(
    instances.flatMap((instance) => instance.topics.map((use) => ({ ...use, instance }))),
    ({ name }) => name,
  );
  const drawn = ({ service, forerunner }: Instance) =>
    [...declaredAmong(forerunner === undefined ? [service] : []).values()].map((topic) => {
      const own = uses.get(topic.name) ?? [];
      const pods = own.flatMap(({ reads, instance }) => (reads ? instance.processes.map(({ replicas }) => mostPods(replicas) - 1) : []));
      const writers = own.filter(({ writes }) => writes).map(({ instance }) => keptName(instance.service));
      return { ...topic, consumers: Math.max(0, ...pods), writers: [...new Set(writers)].sort() };
    });
  return new Map(instances.map((instance) => [instance.service.name, drawn(instance)] as const).filter(([, topics]) => topics.length > 0));
}

/** The topics of each environment, by its name. */
export function topicsOf(instances: readonly Instance[]): ReadonlyMap<string, TopicOwners> {
  return new Map([...Map.groupBy(instances, ({ environment }) => environment.name)].map(([name, own]) => [name, topicOwners(own)]));
}

/** What a user may do with a topic, or as a consumer group. */
export interface Right {
  readonly type: 'topic' | 'group';
  readonly name: string;
  readonly operations: readonly string[];
}

/** A service may use its own topics as it likes, those of others as it says, its own consumer groups, and nothing else (D68). */
export function rightsOf({ service, environment, processes, tasks, topics }: Instance): readonly Right[] {
  return [
    ...[...Map.groupBy(topics, ({ name }) => name)].map(([name, uses]) => ({
      type: 'topic' as const,
      name,
      operations: operationsOf(uses),
    })),
    ...[...processes, ...tasks].map(({ name }) => ({
      type: 'group' as const,
      name: consumerGroup(service, name, environment.shortName),
      operations: ['Describe', 'Read'],
    })),
  ];
}

function operationsOf(uses: readonly UsedTopic[]): readonly string[] {
  return ['Describe', ...(uses.some(({ reads }) => reads) ? ['Read'] : []), ...(uses.some(({ writes }) => writes) ? ['Write'] : [])];
}

/** Three copies of which two must have a message before it counts; fewer where there are fewer brokers (D69). */
export function copiesAmong(brokers: number): { readonly replicas: number; readonly inSync: number } {
  const replicas = Math.min(3, brokers);
  return { replicas, inSync: Math.max(1, replicas - 1) };
}
