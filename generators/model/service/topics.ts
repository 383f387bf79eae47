import { keptName } from './names/side-by-side.ts';

/** A topic of a service's own. What is absent is as the manual says (3.3). */
export interface OwnTopic {
  readonly name: string;
  readonly partitions?: number;
  /** Hours after which a message may go; not beside `compact`. */
  readonly retentionHours?: number;
  /** The last message of each key stays for ever. */
  readonly compact?: true;
  /** What could not be worked off goes to `<name>.dlq`, which who reads the topic may write, and its owner reads. */
  readonly deadLetter?: true | { readonly partitions?: number; readonly retentionHours?: number };
}

/** A topic that a service declares: its own, or the dead letters of one. */
export interface DeclaredTopic {
  /** `TRANSACTION_POSTED` of `KAFKA_TOPIC_TRANSACTION_POSTED`. */
  readonly variable: string;
  readonly name: string;
  readonly partitions?: number;
  readonly retentionHours?: number;
  readonly compact?: true;
  /** Name of the topic of its dead letters, where it has one. */
  readonly deadLetter?: string;
}

/** A topic that a service is configured with, and what it may do there. */
export interface UsedTopic {
  readonly variable: string;
  readonly name: string;
  readonly reads: boolean;
  readonly writes: boolean;
}

/** What of a service says which topics it has. */
interface TopicFields {
  readonly uses: readonly string[];
  readonly topics?: Readonly<Record<string, string | OwnTopic>>;
  readonly consumes?: Readonly<Record<string, string>>;
  readonly produces?: Readonly<Record<string, string>>;
}

/** Of a topic as a file writes it. */
export function writtenTopic(topic: string | OwnTopic): OwnTopic {
  return typeof topic === 'string' ? { name: topic } : topic;
}

/** The topics that a service makes, each followed by its dead letters. */
export function declaredTopics({ topics = {}, uses }: TopicFields): readonly DeclaredTopic[] {
  if (!uses.includes('kafka')) return [];
  return Object.entries(topics).flatMap(([variable, written]) => {
    const { deadLetter, ...topic } = writtenTopic(written);
    if (deadLetter === undefined) return [{ variable, ...topic }];
    const name = `${topic.name}.dlq`;
    const letters = deadLetter === true ? {} : deadLetter;
    return [
      { variable, ...topic, deadLetter: name },
      { variable: `${variable}_DLQ`, name, ...letters },
    ];
  });
}

/** Topics by name, each as it is declared first. */
export function declaredAmong(services: Iterable<TopicFields>): ReadonlyMap<string, DeclaredTopic> {
  const topics = new Map<string, DeclaredTopic>();
  for (const service of services) for (const topic of declaredTopics(service)) topics.set(topic.name, topics.get(topic.name) ?? topic);
  return topics;
}

/** Every topic that a service is configured with, given those that are declared where it runs, by name. */
export function usedTopics(service: TopicFields, declared: ReadonlyMap<string, DeclaredTopic>): readonly UsedTopic[] {
  if (!service.uses.includes('kafka')) return [];
  return [
    ...declaredTopics(service).map(({ variable, name }) => ({ variable, name, reads: true, writes: true })),
    ...Object.entries(service.consumes ?? {}).flatMap(([variable, name]) => {
      const deadLetter = declared.get(name)?.deadLetter;
      const read = { variable, name, reads: true, writes: false };
      return deadLetter === undefined ? [read] : [read, { variable: `${variable}_DLQ`, name: deadLetter, reads: false, writes: true }];
    }),
    ...Object.entries(service.produces ?? {}).map(([variable, name]) => ({ variable, name, reads: false, writes: true })),
  ];
}

/** Consumer group of a service: production's is the manual's (R20). */
export function consumerGroup(
  service: { readonly name: string; readonly formerly?: readonly string[] },
  process: string,
  environment: string,
): string {
  return `${keptName(service)}${process.slice(service.name.length)}-${environment}-group`;
}
