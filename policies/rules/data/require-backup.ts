import { isProduction, isProductionLike } from '../../environments.ts';
import {
  archiveFolders,
  copiesData,
  dailyBackups,
  dumpedDatabases,
  keepsArchive,
  share,
  told,
  toolVersions,
} from '../../kubernetes/data/backups.ts';
import { at, below, fieldsAt, numberAt, scalarAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const cluster = `
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { databases: { financial_db: financial_user } }
`;

const dump = (schedule = '0 2 * * *', databases = 'financial_db', more = '') => `---
apiVersion: batch/v1
kind: CronJob
metadata: { name: postgres-backup, namespace: erp-infra }
spec:
  schedule: "${schedule}"${more}
  jobTemplate:
    spec:
      template:
        spec: { containers: [{ name: postgres-backup, env: [{ name: BACKUP_DATABASES, value: "${databases}" }] }] }
`;

const whole = `---
apiVersion: batch/v1
kind: CronJob
metadata: { name: postgres-backup, namespace: erp-infra }
spec:
  schedule: "0 2 * * *"
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: postgres-backup
              image: registry.example.com/erp/postgres-backup:16.14.0
              env: [{ name: BACKUP_DATABASES, value: financial_db }, { name: BACKUP_STORE, value: "s3://erp-backups/postgres" }]
`;

const operator = `
apiVersion: acid.zalan.do/v1
kind: OperatorConfiguration
metadata: { name: postgres-operator, namespace: erp-infra }
configuration: { aws_or_gcp: { wal_s3_bucket: erp-backups } }
`;

const archive = `---
apiVersion: v1
kind: ConfigMap
metadata: { name: postgres-pod-env, namespace: erp-infra }
data: { USE_WALG_BACKUP: "true" }
`;

const notDumped = {
  on: 'postgresql/postgres',
  message: 'Nothing dumps postgresql "postgres" every day.',
  path: '',
};

const waiting = 'a place that waits: a dump that sleeps, and the archive';
const waits = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: erp-infra, labels: { erp.example.com/role: standby } }\n';

export default defineRule({
  id: 'require-backup',
  severity: 'error',
  manual: '1.1, 6.1 (D1, D2, D115)',
  summary: 'Dump every database of staging and production once a day, archive the log of production, and back up nothing else.',
  rationale:
    'Whatever is in no backup is lost with its disk. A dump a day alone loses up to a day of bookings, so production also ships ' +
    'its write-ahead log. Copies of dev and test are data that nobody guards.',
  remediation:
    'Name the database in BACKUP_DATABASES of a CronJob with a daily schedule in the namespace of the cluster, set ' +
    'USE_WALG_BACKUP in the ConfigMap of its pods in production, and remove backups elsewhere.',
  scope: 'object',
  kinds: '*',

  check(manifest, world) {
    if (!isProductionLike(world)) {
      if (!copiesData(manifest, world)) return [];
      return [{ message: `${titleOf(manifest)} makes a backup, but nothing of "${world.environment}" is backed up.`, path: '' }];
    }
    if (manifest.kind === 'postgresql') return missing(manifest, world);
    return manifest.kind === 'CronJob' && copiesData(manifest, world) ? [...unsafe(manifest, world), ...ended(manifest, world)] : [];
  },

  examples: {
    pass: [
      { name: 'production: a daily dump and the archive', manifests: cluster + dump() + archive },
      { name: 'staging: a daily dump', environment: 'staging', manifests: cluster + dump('30 */6 * * *', 'financial_db sales_db') },
      { name: 'dev: nothing', environment: 'dev', manifests: cluster },
      {
        name: 'dev: a service saves a disk of its own',
        environment: 'dev',
        manifests: dump().replace(
          'name: postgres-backup, namespace: erp-infra',
          'name: sales-service-backup, namespace: erp-dev, labels: { app.kubernetes.io/name: sales-service-backup, app.kubernetes.io/part-of: erp }',
        ),
      },
      {
        name: 'dumps beside the archive, by tools of the version of the cluster',
        manifests: `${cluster.replace('spec: {', "spec: { postgresql: { version: '16' },")}${whole}${archive}`,
        charts: operator,
      },
      { name: waiting, manifests: `${waits}---${cluster}${dump('0 2 * * *', 'financial_db', '\n  suspend: true')}${archive}` },
      { name: 'production without PostgreSQL', manifests: archive.slice(4) },
    ],
    fail: [
      {
        name: 'a dump that sleeps in a place that serves',
        from: waiting,
        change: { 'Namespace/erp-infra > metadata.labels': undefined },
        problems: [notDumped],
      },
      {
        name: 'no dump in a place that waits',
        from: waiting,
        change: { 'CronJob/postgres-backup': undefined },
        problems: [notDumped],
      },
      {
        name: 'no archive in a place that waits',
        from: waiting,
        change: { 'ConfigMap/postgres-pod-env': undefined },
        problems: [{ on: 'postgresql/postgres', message: 'Nothing archives the write-ahead log of postgresql "postgres".', path: '' }],
      },
      {
        name: 'a dump that is ended before it is one',
        from: 'staging: a daily dump',
        change: {
          'CronJob/postgres-backup > spec.schedule': '0 2 * * *',
          'CronJob/postgres-backup > spec.jobTemplate.spec.template.spec.containers[0].env[0].value': 'financial_db',
          'CronJob/postgres-backup > spec.jobTemplate.spec.activeDeadlineSeconds': 60,
        },
        problems: [
          {
            on: 'CronJob/postgres-backup',
            message: 'CronJob "postgres-backup" is ended after 60 seconds: no dump of a database in use takes less than 600.',
            path: 'spec.jobTemplate.spec.activeDeadlineSeconds',
          },
        ],
      },
      { name: 'no dump', from: 'staging: a daily dump', change: { 'CronJob/postgres-backup': undefined }, problems: [notDumped] },
      {
        name: 'a dump a week',
        from: 'staging: a daily dump',
        change: {
          'CronJob/postgres-backup > spec.schedule': '0 2 * * 0',
          'CronJob/postgres-backup > spec.jobTemplate.spec.template.spec.containers[0].env[0].value': 'financial_db',
        },
        problems: [notDumped],
      },
      {
        name: 'a suspended dump',
        from: 'staging: a daily dump',
        change: {
          'CronJob/postgres-backup > spec.schedule': '0 2 * * *',
          'CronJob/postgres-backup > spec.jobTemplate.spec.template.spec.containers[0].env[0].value': 'financial_db',
          'CronJob/postgres-backup > spec.suspend': true,
        },
        problems: [notDumped],
      },
      {
        name: 'a dump of other databases',
        from: 'staging: a daily dump',
        change: {
          'CronJob/postgres-backup > spec.schedule': '0 2 * * *',
          'CronJob/postgres-backup > spec.jobTemplate.spec.template.spec.containers[0].env[0].value': 'sales_db',
        },
        problems: [
          {
            on: 'postgresql/postgres',
            message: 'Database "financial_db" of postgresql "postgres" is in no dump.',
            path: 'spec.databases.financial_db',
          },
        ],
      },
      {
        name: 'a cluster that the tools cannot dump',
        from: 'dumps beside the archive, by tools of the version of the cluster',
        change: { 'postgresql/postgres > spec.postgresql.version': '17' },
        problems: [
          {
            on: 'postgresql/postgres',
            message: 'postgresql "postgres" is of version 17, which the tools of CronJob "postgres-backup" (16) do not dump.',
            path: 'spec.postgresql.version',
          },
        ],
      },
      {
        name: 'the next dump stops the last',
        from: 'dumps beside the archive, by tools of the version of the cluster',
        change: { 'CronJob/postgres-backup > spec.concurrencyPolicy': 'Replace' },
        problems: [
          {
            on: 'CronJob/postgres-backup',
            message: 'CronJob "postgres-backup" stops a dump that is not done when the next begins.',
            path: 'spec.concurrencyPolicy',
          },
        ],
      },
      {
        name: 'dumps in the archive',
        from: 'dumps beside the archive, by tools of the version of the cluster',
        change: {
          'CronJob/postgres-backup > spec.jobTemplate.spec.template.spec.containers[0].env[1].value': 's3://erp-backups/spilo/postgres',
        },
        problems: [
          {
            on: 'CronJob/postgres-backup',
            message: 'CronJob "postgres-backup" keeps its dumps in the archive of the log, "s3://erp-backups/spilo/postgres".',
            path: '',
          },
        ],
      },
      {
        name: 'production without the archive',
        from: 'production: a daily dump and the archive',
        change: { 'ConfigMap/postgres-pod-env': undefined },
        problems: [{ on: 'postgresql/postgres', message: 'Nothing archives the write-ahead log of postgresql "postgres".', path: '' }],
      },
      {
        name: 'a backup of dev',
        from: 'production: a daily dump and the archive',
        change: { environment: 'dev', 'ConfigMap/postgres-pod-env': undefined },
        problems: [
          {
            on: 'CronJob/postgres-backup',
            message: 'CronJob "postgres-backup" makes a backup, but nothing of "dev" is backed up.',
            path: '',
          },
        ],
      },
    ],
  },
});

function missing(manifest: Manifest, world: World): readonly Problem[] {
  const { namespace } = manifest;
  const jobs = dailyBackups(world, namespace);
  const dumped = new Set(jobs.flatMap((job) => dumpedDatabases(job, world)));
  return [
    ...(jobs.length === 0
      ? [{ message: `Nothing dumps ${titleOf(manifest)} every day.`, path: '' }]
      : Object.keys(fieldsAt(manifest.fields, 'spec', 'databases'))
          .filter((database) => !dumped.has(database))
          .map((database) => ({
            message: `Database "${database}" of ${titleOf(manifest)} is in no dump.`,
            path: below('spec.databases', database),
          }))),
    ...jobs.flatMap((job) => {
      const own = Number(scalarAt(manifest.fields, 'spec', 'postgresql', 'version'));
      const old = toolVersions(job, world).find((version) => version < own);
      if (old === undefined) return [];
      const message = `${titleOf(manifest)} is of version ${own}, which the tools of ${titleOf(job)} (${old}) do not dump.`;
      return [{ message, path: 'spec.postgresql.version' }];
    }),
    ...(isProduction(world) && !keepsArchive(world, namespace)
      ? [{ message: `Nothing archives the write-ahead log of ${titleOf(manifest)}.`, path: '' }]
      : []),
  ];
}

/** What keeps a job from ending a dump, or mixes it with the archive, whose files others count and delete. */
function unsafe(manifest: Manifest, world: World): readonly Problem[] {
  const folders = archiveFolders(world, manifest.namespace);
  const stores = told(manifest, world, 'BACKUP_STORE').filter((store) => folders.some((folder) => share(store, folder)));
  return [
    ...(at(manifest.fields, 'spec', 'concurrencyPolicy') === 'Replace'
      ? [{ message: `${titleOf(manifest)} stops a dump that is not done when the next begins.`, path: 'spec.concurrencyPolicy' }]
      : []),
    ...stores.map((store) => ({ message: `${titleOf(manifest)} keeps its dumps in the archive of the log, "${store}".`, path: '' })),
  ];
}

/** Below it a job that dumps databases is ended while it does. */
const leastSeconds = 600;

function ended(manifest: Manifest, world: World): readonly Problem[] {
  if (manifest.kind !== 'CronJob' || dumpedDatabases(manifest, world).length === 0) return [];
  const seconds = numberAt(manifest.fields, 'spec', 'jobTemplate', 'spec', 'activeDeadlineSeconds');
  if (seconds === undefined || seconds >= leastSeconds) return [];
  const message = `${titleOf(manifest)} is ended after ${seconds} seconds: no dump of a database in use takes less than ${leastSeconds}.`;
  return [{ message, path: 'spec.jobTemplate.spec.activeDeadlineSeconds' }];
}
