import { textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
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
  summary: 'Let every pod, cloud role and role of Vault have the account of the service whose it is.',
  rationale:
    'Who runs under the account of another has its rights in the cluster, in the cloud and in Vault: the service that faces the network reads the ' +
    'backups.',
  remediation: 'Name the account of the service itself, and ask for a role of its own where it needs rights in the cloud.',
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
        return cloudRole(manifest, world);
      case 'SecretStore':
        return vaultRole(manifest, world);
      case 'ExternalSecret':
        return vaultPath(manifest, world);
      default:
        return pod(manifest, world);
    }
  },

  examples: {
    pass: [
      { name: from, manifests: example },
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
    ],
  },
});

function ownerOf({ labels }: Manifest): string | undefined {
  return labels['app'] ?? labels['app.kubernetes.io/name'];
}

/** Names of everybody who has an account, the longest first: `sales-report` is not `sales`. */
const owners: (world: World) => readonly string[] = perWorld((world) => [
  ...new Set(
    world
      .ofKind('ServiceAccount')
      .filter(({ origin }) => origin === undefined)
      .map(({ name }) => name)
      .sort((a, b) => b.length - a.length || (a < b ? -1 : 1)),
  ),
]);

/** Whose a name is that says so at its end, or as a whole part of a path: the longest name of somebody that it holds. */
function meant(text: string, world: World): string | undefined {
  return owners(world).find(
    (owner) => text === owner || text.endsWith(`-${owner}`) || text.endsWith(`/${owner}`) || text.endsWith(`_${owner}`),
  );
}

function pod(manifest: Manifest, world: World): readonly Problem[] {
  const own = world.podOf(manifest);
  const name = textAt(own?.spec, 'serviceAccountName');
  if (own === undefined || name === undefined) return [];
  const holder = world.find('ServiceAccount', manifest.namespace, name);
  const [theirs, ours] = [holder === undefined ? undefined : ownerOf(holder), own.labels['app'] ?? own.labels['app.kubernetes.io/name']];
  if (theirs === undefined || ours === undefined || theirs === ours || isProcessOf(theirs, ours, world)) return [];
  return [
    {
      message: `${titleOf(manifest)} runs under the account "${name}", which is that of "${theirs}".`,
      path: `${own.path}.serviceAccountName`,
    },
  ];
}

/** Workers and jobs are called after their service, whose account they share: the longest name that theirs goes on. */
function isProcessOf(service: string, process: string, world: World): boolean {
  return owners(world).find((owner) => process === owner || process.startsWith(`${owner}-`)) === service;
}

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
  return ['jwt', 'kubernetes'].flatMap((way): readonly Problem[] => {
    const path = `spec.provider.vault.auth.${way}`;
    const role = textAt(manifest.fields, 'spec', 'provider', 'vault', 'auth', way, 'role');
    const token = way === 'jwt' ? ['kubernetesServiceAccountToken', 'serviceAccountRef', 'name'] : ['serviceAccountRef', 'name'];
    const name = textAt(manifest.fields, 'spec', 'provider', 'vault', 'auth', way, ...token);
    const holder = name === undefined ? undefined : world.find('ServiceAccount', manifest.namespace, name);
    const ours = ownerOf(manifest);
    const theirs = holder === undefined ? undefined : ownerOf(holder);
    const owner = role === undefined ? undefined : meant(role, world);
    if (ours !== undefined && theirs !== undefined && ours !== theirs) {
      return [
        {
          message: `${titleOf(manifest)} logs in to Vault under the account "${name}", which is that of "${theirs}".`,
          path: `${path}.${token.join('.')}`,
        },
      ];
    }
    if (owner === undefined || name === undefined || owner === name) return [];
    return [{ message: `${titleOf(manifest)} logs in to Vault by the role "${role}", which is that of "${owner}".`, path: `${path}.role` }];
  });
}

/** Of what belongs to somebody; what belongs to nobody, such as the passwords of all databases, is read for many. */
function vaultPath(manifest: Manifest, world: World): readonly Problem[] {
  const ours = ownerOf(manifest);
  if (ours === undefined || !owners(world).includes(ours)) return [];
  const data = manifest.fields['spec'];
  return keysOf(data).flatMap(({ key, path }) => {
    const owner = meant(key, world);
    return owner === undefined || owner === ours ? [] : [{ message: `${titleOf(manifest)} reads "${key}", which is of "${owner}".`, path }];
  });
}

function keysOf(spec: unknown): readonly { readonly key: string; readonly path: string }[] {
  return (['data', 'dataFrom'] as const).flatMap((list) => {
    const items = (spec as Record<string, unknown> | null | undefined)?.[list];
    return (Array.isArray(items) ? items : []).flatMap((item, index) => {
      const [reference, field] = list === 'data' ? ['remoteRef', 'key'] : ['extract', 'key'];
      const key = textAt(item, reference ?? '', field ?? '');
      return key === undefined ? [] : [{ key, path: `spec.${list}[${index}].${reference}.${field}` }];
    });
  });
}
