import type { Entry } from '../entry.ts';
import type { DataLayer } from '../stores/stores.ts';
import type { EnvironmentFile } from './environment.ts';
import { type Cluster, homePlace, type Place } from './place.ts';

/** An environment as it is drawn: of one cluster. */
export interface PlacedEnvironment extends EnvironmentFile {
  readonly place?: Place;
}

/** Name of the environment that a cluster is drawn as. */
export function placeEnvironment({ name }: Pick<EnvironmentFile, 'name'>, { place }: Pick<Cluster, 'place'>): string {
  return place === undefined ? name : `${name}-${place}`;
}

/** The name of a place among those of its environment. */
export function placeName({ place }: Pick<Cluster, 'place'>): string {
  return place ?? homePlace;
}

/** The cluster that serves; the first where that is unknown. */
export function servingCluster({ clusters, serving = homePlace }: Pick<EnvironmentFile, 'clusters' | 'serving'>): Cluster | undefined {
  return clusters.find((cluster) => placeName(cluster) === serving) ?? clusters[0];
}

/**
 * The environments that a file without mistakes means, one for each cluster, home first: everything behind this knows environments of one cluster.
 * A place has the namespaces, host, tier, sizes and settings of its environment, and whatever its cluster says. It gets its versions
 * from the place before it.
 */
export function placesOf(entry: Entry<EnvironmentFile>): readonly Entry<PlacedEnvironment>[] {
  const { serving: _, ...home } = entry.value;
  if (home.clusters.length < 2) return [entry];
  return home.clusters.map((cluster, index): Entry<PlacedEnvironment> => {
    const place = placeIn(entry.value, cluster);
    const { name, zones } = cluster;
    const own = { ...home, clusters: [{ name, zones }], place };
    const before = home.clusters[index - 1];
    return before === undefined
      ? { ...entry, value: own }
      : { ...entry, cluster: index, value: furtherPlace(own, cluster, placeEnvironment(home, before)) };
  });
}

const noStores: DataLayer = { postgres: { none: true }, redis: { none: true }, kafka: { none: true } };

function furtherPlace(
  { sealing: _, pullRequests: __, stores, ...home }: PlacedEnvironment,
  cluster: Cluster,
  from: string,
): PlacedEnvironment {
  const { backup, observability, issuer, nodes = home.nodes } = cluster;
  const suffix = placeName(cluster);
  return {
    ...home,
    name: placeEnvironment(home, cluster),
    title: { en: `${home.title.en}, ${suffix}`, zh: `${home.title.zh}（${suffix}）` },
    nodes,
    ...(cluster.role === 'stateless' ? { dataLayer: noStores } : stores !== undefined && { stores }),
    issuer: { ...home.issuer, dns: { ...home.issuer.dns, ...issuer?.dns } },
    observability: { ...home.observability, ...observability, logs: { ...home.observability.logs, ...observability?.logs } },
    backup: home.backup.mode === 'none' || cluster.role === 'stateless' ? { mode: 'none' } : { ...home.backup, ...backup },
    delivery: { ...home.delivery, from, soakHours: 0 },
  };
}

function placeIn(environment: EnvironmentFile, cluster: Cluster): Place {
  const { clusters, name: of } = environment;
  const serving = servingCluster(environment);
  const place = { of, name: placeName(cluster) };
  const hasStores = clusters.filter(({ role }) => role !== 'stateless');
  const shared = hasStores.length > 1;
  if (cluster.role === 'stateless') return { ...place, role: 'stateless', shared: false };
  if (cluster !== serving) {
    const follows = { environment: placeEnvironment(environment, serving ?? {}), archives: serving?.archives ?? {} };
    return { ...place, role: 'standby', follows, shared };
  }
  const copies = hasStores
    .filter((other) => other !== cluster)
    .map((other) => ({ environment: placeEnvironment(environment, other), ...bucketOf(environment, other) }));
  return {
    ...place,
    role: 'primary',
    ...(copies.length > 0 && { copies }),
    ...(cluster.replicationRole !== undefined && { replicationRole: cluster.replicationRole }),
    shared,
  };
}

/** Where the archive of a place with stores lies. */
function bucketOf({ backup: home }: EnvironmentFile, { backup }: Cluster) {
  const { bucket, region } = backup ?? (home.mode === 'none' ? { bucket: '', region: '' } : home);
  return { bucket, region };
}
