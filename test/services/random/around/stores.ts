import type { FurtherName } from '../../../../generators/model/further/further.ts';
import type { FurtherServer, FurtherServers } from '../../../../generators/model/stores/servers.ts';
import type {
  Authority,
  ExternalKafka,
  ExternalPostgres,
  ExternalRedis,
  ExternalServer,
} from '../../../../generators/model/stores/stores.ts';
import fc from '../../../support/random.ts';

/** Subnets in which nothing of this repository's company stands. */
const range = fc.oneof(
  fc
    .tuple(fc.integer({ min: 50, max: 120 }), fc.integer({ min: 0, max: 255 }), fc.integer({ min: 24, max: 28 }))
    .map(([second, third, bits]) => `10.${second}.${third}.0/${bits}`),
  fc.tuple(fc.integer({ min: 121, max: 200 }), fc.integer({ min: 1, max: 254 })).map(([second, last]) => `10.${second}.7.${last}/32`),
  fc.integer({ min: 0, max: 0xff }).map((part) => `fd00:0:0:${part.toString(16)}::/64`),
);
const cidrs = fc.uniqueArray(range, { minLength: 1, maxLength: 3 });
const host = fc.oneof(
  fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/).map((label) => `${label}.stores.example.net`),
  fc.tuple(fc.integer({ min: 50, max: 120 }), fc.integer({ min: 1, max: 254 })).map(([third, last]) => `10.200.${third}.${last}`),
);
const port = fc.oneof(fc.integer({ min: 10_000, max: 65535 }), fc.constantFrom(443, 8443));

/** Who signs, in an environment with customers or their rehearsal, where now and then somebody forgets TLS; and in one of trials. */
const authority = (trial: boolean): fc.Arbitrary<Authority> =>
  trial
    ? fc.constantFrom('public', 'vault', 'none')
    : fc.oneof({ weight: 40, arbitrary: fc.constantFrom('public' as const, 'vault' as const) }, fc.constant('none' as const));

const server = (trial: boolean): fc.Arbitrary<ExternalServer> =>
  fc.record({ host, port, cidrs, tls: authority(trial) }, { requiredKeys: ['host', 'cidrs', 'tls'] }) as fc.Arbitrary<ExternalServer>;

/** Mostly more than any company asks for, and now and then too few. */
const enough = (most: number) =>
  fc.oneof({ weight: 20, arbitrary: fc.integer({ min: most / 2, max: most }) }, fc.integer({ min: 1, max: 60 }));

/** The same with what is known of some providers. */
const signed = <P extends string>(tls: fc.Arbitrary<Authority>, known: Readonly<Partial<Record<P, Authority>>>, providers: readonly P[]) =>
  fc
    .tuple(fc.constantFrom(...providers), tls)
    .map(([provider, own]) => ({ provider, tls: own === 'none' ? own : (known[provider] ?? own) }));

const postgres = (trial: boolean): fc.Arbitrary<ExternalPostgres> =>
  fc
    .tuple(
      fc.record(
        { host, port, cidrs, connections: enough(60_000), pooler: server(trial) },
        { requiredKeys: ['host', 'cidrs', 'connections'] },
      ),
      signed(authority(trial), { rds: 'vault', 'cloud-sql': 'vault', azure: 'public' }, ['rds', 'cloud-sql', 'azure', 'other'] as const),
    )
    .map(([{ pooler, ...own }, by]) => ({
      ...own,
      ...by,
      ...(pooler !== undefined && {
        pooler: by.provider === 'rds' && pooler.tls !== 'none' ? { ...pooler, tls: 'public' as const } : pooler,
      }),
    })) as fc.Arbitrary<ExternalPostgres>;

const redis = (trial: boolean): fc.Arbitrary<ExternalRedis> =>
  fc
    .tuple(
      fc.record(
        { host, port, cidrs, connections: enough(65_000), user: fc.stringMatching(/^[A-Za-z0-9_.-]{1,20}$/) },
        { requiredKeys: ['host', 'cidrs', 'connections'] },
      ),
      signed(authority(trial), { elasticache: 'public', memorystore: 'vault', azure: 'public' }, [
        'elasticache',
        'memorystore',
        'azure',
        'other',
      ] as const),
    )
    .map(([own, by]) => ({ ...own, ...by })) as fc.Arbitrary<ExternalRedis>;

const mskPorts = { 'scram-sha-512': 9096, certificate: 9094 } as const;

const kafka = (trial: boolean): fc.Arbitrary<ExternalKafka> =>
  fc
    .tuple(
      fc.record(
        {
          hosts: fc.uniqueArray(host, { minLength: 1, maxLength: 3 }),
          port,
          cidrs,
          copies: fc.integer({ min: trial ? 1 : 3, max: 5 }),
          partitions: enough(60_000),
          retentionHours: fc.integer({ min: 900, max: 9000 }),
        },
        { requiredKeys: ['hosts', 'port', 'cidrs', 'copies', 'partitions'] },
      ),
      signed(authority(trial), { msk: 'public', google: 'public' }, ['msk', 'google', 'other'] as const),
      fc.constantFrom('scram-sha-512', 'scram-sha-256', 'plain', 'certificate'),
    )
    .map(([{ hosts, port: own, ...rest }, by, login]) => {
      const [speaks, at] =
        by.provider === 'msk'
          ? ([login in mskPorts ? login : 'scram-sha-512', mskPorts[login as 'certificate'] ?? 9096] as const)
          : ([login, own] as const);
      return { ...rest, ...by, login: speaks, brokers: hosts.map((name) => `${name}:${at}`) };
    }) as fc.Arbitrary<ExternalKafka>;

/** Which of the three somebody else runs in an environment. */
export interface Elsewhere {
  readonly postgres?: ExternalPostgres;
  readonly redis?: ExternalRedis;
  readonly kafka?: ExternalKafka;
}

export const elsewhere = (trial: boolean): fc.Arbitrary<Elsewhere> =>
  fc.record({ postgres: postgres(trial), redis: redis(trial), kafka: kafka(trial) }, { requiredKeys: [] }) as fc.Arbitrary<Elsewhere>;

const said = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,12}$/);
/** What each kind of further stores asks for. */
const asks: Readonly<Record<FurtherName, fc.Arbitrary<FurtherServer['with']>>> = {
  rabbitmq: fc.record({ vhost: said }),
  opensearch: fc.constant(undefined),
  buckets: fc.record({ region: said, prefix: said }),
  mysql: fc.constant(undefined),
};

const furtherServer = (name: FurtherName, trial: boolean): fc.Arbitrary<FurtherServer> =>
  fc.tuple(server(trial), asks[name]).map(([own, fields]) => ({ ...own, ...(fields !== undefined && { with: fields }) }));

/** Mostly one of each kind, since services may use any of them. */
export const furtherServers = (trial: boolean): fc.Arbitrary<FurtherServers> => {
  const each = <N extends FurtherName>(name: N) => fc.option(furtherServer(name, trial), { nil: undefined, freq: 12 });
  return fc
    .record({ rabbitmq: each('rabbitmq'), opensearch: each('opensearch'), buckets: each('buckets'), mysql: each('mysql') })
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, own]) => own !== undefined)));
};
