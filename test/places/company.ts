import path from 'node:path';
import type { Catalog } from '../../generators/model/catalog.ts';
import type { Entry } from '../../generators/model/entry.ts';
import type { EnvironmentFile } from '../../generators/model/environment/environment.ts';
import type { Cluster } from '../../generators/model/environment/place.ts';
import { placesOf } from '../../generators/model/environment/places.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { withVersions } from '../../scripts/catalog/versions.ts';
import currencyGrpc from '../services/fixtures/currency-grpc.ts';
import { withOwnDigests } from '../services/support.ts';

const known = await loadCatalog(path.resolve(import.meta.dirname, '../..'));

/** The account of this repository, by one of its roles. */
const account = known.environments.flatMap(({ value: { observability } }) => observability.logs.role.replace(/:role.*/, ''))[0] ?? '';

/** PostgreSQL of each place, as the cluster calls it. */
export const uids = { home: '0b1c7f0e-5b0e-4c5c-9a51-2f1f0c6a1d01', west: '7a4d1c55-0f0b-4f57-8f0e-6a1d0e7c2b02' } as const;

/** What each place says of itself that is not in the file of the environment. */
export const home: Pick<Cluster, 'archives' | 'replicationRole'> = {
  archives: { first: uids.home },
  replicationRole: `${account}:role/erp-backups-copy`,
};

const endpoints = ['10.64.3.0/28', '10.64.3.16/28'];
const logs = { region: 'us-west-2', role: `${account}:role/erp-loki-west`, endpoints };

export const west: Cluster = {
  name: 'erp-production-west',
  place: 'west',
  role: 'standby',
  zones: ['us-west-2a', 'us-west-2b'],
  issuer: { dns: { endpoints } },
  observability: {
    logs: { ...logs, bucket: 'erp-loki-west' },
    hosts: { grafana: 'grafana.west.erp.example.com', jaeger: 'jaeger.west.erp.example.com' },
  },
  backup: {
    bucket: 'erp-backups-west',
    region: 'us-west-2',
    role: `${account}:role/erp-postgres-backup-west`,
    archiveRole: `${account}:role/erp-postgres-archive-west`,
    endpoints,
  },
  archives: { first: uids.west },
  replicationRole: `${account}:role/erp-backups-west-copy`,
};

/** A place near other users, which keeps nothing. */
export const edge: Cluster = {
  name: 'erp-production-edge',
  place: 'edge',
  role: 'stateless',
  zones: ['eu-west-1a', 'eu-west-1b'],
  issuer: { dns: { endpoints } },
  observability: {
    logs: { ...logs, region: 'eu-west-1', bucket: 'erp-loki-edge' },
    hosts: { grafana: 'grafana.edge.erp.example.com', jaeger: 'jaeger.edge.erp.example.com' },
  },
};

/** A file of this repository with other clusters, and with whatever else is said of it. */
export function environmentWith(name: string, clusters: readonly Cluster[], over: Partial<EnvironmentFile> = {}): Entry<EnvironmentFile> {
  const entry = known.environments.find(({ value }) => value.name === name);
  if (entry === undefined) throw new Error(`There is no ${name}.`);
  const { versions: _, ...file } = entry.value;
  const [first, ...others] = clusters;
  const own = { ...file.clusters[0], ...first } as Cluster;
  return { file: entry.file, value: { ...file, clusters: [own, ...others], ...over } };
}

/** A company with places, and the files of its environments as a person writes them. */
export interface Company {
  readonly catalog: Catalog;
  readonly written: readonly Entry<EnvironmentFile>[];
}

/** The company of this repository, with production in those places; whatever is released at home is released in all of them. */
export function companyWith(production: Entry<EnvironmentFile>): Company {
  const written = known.environments.map((entry): Entry<EnvironmentFile> => {
    const { versions: _, ...value } = entry.value;
    return entry.file === production.file ? production : { ...entry, value };
  });
  const places = placesOf(production)
    .slice(1)
    .map(({ value }) => value);
  const all = places.map(({ name }) => name);
  const keeping = places.filter(({ place }) => place?.role !== 'stateless').map(({ name }) => name);
  const everywhere = <T extends { readonly environment: string; readonly file: string }>(
    entries: readonly T[],
    into: readonly string[] = all,
  ): readonly T[] =>
    entries.flatMap((entry) => [
      entry,
      ...(entry.environment !== production.value.name
        ? []
        : into.map((environment) => ({ ...entry, environment, file: entry.file.replace(production.value.name, environment) }))),
    ]);
  const versions = everywhere(known.versions);
  return {
    written,
    catalog: {
      ...known,
      environments: written.flatMap(placesOf).map((entry) => withVersions(entry, versions)),
      versions,
      releases: everywhere(known.releases, keeping),
      charts: everywhere(known.charts.map((facts) => ({ ...facts, file: '' }))),
    },
  };
}

/** With a service that keeps nothing, in all environments. */
function withCurrencies({ catalog, written }: Company): Company {
  const entry = { file: 'generators/catalog/services/currency-grpc.ts', value: withOwnDigests(currencyGrpc) };
  const services = [...catalog.services, entry].sort((a, b) => (a.file < b.file ? -1 : 1));
  return { written, catalog: { ...catalog, services } };
}

/** Production with a standby in the west, by which of the two serves, and with a place that keeps nothing. */
export const companies: Readonly<Record<string, Company>> = {
  'home serves, and a standby follows it': companyWith(environmentWith('production', [home as Cluster, west])),
  'the standby serves, and home follows it': companyWith(environmentWith('production', [home as Cluster, west], { serving: 'west' })),
  'a place that keeps nothing': withCurrencies(companyWith(environmentWith('production', [home as Cluster, edge]))),
};
