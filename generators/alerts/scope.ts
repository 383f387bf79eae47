import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { isStandby } from '../model/environment/place.ts';
import type { PostgresSize } from '../model/platform/data-layer.ts';
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
  /** Whether services sleep and PostgreSQL follows that of another place. */
  readonly standby: boolean;
  /** By dumps that run here. */
  readonly backedUp: boolean;
  /** Whether the write-ahead log is archived, and whether dumps are restored on trial. */
  readonly archived: boolean;
  readonly drilled: boolean;
  readonly alertmanagers: number;
}

/** The scope of an environment. */
export function alertScope(environment: EnvironmentDefinition): AlertScope {
  const { name, namespaces, replicas, edge, backup, observability, signatures } = environment;
  const standby = isStandby(environment);
  return {
    environment: name,
    app: namespaces.app,
    infra: namespaces.infra,
    postgres: toldInstances(environment, operated(environment, 'postgres')),
    further: Object.fromEntries(furtherClusters(environment).map(([key, size]) => [key, toldInstances(environment, size)])),
    redis: operated(environment, 'redis')?.nodes ?? 0,
    kafka: operated(environment, 'kafka')?.brokers ?? 0,
    storesElsewhere: stores.filter((store) => external(environment, store) !== undefined),
    autoscaled: 'minimumPerZone' in replicas,
    gateway: edge === 'gateway',
    signed: signatures === 'enforce',
    standby,
    backedUp: !standby && backup.mode !== 'none',
    archived: !standby && backup.mode === 'continuous',
    drilled: !standby && backup.mode !== 'none' && backup.drillSchedule !== undefined,
    alertmanagers: observability.alertmanagers,
  };
}

/** A standby has one instance of each cluster. */
function toldInstances(environment: EnvironmentDefinition, size: PostgresSize | undefined): number {
  if (size === undefined) return 0;
  return isStandby(environment) ? 1 : size.instances;
}
