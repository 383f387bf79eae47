import type { Catalog } from '../model/catalog.ts';
import { type ActiveBackup, archiveFolder, dumpFolder } from '../model/environment/backup.ts';
import type { Application } from '../model/object.ts';
import { awsFile, rolePolicy } from '../output/aws-input.ts';
import type { GeneratedFile } from '../output/file.ts';

/**
 * How long the object store keeps what, and what the roles of the jobs may do with it, as input of the AWS CLI. Kustomize
 * leaves these files alone; whoever administers the cloud account applies them (D111, D114).
 */
export function backupStorage({ environments, platform }: Catalog, applications: readonly Application[]): readonly GeneratedFile[] {
  if (platform.value.cloud.name !== 'aws') return [];
  const backedUp = new Set(applications.find(({ name }) => name === 'backup')?.variants.map(({ environment }) => environment));
  return environments.flatMap(({ file, value: { name, backup } }) => {
    if (backup.mode === 'none' || !backedUp.has(name)) return [];
    const folder = `overlays/${name}/backup`;
    return [
      awsFile(`${folder}/bucket-lifecycle.aws-cli`, file, 's3api put-bucket-lifecycle-configuration', lifecycle(backup)),
      awsFile(`${folder}/dump-role.aws-cli`, file, 'iam put-role-policy', rolePolicy(backup.role, backup.bucket, dumpStatements(backup))),
      ...(backup.mode === 'continuous'
        ? [
            awsFile(
              `${folder}/archive-role.aws-cli`,
              file,
              'iam put-role-policy',
              rolePolicy(backup.archiveRole, backup.bucket, archiveStatements(backup)),
            ),
          ]
        : []),
    ];
  });
}

/** Versioning and Object Lock of the bucket are what a deletion by mistake does not get past; both are set when it is made. */
function lifecycle({ bucket, retentionDays, mode }: ActiveBackup) {
  const rule = (id: string, prefix: string, days: number) => ({
    ID: id,
    Status: 'Enabled',
    Filter: { Prefix: prefix },
    Expiration: { Days: days },
    NoncurrentVersionExpiration: { NoncurrentDays: 7 },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
  });
  return {
    Bucket: bucket,
    LifecycleConfiguration: {
      Rules: [
        rule('dumps', `${dumpFolder}/`, retentionDays),
        rule('unfinished-dumps', `${dumpFolder}/partial/`, 1),
        // A base backup of the last day is only worth something with the log of the days after it.
        ...(mode === 'continuous' ? [rule('archive', `${archiveFolder}/`, retentionDays + 7)] : []),
      ],
    },
  };
}

/** Read and write, never delete: whoever takes over the job cannot erase what it made. Of the archive it sees only the names. */
function dumpStatements({ bucket, mode }: ActiveBackup): readonly object[] {
  return [
    { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: `arn:aws:s3:::${bucket}/${dumpFolder}/*` },
    list(bucket, dumpFolder),
    ...(mode === 'continuous' ? [list(bucket, archiveFolder)] : []),
  ];
}

/** WAL-G also deletes the base backups beyond those that it keeps. */
function archiveStatements({ bucket }: ActiveBackup): readonly object[] {
  return [
    {
      Effect: 'Allow',
      Action: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
      Resource: `arn:aws:s3:::${bucket}/${archiveFolder}/*`,
    },
    list(bucket, archiveFolder),
  ];
}

function list(bucket: string, folder: string): object {
  return {
    Effect: 'Allow',
    Action: 's3:ListBucket',
    Resource: `arn:aws:s3:::${bucket}`,
    Condition: { StringLike: { 's3:prefix': `${folder}/*` } },
  };
}
