import type { Catalog } from '../../catalog.ts';
import type { Entry } from '../../entry.ts';
import { processSettings, settingsOf } from '../../instance.ts';
import { topic as ofManual, topicObjectName } from '../../platform/data-layer.ts';
import type { ServiceDefinition, ServiceSettings } from '../../service/service.ts';
import { declaredAmong, declaredTopics, usedTopics, writtenTopic } from '../../service/topics.ts';
import { deploymentsOf } from '../../surroundings.ts';
import { settledAmong } from '../belonging/side-by-side.ts';
import { at, type CatalogProblem, keyAt, problem, type Spot, unknownName, unless } from '../problem.ts';

const variable = /^[A-Z][A-Z0-9_]*$/;
const topicName = /^[a-zA-Z0-9._-]{1,249}$/;
const fields = ['topics', 'consumes', 'produces'] as const;

interface Named {
  readonly field: (typeof fields)[number];
  readonly variable: string;
  readonly name: string;
  readonly spot: Spot;
}

/** What is wrong with the topics of a service by themselves. */
export function topicProblems(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  const { uses, topics = {} } = entry.value;
  const named = namedTopics(entry);
  return [
    ...fields.flatMap((field) =>
      unless(
        entry.value[field] === undefined || uses.includes('kafka'),
        keyAt(entry, field),
        `The service names ${said[field]}, but does not use kafka.`,
        "Add 'kafka' to uses, or remove the topics.",
      ),
    ),
    ...named.flatMap(({ field, variable: name, name: topic, spot }) => [
      ...unless(
        variable.test(name),
        keyAt(entry, field, name),
        `The topic variable "${name}" is not in capitals.`,
        'Write it as TRANSACTION_POSTED.',
      ),
      ...unless(
        topicName.test(topic) && !/^(?:\.{1,2}$|__)/.test(topic),
        spot,
        topicName.test(topic) ? `"${topic}" is a name that Kafka keeps for itself.` : `"${topic}" is no name for a Kafka topic.`,
        topicName.test(topic) ? 'Begin with the name of the domain.' : 'Use letters, digits, dots, hyphens and underscores.',
      ),
    ]),
    ...Object.entries(topics).flatMap(([name, written]) => {
      const { compact, retentionHours } = writtenTopic(written);
      return unless(
        compact === undefined || retentionHours === undefined,
        at(entry, 'topics', name, 'retentionHours'),
        `The topic "${writtenTopic(written).name}" keeps the last message of each key for ever, and is to forget after ${retentionHours} hours.`,
        'Say one of compact and retentionHours.',
      );
    }),
    ...twice(entry, named),
    ...manyPartitions(entry),
  ];
}

const said = { topics: 'topics', consumes: 'topics to consume', produces: 'topics to produce' } as const;

/** One variable cannot carry two topics, and what one owns needs no further right. */
function twice(entry: Entry<ServiceDefinition>, named: readonly Named[]): CatalogProblem[] {
  const own = declaredAmong([entry.value]);
  return named.flatMap(({ field, variable: name, name: topic, spot }) => {
    const other = fields.slice(0, fields.indexOf(field)).find((earlier) => name in (entry.value[earlier] ?? {}));
    return [
      ...unless(
        other === undefined,
        keyAt(entry, field, name),
        `The topic variable "${name}" stands in ${other} and in ${field}.`,
        'Give one of them another name.',
      ),
      ...unless(
        field === 'topics' || !own.has(topic),
        spot,
        `The service owns "${topic}", which it may read and write.`,
        `Remove it from ${field}.`,
      ),
    ];
  });
}

/** What services say about topics of each other and that does not agree. */
export function sharedTopicProblems(catalog: Catalog): CatalogProblem[] {
  const { services, environments } = catalog;
  const owners = new Map<string, string>();
  const objects = new Map<string, string>();
  const metrics = new Map<string, string>();
  const duplicates = settledAmong(services).flatMap((entry) =>
    Object.entries(entry.value.topics ?? {}).flatMap(([key, written]) =>
      declaredTopics({ topics: { [key]: written }, uses: entry.value.uses }).flatMap(({ name }) => {
        const spot = typeof written === 'string' ? at(entry, 'topics', key) : at(entry, 'topics', key, 'name');
        const owner = owners.get(name);
        const twin = objects.get(topicObjectName(name));
        // What Kafka calls a collision (4.x, clients Topic.java): it refuses the second of the two, whose metrics would be the same.
        const alike = metrics.get(name.replaceAll('.', '_'));
        metrics.set(name.replaceAll('.', '_'), alike ?? name);
        owners.set(name, owner ?? entry.value.name);
        objects.set(topicObjectName(name), twin ?? name);
        return [
          ...unless(
            owner === undefined || (owner === entry.value.name && typeof written === 'string'),
            spot,
            `The topic "${name}" belongs to "${owner}" and "${entry.value.name}".`,
            'Leave it in topics of its owner, and write it into consumes, or produces, of the other.',
          ),
          ...unless(
            twin === undefined || twin === name,
            spot,
            `The topics "${twin}" and "${name}" would be one object "${topicObjectName(name)}".`,
            'Change one of them by more than capitals, hyphens and underscores.',
          ),
          ...unless(
            alike === undefined || alike === name,
            spot,
            `The topics "${alike}" and "${name}" differ by dots and underscores only, and Kafka refuses the second.`,
            'Change one of them by more than that.',
          ),
        ];
      }),
    ),
  );
  const deployed = deploymentsOf(catalog);
  const users = services.flatMap((entry) =>
    namedTopics(entry)
      .filter(({ field }) => field !== 'topics')
      .flatMap(({ field, name, spot }) => {
        const owner = owners.get(name);
        if (owner === undefined)
          return unknownName(spot, `The service ${field} "${name}", but no service owns that topic.`, name, [...owners.keys()]);
        return environments
          .map(({ value }) => value.name)
          .filter((environment) => deployed.has(`${environment}/${entry.value.name}`) && !deployed.has(`${environment}/${owner}`))
          .map((environment) =>
            problem(
              spot,
              `The service ${field} "${name}", but its owner "${owner}" is not deployed in ${environment}.`,
              `Release "${owner}" there first.`,
            ),
          );
      }),
  );
  return [...duplicates, ...users, ...lettersTwice(catalog), ...narrow(catalog)];
}

/** As many as one topic may have: what one service asks for beyond it, the brokers hold at the cost of all others. */
const mostPartitions = 1000;

/** The topic with which a service has too many partitions. */
function manyPartitions(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  let sum = 0;
  return declaredTopics(entry.value).flatMap(({ variable: name, partitions = ofManual.partitions }) => {
    const before = sum;
    sum += partitions;
    return unless(
      before > mostPartitions || sum <= mostPartitions,
      keyAt(entry, 'topics', name in (entry.value.topics ?? {}) ? name : name.replace(/_DLQ$/, '')),
      `With the topic of "${name}" the service has ${sum} partitions, above ${mostPartitions}.`,
      'Give topics as many partitions as pods will read them.',
    );
  });
}

/** The variable of dead letters comes by itself: no other topic can have it. */
function lettersTwice({ services }: Catalog): CatalogProblem[] {
  const declared = declaredAmong(services.map(({ value }) => value));
  return services.flatMap((entry) => {
    const used = usedTopics(entry.value, declared).map((topic) => topic.variable);
    const named = namedTopics(entry).map((topic) => topic.variable);
    const count = (names: readonly string[], name: string) => names.filter((other) => other === name).length;
    return namedTopics(entry).flatMap(({ field, variable: name }) =>
      unless(
        count(used, name) <= count(named, name),
        keyAt(entry, field, name),
        `The topic variable "${name}" carries the dead letters of "${name.replace(/_DLQ$/, '')}".`,
        'Give it another name.',
      ),
    );
  });
}

/** Pods that are added because a group lags, and that find no partition to read. */
function narrow({ services, environments }: Catalog): CatalogProblem[] {
  const declared = declaredAmong(services.map(({ value }) => value));
  return services.flatMap((entry) => {
    const names = new Map(namedTopics(entry).map((topic) => [topic.variable, topic]));
    const most = (settings: ServiceSettings) => {
      const { scale, maxReplicas } = settings;
      if (scale === undefined || !('on' in scale)) return [];
      return scale.on.flatMap((trigger) => ('lag' in trigger ? [{ topic: trigger.topic, pods: scale.max ?? maxReplicas }] : []));
    };
    const found = environments
      .filter(({ value }) => !('fixed' in value.replicas))
      .flatMap(({ value: environment }) => {
        const own = settingsOf(entry.value, environment.name);
        return [own, ...Object.values(entry.value.workers ?? {}).map((worker) => processSettings(worker, environment.name, own))].flatMap(
          most,
        );
      })
      .flatMap(({ topic, pods }) => {
        const named = names.get(topic);
        const known = named === undefined ? undefined : declared.get(named.name)?.partitions;
        if (named === undefined || known === undefined || pods <= known) return [];
        return [
          problem(
            named.spot,
            `By its lag the service grows to ${pods} pods, but the topic "${named.name}" has ${known} partitions.`,
            'Set scale.max to no more, or raise partitions of the topic.',
          ),
        ];
      });
    return found.filter((item, index) => found.findIndex(({ message }) => message === item.message) === index);
  });
}

function namedTopics(entry: Entry<ServiceDefinition>): readonly Named[] {
  return fields.flatMap((field) =>
    Object.entries(entry.value[field] ?? {}).map(([name, written]) => ({
      field,
      variable: name,
      name: writtenTopic(written).name,
      spot: typeof written === 'string' ? at(entry, field, name) : at(entry, field, name, 'name'),
    })),
  );
}
