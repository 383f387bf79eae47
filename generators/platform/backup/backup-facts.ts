import { type ActiveBackup, backupName, type DumpPlan } from '../../model/environment/backup.ts';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import type { Instance } from '../../model/instance.ts';
import type { PinnedImage } from '../../model/object.ts';
import { owner } from '../../model/platform/data-layer.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { type Place, placeOf } from '../../model/stores/places.ts';
import { operated } from '../../model/stores/stores.ts';
import { serviceLabels } from '../../resources/labels.ts';

/** What is dumped in an environment, and how. */
export interface BackupFacts {
  readonly environment: EnvironmentDefinition;
  readonly plan: ActiveBackup;
  readonly platform: PlatformDefinition;
  readonly image: string;
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
  // That of the manual holds nothing, and nobody else is asked to make it.
  const ofManual = operated(environment, 'postgres') === undefined ? [] : [owner.database];
  const databases = [...new Set([...ofManual, ...instances.flatMap(({ service }) => service.database?.name ?? [])])].sort();
  const { name, tag, digest } = backupImage(plan, platform);
  return { environment, platform, plan, databases, image: `${name}:${tag}@${digest}` };
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
export function databasePlace({ environment, platform }: BackupFacts): Place {
  return placeOf('session', environment, platform);
}
