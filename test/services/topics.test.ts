import { describe, expect, it } from 'vitest';
import { applicationsOf } from '../../generators/applications.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { catalog, environment, service } from '../support/catalog.ts';

const production = environment('production');

/** `audit` owns, `search` reads, `orders` writes; `zeal` has its own as ever, `gone` is not deployed. */
function shop(over: Readonly<Record<string, Partial<ServiceDefinition>>> = {}): Catalog {
  const services: readonly (readonly [string, Partial<ServiceDefinition>])[] = [
    [
      'audit',
      {
        topics: {
          RECORDED: { name: 'audit.recorded', partitions: 12, retentionHours: 24, deadLetter: { partitions: 3, retentionHours: 48 } },
          LATEST: { name: 'audit_latest', compact: true },
        },
      },
    ],
    ['orders', { topics: {}, produces: { AUDIT: 'audit.recorded' } }],
    ['search', { topics: {}, consumes: { CHANGE: 'audit.recorded', LATEST: 'audit_latest' } }],
    ['zeal', {}],
  ];
  return catalog([...services.map(([name, own]) => service(name, { ...own, ...over[name] })), service('gone')], [production], {
    unreleased: ['production/gone'],
  });
}

function drawn(from: Catalog) {
  const objects = applicationsOf(from).flatMap(({ variants }) => variants.flatMap(({ objects: own }) => own));
  const ofKind = (kind: string) => objects.filter((object) => object.kind === kind) as unknown as readonly Drawn[];
  return { ofKind, named: (kind: string, name: string) => ofKind(kind).find(({ metadata }) => metadata.name === name) };
}

interface Drawn {
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly authorization: {
      readonly acls: readonly { readonly resource: { type: string; name: string }; readonly operations: readonly string[] }[];
    };
  };
  readonly data: Readonly<Record<string, string>>;
}

function rightsOf(from: Catalog) {
  return Object.fromEntries(
    drawn(from)
      .ofKind('KafkaUser')
      .map(({ metadata, spec }) => [
        metadata.name,
        spec.authorization.acls.map(({ resource, operations }) => `${resource.type} ${resource.name}: ${operations.join(' ')}`),
      ]),
  );
}

describe('the topics of services', () => {
  it('may be used as their files say, and not otherwise', () => {
    expect(rightsOf(shop())).toEqual({
      audit: [
        'topic audit.recorded: Describe Read Write',
        'topic audit.recorded.dlq: Describe Read Write',
        'topic audit_latest: Describe Read Write',
        'group audit-production-group: Describe Read',
      ],
      orders: ['topic audit.recorded: Describe Write', 'group orders-production-group: Describe Read'],
      search: [
        'topic audit.recorded: Describe Read',
        'topic audit.recorded.dlq: Describe Write',
        'topic audit_latest: Describe Read',
        'group search-production-group: Describe Read',
      ],
      zeal: ['topic zeal.done: Describe Read Write', 'group zeal-production-group: Describe Read'],
    });
  });

  it('are made as their owner says', () => {
    const config = { 'min.insync.replicas': 2 };
    const hour = 3600 * 1000;
    expect(
      Object.fromEntries(
        drawn(shop())
          .ofKind('KafkaTopic')
          .map(({ metadata, spec }) => [metadata.name, spec]),
      ),
    ).toEqual({
      'audit.recorded': { partitions: 12, replicas: 3, config: { ...config, 'retention.ms': 24 * hour } },
      'audit.recorded.dlq': { partitions: 3, replicas: 3, config: { ...config, 'retention.ms': 48 * hour } },
      'audit-latest': { topicName: 'audit_latest', partitions: 6, replicas: 3, config: { ...config, 'cleanup.policy': 'compact' } },
      'zeal.done': { partitions: 6, replicas: 3, config: { ...config, 'retention.ms': 168 * hour } },
    });
  });

  it('name who writes them where it is more than one', () => {
    const writers = drawn(shop())
      .ofKind('KafkaTopic')
      .map(({ metadata }) => [metadata.name, metadata.annotations?.['erp.example.com/writers']]);
    expect(Object.fromEntries(writers)).toEqual({
      'audit.recorded': 'audit,orders',
      'audit.recorded.dlq': 'audit,search',
      'audit-latest': undefined,
      'zeal.done': undefined,
    });
  });

  it('reach the processes as variables, dead letters beside what is read', () => {
    const topicsOf = (name: string) =>
      Object.fromEntries(
        Object.entries(drawn(shop()).named('ConfigMap', `${name}-config`)?.data ?? {}).filter(([key]) => key.startsWith('KAFKA_TOPIC_')),
      );
    expect(topicsOf('audit')).toEqual({
      KAFKA_TOPIC_RECORDED: 'audit.recorded',
      KAFKA_TOPIC_RECORDED_DLQ: 'audit.recorded.dlq',
      KAFKA_TOPIC_LATEST: 'audit_latest',
    });
    expect(topicsOf('search')).toEqual({
      KAFKA_TOPIC_CHANGE: 'audit.recorded',
      KAFKA_TOPIC_CHANGE_DLQ: 'audit.recorded.dlq',
      KAFKA_TOPIC_LATEST: 'audit_latest',
    });
    expect(topicsOf('orders')).toEqual({ KAFKA_TOPIC_AUDIT: 'audit.recorded' });
  });

  it('stay in the folder of their owner, whatever others are called', () => {
    const ownerOf = (from: Catalog) =>
      applicationsOf(from).find(({ variants }) =>
        variants.flatMap(({ objects }) => objects).some(({ kind, metadata }) => kind === 'KafkaTopic' && metadata.name === 'zeal.done'),
      )?.name;
    expect(ownerOf(shop())).toBe(
      ownerOf(shop({ audit: { topics: {}, consumes: { DONE: 'zeal.done' } }, orders: { topics: {} }, search: { topics: {} } })),
    );
  });

  it('are described without a mistake', () => {
    expect(problemsIn(shop())).toEqual([]);
  });
});

describe('what services say of topics', () => {
  const file = (name: string) => `generators/catalog/services/${name}.ts`;
  const quiet: Readonly<Record<string, Partial<ServiceDefinition>>> = {
    audit: { topics: {} },
    orders: { topics: {}, produces: {} },
    search: { topics: {}, consumes: {} },
  };

  it.each<[string, Readonly<Record<string, Partial<ServiceDefinition>>>, string, readonly (string | number)[], string, string]>([
    [
      'two owners',
      { audit: { topics: { MINE: 'zeal.done' } } },
      'zeal',
      ['topics', 'DONE'],
      'The topic "zeal.done" belongs to "audit" and "zeal".',
      'Leave it in topics of its owner, and write it into consumes, or produces, of the other.',
    ],
    [
      'dead letters that another service owns',
      { audit: { topics: { A: { name: 'a', deadLetter: true } } }, orders: { topics: { B: 'a.dlq' }, produces: {} } },
      'orders',
      ['topics', 'B'],
      'The topic "a.dlq" belongs to "audit" and "orders".',
      'Leave it in topics of its owner, and write it into consumes, or produces, of the other.',
    ],
    [
      'two topics that would be one object',
      { audit: { topics: { A: 'Zeal.Done' } } },
      'zeal',
      ['topics', 'DONE'],
      'The topics "Zeal.Done" and "zeal.done" would be one object "zeal.done".',
      'Change one of them by more than capitals, hyphens and underscores.',
    ],
    [
      'a topic that nobody owns',
      { search: { topics: {}, consumes: { DONE: 'zeal.dome' } } },
      'search',
      ['consumes', 'DONE'],
      'The service consumes "zeal.dome", but no service owns that topic.',
      'Did you mean "zeal.done"?',
    ],
    [
      'writing a topic that nobody owns',
      { orders: { topics: {}, produces: { DONE: 'zeal.dome' } } },
      'orders',
      ['produces', 'DONE'],
      'The service produces "zeal.dome", but no service owns that topic.',
      'Did you mean "zeal.done"?',
    ],
    [
      'an owner that is not there',
      { search: { topics: {}, consumes: { DONE: 'gone.done' } } },
      'search',
      ['consumes', 'DONE'],
      'The service consumes "gone.done", but its owner "gone" is not deployed in production.',
      'Release "gone" there first.',
    ],
    [
      'a topic of its own that it consumes',
      { zeal: { consumes: { MORE: 'zeal.done' } } },
      'zeal',
      ['consumes', 'MORE'],
      'The service owns "zeal.done", which it may read and write.',
      'Remove it from consumes.',
    ],
    [
      'one variable for two topics',
      { search: { topics: { DONE: 'search.done' }, consumes: { DONE: 'zeal.done' } } },
      'search',
      ['consumes', 'DONE'],
      'The topic variable "DONE" stands in topics and in consumes.',
      'Give one of them another name.',
    ],
    [
      'the variable of the dead letters',
      { zeal: { topics: { A: { name: 'a', deadLetter: true }, A_DLQ: 'b' } } },
      'zeal',
      ['topics', 'A_DLQ'],
      'The topic variable "A_DLQ" carries the dead letters of "A".',
      'Give it another name.',
    ],
    [
      'the variable of the dead letters of what it reads',
      { zeal: { topics: { A: { name: 'a', deadLetter: true } } }, search: { topics: { A_DLQ: 'b' }, consumes: { A: 'a' } } },
      'search',
      ['topics', 'A_DLQ'],
      'The topic variable "A_DLQ" carries the dead letters of "A".',
      'Give it another name.',
    ],
    [
      'compaction and an end',
      { zeal: { topics: { A: { name: 'a', compact: true, retentionHours: 5 } } } },
      'zeal',
      ['topics', 'A', 'retentionHours'],
      'The topic "a" keeps the last message of each key for ever, and is to forget after 5 hours.',
      'Say one of compact and retentionHours.',
    ],
    [
      'more pods than partitions',
      {
        zeal: { topics: { A: { name: 'a', partitions: 3 } } },
        search: { topics: {}, consumes: { A: 'a' }, settings: { scale: { on: [{ lag: 5, topic: 'A' }], min: 3, max: 4 } } },
      },
      'search',
      ['consumes', 'A'],
      'By its lag the service grows to 4 pods, but the topic "a" has 3 partitions.',
      'Set scale.max to no more, or raise partitions of the topic.',
    ],
  ])('is a mistake: %s', (_, over, name, path, message, fix) => {
    const found = problemsIn(shop({ ...quiet, ...over })).map(({ part: __, ...problem }) => problem);
    expect(found).toEqual([{ file: file(name), path, message, fix }]);
  });
});
