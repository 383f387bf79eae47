import type { Manifest, World } from '../../model.ts';
import { ofService } from '../access/service-teams.ts';
import { at, listAt, textAt } from '../fields.ts';
import { imageOf, parseImage } from '../images.ts';
import { isAsleep, objectsIn } from '../namespaces.ts';
import { operatorSettings } from '../operators/postgres-parts.ts';

const dumpTools = /pg_dump|pg_basebackup|wal-g|pgbackrest|barman/;

/** Objects called a backup, jobs that dump or archive, and PostgreSQL clusters whose operator does. */
export function makesBackup({ kind, name, fields }: Manifest): boolean {
  if (/backup|snapshot/i.test(kind) || /backup/i.test(name)) return true;
  if (kind === 'CronJob' || kind === 'Job') return dumpTools.test(JSON.stringify(fields));
  if (kind === 'ConfigMap') return archives(fields);
  return at(fields, 'spec', 'enableLogicalBackup') === true;
}

/** The same, but what a service does to its own disks, whatever it is called: how those are saved its file says (`saved`). */
export function copiesData(manifest: Manifest, world: World): boolean {
  if (!makesBackup(manifest)) return false;
  return ofService(manifest, world) === undefined || dumpTools.test(JSON.stringify(manifest.fields));
}

/** The CronJobs of a namespace that make a backup every day, and are suspended only where their place waits. */
export function dailyBackups(world: World, namespace: string): readonly Manifest[] {
  return world
    .ofKind('CronJob')
    .filter((manifest) => manifest.namespace === namespace && makesBackup(manifest))
    .filter((manifest) => isAwakeOrMayNot(manifest, world) && isDaily(textAt(manifest.fields, 'spec', 'schedule') ?? ''));
}

/** The CronJobs of a namespace that look every day at the archive of the log, whose folder they are told in `BACKUP_ARCHIVE`. */
export function archiveChecks(world: World, namespace: string): readonly Manifest[] {
  return world
    .ofKind('CronJob')
    .filter(
      (manifest) => manifest.namespace === namespace && /archive/.test(manifest.name) && told(manifest, world, 'BACKUP_ARCHIVE').length > 0,
    )
    .filter((manifest) => isAwakeOrMayNot(manifest, world) && isDaily(textAt(manifest.fields, 'spec', 'schedule') ?? ''));
}

/** In a place that waits nothing is dumped, and nothing archived: what will be done there is there, and sleeps. */
function isAwakeOrMayNot(manifest: Manifest, world: World): boolean {
  return at(manifest.fields, 'spec', 'suspend') !== true || isAsleep(manifest, world);
}

/** The archives that the databases of a namespace follow, as the operator is told (2.0.1, `spec.standby`). */
export function followedArchives(world: World, namespace: string): readonly string[] {
  return objectsIn(world, 'postgresql', namespace).flatMap(({ fields }) => followedBy(fields)?.archive ?? []);
}

/** What a `postgresql` follows, and the field that says it: an archive, or a server alone. */
export function followedBy(fields: Manifest['fields']): { readonly archive: string | undefined; readonly path: string } | undefined {
  if (at(fields, 'spec', 'standby') === undefined) return undefined;
  const key = (['s3_wal_path', 'gs_wal_path'] as const).find((name) => textAt(fields, 'spec', 'standby', name) !== undefined);
  return key === undefined
    ? { archive: undefined, path: 'spec.standby' }
    : { archive: textAt(fields, 'spec', 'standby', key), path: `spec.standby.${key}` };
}

/** Databases that a job is told to dump, in its variable `BACKUP_DATABASES`. */
export function dumpedDatabases(job: Manifest, world: World): readonly string[] {
  return told(job, world, 'BACKUP_DATABASES').flatMap((list) => list.split(/\s+/).filter((name) => name !== ''));
}

/** Values of a variable of the containers of a job. */
export function told(job: Manifest, world: World, name: string): readonly string[] {
  return (world.podOf(job)?.containers ?? [])
    .flatMap(({ fields }) => listAt(fields, 'env'))
    .filter((variable) => textAt(variable, 'name') === name)
    .flatMap((variable) => textAt(variable, 'value') ?? []);
}

/** Whether the pods of a namespace's PostgreSQL clusters are told to ship the write-ahead log. */
export function keepsArchive(world: World, namespace: string): boolean {
  return world.ofKind('ConfigMap').some((manifest) => manifest.namespace === namespace && archives(manifest.fields));
}

function archives(fields: Manifest['fields']): boolean {
  return at(fields, 'data', 'USE_WALG_BACKUP') === 'true';
}

/** A cron expression that fires on every day: whatever its minute and hour are. */
function isDaily(schedule: string): boolean {
  if (/^@(daily|midnight|hourly)$/.test(schedule.trim())) return true;
  const [, , ...days] = schedule.trim().split(/\s+/);
  return days.length === 3 && days.every((field) => field === '*' || field === '*/1' || field === '?');
}

/**
 * The folders where the archives of the logs of a namespace's clusters are, as Spilo puts them (4.1, ENVIRONMENT.rst: `s3://bucket/spilo/scope`,
 * `gs://` for Google), or as it is told (`WALG_AZ_PREFIX`); none where the operator is told no bucket.
 */
export function archiveFolders(world: World, namespace: string): readonly string[] {
  const settings = operatorSettings(world);
  const told = ({ name }: Manifest) =>
    archiveSchemes.flatMap(({ key, scheme }) => {
      const bucket = textAt(settings, 'aws_or_gcp', key) ?? '';
      return bucket === '' ? [] : [`${scheme}://${bucket}/spilo/${name}`];
    })[0] ?? ofPrefix(name, namespace, world);
  return world
    .ofKind('postgresql')
    .filter((cluster) => cluster.namespace === namespace)
    .flatMap((cluster) => told(cluster) ?? []);
}

const archiveSchemes = [
  { key: 'wal_s3_bucket', scheme: 's3' },
  { key: 'wal_gs_bucket', scheme: 'gs' },
] as const;

/** Of Azure, where the operator knows no container: Kubernetes fills in the name of the cluster. */
function ofPrefix(cluster: string, namespace: string, world: World): string | undefined {
  const prefix = world
    .ofKind('ConfigMap')
    .filter((manifest) => manifest.namespace === namespace && archives(manifest.fields))
    .flatMap(({ fields }) => textAt(fields, 'data', 'WALG_AZ_PREFIX') ?? [])[0];
  return prefix?.replaceAll('$(SCOPE)', cluster).replace(/\/[^/]+\/wal\/[^/]+$/, '');
}

/** Whether two folders of an object store are the same, or one lies in the other. */
export function share(one: string, other: string): boolean {
  const [own, its] = [one, other].map((folder) => `${folder.replace(/\/+$/, '')}/`);
  return own !== undefined && its !== undefined && (own.startsWith(its) || its.startsWith(own));
}

/** The major versions of the tools in a job's images, where the image is one of PostgreSQL by its name, and its tag by a version of it. */
export function toolVersions(job: Manifest, world: World): readonly number[] {
  return (world.podOf(job)?.containers ?? []).flatMap((container) => {
    const { repository, tag = '' } = parseImage(imageOf(container) ?? '');
    const [, major] = /^v?(1\d|2\d)(\.\d+)*([-.]|$)/.exec(tag) ?? [];
    return major !== undefined && /postgres/i.test(repository) ? [Number(major)] : [];
  });
}
