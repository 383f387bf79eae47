import { archiveCheckName, backupName, backupRoles, drillName } from '../../model/environment/backup.ts';
import { type BackupFacts, filled } from './backup-facts.ts';
import { cronJob } from './backup-pods.ts';

/** The CronJob of the manual (R104-R108). It reads from a standby, past the pooler (D118); of somebody else, from
 * the server that is known. */
export function dumps(facts: BackupFacts) {
  const login = { role: backupRoles.dump, server: 'standby' } as const;
  return cronJob(facts, {
    name: backupName,
    schedule: facts.plan.schedule,
    script: 'backup.sh',
    login,
    servers: filled(facts),
    hours: 6,
    retries: 2,
  });
}

/** Restores the newest dumps on trial and throws the result away (D115). */
export function drill(facts: BackupFacts, schedule: string) {
  const login = { role: backupRoles.restore, server: 'primary' } as const;
  return cronJob(facts, { name: drillName, schedule, script: 'drill.sh', login, servers: filled(facts), hours: 6, retries: 1 });
}

/**
 * Looks every hour whether the store has a base backup that is young enough. Nothing else sees that the nightly one is missing: the
 * store deletes the last after its time, and the log alone is worth nothing.
 */
export function archiveCheck(facts: BackupFacts) {
  const login = { role: backupRoles.dump, server: 'standby' } as const;
  return cronJob(facts, {
    name: archiveCheckName,
    schedule: '20 * * * *',
    script: 'check-archive.sh',
    login,
    servers: facts.servers,
    hours: 1,
    retries: 0,
  });
}
