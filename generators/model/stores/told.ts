import { furtherNames, furtherStores } from '../further/further.ts';
import { kafkaPorts, postgresPorts, redisPorts } from '../platform/data-layer.ts';
import { ownKey } from '../platform/own-keys.ts';
import type { FurtherServers } from './servers.ts';
import { type DataLayer, type ExternalServer, external } from './stores.ts';

/** A server of somebody else, as the objects of an environment tell of it. */
interface ToldServer {
  /** `host:port`, one or several. */
  readonly servers: readonly string[];
  readonly cidrs: readonly string[];
  /** Whether it proves who it is. */
  readonly tls: boolean;
  /** Connections that clients may open; absent: as many as they like. */
  readonly connections?: number;
}

/**
 * Annotations of the infra namespace, one for each store that somebody else runs: what is known of it, as JSON. Whoever reads the
 * objects alone knows by them that nothing is missing, and where clients are meant to go.
 */
export function storesElsewhere(environment: {
  readonly dataLayer: DataLayer;
  readonly stores?: FurtherServers;
}): Readonly<Record<string, string>> {
  const [postgres, redis, kafka] = [external(environment, 'postgres'), external(environment, 'redis'), external(environment, 'kafka')];
  const told: Readonly<Record<string, readonly ToldServer[] | undefined>> = {
    postgres: postgres && [
      ...(postgres.pooler === undefined ? [] : [{ ...server(postgres.pooler, postgresPorts.sql), connections: postgres.connections }]),
      { ...server(postgres, postgresPorts.sql), ...(postgres.pooler === undefined && { connections: postgres.connections }) },
    ],
    redis: redis && [{ ...server(redis, redisPorts.redis), connections: redis.connections }],
    kafka: kafka && [{ servers: kafka.brokers.map((broker) => withPort(broker)), cidrs: kafka.cidrs, tls: kafka.tls !== 'none' }],
    ...Object.fromEntries(
      furtherNames.map((name) => {
        const there = environment.stores?.[name];
        const { tls, plain } = furtherStores[name];
        return [name, there && [server(there, (there.tls === 'none' ? plain : tls).port)]] as const;
      }),
    ),
  };
  return Object.fromEntries(
    Object.entries(told).flatMap(([store, servers]) =>
      servers === undefined ? [] : [[ownKey(`${store}-elsewhere`), JSON.stringify(servers)] as const],
    ),
  );
}

function server({ host, port, cidrs, tls }: ExternalServer, usual: number): ToldServer {
  return { servers: [`${host}:${port ?? usual}`], cidrs, tls: tls !== 'none' };
}

function withPort(broker: string): string {
  return /:\d+$/.test(broker) ? broker : `${broker}:${kafkaPorts.clients}`;
}
