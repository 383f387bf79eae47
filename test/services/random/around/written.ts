import path from 'node:path';
import type { Catalog, VersionsEntry } from '../../../../generators/model/catalog.ts';
import type { Entry } from '../../../../generators/model/entry.ts';
import type { Backup } from '../../../../generators/model/environment/backup.ts';
import type { EnvironmentFile } from '../../../../generators/model/environment/environment.ts';
import type { Cluster } from '../../../../generators/model/environment/place.ts';
import { placeEnvironment } from '../../../../generators/model/environment/places.ts';
import { type Versions, versionsFile } from '../../../../generators/model/environment/versions.ts';
import type { PlatformDefinition } from '../../../../generators/model/platform/platform.ts';
import type { ServiceDefinition } from '../../../../generators/model/service/service.ts';
import { firstCluster, furtherClusters } from '../../../../generators/model/stores/postgres-clusters.ts';
import { type DataLayer, operated } from '../../../../generators/model/stores/stores.ts';
import { loadCatalog } from '../../../../scripts/catalog/catalog.ts';
import { environmentDraft } from '../../../../scripts/operations/changes/templates.ts';
import { readLiteral } from '../../../../scripts/repository/literal/read.ts';
import type { Around } from './around.ts';
import { copiesOn, definitionOf, environmentOn, placeOn, serviceRole } from './clouds.ts';

const known = await loadCatalog(path.resolve(import.meta.dirname, '../../../..'));

/** All that people of a company write, its services beside those of this repository. */
export interface Company {
  readonly platform: Entry<PlatformDefinition>;
  readonly environments: readonly Entry<EnvironmentFile>[];
  readonly versions: readonly VersionsEntry[];
  readonly services: readonly ServiceDefinition[];
}

/** The files of a company with those services, and with that around them. */
export function companyOf(services: readonly ServiceDefinition[], around: Around): Company {
  const files = [...known.environments.map(asWritten), ...extra(around)].sort((a, b) => (a.file < b.file ? -1 : 1));
  const own = services.map((service) => onCloud(service, around.cloud));
  const environments = files.map(({ file, value }) => ({ file, value: environmentOf(value, around, own) }));
  return {
    platform: {
      ...known.platform,
      value: {
        ...known.platform.value,
        cloud: definitionOf(around.cloud),
        networkPlugin: around.cloud === 'aws' || around.networkPlugin !== 'aws-vpc' ? around.networkPlugin : 'cilium',
      },
    },
    environments,
    versions: versionsOf(environments, around),
    services: own,
  };
}

function asWritten({ file, value }: Catalog['environments'][number]): Entry<EnvironmentFile> {
  const { versions: _, place: __, ...written } = value;
  return { file, value: written };
}

const definition = { define: 'defineEnvironment', from: '../../model/environment.ts' };

/** One more environment, as `npm run ops -- new environment` writes it. */
function extra({ extra: tier }: Around): readonly Entry<EnvironmentFile>[] {
  if (tier === undefined) return [];
  const { file, text } = environmentDraft(known, 'extra', { tier });
  return [{ file, value: readLiteral(text, definition).value as EnvironmentFile }];
}

function environmentOf(file: EnvironmentFile, around: Around, services: readonly ServiceDefinition[]): EnvironmentFile {
  const name = file.name as keyof Around['elsewhere'];
  const there = around.elsewhere[name] ?? {};
  const stores = around.stores[name];
  const isHost = around.pullRequests?.host === name;
  const placed = environmentOn(around.cloud, { ...file, dataLayer: dataLayerOf(file, around) });
  const whole: EnvironmentFile = {
    ...placed,
    ...(there.postgres !== undefined && { backup: daily(placed.backup) }),
    ...(stores !== undefined && { stores }),
    ...(isHost && { pullRequests: pullRequestsOf(around, services) }),
  };
  return around.places?.of === name ? withPlaces(whole, around) : whole;
}

/** Nobody archives the log of a server that somebody else runs. */
function daily(backup: Backup): Backup {
  if (backup.mode !== 'continuous') return backup;
  const { archiveRole: _, ...rest } = backup;
  return { ...rest, mode: 'daily' };
}

function dataLayerOf(file: EnvironmentFile, { elsewhere, postgres }: Around): DataLayer {
  const there = elsewhere[file.name as keyof Around['elsewhere']] ?? {};
  const own = operated(file, 'postgres');
  // Of the first's kind: what the chart of the operator is told, nobody draws anew here.
  const { instances = 1, poolers = 1 } = own ?? {};
  const further = Object.fromEntries(Object.entries(postgres).map(([key, storage]) => [key, { instances, poolers, storage }]));
  const operatedHere: DataLayer = own === undefined ? file.dataLayer : { ...file.dataLayer, postgres: { ...own, further } };
  return Object.fromEntries(
    (['postgres', 'redis', 'kafka'] as const).map((store) => {
      const external = there[store];
      return [store, external === undefined ? operatedHere[store] : { external }];
    }),
  ) as unknown as DataLayer;
}

function pullRequestsOf({ pullRequests }: Around, services: readonly ServiceDefinition[]): NonNullable<EnvironmentFile['pullRequests']> {
  const names = [...known.services.map(({ value }) => value.name), ...services.map(({ name }) => name)];
  const { mostDays = 1, repositories = [] } = pullRequests ?? {};
  return {
    mostDays,
    repositories: repositories.map(({ services: wishes, ...own }) => ({
      ...own,
      services: [...new Set(wishes.map((wish) => names[wish % names.length] as string))],
    })),
  };
}

function withPlaces(file: EnvironmentFile, { places, cloud }: Around): EnvironmentFile {
  const { clusters: wishes = [], serving = 0 } = places ?? {};
  const archives = (digit: string) =>
    Object.fromEntries(
      [firstCluster, ...furtherClusters(file).map(([key]) => key)].map((key, index) => [
        key,
        `${digit.repeat(7)}${index}-0b5e-4c5c-9a51-2f1f0c6a1d01`,
      ]),
    );
  const further = wishes.map(({ place, role, nodes }, index): Cluster => {
    const own = `${file.name}-${place}`;
    const { backup, ...facts } = placeOn(cloud, own);
    return {
      name: `erp-${own}`,
      place,
      role,
      zones: [`${place}-a`, `${place}-b`],
      ...(nodes !== undefined && { nodes: { most: nodes } }),
      ...facts,
      ...(role === 'standby' && { backup, archives: archives('bcd'[index] ?? 'e'), ...copiesOn(cloud, own) }),
    };
  });
  const keeping = further.filter(({ role }) => role === 'standby');
  const chosen = keeping[serving - 1]?.place;
  const [home, ...others] = file.clusters;
  const first = { ...home, ...(keeping.length > 0 && { archives: archives('a'), ...copiesOn(cloud, file.name) }) } as Cluster;
  return { ...file, clusters: [first, ...others, ...further], ...(chosen !== undefined && { serving: chosen }) };
}

function versionsOf(environments: readonly Entry<EnvironmentFile>[], around: Around): readonly VersionsEntry[] {
  return environments.flatMap(({ value }) => {
    const own =
      known.environments.find((other) => other.value.name === value.name) ??
      known.environments.findLast((other) => other.value.tier === value.tier);
    const versions: Versions = { ...(own?.value.versions as Versions), ...around.versions[value.name as keyof Around['versions']] };
    // Places have those of their environment: a standby reads the log of what serves.
    return value.clusters.map((cluster) => {
      const environment = placeEnvironment(value, cluster);
      return { file: versionsFile(environment), environment, value: versions };
    });
  });
}

function onCloud(service: ServiceDefinition, cloud: Around['cloud']): ServiceDefinition {
  const roles = service.identity?.cloudRole;
  if (roles === undefined || cloud === 'aws') return service;
  const own = Object.fromEntries(Object.keys(roles).map((environment) => [environment, serviceRole(cloud, service.name)]));
  return { ...service, identity: { ...service.identity, cloudRole: own } };
}
