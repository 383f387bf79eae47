import { isProductionLike } from '../../environments.ts';
import { archiveChecks, archiveFolders, followedArchives, share, told } from '../../kubernetes/data/backups.ts';
import { at, fieldsAt, textAt } from '../../kubernetes/fields.ts';
import { isAsleep } from '../../kubernetes/namespaces.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = (job: string, archive = 'true') => `
apiVersion: v1
kind: ConfigMap
metadata: { name: postgres-pod-env, namespace: erp-infra }
data: { USE_WALG_BACKUP: "${archive}", BACKUP_NUM_TO_RETAIN: "30" }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: postgres-archive-check, namespace: erp-infra }
spec:
  schedule: "20 * * * *"
  jobTemplate:
    spec:
      template:
        spec:
          containers: [{ name: check, env: [{ name: BACKUP_ARCHIVE, value: "s3://erp-backups/spilo/postgres" }] }]
${job}`;

const following = 'a look into the archive that a place follows';
const asleep = 'no look in a place that waits';
const waits = `
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra, labels: { erp.example.com/role: standby } }
`;
const followed = `
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { standby: { s3_wal_path: "s3://erp-backups/spilo/postgres/0d5e/wal/16" } }
`;
const bucket = `
apiVersion: acid.zalan.do/v1
kind: OperatorConfiguration
metadata: { name: postgres-operator, namespace: erp-infra }
configuration: { aws_or_gcp: { wal_s3_bucket: erp-backups-west } }
`;

export default defineRule({
  id: 'require-archive-check',
  severity: 'error',
  manual: '6.1 (D1)',
  summary: 'Keep base backups for a week at least, and look every day where the log is archived whether there is one.',
  rationale:
    'The log restores nothing without a base backup before it. That it is shipped is seen by the database; that the nightly base backup ' +
    'stopped is seen by nobody, until the store has deleted the last one.',
  remediation:
    'Keep the CronJob that lists the archive, which generators/platform/backup/backup.ts makes where a log is archived, and correct what Spilo is told there.',
  scope: 'object',
  kinds: ['ConfigMap', 'CronJob'],

  check(manifest, world) {
    if (manifest.kind === 'CronJob') return elsewhere(manifest, world);
    return [...weak(manifest, world), ...unseen(manifest, world)];
  },

  examples: {
    pass: [
      { name: 'a look every hour', manifests: example('') },
      {
        name: 'a look into the folder of the cluster',
        manifests: `${example('')}---
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: {}
`,
        charts: `
apiVersion: acid.zalan.do/v1
kind: OperatorConfiguration
metadata: { name: postgres-operator, namespace: erp-infra }
configuration: { aws_or_gcp: { wal_s3_bucket: erp-backups } }
`,
      },
      { name: following, manifests: `${waits}---${example('')}---${followed}`, charts: bucket },
      { name: asleep, manifests: `${waits}---${example('  suspend: true\n')}` },
      { name: 'no archive', manifests: example('  suspend: true\n', 'false') },
    ],
    fail: [
      {
        name: 'a look into the archive of others, in a place that serves',
        from: following,
        change: { 'Namespace/erp-infra > metadata.labels': undefined },
        problems: [
          {
            on: 'CronJob/postgres-archive-check',
            message:
              'CronJob "postgres-archive-check" looks into "s3://erp-backups/spilo/postgres", but the log is archived in "s3://erp-backups-west/spilo/postgres".',
            path: '',
          },
        ],
      },
      {
        name: 'a look that is suspended in a place that serves',
        from: asleep,
        change: { 'Namespace/erp-infra > metadata.labels': undefined },
        problems: [
          {
            on: 'ConfigMap/postgres-pod-env',
            message: 'ConfigMap "postgres-pod-env" has the log archived, and no CronJob looks for its base backups.',
            path: 'data.USE_WALG_BACKUP',
          },
        ],
      },
      {
        name: 'a look into another folder',
        from: 'a look into the folder of the cluster',
        change: {
          'CronJob/postgres-archive-check > spec.jobTemplate.spec.template.spec.containers[0].env[0].value': 's3://erp-backups/spilo/other',
        },
        problems: [
          {
            on: 'CronJob/postgres-archive-check',
            message:
              'CronJob "postgres-archive-check" looks into "s3://erp-backups/spilo/other", but the log is archived in "s3://erp-backups/spilo/postgres".',
            path: '',
          },
        ],
      },
      {
        name: 'one base backup',
        from: 'a look every hour',
        change: { 'ConfigMap/postgres-pod-env > data.BACKUP_NUM_TO_RETAIN': '1' },
        problems: [
          {
            on: 'ConfigMap/postgres-pod-env',
            message: 'ConfigMap "postgres-pod-env" keeps 1 base backup, fewer than 7.',
            path: 'data.BACKUP_NUM_TO_RETAIN',
          },
        ],
      },
      {
        name: 'clients without TLS',
        from: 'a look every hour',
        change: { 'ConfigMap/postgres-pod-env > data.ALLOW_NOSSL': 'true' },
        problems: [
          {
            on: 'ConfigMap/postgres-pod-env',
            message: 'ConfigMap "postgres-pod-env" lets clients in without TLS (ALLOW_NOSSL).',
            path: 'data.ALLOW_NOSSL',
          },
        ],
      },
      {
        name: 'a look that is suspended',
        from: 'a look every hour',
        change: { 'CronJob/postgres-archive-check > spec.suspend': true },
        problems: [
          {
            on: 'ConfigMap/postgres-pod-env',
            message: 'ConfigMap "postgres-pod-env" has the log archived, and no CronJob looks for its base backups.',
            path: 'data.USE_WALG_BACKUP',
          },
        ],
      },
    ],
  },
});

function unseen(manifest: Manifest, world: World): readonly Problem[] {
  if (at(manifest.fields, 'data', 'USE_WALG_BACKUP') !== 'true' || archiveChecks(world, manifest.namespace).length > 0) return [];
  return [
    { message: `${titleOf(manifest)} has the log archived, and no CronJob looks for its base backups.`, path: 'data.USE_WALG_BACKUP' },
  ];
}

/** Base backups that are kept, at least: for as many days a mistake that nobody saw can be undone (manual 6.1: 30). */
const leastKept = 7;

/** What Spilo is told of backups that keeps too few, or lets clients in without TLS (4.1, ENVIRONMENT.rst). */
function weak(manifest: Manifest, world: World): readonly Problem[] {
  const data = fieldsAt(manifest.fields, 'data');
  if (data['USE_WALG_BACKUP'] === undefined) return [];
  const kept = Number(textAt(data, 'BACKUP_NUM_TO_RETAIN') ?? leastKept);
  return [
    ...(isProductionLike(world) && kept < leastKept
      ? [
          {
            message: `${titleOf(manifest)} keeps ${kept} base backup${kept === 1 ? '' : 's'}, fewer than ${leastKept}.`,
            path: 'data.BACKUP_NUM_TO_RETAIN',
          },
        ]
      : []),
    ...(textAt(data, 'ALLOW_NOSSL') === undefined
      ? []
      : [{ message: `${titleOf(manifest)} lets clients in without TLS (ALLOW_NOSSL).`, path: 'data.ALLOW_NOSSL' }]),
  ];
}

/** A look at a folder that nobody writes finds no young backup, or an old one for ever. */
function elsewhere(manifest: Manifest, world: World): readonly Problem[] {
  const folders = archiveFolders(world, manifest.namespace);
  if (folders.length === 0 || !/archive/.test(manifest.name)) return [];
  const followed = isAsleep(manifest, world) ? followedArchives(world, manifest.namespace) : [];
  return told(manifest, world, 'BACKUP_ARCHIVE')
    .filter((folder) => !folders.includes(folder.replace(/\/+$/, '')) && !followed.some((archive) => share(folder, archive)))
    .map((folder) => ({
      message: `${titleOf(manifest)} looks into "${folder}", but the log is archived in "${folders.join('", "')}".`,
      path: '',
    }));
}
