import { ownKey } from '../platform/own-keys.ts';
import type { Build } from '../service/service.ts';

/** Where dumps go, and what makes them. */
export interface DumpPlan {
  /** Build of the image with the client tools of PostgreSQL and the AWS CLI or rclone (docs/clouds.md); its version is that of PostgreSQL. */
  readonly image: Build;
  readonly bucket: string;
  readonly region: string;
  /** As whom the jobs enter the store: a role as the cloud writes it, or a key in Vault (docs/clouds.md). It may not delete. */
  readonly role: string;
  /** Addresses of the private endpoints of the object store and of its token service, in CIDR notation. */
  readonly endpoints: readonly string[];
  /** Days until the object store deletes a backup. */
  readonly retentionDays: number;
  /** Cron, five fields, in `timeZone`. */
  readonly schedule: string;
  readonly timeZone: string;
  /** When the newest backups are restored on trial, in the same form; absent: never here. */
  readonly drillSchedule?: string;
}

/** How the databases of an environment are backed up (manual 1.1, 6). */
export type Backup =
  | { readonly mode: 'none' }
  /** One dump of each database a day: up to a day is lost. */
  | ({ readonly mode: 'daily' } & DumpPlan)
  /**
   * The same, and the write-ahead log as it is written: any moment of the retention can be restored. `archiveRole` is as whom
   * the database pods enter the store.
   */
  | ({ readonly mode: 'continuous'; readonly archiveRole: string } & DumpPlan);

/** Where there is a backup, how. */
export type ActiveBackup = Exclude<Backup, { readonly mode: 'none' }>;

/** Where the write-ahead log is archived, how. */
export type ContinuousBackup = Extract<Backup, { readonly mode: 'continuous' }>;

/** Name of the CronJob of the manual (6.1), its ServiceAccount and its policies. */
export const backupName = 'postgres-backup';

/** Name of the CronJob that restores the newest dumps on trial. */
export const drillName = 'postgres-restore-drill';

/** Name of the CronJob that looks for the newest base backup of the archive. */
export const archiveCheckName = 'postgres-archive-check';

/** Roles of PostgreSQL: the first may only read, the second only create databases. */
export const backupRoles = { dump: 'backup_user', restore: 'restore_user' } as const;

/** ConfigMap that the Zalando operator puts into the environment of the database pods. */
export const podEnvironmentName = 'postgres-pod-env';

/** Secret with the key of the archive, where the cloud knows no pods: the operator puts it into the environment of the database pods. */
export const archiveKeyName = 'postgres-archive-key';

/** Folder of the bucket with the dumps (R107); the archive of the write-ahead log lies under `spilo/`. */
export const dumpFolder = 'postgres';
export const archiveFolder = 'spilo';

/** What is restored says from what: a dump, or a moment. People on call may change and delete nothing without it. */
export const restoresAnnotation = ownKey('restores');
