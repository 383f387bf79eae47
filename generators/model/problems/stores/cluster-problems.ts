import type { Catalog } from '../../catalog.ts';
import type { Entry } from '../../entry.ts';
import type { EnvironmentDefinition } from '../../environment/environment.ts';
import { instancesOf } from '../../instance.ts';
import type { ServiceDefinition } from '../../service/service.ts';
import { firstCluster, furtherClusters } from '../../stores/postgres-clusters.ts';
import { external } from '../../stores/stores.ts';
import { at, type CatalogProblem, keyAt, label, problem, unknownName, unless } from '../problem.ts';

/** Names of the first cluster, of what the operator or the backup makes of it, and of what a restore makes, behind the name of that cluster. */
const taken = [firstCluster, 'config', 'failover', 'leader', 'partial', 'pooler', 'primary', 'repl', 'sync', 'tls'];
/** A copy as of a moment is called after its cluster, `-at-` and that moment. */
const ofCopies = /^at(-|$)/;
/** As long as fits behind the name of a cluster and before what operators append. */
const longestKey = 15;

/** What is wrong with further clusters of PostgreSQL, and with who wants to be in one. */
export function clusterProblems(catalog: Catalog): CatalogProblem[] {
  return [...catalog.environments.flatMap(nameProblems), ...unknownClusters(catalog), ...absentClusters(catalog)];
}

function furtherOf(environment: EnvironmentDefinition): readonly string[] {
  return furtherClusters(environment).map(([key]) => key);
}

function nameProblems(entry: Entry<EnvironmentDefinition>): CatalogProblem[] {
  return furtherOf(entry.value).flatMap((key) => [
    ...unless(
      label.test(key) && key.length <= longestKey,
      keyAt(entry, 'dataLayer', 'postgres', 'further', key),
      `"${key}" is no name of a cluster of PostgreSQL.`,
      `Use at most ${longestKey} lower-case letters, digits and hyphens, starting with a letter.`,
    ),
    ...unless(
      !taken.includes(key) && !ofCopies.test(key) && !key.endsWith('-pooler') && !key.endsWith('-repl'),
      keyAt(entry, 'dataLayer', 'postgres', 'further', key),
      `"${key}" is part of the name of something that the first cluster has, or its copies.`,
      'Name it after what it holds, such as reporting.',
    ),
  ]);
}

/** A cluster that no environment has is a slip of the pen, or one that nobody gave a size yet. */
function unknownClusters({ services, environments }: Catalog): CatalogProblem[] {
  const known = [...new Set(environments.flatMap(({ value }) => furtherOf(value)))].sort();
  return services.flatMap((entry) => {
    const name = entry.value.database?.cluster;
    if (name === undefined || known.includes(name)) return [];
    const spot = at(entry, 'database', 'cluster');
    const message = `No environment has a cluster of PostgreSQL called "${name}".`;
    if (known.length > 0) return unknownName(spot, message, name, known);
    return [problem(spot, message, `Give it a size in dataLayer.postgres.further.${name} of each environment, or remove the field.`)];
  });
}

/** Where a service is deployed, its cluster is: nobody finds its tables in another by surprise. Whoever else runs PostgreSQL has one. */
function absentClusters(catalog: Catalog): CatalogProblem[] {
  const entries = new Map<string, Entry<ServiceDefinition>>(catalog.services.map((entry) => [entry.value.name, entry]));
  const files = new Map(catalog.environments.map(({ file, value }) => [value.name, file]));
  const known = new Set(catalog.environments.flatMap(({ value }) => furtherOf(value)));
  return instancesOf(catalog).flatMap(({ service, environment }) => {
    const name = service.database?.cluster;
    const entry = entries.get(service.name);
    if (name === undefined || entry === undefined || !known.has(name)) return [];
    return unless(
      external(environment, 'postgres') !== undefined || furtherOf(environment).includes(name),
      at(entry, 'database', 'cluster'),
      `The database is in cluster "${name}", and ${environment.name}, where the service is deployed, has none of that name.`,
      `Give it a size in dataLayer.postgres.further.${name} of ${files.get(environment.name) ?? 'the file of the environment'}.`,
    );
  });
}
