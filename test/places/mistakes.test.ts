import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { EnvironmentFile } from '../../generators/model/environment/environment.ts';
import type { Cluster } from '../../generators/model/environment/place.ts';
import { dividedPlaces } from '../../generators/model/problems/places/divided.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { definitionFile } from '../../scripts/catalog/definitions.ts';
import { CatalogError } from '../../scripts/catalog/places.ts';
import { withVersions } from '../../scripts/catalog/versions.ts';
import { folderWith } from '../support/folder.ts';
import { companyWith, environmentWith, home, uids, west } from './company.ts';

const { role: _, ...roleless } = west;
const { place: __, ...nameless } = west;
const { backup: ___, ...bucketless } = west;
const stateless = { ...bucketless, role: 'stateless' } as const;
const east = {
  ...west,
  name: 'erp-production-east',
  place: 'east',
  observability: {
    logs: { ...west.observability?.logs, bucket: 'erp-loki-east' },
    hosts: { grafana: 'grafana.east.erp.example.com', jaeger: 'jaeger.east.erp.example.com' },
  },
} as Cluster;

/** Clusters of production, what else its file says, and where which mistakes are told. */
const cases: readonly (readonly [
  name: string,
  clusters: readonly (Cluster | Partial<Cluster>)[],
  over: Partial<EnvironmentFile>,
  mistakes: readonly string[],
])[] = [
  ['a place with all that it must say', [home, west], {}, []],
  [
    'two places with all that they must say',
    [home, west, { ...east, backup: { ...east.backup, bucket: 'erp-backups-east' } } as Cluster],
    {},
    [],
  ],
  [
    'a further cluster without role',
    [home, roleless],
    {},
    [
      'clusters.1 The cluster "erp-production-west" is a further one of its environment, and does not say its role: it would be a second home, write over the backups of the first, and log in to Vault as it.',
    ],
  ],
  [
    'a further cluster without name of its place',
    [home, nameless],
    {},
    [
      'clusters.1 The cluster "erp-production-west" is a further one of its environment, and does not say its place: it would be a second home, write over the backups of the first, and log in to Vault as it.',
    ],
  ],
  [
    'a standby that does not say where its backups go',
    [home, bucketless],
    {},
    ['clusters.1 The place "west" does not say backup, and cannot share that of another place.'],
  ],
  [
    'a place that keeps nothing, with backups',
    [home, { ...west, role: 'stateless' }],
    {},
    ['clusters.1.backup The place "west" keeps nothing, and says where its backups go.'],
  ],
  [
    'a first cluster that says that it is a standby',
    [{ ...home, role: 'standby' }, west],
    {},
    ['clusters.0.role The first cluster is home, whose name and role are of the environment, and says "role".'],
  ],
  [
    'the bucket of home',
    [home, { ...west, backup: { ...west.backup, bucket: 'erp-backups' } } as Cluster],
    {},
    [
      'clusters.1.backup.bucket The place "west" has backup.bucket "erp-backups", which is that of another place: what is lost with the one is lost with the other.',
    ],
  ],
  [
    'the bucket of an earlier place',
    [home, west, east],
    {},
    [
      'clusters.2.backup.bucket The place "east" has backup.bucket "erp-backups-west", which is that of another place: what is lost with the one is lost with the other.',
    ],
  ],
  [
    'two places of one name',
    [home, west, { ...east, place: 'west', backup: { ...east.backup, bucket: 'erp-backups-east' } } as Cluster],
    {},
    ['clusters.2.place Two clusters are the place "west".'],
  ],
  ['a place that serves and is none', [home, west], { serving: 'wets' }, ['serving No cluster is the place "wets".']],
  ['a place that serves where there is one', [home], { serving: 'west' }, ['serving No cluster is the place "west".']],
  [
    'a place that serves and keeps nothing',
    [home, stateless],
    { serving: 'west' },
    ['serving The place "west" keeps nothing: it cannot serve.'],
  ],
  [
    'a home whose archive nobody knows',
    [{ replicationRole: home.replicationRole ?? '' }, west],
    {},
    [
      'clusters.0.archives The place "home" serves, and nobody says where the archive of its PostgreSQL "first" lies: its standbys cannot follow it.',
    ],
  ],
  [
    'a place that serves and whose archive nobody knows',
    [home, { ...west, archives: { frist: uids.west } }],
    { serving: 'west' },
    [
      'clusters.1.archives The place "west" serves, and nobody says where the archive of its PostgreSQL "first" lies: its standbys cannot follow it.',
      'clusters.1.archives.frist production has no PostgreSQL called "frist".',
    ],
  ],
  [
    'an archive by something else than a UID',
    [{ ...home, archives: { first: 'postgres' } }, west],
    {},
    [
      'clusters.0.archives.first "clusters.0.archives.first" must match pattern "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", got "postgres".',
    ],
  ],
  [
    'a standby of what is dumped once a day',
    [home, west],
    { backup: { mode: 'none' } },
    ['clusters.1.role A standby follows the archived log of PostgreSQL, and the backup of the environment is "none".'],
  ],
  [
    'a serving place without the role by which its bucket is copied',
    [{ archives: { first: uids.home } }, west],
    {},
    ['clusters.0 The place "home" serves, and nobody says as whom AWS copies its bucket to those of its standbys.'],
  ],
  [
    'a mistake in what a place says of itself',
    [home, { ...west, issuer: { dns: { endpoints: ['10.64.3.0'] } } }],
    {},
    ['clusters.1.issuer.dns.endpoints.0 The endpoint "10.64.3.0" is no address range.'],
  ],
  ['a mistake in what it takes over, which is told once', [home, west], { host: 'api' }, ['host "api" is no host name.']],
  [
    'the cluster of another environment',
    [home, { ...west, name: 'erp-dev' }],
    {},
    ['clusters.1.name The cluster "erp-dev" belongs to "dev" and "production-west".'],
  ],
];

it.each(cases)('%s', (_, clusters, over, mistakes) => {
  const file = environmentWith('production', clusters as readonly Cluster[], over);
  const { catalog } = companyWith(environmentWith('production', [home as Cluster, west]));
  const environments = catalog.environments
    .filter((entry) => entry.file !== file.file)
    .concat(dividedPlaces(file).map((entry) => withVersions(entry, catalog.versions)))
    .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : (a.cluster ?? 0) - (b.cluster ?? 0)));
  // Of a place beside those of the company nobody has released anything.
  const versions = environments.map(({ value }) => ({ ...value, versions: catalog.environments[0]?.value.versions }));
  const whole = environments.map((entry, index) => ({ ...entry, value: versions[index] as typeof entry.value }));
  expect(problemsIn({ ...catalog, environments: whole }).map((found) => `${found.path?.join('.')} ${found.message}`)).toEqual(mistakes);
});

/** What is read of a repository whose production has those clusters. */
async function read(clusters: readonly Cluster[]) {
  const root = folderWith({});
  const folder = 'generators/catalog';
  cpSync(folder, path.join(root, folder), { recursive: true });
  const { file, value } = environmentWith('production', clusters);
  writeFileSync(path.join(root, file), definitionFile('environments', value));
  cpSync(`${folder}/versions/production.yaml`, path.join(root, folder, 'versions/production-west.yaml'));
  cpSync(`${folder}/releases/production`, path.join(root, folder, 'releases/production-west'), { recursive: true });
  const text = readFileSync(path.join(root, file), 'utf8');
  return { text, ...(await loadCatalog(root).then((catalog) => ({ catalog, problems: [] }), problemsOf)) };
}

function problemsOf(cause: unknown) {
  if (!(cause instanceof CatalogError)) throw cause;
  return { catalog: undefined, problems: cause.problems };
}

it('is read out of files as the environments that it is drawn as', async () => {
  const { catalog, problems } = await read([home as Cluster, west]);
  expect(problems).toEqual([]);
  expect(catalog?.environments.map(({ file, value }) => [path.basename(file), value.name, value.delivery.from, value.place?.role])).toEqual(
    [
      ['dev.ts', 'dev', undefined, undefined],
      ['production.ts', 'production', 'staging', 'primary'],
      ['production.ts', 'production-west', 'production', 'standby'],
      ['staging.ts', 'staging', 'test', undefined],
      ['test.ts', 'test', 'dev', undefined],
    ],
  );
});

it('tells a mistake in what a place says at its line, and one in what it takes over at its entry', async () => {
  const wrong = { ...west, zones: ['us-west-2a', 'us-west-2b'], issuer: { dns: { endpoints: ['10.64.3.0'] } } };
  const { text, problems } = await read([home as Cluster, wrong]);
  const lineOf = (part: string) => text.slice(0, text.indexOf(part)).split('\n').length;
  expect(problems.map(({ message, place }) => [message, place?.line])).toEqual([
    ['The endpoint "10.64.3.0" is no address range.', lineOf("'10.64.3.0'")],
  ]);
  const { text: whole, problems: ofEntry } = await read([home as Cluster, roleless as Cluster]);
  expect(ofEntry.map(({ place }) => place?.line)).toEqual([whole.slice(0, whole.indexOf("'erp-production-west'")).split('\n').length - 1]);
});
