import { isProductionLike } from '../environments.ts';
import { isElsewhere } from '../kubernetes/data/stores-elsewhere.ts';
import { at, texts } from '../kubernetes/fields.ts';
import type { World } from '../model.ts';
import { expectContainerOf, expectObject, inEvery, infra, missing, place, servicesAskedFor } from './model/expectations.ts';
import { absent, anything, including, type Pattern, text } from './model/pattern.ts';
import type { Evidence, Requirement, Shortfall } from './model/requirement.ts';

const job = { kind: 'CronJob', namespace: infra, name: 'postgres-backup' } as const;
const stores: Readonly<Record<string, string>> = { production: 's3://erp-backups/postgres', staging: 's3://erp-backups-staging/postgres' };
/** As the operator looks for it; of a database that somebody else runs nobody does. */
const credentials = (world: World, role: string) =>
  isElsewhere(world, 'postgres') ? `postgres-backup-${role}` : `${role}.postgres.credentials.postgresql.acid.zalan.do`;

const requirements: readonly Requirement[] = [
  {
    id: 'R104',
    section: '6',
    requirement: 'CronJob postgres-backup in erp-infra runs every night at 02:00.',
    where: 'CronJob postgres-backup: schedule, timeZone; staging and production',
    deviation: { defects: ['D2', 'D116'], text: 'In the time of Shanghai, and never twice at once.' },
    check: (evidence) =>
      inBackedUp(evidence, (world) =>
        expectObject(world, job, {
          spec: { schedule: '0 2 * * *', timeZone: 'Asia/Shanghai', concurrencyPolicy: 'Forbid', suspend: absent },
        }),
      ),
  },
  {
    id: 'R105',
    section: '6',
    requirement: 'It keeps 7 successful and 3 failed runs, and restarts on failure.',
    where: 'CronJob postgres-backup: history limits, restartPolicy, backoffLimit, deadlines',
    check: (evidence) =>
      inBackedUp(evidence, (world) => [
        ...expectObject(world, job, {
          spec: {
            successfulJobsHistoryLimit: 7,
            failedJobsHistoryLimit: 3,
            startingDeadlineSeconds: anything,
            jobTemplate: { spec: { backoffLimit: 2, activeDeadlineSeconds: anything } },
          },
        }),
        ...expectPod(world, { restartPolicy: 'OnFailure' }),
      ]),
  },
  {
    id: 'R106',
    section: '6',
    requirement: 'It uses the client tools of PostgreSQL 16.',
    where: 'CronJob postgres-backup: image postgres-backup, whose version is that of the tools',
    deviation: {
      defects: ['D112', 'D113'],
      text: 'An image of our own with the uploader in it, by digest: nothing is installed at run time.',
    },
    check: (evidence) =>
      inBackedUp(evidence, (world) =>
        expectContainer(world, { image: text(/^registry\.example\.com\/erp\/postgres-backup:16\./, 'an image of version 16') }),
      ),
  },
  {
    id: 'R107',
    section: '6',
    requirement: 'It writes s3://erp-backups/postgres/financial_db_<YYYYMMDD_HHMMSS>.sql.gz.',
    where: 'CronJob postgres-backup: BACKUP_STORE, BACKUP_DATABASES; ConfigMap postgres-backup-scripts: backup.sh',
    deviation: {
      defects: ['D109', 'D110', 'D115'],
      text:
        'The same name with .dump: the format of pg_dump itself is compressed, and pg_restore can check it. All databases and the ' +
        'roles, not one; staging writes to a bucket of its own.',
    },
    check: (evidence) =>
      inBackedUp(evidence, (world) => [
        ...expectContainer(world, {
          command: ['/bin/bash', '/app/scripts/backup.sh'],
          env: including(
            { name: 'BACKUP_STORE', value: stores[world.environment] ?? '' },
            {
              name: 'BACKUP_DATABASES',
              value: text(
                new RegExp(
                  servicesAskedFor(world.company)
                    .map(({ database }) => `(?=.*\\b${database}\\b)`)
                    .join(''),
                ),
                'the databases of all services',
              ),
            },
          ),
        }),
        ...expectScript(world, 'backup.sh', [
          ['pipefail, so that a dump that breaks off is no success', /^set -[a-z]*uo pipefail$/m, 'common.sh'],
          ['the time stamp of the manual', /\+%Y%m%d_%H%M%S/],
          ['the name of the manual', /"\$1_\$stamp\.dump"/],
          ['the roles', /pg_dumpall --globals-only --no-role-passwords/],
          ['a dump that can be checked', /pg_dump --format=custom/],
        ]),
      ]),
  },
  {
    id: 'R108',
    section: '6',
    requirement: 'It has a scratch volume, and removes local data after the upload.',
    where: 'CronJob postgres-backup: volume tmp; dumps are streamed, only checksums lie in it',
    deviation: { defects: ['D117'], text: 'Nothing is dumped to the disk of a node: the dump goes to the object store as it is made.' },
    check: (evidence) =>
      inBackedUp(evidence, (world) => [
        ...expectPod(world, { volumes: including({ name: 'tmp', emptyDir: { sizeLimit: anything } }) }),
        ...expectContainer(world, { volumeMounts: including({ name: 'tmp', mountPath: '/tmp' }) }),
        ...expectScript(world, 'common.sh', [['the removal of scratch data', /^trap 'rm -rf "\$work"' EXIT$/m]]),
      ]),
  },
  {
    id: 'R109',
    section: '6',
    requirement: 'Backups older than 30 days are deleted by themselves.',
    where: 'overlays/<environment>/backup/bucket-lifecycle.aws-cli; ConfigMap postgres-pod-env: BACKUP_NUM_TO_RETAIN; no script deletes',
    deviation: { defects: ['D111', 'D114'], text: 'The bucket does it, not the job: the job has no right to delete.' },
    check: (evidence) =>
      inBackedUp(evidence, (world) => [
        ...expectScript(world, 'backup.sh', []),
        ...world
          .ofKind('ConfigMap')
          .filter(({ namespace, name }) => namespace === infra && name.startsWith('postgres-backup-scripts'))
          .flatMap((manifest) =>
            Object.entries(texts(at(manifest.fields, 'data')))
              .filter(([, script]) => /\bs3(api)? (rm|mv|delete)/.test(script))
              .map(([name]) => ({ message: `The script "${name}" deletes objects.`, ...place(world, manifest, 'data') })),
          ),
      ]),
  },
  {
    id: 'R110',
    section: '6',
    requirement: 'Credentials of the database and of AWS come from Secrets.',
    where: 'ExternalSecret backup-user.postgres.credentials...; ServiceAccount postgres-backup: role of the cloud account',
    deviation: {
      defects: ['D110', 'D114'],
      text: 'A role that may only read, from a file; for AWS a role of the cloud account, and no key at all.',
    },
    check: (evidence) =>
      inBackedUp(evidence, (world) => [
        ...expectObject(
          world,
          { kind: 'ExternalSecret', namespace: infra, name: credentials(world, 'backup-user') },
          { spec: { target: { name: credentials(world, 'backup-user') } } },
        ),
        ...expectObject(
          world,
          { kind: 'ServiceAccount', namespace: infra, name: 'postgres-backup' },
          { metadata: { annotations: { 'eks.amazonaws.com/role-arn': text(/^arn:aws:iam::\d{12}:role\//, 'a role') } } },
        ),
        ...expectPod(world, {
          serviceAccountName: 'postgres-backup',
          volumes: including({ name: 'secrets', secret: { secretName: credentials(world, 'backup-user') } }),
        }),
      ]),
  },
  {
    id: 'R111',
    section: '6',
    requirement: 'A restore fetches a chosen backup, unpacks it and loads it.',
    where:
      'ConfigMap postgres-backup-scripts: restore.sh, run by the Job that npm run restore writes; CronJob postgres-restore-drill in staging',
    deviation: {
      defects: ['D120', 'D121', 'D122', 'D123'],
      text: 'Inside the cluster, into a new database, in one transaction and checked; switching over is a step of its own.',
    },
    check: (evidence) =>
      inBackedUp(evidence, (world) => [
        ...expectScript(world, 'restore.sh', [
          ['a whole restore or none', /pg_restore --exit-on-error --single-transaction/],
          ['the check of the checksum', /digest_in "\$work\/first"/],
          ['a new database', /^createdb --template=template0 /m],
        ]),
        ...(world.tier === 'rehearsal'
          ? expectObject(
              world,
              { ...job, name: 'postgres-restore-drill' },
              { spec: { schedule: text(/^\S+ \S+ \* \* [0-7]$/, 'once a week') } },
            )
          : []),
      ]),
  },
];

export default requirements;

function inBackedUp(evidence: Evidence, check: (world: World) => readonly Shortfall[]): readonly Shortfall[] {
  return inEvery(evidence, (world) => (isProductionLike(world) ? check(world) : []));
}

function expectPod(world: World, spec: Pattern): readonly Shortfall[] {
  return expectObject(world, job, { spec: { jobTemplate: { spec: { template: { spec } } } } });
}

/** Further clusters have containers of their own beside it. */
function expectContainer(world: World, container: Pattern): readonly Shortfall[] {
  return expectContainerOf(world, job, container);
}

/** What the text of a script must have; the third says in which other script it stands. */
function expectScript(
  world: World,
  name: string,
  parts: readonly (readonly [what: string, pattern: RegExp, file?: string])[],
): readonly Shortfall[] {
  const manifest = world.ofKind('ConfigMap').find((map) => map.namespace === infra && map.name.startsWith('postgres-backup-scripts'));
  if (manifest === undefined) return [missing(world, { kind: 'ConfigMap', namespace: infra, name: 'postgres-backup-scripts' })];
  const scripts = texts(at(manifest.fields, 'data'));
  return parts
    .filter(([, pattern, file = name]) => !pattern.test(scripts[file] ?? ''))
    .map(([what, , file = name]) => ({ message: `The script "${file}" lacks ${what}.`, ...place(world, manifest, 'data') }));
}
