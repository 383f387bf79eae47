import { type ActiveBackup, backupName, type DumpPlan } from '../../model/environment/backup.ts';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import type { Instance } from '../../model/instance.ts';
import type { PinnedImage } from '../../model/object.ts';
import { owner } from '../../model/platform/data-layer.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { type Place, placeOf } from '../../model/stores/places.ts';
import { askingFor, isIn, type PostgresCluster, postgresClusters } from '../../model/stores/postgres-clusters.ts';
import { serviceLabels } from '../../resources/labels.ts';

/** What is dumped in an environment, and how. */
export interface BackupFacts {
  readonly environment: EnvironmentDefinition;
  readonly plan: ActiveBackup;
  readonly platform: PlatformDefinition;
  readonly image: string;
  /** The first one, then further clusters by name. */
  readonly servers: readonly [DumpedServer, ...DumpedServer[]];
}

/** A server with databases that are dumped. */
export interface DumpedServer {
  /** As services call it; absent: the first one, or that of somebody else. */
  readonly key?: string;
  /** The `postgresql` object; absent where somebody else runs it. */
  readonly cluster?: string;
  readonly databases: readonly string[];
}

/** The facts of an environment; undefined where nothing is backed up. */
export function factsOf(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  instances: readonly Instance[],
): BackupFacts | undefined {
  const plan = environment.backup;
  if (plan.mode === 'none') return undefined;
  const { name, tag, digest } = backupImage(plan, platform);
  return { environment, platform, plan, servers: serversOf(environment, platform, instances), image: `${name}:${tag}@${digest}` };
}

function serversOf(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  instances: readonly Instance[],
): BackupFacts['servers'] {
  const databasesOf = (own: readonly Instance[], more: readonly string[] = []) =>
    [...new Set([...more, ...own.flatMap(({ service }) => service.database?.name ?? [])])].sort();
  const inside = (cluster: PostgresCluster) => instances.filter(({ service }) => isIn(cluster, service, environment, platform));
  const [first, ...further] = postgresClusters(environment, platform);
  // That of the manual holds nothing, and nobody else is asked to make it.
  if (first === undefined) return [{ databases: databasesOf(instances) }];
  return [
    { cluster: first.name, databases: databasesOf(inside(first), [owner.database]) },
    ...further.map((own) => ({
      ...(own.key !== undefined && { key: own.key }),
      cluster: own.name,
      databases: databasesOf(inside(own)),
    })),
  ];
}

/** Those with a database: of a cluster that has none yet there is nothing to dump. */
export function filled({ servers }: Pick<BackupFacts, 'servers'>): readonly DumpedServer[] {
  return servers.filter(({ key, databases }) => key === undefined || databases.length > 0);
}

/** Those that any of the jobs calls: an archive is looked at before anything is in it. */
export function called(facts: Pick<BackupFacts, 'plan' | 'servers'>): readonly DumpedServer[] {
  return facts.plan.mode === 'continuous' ? facts.servers : filled(facts);
}

/** The image of the jobs, which the overlay pins. */
export function backupImage({ image }: DumpPlan, { imageRepository }: PlatformDefinition): PinnedImage {
  return { name: `${imageRepository}/${backupName}`, tag: image.version, digest: image.digest };
}

/** Name, namespace and labels of an object of the backup. */
export function metadata({ environment }: BackupFacts, name: string) {
  return { name, namespace: environment.namespaces.infra, labels: serviceLabels(backupName) };
}

/** The database itself: a dump would hold a connection of what shares them for hours. */
export function databasePlace({ environment, platform }: BackupFacts, { key }: Pick<DumpedServer, 'key'>): Place {
  return placeOf('session', environment, platform, askingFor(key));
}
