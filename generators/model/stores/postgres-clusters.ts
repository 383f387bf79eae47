import type { PostgresSize } from '../platform/data-layer.ts';
import { ownKey } from '../platform/own-keys.ts';
import type { PlatformDefinition } from '../platform/platform.ts';
import type { ServiceDefinition } from '../service/service.ts';
import { type DataLayer, operated } from './stores.ts';

/** One PostgreSQL that an environment operates: instances, their pooler, and the names by which it is reached. */
export interface PostgresCluster {
  /** As services call it (`database.cluster`); absent: that of all who name none. */
  readonly key?: string;
  /** The `postgresql` object, and the beginning of whatever the operator makes of it. */
  readonly name: string;
  readonly size: PostgresSize;
  /** How Services, labels, policies and monitors of ours begin: `postgres`, or `postgres-<key>`. */
  readonly stem: string;
  /** Of the Service by which its pooler is reached, under the name of the manual where it is the first one. */
  readonly service: string;
  /** Labels of the pods that its pooler lets in, and of those that the database itself lets in. */
  readonly clientLabel: string;
  readonly sessionLabel: string;
}

/** What of a service says which of several clusters is its own. */
export interface Asking {
  readonly database?: { readonly cluster?: string };
}

/** Whoever has a database in the cluster of that name; of the first one without a name. */
export function askingFor(key: string | undefined): Asking {
  return { database: key === undefined ? {} : { cluster: key } };
}

/** How people and alerts call the first one, where there are others. */
export const firstCluster = 'first';

interface Layered {
  readonly dataLayer: DataLayer;
}

type Named = Pick<PlatformDefinition, 'dataLayer'>;

/** The further clusters of an environment by their names, in the order of these. */
export function furtherClusters(environment: Layered): readonly (readonly [key: string, size: PostgresSize])[] {
  return Object.entries(operated(environment, 'postgres')?.further ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Those that an environment operates, that of all who name none first; none where somebody else runs PostgreSQL. */
export function postgresClusters(environment: Layered, { dataLayer }: Named): readonly PostgresCluster[] {
  const size = operated(environment, 'postgres');
  if (size === undefined) return [];
  return [
    cluster(dataLayer.postgres, size, undefined),
    ...furtherClusters(environment).map(([key, own]) => cluster(dataLayer.postgres, own, key)),
  ];
}

function cluster(first: string, size: PostgresSize, key: string | undefined): PostgresCluster {
  const named = (own: string) => (key === undefined ? own : `${own}-${key}`);
  const stem = named('postgres');
  return {
    ...(key !== undefined && { key }),
    name: named(first),
    size,
    stem,
    service: `${stem}-primary`,
    clientLabel: ownKey(`${stem}-client`),
    sessionLabel: ownKey(`${stem}-session`),
  };
}

/**
 * The one that holds the database of a service; undefined where somebody else runs PostgreSQL. Where an environment has no such cluster, as on a
 * laptop, it is the first: environments that are deployed are held to have it (`generators/model/problems`).
 */
export function clusterOf({ database }: Asking, environment: Layered, platform: Named): PostgresCluster | undefined {
  const all = postgresClusters(environment, platform);
  return all.find(({ key }) => key === database?.cluster) ?? all[0];
}

/** Whether it holds the database of a service. */
export function isIn({ name }: Pick<PostgresCluster, 'name'>, service: Asking, environment: Layered, platform: Named): boolean {
  return clusterOf(service, environment, platform)?.name === name;
}

/** Those that services of an environment use. */
export function usedClusters(
  services: readonly Pick<ServiceDefinition, 'uses' | 'database'>[],
  environment: Layered,
  platform: Named,
): readonly PostgresCluster[] {
  const using = services.filter(({ uses }) => uses.includes('postgres'));
  return postgresClusters(environment, platform).filter((own) => using.some((service) => isIn(own, service, environment, platform)));
}
