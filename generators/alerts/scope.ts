import type { EnvironmentDefinition } from '../model/environment/environment.ts';

/** What of an environment its alerts depend on. Nothing of its services: no alert grows with their number. */
export interface AlertScope {
  readonly environment: string;
  /** Namespace of the services. */
  readonly app: string;
  /** Namespace of the data layer and the monitoring. */
  readonly infra: string;
  /** Instances of PostgreSQL, nodes of Redis and brokers of Kafka that must be there. */
  readonly postgres: number;
  readonly redis: number;
  readonly kafka: number;
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
  const { name, namespaces, dataLayer, replicas, edge, backup, observability, signatures } = environment;
  return {
    environment: name,
    app: namespaces.app,
    infra: namespaces.infra,
    postgres: dataLayer.postgres.instances,
    redis: dataLayer.redis.nodes,
    kafka: dataLayer.kafka.brokers,
    autoscaled: 'minimumPerZone' in replicas,
    gateway: edge === 'gateway',
    signed: signatures === 'enforce',
    backedUp: backup.mode !== 'none',
    archived: backup.mode === 'continuous',
    drilled: backup.mode !== 'none' && backup.drillSchedule !== undefined,
    alertmanagers: observability.alertmanagers,
  };
}
