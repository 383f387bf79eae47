import { cloudOf } from '../clouds/clouds.ts';
import type { Catalog } from '../model/catalog.ts';
import { archiveFolder, type ContinuousBackup, dumpFolder } from '../model/environment/backup.ts';
import type { Place } from '../model/environment/place.ts';
import { awsFile, rolePolicy } from '../output/aws-input.ts';
import { type GeneratedFile, yamlFile } from '../output/file.ts';

/** Name of the list in the folder of the place that serves. No program of the cluster reads it. */
export const copiesName = 'bucket-copies.yaml';

/** Minutes in which an object is copied: what replication time control promises for nearly all of them, and what the alerts of a standby go by. */
const mostMinutes = 15;

type Copy = NonNullable<Place['copies']>[number];

/**
 * What whoever runs the object store makes of the buckets of an environment with a standby: both keep versions, and what is written to that
 * of the place that serves is copied to those of the others. A list for every cloud, and for AWS the input of its command.
 */
export function bucketCopies({ platform }: Pick<Catalog, 'platform'>, environments: Catalog['environments']): readonly GeneratedFile[] {
  return environments.flatMap(({ file, value: { name, backup, place } }) => {
    if (place?.shared !== true || backup.mode !== 'continuous') return [];
    const onAws = platform.value.cloud.name === 'aws';
    return [
      ...(onAws ? [versioning(name, file, backup)] : []),
      ...(place.copies === undefined
        ? []
        : [
            yamlFile(`overlays/${name}/${copiesName}`, file, list(platform, name, backup, place.copies)),
            ...(onAws ? awsFiles(name, file, backup, place, place.copies) : []),
          ]),
    ];
  });
}

function list(
  { value: platform }: Catalog['platform'],
  environment: string,
  { bucket, region }: ContinuousBackup,
  copies: readonly Copy[],
) {
  const { title, buckets } = cloudOf(platform);
  const address = (of: string) => buckets.address(of, '').replace(/\/$/, '');
  return {
    environment,
    cloud: title,
    from: { bucket: address(bucket), region, keepsVersions: true },
    to: copies.map((copy) => ({ place: copy.environment, bucket: address(copy.bucket), region: copy.region, keepsVersions: true })),
    folders: [`${archiveFolder}/`, `${dumpFolder}/`],
    withinMinutes: mostMinutes,
    // What is deleted in one region by mistake must be there in the other.
    deletions: 'are not copied; each bucket deletes by its own lifecycle',
    before: 'What was written before the rule is copied by hand, or the standby waits for the next base backup.',
  };
}

function versioning(name: string, source: string, { bucket }: ContinuousBackup): GeneratedFile {
  const input = { Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } };
  return awsFile(`overlays/${name}/backup/bucket-versioning.aws-cli`, source, 's3api put-bucket-versioning', input);
}

function awsFiles(name: string, source: string, { bucket }: ContinuousBackup, { replicationRole = '' }: Place, copies: readonly Copy[]) {
  const folder = `overlays/${name}/backup`;
  const rules = copies.flatMap((copy) => [archiveFolder, dumpFolder].map((kept) => ({ copy, kept })));
  const replication = {
    Bucket: bucket,
    ReplicationConfiguration: {
      Role: replicationRole,
      Rules: rules.map(({ copy, kept }, index) => ({
        ID: `${kept}-to-${copy.environment}`,
        Priority: index + 1,
        Status: 'Enabled',
        Filter: { Prefix: `${kept}/` },
        DeleteMarkerReplication: { Status: 'Disabled' },
        Destination: {
          Bucket: `arn:aws:s3:::${copy.bucket}`,
          ReplicationTime: { Status: 'Enabled', Time: { Minutes: mostMinutes } },
          Metrics: { Status: 'Enabled', EventThreshold: { Minutes: mostMinutes } },
        },
      })),
    },
  };
  return [
    awsFile(`${folder}/bucket-replication.aws-cli`, source, 's3api put-bucket-replication', replication),
    awsFile(
      `${folder}/replication-role.aws-cli`,
      source,
      'iam put-role-policy',
      rolePolicy(replicationRole, bucket, statements(bucket, copies)),
    ),
  ];
}

/** What S3 needs as this role (S3 User Guide, "Setting up permissions for live replication"). Deletions are not among it. */
function statements(bucket: string, copies: readonly Copy[]): readonly object[] {
  return [
    { Effect: 'Allow', Action: ['s3:GetReplicationConfiguration', 's3:ListBucket'], Resource: `arn:aws:s3:::${bucket}` },
    {
      Effect: 'Allow',
      Action: ['s3:GetObjectVersionAcl', 's3:GetObjectVersionForReplication', 's3:GetObjectVersionTagging'],
      Resource: [archiveFolder, dumpFolder].map((folder) => `arn:aws:s3:::${bucket}/${folder}/*`),
    },
    {
      Effect: 'Allow',
      Action: ['s3:ReplicateObject', 's3:ReplicateTags'],
      Resource: copies.flatMap((copy) => [archiveFolder, dumpFolder].map((folder) => `arn:aws:s3:::${copy.bucket}/${folder}/*`)),
    },
  ];
}
