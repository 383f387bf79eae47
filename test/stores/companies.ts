import path from 'node:path';
import type { Catalog } from '../../generators/model/catalog.ts';
import type { Backup } from '../../generators/model/environment/backup.ts';
import type { EnvironmentDefinition } from '../../generators/model/environment/environment.ts';
import type { PostgresSize } from '../../generators/model/platform/data-layer.ts';
import type { Build, ServiceDefinition } from '../../generators/model/service/service.ts';
import type { FurtherServers } from '../../generators/model/stores/servers.ts';
import {
  type DataLayer,
  type ExternalKafka,
  type ExternalPostgres,
  type ExternalRedis,
  operated,
} from '../../generators/model/stores/stores.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';

const known = await loadCatalog(path.resolve(import.meta.dirname, '../..'));

/** PostgreSQL of AWS behind its proxy, whose certificate another authority signed. */
export const rds: ExternalPostgres = {
  provider: 'rds',
  host: 'erp.cluster-c1.us-east-1.rds.amazonaws.com',
  cidrs: ['10.0.5.0/28', '10.0.5.16/28'],
  tls: 'vault',
  connections: 2000,
  pooler: { host: 'erp.proxy-c1.us-east-1.rds.amazonaws.com', cidrs: ['10.0.5.32/28', '10.0.5.48/28'], tls: 'public' },
};

/** The same, without anything before it. */
const { pooler: _, ...direct } = rds;

export const elastiCache: ExternalRedis = {
  provider: 'elasticache',
  host: 'master.erp.c1.use1.cache.amazonaws.com',
  cidrs: ['10.0.6.0/27'],
  tls: 'public',
  connections: 65000,
};

export const msk: ExternalKafka = {
  provider: 'msk',
  brokers: ['b-1.erp.c1.kafka.us-east-1.amazonaws.com:9096', 'b-2.erp.c1.kafka.us-east-1.amazonaws.com:9096'],
  cidrs: ['10.0.7.0/27'],
  tls: 'public',
  login: 'scram-sha-512',
  copies: 3,
  partitions: 3000,
};

const cloudSql: ExternalPostgres = {
  provider: 'cloud-sql',
  host: 'erp.1a2b.europe-west4.sql.goog',
  cidrs: ['10.20.0.5/32'],
  tls: 'vault',
  connections: 2000,
};

const memorystore: ExternalRedis = {
  provider: 'memorystore',
  host: '10.20.0.9',
  port: 6378,
  cidrs: ['10.20.0.9/32'],
  tls: 'vault',
  connections: 65000,
};

const byCertificate: ExternalKafka = {
  provider: 'other',
  brokers: ['kafka.example.net:9093'],
  cidrs: ['10.30.0.0/24'],
  tls: 'vault',
  login: 'certificate',
  copies: 3,
  partitions: 1000,
  retentionHours: 1000,
};

/** Somebody's own, without TLS: for people who try things out. */
const plain = {
  postgres: { provider: 'other', host: 'db.lab.example.net', cidrs: ['10.40.0.0/24'], tls: 'none', connections: 500 },
  redis: {
    provider: 'other',
    host: 'cache.lab.example.net',
    port: 6380,
    cidrs: ['10.40.1.0/24'],
    tls: 'none',
    connections: 5000,
    user: 'erp',
  },
  kafka: {
    provider: 'other',
    brokers: ['kafka.lab.example.net:9092'],
    cidrs: ['10.40.2.0/24'],
    tls: 'none',
    login: 'scram-sha-256',
    copies: 1,
    partitions: 500,
  },
} as const satisfies { readonly postgres: ExternalPostgres; readonly redis: ExternalRedis; readonly kafka: ExternalKafka };

/** Which stores of which environment somebody else runs. */
export type Elsewhere = Readonly<
  Record<string, { readonly [S in keyof DataLayer]?: Extract<DataLayer[S], { external: unknown }>['external'] }>
>;

/** Companies, by what is said of them. */
export const companies: Readonly<Record<string, Elsewhere>> = {
  'production at AWS, the rest operated': { production: { postgres: rds, redis: elastiCache, kafka: msk } },
  'production and its rehearsal at Google, with Kafka by certificates': {
    staging: { postgres: cloudSql, redis: memorystore, kafka: byCertificate },
    production: { postgres: cloudSql, redis: memorystore, kafka: byCertificate },
  },
  'everything elsewhere': {
    dev: plain,
    test: plain,
    staging: { postgres: rds, redis: elastiCache, kafka: msk },
    production: { postgres: rds, redis: elastiCache, kafka: msk },
  },
  'a store here and there': {
    dev: { kafka: plain.kafka },
    test: { postgres: plain.postgres, redis: plain.redis },
    staging: { postgres: cloudSql },
    production: { postgres: direct, kafka: byCertificate },
  },
};

/** The catalog of this repository, with those stores run by somebody else. */
export function catalogOf(elsewhere: Elsewhere): Catalog {
  return {
    ...known,
    environments: known.environments.map((entry) => ({ ...entry, value: moved(entry.value, elsewhere[entry.value.name] ?? {}) })),
  };
}

function moved(environment: EnvironmentDefinition, stores: Elsewhere[string]): EnvironmentDefinition {
  const dataLayer = Object.fromEntries(
    Object.entries(environment.dataLayer).map(([store, own]) => {
      const there = stores[store as keyof DataLayer];
      return [store, there === undefined ? own : { external: there }];
    }),
  ) as unknown as DataLayer;
  return { ...environment, dataLayer, backup: stores.postgres === undefined ? environment.backup : daily(environment.backup) };
}

/** Nobody archives the log of a server that somebody else runs. */
function daily(backup: Backup): Backup {
  if (backup.mode !== 'continuous') return backup;
  const { archiveRole: _, ...rest } = backup;
  return { ...rest, mode: 'daily' };
}

/** A cluster of PostgreSQL that stands beside the first one, in any tier. */
export const furtherSize: PostgresSize = { instances: 2, poolers: 2, storage: '200Gi' };

/** The same, with further clusters of PostgreSQL, which each environment has as it is asked, where it operates any. */
export function withClusters(
  catalog: Catalog,
  further: (environment: EnvironmentDefinition) => Readonly<Record<string, PostgresSize>>,
): Catalog {
  return {
    ...catalog,
    environments: catalog.environments.map((entry) => {
      const postgres = operated(entry.value, 'postgres');
      if (postgres === undefined) return entry;
      const dataLayer = { ...entry.value.dataLayer, postgres: { ...postgres, further: further(entry.value) } };
      return { ...entry, value: { ...entry.value, dataLayer } };
    }),
  };
}

/** The same, with stores that nobody operates here in every environment, and two services that use them. */
export function withFurther(catalog: Catalog): Catalog {
  const own: readonly ServiceDefinition[] = [
    { ...shared, name: 'parcel-tracker', route: '/parcels', uses: ['redis', 'rabbitmq', 'buckets'], initialRelease: build('d') },
    { ...shared, name: 'price-search', route: '/prices', uses: ['mysql', 'opensearch'], initialRelease: build('e') },
  ];
  return {
    ...catalog,
    environments: catalog.environments.map((entry) => ({ ...entry, value: { ...entry.value, stores: further } })),
    services: [...catalog.services, ...own.map((value) => ({ file: `generators/catalog/services/${value.name}.ts`, value }))].sort(
      (a, b) => (a.file < b.file ? -1 : 1),
    ),
  };
}

const shared = { title: { en: 'Parcels and prices', zh: '包裹与价格' } } as const;

function build(digit: string): Build {
  return { version: '1.0.0', digest: `sha256:${digit.repeat(64)}` };
}

/** One of each kind, as a provider has it. */
export const further: FurtherServers = {
  rabbitmq: { host: 'b-1.mq.us-east-1.amazonaws.com', cidrs: ['10.0.8.0/28'], tls: 'public', with: { vhost: 'erp' } },
  opensearch: { host: 'vpc-erp.us-east-1.es.amazonaws.com', cidrs: ['10.0.8.16/28'], tls: 'public' },
  buckets: {
    host: 'bucket.vpce-1.s3.us-east-1.vpce.amazonaws.com',
    cidrs: ['10.0.8.32/28'],
    tls: 'public',
    with: { region: 'us-east-1', prefix: 'acme-erp' },
  },
  mysql: { host: 'erp.c1.us-east-1.rds.amazonaws.com', cidrs: ['10.0.8.48/28'], tls: 'vault' },
};
