import type { Entry } from '../../entry.ts';
import type { EnvironmentFile } from '../../environment/environment.ts';
import { type Cluster, homePlace } from '../../environment/place.ts';
import { placeName, servingCluster } from '../../environment/places.ts';
import { firstCluster, furtherClusters } from '../../stores/postgres-clusters.ts';
import { operated, stores } from '../../stores/stores.ts';
import { at, type CatalogProblem, problem, unknownName, unless } from '../problem.ts';

/** What is wrong with the clusters of an environment, of a file of the right shape. Of one cluster only that others are missing. */
export function placeProblems(entry: Entry<EnvironmentFile>): CatalogProblem[] {
  const { clusters } = entry.value;
  return [
    ...homeProblems(entry),
    ...clusters.flatMap((cluster, index) => (index === 0 ? [] : furtherProblems(entry, cluster, index))),
    ...servingProblems(entry),
    ...(clusters.some(({ role }) => role === 'standby') ? [...standbyProblems(entry), ...archiveProblems(entry)] : []),
  ];
}

/** What the first cluster cannot say: it is the environment. */
function homeProblems(entry: Entry<EnvironmentFile>): CatalogProblem[] {
  const [home] = entry.value.clusters;
  return (['place', 'role', 'nodes', 'issuer', 'observability', 'backup'] as const).flatMap((field) =>
    unless(
      home?.[field] === undefined,
      at(entry, 'clusters', 0, field),
      `The first cluster is home, whose ${field === 'place' || field === 'role' ? 'name and role are' : 'facts are those'} of the environment, and says "${field}".`,
      field === 'place' || field === 'role'
        ? 'Remove the field; which place serves is said by "serving" of the environment.'
        : `Write ${field} as a field of the environment.`,
    ),
  );
}

/** What a place shares with no other, by the role that asks for it. */
const needed: Readonly<Record<NonNullable<Cluster['role']>, readonly (keyof Cluster)[]>> = {
  standby: ['issuer', 'observability', 'backup'],
  stateless: ['issuer', 'observability'],
};

const shapes: Partial<Readonly<Record<keyof Cluster, string>>> = {
  issuer: 'issuer: { dns: { endpoints } }',
  observability: 'observability: { logs: { bucket, region, role, endpoints }, hosts: { grafana, jaeger } }',
  backup: 'backup: { bucket, region, role, archiveRole, endpoints }',
};

function furtherProblems(entry: Entry<EnvironmentFile>, cluster: Cluster, index: number): CatalogProblem[] {
  const { clusters } = entry.value;
  const spot = (...path: readonly string[]) => at(entry, 'clusters', index, ...path);
  const { place, role, name } = cluster;
  if (place === undefined || role === undefined) {
    return (['place', 'role'] as const).flatMap((field) =>
      unless(
        cluster[field] !== undefined,
        spot(),
        `The cluster "${name}" is a further one of its environment, and does not say its ${field}: it would be a second home, write over the backups of the first, and log in to Vault as it.`,
        field === 'place'
          ? "Give it a name of its own, as place: 'west'."
          : "Write role: 'standby', which follows the place that serves, or role: 'stateless', which keeps nothing.",
      ),
    );
  }
  return [
    ...unless(
      clusters.findIndex((other) => other.place === place) === index,
      spot('place'),
      `Two clusters are the place "${place}".`,
      'Give each its own name.',
    ),
    ...needed[role].flatMap((field) =>
      unless(
        cluster[field] !== undefined,
        spot(),
        `The place "${place}" does not say ${field}, and cannot share that of another place.`,
        `Write ${shapes[field] ?? field} into its entry.`,
      ),
    ),
    ...unless(
      role !== 'stateless' || cluster.backup === undefined,
      spot('backup'),
      `The place "${place}" keeps nothing, and says where its backups go.`,
      'Remove the field.',
    ),
    ...sharedProblems(entry, cluster, index),
  ];
}

/** Buckets and hosts that an earlier place has already. */
function sharedProblems(entry: Entry<EnvironmentFile>, cluster: Cluster, index: number): CatalogProblem[] {
  const { clusters, backup, observability } = entry.value;
  const home = { backup: backup.mode === 'none' ? undefined : backup, observability };
  const earlier = [home, ...clusters.slice(1, index)];
  const facts: readonly (readonly [path: readonly string[], read: (place: typeof home | Cluster) => string | undefined])[] = [
    [['backup', 'bucket'], (place) => place.backup?.bucket],
    [['observability', 'logs', 'bucket'], (place) => place.observability?.logs.bucket],
    [['observability', 'hosts', 'grafana'], (place) => place.observability?.hosts.grafana],
    [['observability', 'hosts', 'jaeger'], (place) => place.observability?.hosts.jaeger],
  ];
  return facts.flatMap(([path, read]) => {
    const own = read(cluster);
    return unless(
      own === undefined || !earlier.some((place) => read(place) === own),
      at(entry, 'clusters', index, ...path),
      `The place "${cluster.place ?? homePlace}" has ${path.join('.')} "${own ?? ''}", which is that of another place: what is lost with the one is lost with the other.`,
      'Write its own.',
    );
  });
}

function servingProblems(entry: Entry<EnvironmentFile>): CatalogProblem[] {
  const { clusters, serving } = entry.value;
  if (serving === undefined) return [];
  const keeping = clusters.filter(({ role }) => role !== 'stateless').map(placeName);
  const stateless = clusters.some((cluster) => cluster.role === 'stateless' && placeName(cluster) === serving);
  if (stateless) {
    return [problem(at(entry, 'serving'), `The place "${serving}" keeps nothing: it cannot serve.`, `Write one of ${keeping.join(', ')}.`)];
  }
  return unknownName(at(entry, 'serving'), `No cluster is the place "${serving}".`, serving, keeping);
}

/** What a standby follows must be there: a log that is archived, of stores that are ours. */
function standbyProblems(entry: Entry<EnvironmentFile>): CatalogProblem[] {
  const { clusters, backup, dataLayer, stores: further = {} } = entry.value;
  const first = clusters.findIndex(({ role }) => role === 'standby');
  const spot = at(entry, 'clusters', first, 'role');
  const elsewhere = [...stores.filter((store) => operated({ dataLayer }, store) === undefined), ...Object.keys(further)];
  return [
    ...unless(
      backup.mode === 'continuous',
      spot,
      `A standby follows the archived log of PostgreSQL, and the backup of the environment is "${backup.mode}".`,
      'Set backup.mode to continuous, with archiveRole.',
    ),
    ...unless(
      elsewhere.length === 0,
      spot,
      `Somebody else runs ${elsewhere.join(', ')} of the environment, and what these are in another place nobody says.`,
      'Ask its provider for a copy in another region, and declare that place as an environment of its own.',
    ),
  ];
}

/** The archive of the place that serves is found by the UIDs of its clusters; of any other place they may be said beforehand. */
function archiveProblems(entry: Entry<EnvironmentFile>): CatalogProblem[] {
  const { clusters, dataLayer, name } = entry.value;
  const known = [firstCluster, ...furtherClusters({ dataLayer }).map(([key]) => key)];
  const serving = servingCluster(entry.value);
  return clusters.flatMap((cluster, index) => {
    const { archives = {} } = cluster;
    const strange = Object.keys(archives).flatMap((key) =>
      unknownName(at(entry, 'clusters', index, 'archives', key), `${name} has no PostgreSQL called "${key}".`, key, known),
    );
    const missing = cluster === serving ? known.filter((key) => archives[key] === undefined) : [];
    return [
      ...strange,
      ...missing.map((key) =>
        problem(
          at(entry, 'clusters', index, 'archives'),
          `The place "${placeName(cluster)}" serves, and nobody says where the archive of its PostgreSQL "${key}" lies: its standbys cannot follow it.`,
          `Write archives: { ${key}: '<uid>' } into its entry: the UID of its postgresql object, by which its folder is called ("kubectl get postgresql -o jsonpath={.metadata.uid}").`,
        ),
      ),
    ];
  });
}
