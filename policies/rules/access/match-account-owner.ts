import { meant, ownerOf } from '../../kubernetes/access/owners.ts';
import { accountOfOther, filesOfOthers } from '../../kubernetes/access/pod-owners.ts';
import { readsOfOthers } from '../../kubernetes/access/secret-owners.ts';
import { vaultLoginsOf } from '../../kubernetes/access/secret-stores.ts';
import { listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const cloud = 'eks.amazonaws.com/role-arn';
const account = (name: string, role = '') => `
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: ${name}, namespace: erp-infra, labels: { app: ${name} }${role === '' ? '' : `, annotations: { ${cloud}: "${role}" }`} }
`;
const store = (name: string) => `
---
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: { name: ${name}-vault, namespace: erp-infra, labels: { app: ${name} } }
spec:
  provider:
    vault:
      auth: { jwt: { role: erp-${name}, kubernetesServiceAccountToken: { serviceAccountRef: { name: ${name} } } } }
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: ${name}-secrets, namespace: erp-infra, labels: { app: ${name} } }
spec: { secretStoreRef: { kind: SecretStore, name: ${name}-vault }, data: [{ secretKey: value, remoteRef: { key: erp/production/${name} } }] }
`;
const example = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: sales, namespace: erp-infra, labels: { app: sales } }
spec: { template: { metadata: { labels: { app: sales } }, spec: { serviceAccountName: sales, containers: [{ name: sales }] } } }
${account('sales')}${account('postgres-backup', 'arn:aws:iam::123456789012:role/erp-postgres-backup')}${store('sales')}${store('postgres-backup')}`;

const copy = (name: string, key: string) => `
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: ${name}, namespace: erp-infra }
spec: { data: [{ secretKey: value, remoteRef: { key: erp/production/${key} } }] }
`;

const worker = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: sales-mail, namespace: erp-infra, labels: { app: sales-mail } }
spec: { template: { metadata: { labels: { app: sales-mail } }, spec: { serviceAccountName: sales, containers: [{ name: sales-mail }] } } }
`;

const from = 'everybody is himself';

export default defineRule({
  id: 'match-account-owner',
  severity: 'error',
  manual: '1.1, 2.3, 2.4 (D25, D29)',
  summary: 'Let every pod, cloud role, role, store and path of Vault, settings and secrets be used by the service whose they are.',
  rationale:
    'Who runs under the account of another has its rights in the cluster, in the cloud and in Vault: the service that faces the network reads the ' +
    'backups.',
  remediation:
    'Name the account, the store and the path of the service itself, and ask for a role of its own where it needs rights in the cloud.',
  scope: 'object',
  kinds: [
    'Deployment',
    'StatefulSet',
    'DaemonSet',
    'Job',
    'CronJob',
    'ReplicaSet',
    'Pod',
    'ServiceAccount',
    'SecretStore',
    'ExternalSecret',
  ],

  check(manifest, world) {
    switch (manifest.kind) {
      case 'ServiceAccount':
        return [...cloudRole(manifest, world), ...mountable(manifest, world)];
      case 'SecretStore':
        return vaultRole(manifest, world);
      case 'ExternalSecret':
        return readsOfOthers(manifest, world);
      default:
        return [...accountOfOther(manifest, world), ...filesOfOthers(manifest, world)];
    }
  },

  examples: {
    pass: [
      { name: from, manifests: example },
      { name: 'what is read for another, by what is called after it', manifests: `${example}${copy('sales-kafka', 'sales-kafka')}` },
      { name: 'a worker under the account of its service', manifests: `${worker}${account('sales')}` },
    ],
    fail: [
      {
        name: 'a service whose name goes on that of another, under the account of that one',
        from: 'a worker under the account of its service',
        change: { 'ServiceAccount/sales-mail': account('sales-mail').slice('\n---\n'.length) },
        problems: [
          {
            on: 'Deployment/sales-mail',
            message: 'Deployment "sales-mail" runs under the account "sales", which is that of "sales".',
            path: 'spec.template.spec.serviceAccountName',
          },
        ],
      },
      {
        name: 'a service under the account of another',
        from,
        change: { 'Deployment/sales > spec.template.spec.serviceAccountName': 'postgres-backup' },
        problems: [
          {
            on: 'Deployment/sales',
            message: 'Deployment "sales" runs under the account "postgres-backup", which is that of "postgres-backup".',
            path: 'spec.template.spec.serviceAccountName',
          },
        ],
      },
      {
        name: 'the settings of another',
        from,
        change: {
          'ConfigMap/backup-config':
            'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: backup-config, namespace: erp-infra, labels: { app: postgres-backup } }',
          'Deployment/sales > spec.template.spec.volumes': [{ name: 'config', configMap: { name: 'backup-config' } }],
        },
        problems: [
          {
            on: 'Deployment/sales',
            message: 'Deployment "sales" reads ConfigMap "backup-config", which is of "postgres-backup".',
            path: 'spec.template.spec.volumes[0].configMap.name',
          },
        ],
      },
      {
        name: 'the cloud role of another',
        from,
        change: { 'ServiceAccount/sales > metadata.annotations': { [cloud]: 'arn:aws:iam::123456789012:role/erp-postgres-backup' } },
        problems: [
          {
            on: 'ServiceAccount/sales',
            message: 'ServiceAccount "sales" takes the cloud role "erp-postgres-backup", which is that of "postgres-backup".',
            path: `metadata.annotations["${cloud}"]`,
          },
        ],
      },
      {
        name: 'the role of another in Vault',
        from,
        change: { 'SecretStore/sales-vault > spec.provider.vault.auth.jwt.role': 'erp-postgres-backup' },
        problems: [
          {
            on: 'SecretStore/sales-vault',
            message: 'SecretStore "sales-vault" logs in to Vault by the role "erp-postgres-backup", which is that of "postgres-backup".',
            path: 'spec.provider.vault.auth.jwt.role',
          },
        ],
      },
      {
        name: 'the account of another before Vault',
        from,
        change: {
          'SecretStore/sales-vault > spec.provider.vault.auth.jwt.kubernetesServiceAccountToken.serviceAccountRef.name': 'postgres-backup',
        },
        problems: [
          {
            on: 'SecretStore/sales-vault',
            message: 'SecretStore "sales-vault" logs in to Vault under the account "postgres-backup", which is that of "postgres-backup".',
            path: 'spec.provider.vault.auth.jwt.kubernetesServiceAccountToken.serviceAccountRef.name',
          },
        ],
      },
      {
        name: 'the secrets of another',
        from,
        change: { 'ExternalSecret/sales-secrets > spec.data[0].remoteRef.key': 'erp/production/postgres-backup' },
        problems: [
          {
            on: 'ExternalSecret/sales-secrets',
            message: 'ExternalSecret "sales-secrets" reads "erp/production/postgres-backup", which is of "postgres-backup".',
            path: 'spec.data[0].remoteRef.key',
          },
        ],
      },
      {
        name: 'a part of the secrets of another, by something that is called after its service',
        from: 'what is read for another, by what is called after it',
        change: {
          'ExternalSecret/sales-secrets > spec.data[0].remoteRef.key': 'erp/production/postgres-backup-key',
          'ExternalSecret/sales-kafka > spec.data[0].remoteRef.key': 'erp/production/postgres-backup-kafka',
        },
        problems: [
          {
            on: 'ExternalSecret/sales-secrets',
            message: 'ExternalSecret "sales-secrets" reads "erp/production/postgres-backup-key", which is of "postgres-backup".',
            path: 'spec.data[0].remoteRef.key',
          },
          {
            on: 'ExternalSecret/sales-kafka',
            message: 'ExternalSecret "sales-kafka" reads "erp/production/postgres-backup-kafka", which is of "postgres-backup".',
            path: 'spec.data[0].remoteRef.key',
          },
        ],
      },
      {
        name: 'by the store of another, and by that of all',
        from,
        change: {
          'ExternalSecret/sales-secrets > spec.secretStoreRef.name': 'postgres-backup-vault',
          'ExternalSecret/postgres-backup-secrets > spec.secretStoreRef': { kind: 'ClusterSecretStore', name: 'vault' },
        },
        problems: [
          {
            on: 'ExternalSecret/sales-secrets',
            message: 'ExternalSecret "sales-secrets" reads by SecretStore "postgres-backup-vault", which is that of "postgres-backup".',
            path: 'spec.secretStoreRef',
          },
          {
            on: 'ExternalSecret/postgres-backup-secrets',
            message:
              'ExternalSecret "postgres-backup-secrets" reads by ClusterSecretStore "vault", though SecretStore "postgres-backup-vault" is its own.',
            path: 'spec.secretStoreRef',
          },
        ],
      },
      {
        name: 'a Secret of another for its pods',
        from,
        change: { 'ServiceAccount/sales > secrets': [{ name: 'postgres-backup-secrets' }] },
        problems: [
          {
            on: 'ServiceAccount/sales',
            message: 'ServiceAccount "sales" has the Secret "postgres-backup-secrets", which is of "postgres-backup".',
            path: 'secrets[0].name',
          },
        ],
      },
    ],
  },
});

const annotations = [cloud, 'iam.gke.io/gcp-service-account'];

function cloudRole(manifest: Manifest, world: World): readonly Problem[] {
  return annotations.flatMap((key) => {
    const role = manifest.annotations[key]?.split('/').at(-1)?.split('@')[0];
    const owner = role === undefined ? undefined : meant(role, world);
    if (owner === undefined || owner === manifest.name) return [];
    return [
      {
        message: `${titleOf(manifest)} takes the cloud role "${role}", which is that of "${owner}".`,
        path: `metadata.annotations["${key}"]`,
      },
    ];
  });
}

function vaultRole(manifest: Manifest, world: World): readonly Problem[] {
  return vaultLoginsOf(manifest).flatMap(({ role, account: name, path, accountPath }): readonly Problem[] => {
    const holder = world.find('ServiceAccount', manifest.namespace, name);
    const ours = ownerOf(manifest);
    const theirs = holder === undefined ? undefined : ownerOf(holder);
    const owner = role === undefined ? undefined : meant(role, world);
    const title = `${titleOf(manifest)} logs in to Vault`;
    if (ours !== undefined && theirs !== undefined && ours !== theirs) {
      return [{ message: `${title} under the account "${name}", which is that of "${theirs}".`, path: accountPath }];
    }
    if (owner === undefined || owner === name) return [];
    return [{ message: `${title} by the role "${role}", which is that of "${owner}".`, path: `${path}.role` }];
  });
}

/** Secrets that an account may have mounted are those of its service. */
function mountable(manifest: Manifest, world: World): readonly Problem[] {
  return listAt(manifest.fields, 'secrets').flatMap((item, index) => {
    const name = textAt(item, 'name') ?? '';
    const made = world.find('Secret', manifest.namespace, name);
    const maker = made?.origin?.by === 'operator' ? made.origin.of : made;
    const owner = maker === undefined ? undefined : ownerOf(maker);
    if (owner === undefined || owner === (ownerOf(manifest) ?? manifest.name)) return [];
    return [{ message: `${titleOf(manifest)} has the Secret "${name}", which is of "${owner}".`, path: `secrets[${index}].name` }];
  });
}
