import type { Buckets } from '../cloud.ts';
import { vaultKey } from '../forms.ts';
import { clientId } from './identity.ts';

/** Storage account and container. */
const split = (bucket: string) => {
  const [account = '', container = ''] = bucket.split('/');
  return { account, container };
};

/**
 * Blob Storage, entered by the identities of the pods; but for PostgreSQL, which needs a token for its container (SAS). Spilo hands its
 * nightly base backup no more variables than it knows, and those of a federated token are not among them (`configure_spilo.py`).
 */
export function azureBuckets(): Buckets {
  return {
    bucket: {
      pattern: /^[a-z0-9]{3,24}\/[a-z0-9](-?[a-z0-9]){2,62}$/,
      title: 'container of a storage account',
      example: 'acmebackups/erp-backups',
    },
    role: clientId,
    archiveRole: vaultKey,
    port: 443,
    address: (bucket, folder) => `azure://${split(bucket).container}/${folder}`,
    logs: ({ bucket }) => {
      const { account, container } = split(bucket);
      return { type: 'azure', bucket: container, settings: { accountName: account, useFederatedToken: true } };
    },
    archive: ({ bucket }) => {
      const { account, container } = split(bucket);
      // The operator knows no container. Kubernetes fills in what stands before it in the pod: not the uid of the cluster.
      const prefix = (scope: string) => `azure://${container}/spilo/$(${scope})/archive/wal/$(PGVERSION)`;
      return {
        operator: { wal_az_storage_account: account },
        store: { USE_WALG_RESTORE: 'true' },
        more: {
          WALG_AZ_PREFIX: prefix('SCOPE'),
          CLONE_WALG_AZ_PREFIX: prefix('CLONE_SCOPE'),
          // A cluster that was made anew has the folder of the former: it must not write over its log.
          WALG_PREVENT_WAL_OVERWRITE: 'true',
        },
        key: {
          data: { AZURE_STORAGE_SAS_TOKEN: '{{ .token }}', CLONE_AZURE_STORAGE_SAS_TOKEN: '{{ .token }}' },
          properties: { token: 'SAS_TOKEN' },
        },
      };
    },
    dumps: ({ bucket }) => ({
      environment: {
        RCLONE_CONFIG_STORE_TYPE: 'azureblob',
        RCLONE_CONFIG_STORE_ACCOUNT: split(bucket).account,
        RCLONE_CONFIG_STORE_ENV_AUTH: 'true',
      },
      byRclone: true,
    }),
  };
}
