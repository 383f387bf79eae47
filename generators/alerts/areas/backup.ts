import { archiveCheckName, backupName, drillName } from '../../model/environment/backup.ts';
import { type Alert, type AlertArea, fires, silent } from '../alert.ts';
import type { AlertScope } from '../scope.ts';

/** Hours after which the newest dump is too old: a day, and two for the run itself. */
const oldestDump = 26;

/** That a backup failed, is late or does not exist (manual 6.1, D1, D105). */
export function backup(scope: AlertScope): AlertArea {
  return {
    name: 'backup',
    team: 'infrastructure',
    alerts: [
      ...(scope.backedUp ? dumpAlerts(scope) : []),
      ...(scope.drilled ? [drillAlert(scope)] : []),
      ...(scope.archived ? [archiveAlert(scope), ...baseBackupAlerts(scope)] : []),
    ],
  };
}

const failedJob = (job: string, namespace: string, over = 'condition="true"') =>
  `kube_job_failed{namespace="${namespace}",job_name="${job}",${over}}`;

/** Holds until the failed Job is deleted, by its age or by a person. */
const jobFailed = (namespace: string, cronJob: string) =>
  `kube_job_failed{namespace="${namespace}", job_name=~"${cronJob}-.*", condition="true"} == 1`;

const seen = { 'up{job="kube-state-metrics",instance="k"}': '1x50' };

/** What kube-state-metrics tells about CronJobs; samples by the hour. */
function cronJobs(infra: string, own: string) {
  const labels = (namespace = infra, name: string = own) => `namespace="${namespace}",cronjob="${name}"`;
  const cronJob = ({ suspended = '0x50', succeeded = '7200+3600x50' }, namespace = infra, name: string = own) => ({
    [`kube_cronjob_info{${labels(namespace, name)},schedule="0 2 * * *"}`]: '1x50',
    [`kube_cronjob_spec_suspend{${labels(namespace, name)}}`]: suspended,
    [`kube_cronjob_status_last_successful_time{${labels(namespace, name)}}`]: succeeded,
  });
  return { labels, cronJob };
}

function dumpAlerts({ infra }: AlertScope): readonly Alert[] {
  const dumps = `namespace="${infra}", cronjob="${backupName}"`;
  const own = { namespace: infra, cronjob: backupName };
  const { labels, cronJob } = cronJobs(infra, backupName);
  return [
    {
      name: 'BackupJobFailed',
      expr: jobFailed(infra, backupName),
      severity: 'critical',
      summary: 'Backup {{ $labels.job_name }} failed',
      description: 'At least one database of {{ $labels.namespace }} was not dumped in this run; the log of the Job names it.',
      examples: [
        {
          when: 'a run failed',
          step: '1h',
          series: { ...seen, ...cronJob({}), [failedJob('postgres-backup-29384720', infra)]: '0x2 1x48' },
          expect: { '1h': silent, '3h': [fires({ namespace: infra, job_name: 'postgres-backup-29384720', condition: 'true' })] },
        },
        {
          when: 'no run failed, and jobs of somebody else did',
          step: '1h',
          series: {
            ...seen,
            ...cronJob({}),
            [failedJob('postgres-backup-29384720', infra)]: '0x50',
            [failedJob('postgres-backup-29384720', infra, 'condition="false"')]: '1x50',
            [failedJob('report-postgres-backup-1', infra)]: '1x50',
            [failedJob('postgres-backup-29384720', 'tools')]: '1x50',
          },
          expect: { '3h': silent },
        },
      ],
    },
    {
      name: 'BackupTooOld',
      expr: `time() - max by (namespace, cronjob) (kube_cronjob_status_last_successful_time{${dumps}}) > ${oldestDump} * 3600`,
      severity: 'critical',
      summary: 'The last good backup is {{ $value | humanizeDuration }} old',
      description: `CronJob {{ $labels.cronjob }} of {{ $labels.namespace }} runs daily and has not succeeded for over ${oldestDump} hours.`,
      examples: [
        {
          when: 'the last success was at 02:00 of the day before',
          step: '1h',
          series: {
            ...cronJob({ succeeded: '7200x50' }),
            [`kube_cronjob_status_last_successful_time{${labels()},instance="old"}`]: '3600x50',
            ...cronJob({ succeeded: '0x50' }, 'tools'),
            ...cronJob({ succeeded: '0x50' }, infra, drillName),
          },
          expect: { '29h': [fires(own, '1d 3h 0m 0s')] },
        },
        {
          when: 'the night is 25 hours ago',
          step: '1h',
          series: {
            ...cronJob({ succeeded: '7200x50' }),
            [`kube_cronjob_status_last_successful_time{${labels()},instance="old"}`]: '3600x50',
          },
          expect: { '27h': silent },
        },
      ],
    },
    notConfigured(infra, backupName, drillName, {
      name: 'BackupNotConfigured',
      summary: 'No backup of PostgreSQL is configured that works',
    }),
  ];
}

/** Gone, suspended, or never once successful; `another` is a CronJob that must not be taken for it. */
function notConfigured(infra: string, name: string, another: string, texts: Pick<Alert, 'name' | 'summary'>): Alert {
  const selected = `namespace="${infra}", cronjob="${name}"`;
  const own = { namespace: infra, cronjob: name };
  const { cronJob } = cronJobs(infra, name);
  return {
    ...texts,
    // Gone, suspended, or never once successful. That kube-state-metrics is down does not mean that the CronJob is gone.
    expr: [
      `absent(kube_cronjob_info{${selected}}) and on () (up{job="kube-state-metrics"} == 1)`,
      `or kube_cronjob_spec_suspend{${selected}} == 1`,
      `or kube_cronjob_info{${selected}} unless on (namespace, cronjob) kube_cronjob_status_last_successful_time`,
    ].join('\n'),
    for: `${oldestDump}h`,
    severity: 'critical',
    description: `CronJob ${name} of ${infra} is missing or suspended, or has never succeeded.`,
    examples: [
      {
        when: 'the CronJob is gone, and others are not',
        step: '1h',
        series: { ...seen, ...cronJob({}, 'tools'), ...cronJob({}, infra, another) },
        expect: { '25h': silent, '27h': [fires(own)] },
      },
      {
        when: 'the CronJob is suspended',
        step: '1h',
        series: { ...seen, ...cronJob({ suspended: '1x50' }) },
        expect: { '25h': silent, '27h': [fires(own)] },
      },
      {
        when: 'the CronJob never succeeded',
        step: '1h',
        series: { ...seen, ...cronJob({ succeeded: '_x50' }), ...cronJob({}, 'tools'), ...cronJob({}, infra, another) },
        expect: { '27h': [fires({ ...own, schedule: '0 2 * * *' })] },
      },
      {
        when: 'it was suspended for a day',
        step: '1h',
        series: { ...seen, ...cronJob({ suspended: '1x24 0x26' }) },
        expect: { '27h': silent },
      },
      {
        when: 'nothing tells about CronJobs, though other things are scraped',
        step: '1h',
        series: { 'up{job="kube-state-metrics"}': '0x50', 'up{job="node-exporter"}': '1x50' },
        expect: { '27h': silent },
      },
      {
        when: 'all is well, and others are not',
        step: '1h',
        series: {
          ...seen,
          ...cronJob({}),
          ...cronJob({ suspended: '1x50', succeeded: '_x50' }, 'tools'),
          ...cronJob({ suspended: '1x50', succeeded: '_x50' }, infra, another),
        },
        expect: { '40h': silent },
      },
    ],
  };
}

function drillAlert({ infra }: AlertScope): Alert {
  return {
    name: 'RestoreDrillFailed',
    expr: jobFailed(infra, drillName),
    severity: 'warning',
    summary: 'Restore drill {{ $labels.job_name }} failed',
    description:
      'A dump of {{ $labels.namespace }} could not be restored, or the newest is too old: do not rely on the backups before the cause is known.',
    examples: [
      {
        when: 'the drill failed',
        series: { [failedJob('postgres-restore-drill-29384900', infra)]: '1x60' },
        expect: { '10m': [fires({ namespace: infra, job_name: 'postgres-restore-drill-29384900', condition: 'true' })] },
      },
      {
        when: 'a restore by hand failed, and drills elsewhere',
        series: {
          [failedJob('postgres-restore-financial-db-20261123-020000', infra)]: '1x60',
          [failedJob('postgres-restore-drill-1', 'tools')]: '1x60',
          [failedJob('postgres-restore-drill-1', infra, 'condition="false"')]: '1x60',
          [failedJob('postgres-restore-drill-1', infra)]: '0x60',
        },
        expect: { '10m': silent },
      },
    ],
  };
}

/** Continuous backup is continuous only while the log is shipped (D1). */
function archiveAlert({ infra }: AlertScope): Alert {
  const failures = (pod: string, namespace = infra, over = '') =>
    `pg_stat_archiver_failed_count{namespace="${namespace}",pod="${pod}"${over}}`;
  return {
    name: 'PostgresWalArchivingFailing',
    expr: `max by (namespace, pod) (increase(pg_stat_archiver_failed_count{namespace="${infra}"}[15m])) > 0`,
    for: '10m',
    severity: 'critical',
    summary: 'The write-ahead log of {{ $labels.pod }} is not archived',
    description:
      'About {{ $value | humanize }} failures in 15 minutes in {{ $labels.namespace }}: no moment since they began can be restored, and the log fills the disk of the primary.',
    examples: [
      {
        when: 'each attempt fails',
        series: {
          [failures('postgres-0', infra, ',instance="a"')]: '0+1x60',
          [failures('postgres-0', infra, ',instance="b"')]: '0x60',
          [failures('postgres-1')]: '3x60',
          [failures('report-0', 'tools')]: '0+1x60',
        },
        expect: { '9m': silent, '12m': [fires({ namespace: infra, pod: 'postgres-0' }, '24')] },
      },
      {
        when: 'the failures are over: those of the last 15 minutes count, and no older ones',
        series: { [failures('postgres-0')]: '0+1x60 60x60' },
        expect: { '42m': [fires({ namespace: infra, pod: 'postgres-0' }, '6')], '46m': silent },
      },
      {
        when: 'one attempt failed',
        series: { [failures('postgres-0')]: '9x20 10x60' },
        expect: { '22m': [fires({ namespace: infra, pod: 'postgres-0' }, '1')] },
      },
      { when: 'nothing fails', series: { [failures('postgres-0')]: '9x60' }, expect: { '25m': silent } },
    ],
  };
}

/** Hours after which a check that runs every hour has failed for too long. */
const oldestCheck = 4;

/** The log restores nothing without a base backup before it: a CronJob looks for the newest every hour. */
function baseBackupAlerts({ infra }: AlertScope): readonly Alert[] {
  const { labels } = cronJobs(infra, archiveCheckName);
  const succeeded = (namespace?: string, name?: string, over = '') =>
    `kube_cronjob_status_last_successful_time{${labels(namespace, name)}${over}}`;
  return [
    {
      name: 'BaseBackupTooOld',
      expr: `time() - max by (namespace, cronjob) (${succeeded()}) > ${oldestCheck} * 3600`,
      severity: 'critical',
      summary: 'For {{ $value | humanizeDuration }} no base backup of PostgreSQL was found that is young enough',
      description:
        'CronJob {{ $labels.cronjob }} of {{ $labels.namespace }} looks every hour for a base backup of the last 26 hours. Without one no moment can be restored, and the store deletes the last one after its time.',
      examples: [
        {
          when: 'the check has failed for five hours',
          step: '1h',
          series: {
            [succeeded()]: '3600x50',
            [succeeded(infra, archiveCheckName, ',instance="old"')]: '0x50',
            [succeeded(infra, backupName)]: '0+3600x50',
            [succeeded('tools')]: '0+3600x50',
          },
          expect: { '4h': silent, '6h': [fires({ namespace: infra, cronjob: archiveCheckName }, '5h 0m 0s')] },
        },
        {
          when: 'the last check was good, and others are old',
          step: '1h',
          series: {
            [succeeded()]: '0+3600x50',
            [succeeded(infra, archiveCheckName, ',instance="old"')]: '0x50',
            [succeeded(infra, backupName)]: '0x50',
            [succeeded('tools')]: '0x50',
          },
          expect: { '20h': silent },
        },
        { when: 'it is four hours ago', step: '1h', series: { [succeeded()]: '7200x50' }, expect: { '6h': silent } },
        {
          when: 'it is eight minutes more',
          step: '4m',
          series: { [succeeded()]: '0x100' },
          expect: { '248m': [fires({ namespace: infra, cronjob: archiveCheckName }, '4h 8m 0s')] },
        },
      ],
    },
    notConfigured(infra, archiveCheckName, backupName, {
      name: 'BaseBackupUnchecked',
      summary: 'Nobody looks whether PostgreSQL has a base backup',
    }),
  ];
}
