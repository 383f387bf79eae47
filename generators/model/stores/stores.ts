import type { DataLayerSize } from '../platform/data-layer.ts';

/** Who signed the certificate that a server of somebody else shows. */
export type Authority =
  /** One that every image knows. */
  | 'public'
  /** One of its own: its certificate, or several in one text, is the property `value` of `erp/<environment>/<store>-ca` in Vault. */
  | 'vault'
  /** It talks without TLS: only in a trial. */
  | 'none';

/** A server that somebody else runs, as its clients reach it. */
export interface ExternalServer {
  /** The name that its certificate holds, or its address where it has no name. */
  readonly host: string;
  /** Absent: that of the protocol. */
  readonly port?: number;
  /** Where that name leads, in CIDR notation: a NetworkPolicy knows no names, so pods are let out to these and nowhere else. */
  readonly cidrs: readonly string[];
  readonly tls: Authority;
}

/** PostgreSQL that somebody else runs. Passwords lie in Vault where those of the own one do. */
export interface ExternalPostgres extends ExternalServer {
  readonly provider: 'rds' | 'cloud-sql' | 'azure' | 'other';
  /** Connections that clients may open: `max_connections` less what the provider keeps, or what its pooler lets in. */
  readonly connections: number;
  /** What stands before it and shares its connections by transaction. Services connect there; migrations and dumps to the server itself. */
  readonly pooler?: ExternalServer;
}

/** Redis or Valkey that somebody else runs, one primary with or without replicas. */
export interface ExternalRedis extends ExternalServer {
  readonly provider: 'elasticache' | 'memorystore' | 'azure' | 'other';
  /** Clients that it lets in (`maxclients`). */
  readonly connections: number;
  /** Name that services log in by; absent: a password alone (AUTH). */
  readonly user?: string;
}

/** Kafka that somebody else runs. */
export interface ExternalKafka {
  readonly provider: 'msk' | 'google' | 'other';
  /** `host:port` of each that clients ask first, all with one port. */
  readonly brokers: readonly string[];
  /** Where all brokers are, those too that only metadata names. */
  readonly cidrs: readonly string[];
  readonly tls: Authority;
  /** How a service shows who it is: under its own name with a password, or by a certificate of its own; both lie in Vault. */
  readonly login: 'scram-sha-512' | 'scram-sha-256' | 'plain' | 'certificate';
  /** Copies of a partition. */
  readonly copies: number;
  /** Partitions that its brokers carry together, copies included. */
  readonly partitions: number;
  /** The longest that it keeps a message; absent: as long as one likes. */
  readonly retentionHours?: number;
}

interface External {
  readonly postgres: ExternalPostgres;
  readonly redis: ExternalRedis;
  readonly kafka: ExternalKafka;
}

/** What the catalog may either operate in the cluster of an environment or know at somebody else's. */
export type Store = keyof External;

/** That there is none of a store: no file says it, a place that keeps nothing has it so. */
export interface NoStore {
  readonly none: true;
}

/** For each store how much of it the environment operates, or where somebody else does. */
export type DataLayer = { readonly [S in Store]: DataLayerSize[S] | { readonly external: External[S] } | NoStore };

type Layered = { readonly dataLayer: DataLayer };

/** How much of a store an environment operates; undefined where somebody else does, and where there is none. */
export function operated<S extends Store>({ dataLayer }: Layered, store: S): DataLayerSize[S] | undefined {
  const item: DataLayerSize[S] | { readonly external: External[S] } | NoStore = dataLayer[store];
  return 'external' in item || 'none' in item ? undefined : item;
}

/** A store of somebody else; undefined where the environment operates it, and where there is none. */
export function external<S extends Store>({ dataLayer }: Layered, store: S): External[S] | undefined {
  const item: DataLayerSize[S] | { readonly external: External[S] } | NoStore = dataLayer[store];
  return 'external' in item ? item.external : undefined;
}

/** All stores, in the order of the files. */
export const stores: readonly Store[] = ['postgres', 'redis', 'kafka'];

/** Stores that an environment operates. */
export function operatedStores(environment: Layered): readonly Store[] {
  return stores.filter((store) => operated(environment, store) !== undefined);
}
