import type { Catalog } from '../../catalog.ts';
import { furtherStore, isFurther } from '../../further/further.ts';
import { type Instance, instancesOf, mostPods } from '../../instance.ts';
import { mostDatabases, poolerClients, topic } from '../../platform/data-layer.ts';
import { declaredAmong } from '../../service/topics.ts';
import { isIn, type PostgresCluster, postgresClusters } from '../../stores/postgres-clusters.ts';
import { external } from '../../stores/stores.ts';
import { at, type CatalogProblem, problem, unless } from '../problem.ts';
import { clusterProblems } from './cluster-problems.ts';

/** What services ask of the stores together, and those cannot give. */
export function storeProblems(catalog: Catalog): CatalogProblem[] {
  return [
    ...poolProblems(catalog),
    ...databaseProblems(catalog),
    ...redisProblems(catalog),
    ...topicProblems(catalog),
    ...useProblems(catalog),
    ...clusterProblems(catalog),
  ];
}

/** More databases than the memory of one PostgreSQL has connections for. */
function databaseProblems(catalog: Catalog): CatalogProblem[] {
  const byEnvironment = Map.groupBy(instancesOf(catalog), ({ environment }) => environment.name);
  return catalog.environments.flatMap((entry) => {
    const { name } = entry.value;
    const own = (byEnvironment.get(name) ?? []).filter(
      ({ service, forerunner }) => service.database !== undefined && forerunner === undefined,
    );
    return postgresClusters(entry.value, catalog.platform.value).flatMap((cluster) => {
      // One of the first is the manual's own.
      const count = own.filter((instance) => holds(cluster, instance)).length + (cluster.key === undefined ? 1 : 0);
      return unless(
        count <= mostDatabases,
        at(entry, ...pathOf(cluster)),
        `${name} has ${count} databases${named(cluster)}, and its PostgreSQL carries connections for ${mostDatabases}.`,
        'Put some of them into a further cluster (dataLayer.postgres.further, and database.cluster in the files of their services).',
      );
    });
  });
}

function holds(cluster: PostgresCluster, { service, environment, platform }: Instance): boolean {
  return isIn(cluster, service, environment, platform);
}

function pathOf({ key }: PostgresCluster): readonly string[] {
  return ['dataLayer', 'postgres', ...(key === undefined ? [] : ['further', key])];
}

function named({ key }: PostgresCluster): string {
  return key === undefined ? '' : ` in cluster "${key}"`;
}

/**
 * Services that together may open more connections than the pooler of their environment takes: the pods of a scale-up would be refused.
 * More pods of it are no way out: the operator keeps them apart by zone (2.0.1), and that of a lost zone could go to no other.
 */
function poolProblems(catalog: Catalog): CatalogProblem[] {
  const byEnvironment = Map.groupBy(instancesOf(catalog), ({ environment }) => environment.name);
  return catalog.environments.flatMap((entry) => {
    const own = byEnvironment.get(entry.value.name) ?? [];
    const there = external(entry.value, 'postgres');
    if (there !== undefined) {
      const { sum, first } = clientsOf(own);
      const left = there.connections - besideServices;
      if (sum <= left) return [];
      return [
        problem(
          at(entry, 'dataLayer', 'postgres', 'external', 'connections'),
          `The services of ${entry.value.name} may open ${sum} connections to PostgreSQL, most of them ${first.join(', ')}; ${there.pooler === undefined ? 'it' : 'its pooler'} takes ${there.connections}, ${besideServices} of them for migrations, dumps and people.`,
          `Lower settings.pools.databaseMax, maxReplicas or scale.max in the files of those services, have the provider raise it${there.pooler === undefined ? ', or put a pooler before it (external.pooler)' : ''}.`,
        ),
      ];
    }
    return postgresClusters(entry.value, catalog.platform.value).flatMap((cluster) => {
      const { sum, first } = clientsOf(own.filter((instance) => holds(cluster, instance)));
      const taken = poolerClients(cluster.size.poolers);
      return unless(
        sum <= taken,
        at(entry, ...pathOf(cluster), 'poolers'),
        `The services of ${entry.value.name} may open ${sum} connections to PostgreSQL${named(cluster)}, most of them ${first.join(', ')}; its pooler takes ${taken} with one pod gone.`,
        'Lower settings.pools.databaseMax, maxReplicas or scale.max in the files of those services, since the pooler shares few connections among many anyway; or put some into a further cluster (dataLayer.postgres.further).',
      );
    });
  });
}

/** What services may open at their most, and which of them most of it. */
function clientsOf(instances: readonly Instance[]): { readonly sum: number; readonly first: readonly string[] } {
  const clients = instances
    .map((instance) => ({ name: instance.service.name, most: mostClients(instance) }))
    .sort((a, b) => b.most - a.most || (a.name < b.name ? -1 : 1));
  return {
    sum: clients.reduce((total, { most }) => total + most, 0),
    first: clients.slice(0, 3).map(({ name, most }) => `${name} ${most}`),
  };
}

/** The same of Redis that somebody else runs; ours takes more than any environment has pods for. */
function redisProblems(catalog: Catalog): CatalogProblem[] {
  const byEnvironment = Map.groupBy(instancesOf(catalog), ({ environment }) => environment.name);
  return catalog.environments.flatMap((entry) => {
    const there = external(entry.value, 'redis');
    const sum = (byEnvironment.get(entry.value.name) ?? []).reduce(
      (total, instance) => total + mostClients(instance, 'redis', 'redisMax'),
      0,
    );
    if (there === undefined || sum <= there.connections) return [];
    return [
      problem(
        at(entry, 'dataLayer', 'redis', 'external', 'connections'),
        `The services of ${entry.value.name} may open ${sum} connections to Redis, which takes ${there.connections}.`,
        'Lower settings.pools.redisMax, maxReplicas or scale.max in the files of those services, or have the provider raise it.',
      ),
    ];
  });
}

/** More partitions, or messages kept longer, than Kafka of somebody else takes; and numbers that only our own exporter has. */
function topicProblems(catalog: Catalog): CatalogProblem[] {
  const byEnvironment = Map.groupBy(instancesOf(catalog), ({ environment }) => environment.name);
  return catalog.environments.flatMap((entry) => {
    const there = external(entry.value, 'kafka');
    if (there === undefined) return [];
    const own = byEnvironment.get(entry.value.name) ?? [];
    const topics = [...declaredAmong(own.map(({ service }) => service)).values()];
    const sum = topics.reduce((total, { partitions = topic.partitions }) => total + partitions * there.copies, 0);
    const most = there.retentionHours;
    const path = ['dataLayer', 'kafka', 'external'];
    return [
      ...unless(
        sum <= there.partitions,
        at(entry, ...path, 'partitions'),
        `The topics of ${entry.value.name} have ${sum} partitions, copies included; its Kafka takes ${there.partitions}.`,
        'Declare fewer partitions in the files of their services, or have the provider add brokers.',
      ),
      ...topics.flatMap(({ name, retentionHours = topic.retentionHours, compact }) =>
        unless(
          most === undefined || compact === true || retentionHours <= most,
          at(entry, ...path, 'retentionHours'),
          `Topic "${name}" keeps messages for ${retentionHours} h; the Kafka of ${entry.value.name} keeps none longer than ${most} h.`,
          'Lower retentionHours of the topic in the file of its service.',
        ),
      ),
      ...own.flatMap(({ service, processes }) =>
        unless(
          !processes.some(
            ({ replicas, settings: { scale } }) =>
              replicas.kind === 'autoscaled' && scale !== undefined && 'on' in scale && scale.on.some((trigger) => 'lag' in trigger),
          ),
          at(entry, ...path),
          `"${service.name}" scales by the lag of a topic, which nothing measures in ${entry.value.name}: somebody else runs its Kafka.`,
          'Scale it by cpu, or by a query of its own metrics, in environments of its file.',
        ),
      ),
    ];
  });
}

/** Connections that are not for services: migrations, dumps, a restore and people. */
const besideServices = 10;

/** Connections that the processes and runs of a service may hold at one time. */
function mostClients(
  { service, processes, tasks }: Instance,
  store: 'postgres' | 'redis' = 'postgres',
  pool: 'databaseMax' | 'redisMax' = 'databaseMax',
): number {
  if (!service.uses.includes(store)) return 0;
  const ofTasks = tasks.reduce((sum, { settings }) => sum + settings.pools[pool], 0);
  return processes.reduce((sum, { replicas, settings }) => sum + mostPods(replicas) * settings.pools[pool], ofTasks);
}

/** Uses of further stores that an environment does not have, or that the name of a service is too long for. */
function useProblems(catalog: Catalog): CatalogProblem[] {
  const entries = new Map(catalog.services.map((entry) => [entry.value.name, entry]));
  const files = new Map(catalog.environments.map(({ file, value }) => [value.name, file]));
  const missing = instancesOf(catalog).flatMap(({ service, environment }) =>
    service.uses.filter(isFurther).flatMap((use) => {
      const entry = entries.get(service.name);
      if (entry === undefined || environment.stores?.[use] !== undefined) return [];
      return [
        problem(
          at(entry, 'uses', service.uses.indexOf(use)),
          `The service uses ${use}, and ${environment.name}, where it is deployed, has none.`,
          `Say where it is in stores.${use} of ${files.get(environment.name) ?? 'the file of the environment'}: nobody operates one here (docs/stores.md).`,
        ),
      ];
    }),
  );
  const long = catalog.services.flatMap((entry) =>
    entry.value.uses.flatMap((use, index) => {
      const longest = furtherStore(use)?.longestService;
      return unless(
        longest === undefined || entry.value.name.length <= longest,
        at(entry, 'uses', index),
        `"${entry.value.name}" has ${entry.value.name.length} characters, and a user of ${use} is named after it, in at most ${longest}.`,
        'Give the service a shorter name.',
      );
    }),
  );
  return [...missing, ...long];
}
