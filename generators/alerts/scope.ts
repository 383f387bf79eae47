import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { furtherClusters } from '../model/stores/postgres-clusters.ts';
import { external, operated, type Store, stores } from '../model/stores/stores.ts';

/** What of an environment its alerts depend on. Nothing of its services: no alert grows with their number. */
export interface AlertScope {
  readonly environment: string;
  /** Namespace of the services. */
  readonly app: string;
  /** Namespace of the data layer and the monitoring. */
  readonly infra: string;
  /** Instances of PostgreSQL, nodes of Redis and brokers of Kafka that must be there; 0 where somebody else runs them. */
  readonly postgres: number;
  /** Instances of each further cluster of PostgreSQL, by its name. */
  readonly further: Readonly<Record<string, number>>;
  readonly redis: number;
  readonly kafka: number;
  /** Stores that somebody else runs. */
  readonly storesElsewhere: readonly Store[];
  readonly autoscaled: boolean;
  readonly gateway: boolean;
  /** Whether an image without its signature is refused. */
  readonly signed: boolean;
  readonly backedUp: boolean;
  /** Whether the write-ahead log is archived, and whether dumps are restored on trial. */
  readonly archived: boolean;
  readonly drilled: boolean;
  readonly alertmanagers: number;
}

/** The scope of an environment. */
export function alertScope(environment: EnvironmentDefinition): AlertScope {
  const { name, namespaces, replicas, edge, backup, observability, signatures } = environment;
  return {
    environment: name,
    app: namespaces.app,
    infra: namespaces.infra,
    postgres: operated(environment, 'postgres')?.instances ?? 0,
    further: Object.fromEntries(furtherClusters(environment).map(([key, { instances }]) => [key, instances])),
    redis: operated(environment, 'redis')?.nodes ?? 0,
    kafka: operated(environment, 'kafka')?.brokers ?? 0,
    storesElsewhere: stores.filter((store) => external(environment, store) !== undefined),
    autoscaled: 'minimumPerZone' in replicas,
    gateway: edge === 'gateway',
    signed: signatures === 'enforce',
    backedUp: backup.mode !== 'none',
    archived: backup.mode === 'continuous',
    drilled: backup.mode !== 'none' && backup.drillSchedule !== undefined,
    alertmanagers: observability.alertmanagers,
  };
}
