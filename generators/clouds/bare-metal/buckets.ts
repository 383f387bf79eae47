import type { Buckets, StoreKey } from '../cloud.ts';
import type { BareMetalDefinition } from '../definition.ts';
import { s3Bucket, vaultKey } from '../forms.ts';

const properties = { id: 'ACCESS_KEY_ID', secret: 'SECRET_ACCESS_KEY' };

/** Files of the SDKs of AWS: stores of others know neither buckets as hosts nor the newer checksums. */
const files: StoreKey = {
  data: {
    credentials: '[default]\naws_access_key_id = {{ .id }}\naws_secret_access_key = {{ .secret }}\n',
    config: [
      '[default]',
      'request_checksum_calculation = when_required',
      'response_checksum_validation = when_required',
      's3 =',
      '  addressing_style = path',
      '',
    ].join('\n'),
  },
  properties,
};

/** A store that speaks S3, entered with keys of Vault. */
export function bareMetalBuckets({ objectStore }: BareMetalDefinition): Buckets {
  return {
    bucket: s3Bucket,
    role: vaultKey,
    archiveRole: vaultKey,
    port: Number(new URL(objectStore).port || 443),
    address: (bucket, folder) => `s3://${bucket}/${folder}`,
    followedBy: 's3_wal_path',
    logs: ({ bucket, region }) => ({
      type: 's3',
      bucket,
      settings: { endpoint: objectStore, region, s3ForcePathStyle: true },
      key: files,
    }),
    archive: ({ bucket, region }) => ({
      operator: { aws_region: region, wal_s3_bucket: bucket },
      // Spilo asks for path style, and no encryption of the store, where it is told an endpoint.
      store: { AWS_ENDPOINT: objectStore, AWS_REGION: region, USE_WALG_RESTORE: 'true' },
      key: {
        data: {
          AWS_ACCESS_KEY_ID: '{{ .id }}',
          AWS_SECRET_ACCESS_KEY: '{{ .secret }}',
          CLONE_AWS_ACCESS_KEY_ID: '{{ .id }}',
          CLONE_AWS_SECRET_ACCESS_KEY: '{{ .secret }}',
        },
        properties,
      },
    }),
    dumps: ({ region }) => ({ environment: { AWS_REGION: region, AWS_ENDPOINT_URL_S3: objectStore }, key: files }),
  };
}
