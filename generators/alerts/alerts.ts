import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import type { KubernetesObject } from '../model/object.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import type { AlertArea, AreaDefinition } from './alert.ts';
import { backup } from './areas/backup.ts';
import { cluster } from './areas/cluster.ts';
import { delivery } from './areas/delivery.ts';
import { edge } from './areas/edge.ts';
import { jobs } from './areas/jobs.ts';
import { kafka } from './areas/kafka.ts';
import { logs } from './areas/logs.ts';
import { monitoring } from './areas/monitoring.ts';
import { objectives } from './areas/objectives.ts';
import { postgres } from './areas/postgres.ts';
import { processes } from './areas/processes.ts';
import { quotas } from './areas/quotas.ts';
import { redis } from './areas/redis.ts';
import { services } from './areas/services.ts';
import { standby } from './areas/standby.ts';
import { storage } from './areas/storage.ts';
import { storesElsewhere } from './areas/stores-elsewhere.ts';
import { workloads } from './areas/workloads.ts';
import { prometheusRule } from './prometheus-rule.ts';
import { alertScope } from './scope.ts';

const definitions: readonly AreaDefinition[] = [
  services,
  objectives,
  workloads,
  processes,
  jobs,
  storage,
  quotas,
  cluster,
  postgres,
  standby,
  backup,
  redis,
  kafka,
  storesElsewhere,
  edge,
  delivery,
  logs,
  monitoring,
];

/** The areas of an environment that have anything to watch. */
export function areasOf(environment: EnvironmentDefinition): readonly AlertArea[] {
  const scope = alertScope(environment);
  return definitions.map((define) => define(scope)).filter(({ alerts }) => alerts.length > 0);
}

/** The alerts of an environment (manual 5.2). The addresses that they are sent to are there before, beside Alertmanager. */
export function alertObjects(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly KubernetesObject[] {
  return areasOf(environment).map((area) => prometheusRule(area, environment, platform));
}
