import { archiveFolders, followedBy, share } from '../../kubernetes/data/backups.ts';
import { fieldsAt, numberAt, scalarAt, textAt } from '../../kubernetes/fields.ts';
import { objectsIn, placeRole } from '../../kubernetes/namespaces.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const waits = `
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra, labels: { erp.example.com/role: standby } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: postgres-pod-env, namespace: erp-infra }
data: { USE_WALG_BACKUP: "true", STANDBY_AWS_REGION: us-west-2, STANDBY_AWS_STS_REGIONAL_ENDPOINTS: regional }
---
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec:
  numberOfInstances: 1
  postgresql: { version: "16" }
  standby: { s3_wal_path: "s3://erp-backups-copy/spilo/postgres/0d5e6f70/wal/16" }
`;
const serves = `
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra }
---
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { numberOfInstances: 3, postgresql: { version: "16" } }
`;
const operator = `
apiVersion: acid.zalan.do/v1
kind: OperatorConfiguration
metadata: { name: postgres-operator, namespace: erp-infra }
configuration: { aws_or_gcp: { wal_s3_bucket: erp-backups-west } }
`;

const on = 'postgresql/postgres';
const waiting = 'one instance follows the archive of the place that serves';
const failing = (name: string, changed: string, value: unknown, message: string, path: string, from = waiting) => ({
  name,
  from,
  change: { [changed]: value },
  problems: [{ on, message: `postgresql "postgres" ${message}.`, path }],
});
const archive = `${on} > spec.standby.s3_wal_path`;

export default defineRule({
  id: 'match-standby',
  severity: 'error',
  manual: '3.1, 6.2',
  summary: 'Let the databases of a place follow an archive exactly where the place waits, and one that it does not write itself.',
  rationale:
    'A database that follows is read-only: where the place serves, nobody can book. One that does not follow in a place that waits is a second truth, which a ' +
    'failover brings to light. What the operator is not told of the archive, Spilo guesses, and the copy stays empty.',
  remediation:
    'Let the generator draw the place anew (npm run generate); which place serves is said by serving in the file of the environment, and what it follows by the entry of its cluster (docs/places.md).',
  scope: 'object',
  kinds: ['postgresql'],

  check(manifest, world) {
    const followed = followedBy(manifest.fields);
    if (placeRole(world, manifest.namespace) !== 'standby') {
      return followed === undefined
        ? []
        : [
            {
              message: `${titleOf(manifest)} follows an archive in a place that does not wait: nobody can write to it.`,
              path: 'spec.standby',
            },
          ];
    }
    if (followed === undefined) {
      const message = `${titleOf(manifest)} follows no archive, though Namespace "${manifest.namespace}" is one that waits.`;
      return [{ message, path: 'spec.standby' }];
    }
    return [...archiveProblems(manifest, world, followed), ...variableProblems(manifest, world, followed), ...instances(manifest)].map(
      ({ message, path }) => ({ message: `${titleOf(manifest)} ${message}.`, path }),
    );
  },

  examples: {
    pass: [
      { name: waiting, manifests: waits, charts: operator },
      { name: 'a place that serves follows nobody', manifests: serves },
      {
        name: 'a copy of the archive beside its own',
        manifests: waits.replace(
          'erp-backups-copy/spilo/postgres/0d5e6f70',
          'erp-backups-west/spilo/postgres/0d5e6f70-1a2b-4c3d-8e9f-0a1b2c3d4e5f',
        ),
        charts: operator,
      },
      {
        name: 'an archive in Google Cloud',
        manifests: waits
          .replace('s3_wal_path: "s3://', 'gs_wal_path: "gs://')
          .replace('STANDBY_AWS_REGION: us-west-2, STANDBY_AWS_STS_REGIONAL_ENDPOINTS: regional', 'BACKUP_NUM_TO_RETAIN: "30"'),
      },
      {
        name: 'a store that is no region of AWS',
        manifests: waits.replace(/STANDBY_AWS_REGION: .* \}/, 'STANDBY_AWS_ENDPOINT: "https://s3.local" }'),
      },
    ],
    fail: [
      failing(
        'a second truth in a place that waits',
        `${on} > spec.standby`,
        undefined,
        'follows no archive, though Namespace "erp-infra" is one that waits',
        'spec.standby',
      ),
      failing(
        'a place that serves, and whose databases follow',
        'Namespace/erp-infra > metadata.labels',
        undefined,
        'follows an archive in a place that does not wait: nobody can write to it',
        'spec.standby',
      ),
      failing(
        'a server instead of an archive',
        `${on} > spec.standby`,
        { standby_host: 'postgres.erp.example.com' },
        'follows a server: only an archive is there when the other place is lost',
        'spec.standby',
      ),
      failing(
        'its own archive',
        archive,
        's3://erp-backups-west/spilo/postgres/wal/16',
        'follows "s3://erp-backups-west/spilo/postgres/wal/16", which is in its own archive, "s3://erp-backups-west/spilo/postgres", and of no other cluster there',
        'spec.standby.s3_wal_path',
      ),
      failing(
        'the folder of the cluster, without its log',
        archive,
        's3://erp-backups-copy/spilo/postgres',
        'follows "s3://erp-backups-copy/spilo/postgres", which does not end in "/wal/16": the operator takes it as it is',
        'spec.standby.s3_wal_path',
      ),
      failing(
        'the log of another version',
        archive,
        's3://erp-backups-copy/spilo/postgres/0d5e6f70/wal/15',
        'follows "s3://erp-backups-copy/spilo/postgres/0d5e6f70/wal/15", which does not end in "/wal/16": the operator takes it as it is',
        'spec.standby.s3_wal_path',
      ),
      failing(
        'a bucket of Google by the field of Amazon',
        archive,
        'gs://erp-backups-copy/spilo/postgres/0d5e6f70/wal/16',
        'follows "gs://erp-backups-copy/spilo/postgres/0d5e6f70/wal/16", which is no address of "s3://"',
        'spec.standby.s3_wal_path',
      ),
      failing(
        'a region that is guessed',
        'ConfigMap/postgres-pod-env > data.STANDBY_AWS_REGION',
        undefined,
        'follows an archive, and no ConfigMap beside it says "STANDBY_AWS_REGION", which is then guessed',
        'spec.standby.s3_wal_path',
      ),
      failing(
        'copies of the copy, which do not know its passwords',
        `${on} > spec.numberOfInstances`,
        3,
        'has 3 instances while it follows: the others log in with passwords that are not those of the place that serves',
        'spec.numberOfInstances',
      ),
    ],
  },
});

type Followed = NonNullable<ReturnType<typeof followedBy>>;

/** postgres-operator 2.0.1 (`generateStandbyEnvironment`) and Spilo (`write_wale_environment`, August 2025) take the address as it is: up to the version. */
function archiveProblems(manifest: Manifest, world: World, { archive, path }: Followed): readonly Problem[] {
  if (archive === undefined) return [{ message: 'follows a server: only an archive is there when the other place is lost', path }];
  const version = scalarAt(manifest.fields, 'spec', 'postgresql', 'version') ?? '';
  const scheme = path.endsWith('gs_wal_path') ? 'gs://' : 's3://';
  if (!archive.startsWith(scheme)) return [{ message: `follows "${archive}", which is no address of "${scheme}"`, path }];
  if (!archive.endsWith(`/wal/${version}`)) {
    return [{ message: `follows "${archive}", which does not end in "/wal/${version}": the operator takes it as it is`, path }];
  }
  return archiveFolders(world, manifest.namespace)
    .filter((own) => share(archive, own) && !isOfCluster(archive.slice(own.length)))
    .map((own) => ({ message: `follows "${archive}", which is in its own archive, "${own}", and of no other cluster there`, path }));
}

/**
 * Below the folder of a cluster each `postgresql` object has its own by its UID (postgres-operator 2.0.1, `getBucketScopeSuffix`): that of the place which serves
 * may be copied there.
 */
function isOfCluster(rest: string): boolean {
  return /^\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/wal\/\d+$/.test(rest);
}

/** What Spilo reads behind `STANDBY_`, and otherwise guesses from the name of the bucket or asks of a service that is closed. */
const needed = ['STANDBY_AWS_REGION', 'STANDBY_AWS_STS_REGIONAL_ENDPOINTS'];

function variableProblems(manifest: Manifest, world: World, { archive, path }: Followed): readonly Problem[] {
  if (archive?.startsWith('s3://') !== true) return [];
  const maps = objectsIn(world, 'ConfigMap', manifest.namespace).map(({ fields }) => fieldsAt(fields, 'data'));
  const isSaid = (name: string) => maps.some((data) => (textAt(data, name) ?? '') !== '');
  if (isSaid('STANDBY_AWS_ENDPOINT') || isSaid('STANDBY_WALE_S3_ENDPOINT')) return [];
  return needed
    .filter((name) => !isSaid(name))
    .map((name) => ({ message: `follows an archive, and no ConfigMap beside it says "${name}", which is then guessed`, path }));
}

/** postgres-operator 2.0.1, docs/user.md: with one instance the passwords of the place that serves are not needed until it is promoted. */
function instances({ fields }: Manifest): readonly Problem[] {
  const count = numberAt(fields, 'spec', 'numberOfInstances') ?? 0;
  if (count === 1) return [];
  const message = `has ${count} instances while it follows: the others log in with passwords that are not those of the place that serves`;
  return [{ message, path: 'spec.numberOfInstances' }];
}
