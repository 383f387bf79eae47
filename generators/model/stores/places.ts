import { type FurtherName, furtherStores, isFurther } from '../further/further.ts';
import { kafkaPorts, postgresNames, postgresPorts, redisPorts } from '../platform/data-layer.ts';
import type { PlatformDefinition } from '../platform/platform.ts';
import { clusterHost, endpoints, kafkaBrokers, servingPods } from '../service/backing-services.ts';
import type { BackingService, Use } from '../service/service.ts';
import { type Asking, clusterOf } from './postgres-clusters.ts';
import type { FurtherServers } from './servers.ts';
import { type Authority, type DataLayer, type ExternalServer, external, operated } from './stores.ts';

/** Where a client finds a store, whoever runs it. */
export interface Place {
  /** `host:port`; of several servers with commas between. */
  readonly address: string;
  readonly port: number;
  /** Pods of the infra namespace, or addresses beyond the cluster. */
  readonly at: { readonly pods: Readonly<Record<string, string>> } | { readonly cidrs: readonly string[] };
  /** Who signed its certificate; `data-ca`: the authority of the data layer. */
  readonly tls: Authority | 'data-ca';
}

/** The same, and the database itself, past what shares its connections. */
export type PlaceName = Use | 'session';

/** What of an environment says where its stores are. */
export interface Layered {
  readonly dataLayer: DataLayer;
  readonly stores?: FurtherServers;
  readonly namespaces: { readonly infra: string };
}

/**
 * The one answer to where a store of an environment is: its address, its port, who stands behind it and who signed for it. All that
 * clients are given follows from it.
 * @param asking whose database is meant; absent: the first PostgreSQL of the environment
 */
export function placeOf(
  name: PlaceName,
  environment: Layered,
  platform: Pick<PlatformDefinition, 'dataLayer'>,
  asking: Asking = {},
): Place {
  if (isFurther(name)) return further(name, environment);
  switch (name) {
    case 'postgres':
    case 'session': {
      const there = external(environment, 'postgres');
      if (there === undefined) return database(name, environment, platform, asking);
      return beyond(name === 'session' ? there : (there.pooler ?? there), postgresPorts.sql);
    }
    case 'redis': {
      const there = external(environment, 'redis');
      return there === undefined ? within(name, environment, platform) : beyond(there, redisPorts.redis);
    }
    case 'kafka': {
      const there = external(environment, 'kafka');
      if (there === undefined) return within(name, environment, platform);
      const port = Number(/:(\d+)$/.exec(there.brokers[0] ?? '')?.[1] ?? kafkaPorts.clients);
      return { address: there.brokers.join(','), port, at: { cidrs: there.cidrs }, tls: there.tls };
    }
    case 'tracing':
      return within(name, environment, platform);
  }
}

/** Addresses that lead nowhere (RFC 5737): of what an environment does not have, which no service of it may use. */
const nowhere = { host: 'nowhere.invalid', cidrs: ['192.0.2.0/32'], tls: 'public' } as const;

function further(name: FurtherName, { stores }: Layered): Place {
  const there = stores?.[name] ?? nowhere;
  const kind = furtherStores[name];
  return beyond(there, there.tls === 'none' ? kind.plain.port : kind.tls.port);
}

/** A server of somebody else. */
function beyond({ host, port, cidrs, tls }: ExternalServer, usual: number): Place {
  return { address: `${host}:${port ?? usual}`, port: port ?? usual, at: { cidrs }, tls };
}

/** What the environment operates: by the name of the manual, or as its operator calls it. */
function within(
  name: Exclude<BackingService, 'postgres'>,
  environment: Layered,
  { dataLayer }: Pick<PlatformDefinition, 'dataLayer'>,
): Place {
  const { infra } = environment.namespaces;
  const { port } = endpoints[name];
  const at = { pods: servingPods(name, dataLayer) };
  if (name === 'kafka') {
    const brokers = operated(environment, 'kafka')?.brokers ?? 0;
    return { address: kafkaBrokers(dataLayer.kafka, brokers, infra), port, at, tls: 'data-ca' };
  }
  return { address: `${clusterHost(endpoints[name].service, infra)}:${port}`, port, at, tls: 'none' };
}

/** The pooler, or past it the Service of the operator, which follows the primary. */
function database(
  name: 'postgres' | 'session',
  environment: Layered,
  platform: Pick<PlatformDefinition, 'dataLayer'>,
  asking: Asking,
): Place {
  const { infra } = environment.namespaces;
  const { name: cluster = platform.dataLayer.postgres, service = endpoints.postgres.service } =
    clusterOf(asking, environment, platform) ?? {};
  const { podLabels, poolerLabels } = postgresNames(cluster);
  const port = postgresPorts.sql;
  return {
    address: `${clusterHost(name === 'session' ? cluster : service, infra)}:${port}`,
    port,
    at: { pods: name === 'session' ? podLabels : poolerLabels },
    tls: 'data-ca',
  };
}

/** Whether a store is beyond the cluster. */
export function isBeyond(place: Place): boolean {
  return 'cidrs' in place.at;
}

/** Certificates of the authorities that everybody knows, in images of Debian and Alpine and in Google's distroless ones. */
const publicAuthorities = '/etc/ssl/certs/ca-certificates.crt';

/** Where a client finds the certificate of who signed for a store; undefined where nobody did. */
export function authorityFile(store: Use, { tls }: Place): string | undefined {
  switch (tls) {
    case 'data-ca':
      return '/app/ca/ca.crt';
    case 'vault':
      return `${authorityPath(store)}/ca.crt`;
    case 'public':
      return publicAuthorities;
    case 'none':
      return undefined;
  }
}

/** Secret with the certificate of the authority of a store of somebody else, and its folder in Vault. */
export function authorityName(store: Use): string {
  return `${store}-ca`;
}

/** Folder of the same in a container. */
export function authorityPath(store: Use): string {
  return `/app/${authorityName(store)}`;
}
