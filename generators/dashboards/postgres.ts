import * as units from '@grafana/grafana-foundation-sdk/units';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { thresholds } from '../model/service/objectives.ts';
import type { DashboardPlan, Row } from './layout.ts';
import { lines, numbers, runbookOf } from './panels.ts';
import { rate, share, window } from './queries.ts';
import { labelVariable } from './variables.ts';

const server = 'namespace="$namespace"';
/** Databases of people, not those that every server has. */
const database = `${server}, datname!~"template.*|postgres|"`;

/** PostgreSQL: who leads, what follows, what is archived, and how busy it is (manual 5.3). */
export function postgresDashboard(platform: PlatformDefinition): DashboardPlan {
  return {
    uid: 'postgres',
    title: 'ERP / PostgreSQL',
    variables: [labelVariable('namespace', 'namespace', 'pg_up')],
    rows: [health(platform), replication(platform), load(platform), contention(platform), space(platform)],
  };
}

function health(platform: PlatformDefinition): Row {
  return {
    title: 'Health',
    height: 4,
    panels: [
      numbers({
        title: 'Primaries',
        description: 'One. None: nothing can be written. Two: split brain.',
        unit: units.Short,
        queries: { primaries: `count(pg_replication_is_replica{${server}} == 0) or vector(0)` },
        red: { below: 1 },
        runbook: runbookOf(platform, 'PostgresPrimaryCountWrong'),
      }),
      numbers({
        title: 'Instances up',
        description: 'Servers that the exporter beside them reaches.',
        unit: units.Short,
        queries: { up: `count(pg_up{${server}} == 1) or vector(0)` },
        red: { below: 1 },
        runbook: runbookOf(platform, 'PostgresInstanceMissing'),
      }),
      numbers({
        title: 'Connections',
        description: 'Share of max_connections, of the fullest server.',
        unit: units.PercentUnit,
        queries: { used: `max(${connectionShare()})` },
        red: thresholds.connections,
        runbook: runbookOf(platform, 'HighDatabaseConnections'),
      }),
      numbers({
        title: 'Last archived',
        description: 'Age of the newest archived segment of the write-ahead log.',
        unit: units.Seconds,
        queries: { age: `min(pg_stat_archiver_last_archive_age{${server}})` },
        red: 3600,
        runbook: runbookOf(platform, 'PostgresWalArchivingFailing'),
      }),
      numbers({
        title: 'Last backup',
        description: 'Age of the last dump that succeeded.',
        unit: units.Seconds,
        queries: { age: `time() - max(kube_cronjob_status_last_successful_time{${server}, cronjob="postgres-backup"})` },
        red: thresholds.backupHours * 3600,
        runbook: runbookOf(platform, 'BackupTooOld'),
      }),
    ],
  };
}

function replication(platform: PlatformDefinition): Row {
  return {
    title: 'Replication and archive',
    height: 8,
    panels: [
      lines({
        title: 'Replication lag',
        description: 'How old the last replayed transaction is; of a primary it is 0.',
        unit: units.Seconds,
        queries: { '{{pod}}': `max by (pod) (pg_replication_lag_seconds{${server}})` },
        red: thresholds.replicationLagSeconds,
        runbook: runbookOf(platform, 'PostgresReplicationLag'),
      }),
      lines({
        title: 'Behind the primary',
        description: 'Bytes of the write-ahead log that a standby has not replayed.',
        unit: units.BytesIEC,
        queries: { '{{application_name}}': `max by (application_name) (pg_stat_replication_pg_wal_lsn_diff{${server}})` },
      }),
      lines({
        title: 'Archived segments',
        description: 'Failures mean that restoring to a moment stops at the first of them.',
        unit: units.Short,
        queries: {
          archived: `sum(increase(pg_stat_archiver_archived_count{${server}}[${window}]))`,
          failed: `sum(increase(pg_stat_archiver_failed_count{${server}}[${window}]))`,
        },
        runbook: runbookOf(platform, 'PostgresWalArchivingFailing'),
      }),
    ],
  };
}

function load(platform: PlatformDefinition): Row {
  const of = (column: string) => rate(`pg_stat_database_${column}{${database}}`, ['datname']);
  return {
    title: 'Load',
    height: 8,
    perLine: 3,
    panels: [
      lines({
        title: 'Connections of the limit',
        description: 'Of each server; the limit is for all databases together.',
        unit: units.PercentUnit,
        queries: { '{{pod}}': connectionShare() },
        red: thresholds.connections,
        runbook: runbookOf(platform, 'HighDatabaseConnections'),
      }),
      lines({
        title: 'Connections by state',
        description: 'Idle in transaction holds locks for nothing.',
        unit: units.Short,
        queries: { '{{state}}': `sum by (state) (pg_stat_activity_count{${server}})` },
      }),
      lines({
        title: 'Transactions',
        description: 'Committed, of each database.',
        unit: units.OpsPerSecond,
        queries: { '{{datname}}': of('xact_commit') },
      }),
      lines({
        title: 'Rollbacks',
        description: 'Of each database.',
        unit: units.OpsPerSecond,
        queries: { '{{datname}}': of('xact_rollback') },
      }),
      lines({
        title: 'Read from the cache',
        description: 'Share of the blocks that were in memory already.',
        unit: units.PercentUnit,
        max: 1,
        queries: { '{{datname}}': share(of('blks_hit'), `(${of('blks_hit')} + ${of('blks_read')})`) },
      }),
      lines({
        title: 'Rows written',
        description: 'Inserted, updated and deleted.',
        unit: units.OpsPerSecond,
        queries: { '{{datname}}': `${of('tup_inserted')} + ${of('tup_updated')} + ${of('tup_deleted')}` },
      }),
    ],
  };
}

function contention(platform: PlatformDefinition): Row {
  return {
    title: 'Contention',
    height: 8,
    panels: [
      lines({
        title: 'Deadlocks',
        description: 'In each step.',
        unit: units.Short,
        queries: { '{{datname}}': `sum by (datname) (increase(pg_stat_database_deadlocks{${database}}[${window}]))` },
        red: 1,
        runbook: runbookOf(platform, 'DatabaseDeadlocks'),
      }),
      lines({
        title: 'Longest transaction',
        description: 'By what it does.',
        unit: units.Seconds,
        queries: { '{{datname}} {{state}}': `max by (datname, state) (pg_stat_activity_max_tx_duration{${database}})` },
        red: thresholds.transactionSeconds,
        runbook: runbookOf(platform, 'LongRunningTransaction'),
      }),
      lines({
        title: 'Locks',
        description: 'By their mode.',
        unit: units.Short,
        queries: { '{{mode}}': `sum by (mode) (pg_locks_count{${database}})` },
      }),
    ],
  };
}

function space(platform: PlatformDefinition): Row {
  const volume = (stat: string) =>
    `max by (persistentvolumeclaim) (kubelet_volume_stats_${stat}_bytes{${server}, persistentvolumeclaim=~"pgdata-.*"})`;
  return {
    title: 'Space',
    height: 8,
    panels: [
      lines({
        title: 'Size of the databases',
        description: 'On disk.',
        unit: units.BytesIEC,
        queries: { '{{datname}}': `max by (datname) (pg_database_size_bytes{${database}})` },
      }),
      lines({
        title: 'Volumes',
        description: 'Share in use; a full volume stops the server.',
        unit: units.PercentUnit,
        max: 1,
        queries: { '{{persistentvolumeclaim}}': share(volume('used'), volume('capacity')) },
        red: thresholds.storage,
        runbook: runbookOf(platform, 'VolumeAlmostFull'),
      }),
    ],
  };
}

/** Both sides are summed by the server: the limit knows no database (D101). */
function connectionShare(): string {
  return share(`sum by (pod) (pg_stat_database_numbackends{${server}})`, `max by (pod) (pg_settings_max_connections{${server}})`);
}
