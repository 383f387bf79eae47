import type { Buckets } from '../cloud.ts';
import { s3Bucket } from '../forms.ts';
import { roleArn } from './identity.ts';

/** S3, entered by the roles of the pods. */
export function awsBuckets(): Buckets {
  return {
    bucket: s3Bucket,
    role: roleArn,
    archiveRole: roleArn,
    port: 443,
    address: (bucket, folder) => `s3://${bucket}/${folder}`,
    followedBy: 's3_wal_path',
    logs: ({ bucket, region }) => ({ type: 's3', bucket, settings: { region } }),
    archive: ({ bucket, region, role }) => ({
      operator: { aws_region: region, wal_s3_bucket: bucket, irsa_role_arn: role },
      store: {
        AWS_REGION: region,
        // Only the private endpoints can be reached, and those are of the region.
        AWS_STS_REGIONAL_ENDPOINTS: 'regional',
        USE_WALG_RESTORE: 'true',
      },
    }),
    dumps: ({ region }) => ({ environment: { AWS_REGION: region } }),
  };
}
