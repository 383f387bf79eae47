import type { Catalog } from '../catalog.ts';
import { type Instance, instancesOf, mostPods } from '../instance.ts';
import { mostDatabases, poolerClients } from '../platform/data-layer.ts';
import { at, type CatalogProblem, problem } from './problem.ts';

/** What services ask of PostgreSQL together, and it cannot give. */
export function storeProblems(catalog: Catalog): CatalogProblem[] {
  return [...poolProblems(catalog), ...databaseProblems(catalog)];
}

/** More databases than the memory of one PostgreSQL has connections for. */
function databaseProblems(catalog: Catalog): CatalogProblem[] {
  const byEnvironment = Map.groupBy(instancesOf(catalog), ({ environment }) => environment.name);
  return catalog.environments.flatMap((entry) => {
    const { name } = entry.value;
    // One is the manual's own.
    const count = (byEnvironment.get(name) ?? []).filter(({ service }) => service.database !== undefined).length + 1;
    if (count <= mostDatabases) return [];
    return [
      problem(
        at(entry, 'dataLayer', 'postgres'),
        `${name} has ${count} databases, and its PostgreSQL carries connections for ${mostDatabases}.`,
        'Give some of the services an environment with a data layer of its own, or one database the tables of several.',
      ),
    ];
  });
}

/**
 * Services that together may open more connections than the pooler of their environment takes: the pods of a scale-up would be refused.
 * More pods of it are no way out: the operator keeps them apart by zone (2.0.1), and that of a lost zone could go to no other.
 */
function poolProblems(catalog: Catalog): CatalogProblem[] {
  const byEnvironment = Map.groupBy(instancesOf(catalog), ({ environment }) => environment.name);
  return catalog.environments.flatMap((entry) => {
    const clients = (byEnvironment.get(entry.value.name) ?? [])
      .map((instance) => ({ name: instance.service.name, most: mostClients(instance) }))
      .sort((a, b) => b.most - a.most || (a.name < b.name ? -1 : 1));
    const sum = clients.reduce((total, { most }) => total + most, 0);
    const taken = poolerClients(entry.value.dataLayer.postgres.poolers);
    if (sum <= taken) return [];
    const first = clients.slice(0, 3).map(({ name, most }) => `${name} ${most}`);
    return [
      problem(
        at(entry, 'dataLayer', 'postgres', 'poolers'),
        `The services of ${entry.value.name} may open ${sum} connections to PostgreSQL, most of them ${first.join(', ')}; its pooler takes ${taken} with one pod gone.`,
        'Lower settings.pools.databaseMax, maxReplicas or scale.max in the files of those services: the pooler shares few connections among many anyway.',
      ),
    ];
  });
}

/** Connections that the processes and runs of a service may hold at one time. */
function mostClients({ service, processes, tasks }: Instance): number {
  if (!service.uses.includes('postgres')) return 0;
  const ofTasks = tasks.reduce((sum, { settings }) => sum + settings.pools.databaseMax, 0);
  return processes.reduce((sum, { replicas, settings }) => sum + mostPods(replicas) * settings.pools.databaseMax, ofTasks);
}
