import { backupName, drillName } from '../model/backup.ts';
import type { EnvironmentDefinition } from '../model/environment.ts';
import type { CustomResource } from '../model/object.ts';
import type { PlatformDefinition } from '../model/platform.ts';
import { serviceLabels } from '../resources/labels.ts';

/** Hours after which the newest dump is too old: a day, and two for the run itself. */
const oldestDump = 26;

/** An alert as its author thinks of it; labels and runbook follow. */
interface Alert {
  readonly name: string;
  readonly expr: string;
  /** How long it must hold; absent: not at all. */
  readonly for?: string;
  readonly severity: 'critical' | 'warning';
  readonly summary: string;
  readonly description: string;
}

/**
 * Tells people that a backup failed, is late or does not exist (manual 5.2 and 6.1, D1, D105). Needs the metrics of
 * kube-state-metrics and, for the archive, of the exporter beside PostgreSQL.
 */
export function backupAlerts({ name, namespaces, backup }: EnvironmentDefinition, { git }: PlatformDefinition) {
  const namespace = namespaces.infra;
  const runbook = `${git.url.replace(/\.git$/, '')}/blob/${git.revision}/docs/backup.md`;
  const drilled = backup.mode !== 'none' && backup.drillSchedule !== undefined;
  const alerts = [
    ...dumpAlerts(namespace),
    ...(drilled ? [drillAlert(namespace)] : []),
    ...(backup.mode === 'continuous' ? [archiveAlert(namespace)] : []),
  ];
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: backupName, namespace, labels: serviceLabels(backupName) },
    spec: {
      groups: [
        {
          name: 'erp_backup_alerts',
          interval: '1m',
          rules: alerts.map(({ name: alert, expr, for: held, severity, summary, description }) => ({
            alert,
            expr,
            ...(held !== undefined && { for: held }),
            labels: { severity, team: 'infrastructure', environment: name },
            annotations: { summary, description, runbook_url: `${runbook}#${alert.toLowerCase()}` },
          })),
        },
      ],
    },
  } satisfies CustomResource;
}

function dumpAlerts(namespace: string): readonly Alert[] {
  const dumps = `namespace="${namespace}", cronjob="${backupName}"`;
  return [
    {
      name: 'BackupJobFailed',
      expr: jobFailed(namespace, backupName),
      severity: 'critical',
      summary: 'Backup {{ $labels.job_name }} failed',
      description: 'At least one database of {{ $labels.namespace }} was not dumped in this run; the log of the Job names it.',
    },
    {
      name: 'BackupTooOld',
      expr: `time() - max by (namespace, cronjob) (kube_cronjob_status_last_successful_time{${dumps}}) > ${oldestDump} * 3600`,
      severity: 'critical',
      summary: 'The last good backup is {{ $value | humanizeDuration }} old',
      description: `CronJob {{ $labels.cronjob }} of {{ $labels.namespace }} runs daily and has not succeeded for over ${oldestDump} hours.`,
    },
    {
      name: 'BackupNotConfigured',
      // Gone, suspended, or never once successful. That kube-state-metrics is down does not mean that the CronJob is gone.
      expr: [
        `absent(kube_cronjob_info{${dumps}}) and on () (up{job="kube-state-metrics"} == 1)`,
        `or kube_cronjob_spec_suspend{${dumps}} == 1`,
        `or kube_cronjob_info{${dumps}} unless on (namespace, cronjob) kube_cronjob_status_last_successful_time`,
      ].join('\n'),
      for: `${oldestDump}h`,
      severity: 'critical',
      summary: 'No backup of PostgreSQL is configured that works',
      description: `CronJob ${backupName} of ${namespace} is missing or suspended, or has never succeeded.`,
    },
  ];
}

function drillAlert(namespace: string): Alert {
  return {
    name: 'RestoreDrillFailed',
    expr: jobFailed(namespace, drillName),
    severity: 'warning',
    summary: 'Restore drill {{ $labels.job_name }} failed',
    description: 'A dump could not be restored, or the newest is too old: do not rely on the backups before the cause is known.',
  };
}

/** Continuous backup is continuous only while the log is shipped (D1). */
function archiveAlert(namespace: string): Alert {
  return {
    name: 'PostgresWalArchivingFailing',
    expr: `max by (namespace, pod) (increase(pg_stat_archiver_failed_count{namespace="${namespace}"}[15m])) > 0`,
    for: '10m',
    severity: 'critical',
    summary: 'The write-ahead log of {{ $labels.pod }} is not archived',
    description: 'Production cannot be restored to a moment after the failures began, and the log fills the disk of the primary.',
  };
}

/** Holds until the failed Job is deleted, by its age or by a person. */
function jobFailed(namespace: string, cronJob: string): string {
  return `kube_job_failed{namespace="${namespace}", job_name=~"${cronJob}-.*", condition="true"} == 1`;
}
