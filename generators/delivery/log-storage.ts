import type { Catalog } from '../model/catalog.ts';
import { awsFile, rolePolicy } from '../output/aws-input.ts';
import type { GeneratedFile } from '../output/file.ts';

/**
 * What Loki may do with its bucket, as input of the AWS CLI: it deletes what is older than the retention itself, so it needs
 * the right to. Whoever administers the cloud account applies it.
 */
export function logStorage({ environments, platform }: Catalog): readonly GeneratedFile[] {
  if (platform.value.cloud.name !== 'aws') return [];
  return environments.map(({ file, value: { name, observability } }) => {
    const { bucket, role } = observability.logs;
    const statements = [
      {
        Effect: 'Allow',
        Action: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
        Resource: `arn:aws:s3:::${bucket}/*`,
      },
      { Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${bucket}` },
    ];
    const path = `overlays/${name}/logs-traces/loki-role.aws-cli`;
    return awsFile(path, file, 'iam put-role-policy', rolePolicy(role, 'erp-logs', statements));
  });
}
