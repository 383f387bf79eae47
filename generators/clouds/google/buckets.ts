import type { Buckets } from '../cloud.ts';
import { googleIdentity, serviceAccount } from './identity.ts';

/** Cloud Storage, entered by the service accounts of the pods: what reads no token file asks the server of the node. */
export function googleBuckets(): Buckets {
  return {
    bucket: { pattern: /^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/, title: 'name of a bucket', example: 'erp-backups' },
    role: serviceAccount,
    archiveRole: serviceAccount,
    port: 443,
    address: (bucket, folder) => `gs://${bucket}/${folder}`,
    followedBy: 'gs_wal_path',
    logs: ({ bucket }) => ({ type: 'gcs', bucket, settings: {} }),
    archive: ({ bucket, role }) => ({
      operator: { wal_gs_bucket: bucket },
      account: googleIdentity().annotations(role),
      store: { USE_WALG_RESTORE: 'true' },
    }),
    dumps: () => ({
      environment: {
        RCLONE_CONFIG_STORE_TYPE: 'google cloud storage',
        RCLONE_CONFIG_STORE_ENV_AUTH: 'true',
        // Rights are those of the bucket: no object has its own.
        RCLONE_CONFIG_STORE_BUCKET_POLICY_ONLY: 'true',
      },
      byRclone: true,
    }),
  };
}
