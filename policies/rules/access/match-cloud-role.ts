import { isCalledAfter, ownerOf } from '../../kubernetes/access/owners.ts';
import { cloudOf, clouds, type KnownCloud } from '../../kubernetes/cloud/clouds.ts';
import { below, listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import type { Manifest, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const eks = 'eks.amazonaws.com/role-arn';
const account = (name: string, role = `arn:aws:iam::123456789012:role/erp-${name}-production`) => `
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: ${name}, namespace: erp-infra, annotations: { ${eks}: "${role}" } }
`;
const issuer = `
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: letsencrypt }
spec: { acme: { solvers: [{ dns01: { route53: { region: eu-central-1, role: "arn:aws:iam::123456789012:role/dns" } } }] } }
`;
const disks = `
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: disks }
provisioner: disk.csi.azure.com
`;
const three = account('backup') + account('loki') + account('archive');
const from = 'roles of one account, called after who takes them';
const failing = (name: string, role: string, told: string) => ({
  name,
  from,
  change: { [`ServiceAccount/backup > metadata.annotations["${eks}"]`]: role },
  problems: [{ on: 'ServiceAccount/backup', message: `ServiceAccount "backup" takes ${told}.`, path: `metadata.annotations["${eks}"]` }],
});

export default defineRule({
  id: 'match-cloud-role',
  severity: 'error',
  manual: '1.1, 2.6, 3.1 (D25)',
  summary: 'Let every role of the cloud be one of the account of the environment, called after who takes it.',
  rationale:
    'A role in the account of somebody else is one that they rule, a role called after nobody is the one with which somebody set up the account, ' +
    'and what is no ARN is refused at the first call, long after the rollout.',
  remediation: 'Correct the role in the file of the environment (generators/catalog/environments).',
  scope: 'object',
  kinds: ['ServiceAccount', 'ClusterIssuer', 'Issuer'],

  check(manifest, world) {
    return rolesOf(manifest).flatMap((role) => {
      const told = faultOf(role, manifest, world);
      return told === undefined ? [] : [{ message: `${titleOf(manifest)} takes ${told}.`, path: role.path }];
    });
  },

  examples: {
    pass: [
      { name: from, manifests: three + issuer },
      {
        name: 'one of two, of which nobody can say which is right',
        manifests: account('backup') + account('x', 'arn:aws:iam::999999999999:role/y'),
      },
      {
        name: 'a role that has one word of its account, which no other account has',
        manifests: account('postgres-backup', 'arn:aws:iam::123456789012:role/ShopBackup') + account('loki') + account('archive'),
      },
      { name: 'a name that is filled in later', manifests: account('backup', `arn:aws:iam::\${ACCOUNT}:role/backup`) },
      {
        name: 'an account of Google Cloud',
        manifests: account('backup').replace(/eks.*production"/, 'iam.gke.io/gcp-service-account: backup@erp-prod.iam.gserviceaccount.com'),
      },
      {
        name: 'identities of Azure, which say neither whose they are nor what they are called',
        manifests: `${account('backup').replace(/eks.*production"/, 'azure.workload.identity/client-id: 01234567-89ab-cdef-0123-456789abcdef')}${disks}`,
      },
    ],
    fail: [
      {
        name: 'a role of another cloud than the disks are of',
        from: 'identities of Azure, which say neither whose they are nor what they are called',
        change: { 'StorageClass/disks > provisioner': 'pd.csi.storage.gke.io' },
        problems: [
          {
            on: 'ServiceAccount/backup',
            message: 'ServiceAccount "backup" takes a role of Azure, but the disks of the environment are of Google Cloud.',
            path: 'metadata.annotations["azure.workload.identity/client-id"]',
          },
        ],
      },
      {
        name: 'no identity of Azure',
        from: 'identities of Azure, which say neither whose they are nor what they are called',
        change: { 'ServiceAccount/backup > metadata.annotations["azure.workload.identity/client-id"]': 'backup' },
        problems: [
          {
            on: 'ServiceAccount/backup',
            message: 'ServiceAccount "backup" takes "backup", which is no client id of a managed identity.',
            path: 'metadata.annotations["azure.workload.identity/client-id"]',
          },
        ],
      },
      failing(
        'a role of somebody else',
        'arn:aws:iam::999999999999:role/erp-backup',
        'a role of the account "999999999999", but all others are of "123456789012"',
      ),
      failing('no ARN', 'erp-backup', '"erp-backup", which is no ARN of a role'),
      failing(
        'the role with which the account is ruled',
        'arn:aws:iam::123456789012:role/Admin',
        'the role "Admin", which is not called after it, as those of others are',
      ),
      {
        name: 'a solver that becomes somebody else',
        from,
        change: { 'ClusterIssuer/letsencrypt > spec.acme.solvers[0].dns01.route53.role': 'arn:aws:iam::999999999999:role/x' },
        problems: [
          {
            on: 'ClusterIssuer/letsencrypt',
            message: 'ClusterIssuer "letsencrypt" takes a role of the account "999999999999", but all others are of "123456789012".',
            path: 'spec.acme.solvers[0].dns01.route53.role',
          },
        ],
      },
    ],
  },
});

interface CloudRole {
  readonly value: string;
  readonly path: string;
  readonly cloud: KnownCloud;
}

/** What the API server never sees as it stands: another program fills it in. */
const isOpen = (value: string) => /\$\{|\{\{|<[A-Za-z_ -]+>/.test(value);

function rolesOf({ kind, annotations, fields }: Manifest): readonly CloudRole[] {
  const given = (value: string | undefined, path: string, cloud: KnownCloud) =>
    value === undefined || isOpen(value) ? [] : [{ value, path, cloud }];
  if (kind === 'ServiceAccount') {
    return clouds.flatMap((cloud) =>
      cloud.annotation === undefined ? [] : given(annotations[cloud.annotation], below('metadata.annotations', cloud.annotation), cloud),
    );
  }
  return listAt(fields, 'spec', 'acme', 'solvers').flatMap((solver, index) =>
    clouds.flatMap((cloud) => {
      if (cloud.solverRole === undefined) return [];
      return given(textAt(solver, 'dns01', ...cloud.solverRole), `spec.acme.solvers[${index}].dns01.${cloud.solverRole.join('.')}`, cloud);
    }),
  );
}

interface Taken {
  readonly count: number;
  /** How many are of each account. */
  readonly accounts: ReadonlyMap<string, number>;
  /** How many are not called after who takes them. */
  readonly strange: number;
}

/** How many accounts of the environment have a word in their names. */
const words = perWorld((world: World): ReadonlyMap<string, number> => {
  const names = new Set(world.ofKind('ServiceAccount').map(({ name }) => name));
  const counts = new Map<string, number>();
  for (const word of [...names].flatMap((name) => [...new Set(name.split('-'))])) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
});

/** Roles that accounts of the environment take, of charts too, by cloud. */
const taken = perWorld((world: World): ReadonlyMap<KnownCloud, Taken> => {
  const found = new Map<KnownCloud, { count: number; accounts: Map<string, number>; strange: number }>();
  for (const by of world.ofKind('ServiceAccount')) {
    for (const { value, cloud } of rolesOf(by)) {
      const { account: of, name } = cloud.role?.exec(value)?.groups ?? {};
      if (of === undefined || name === undefined) continue;
      const all = found.get(cloud) ?? { count: 0, accounts: new Map<string, number>(), strange: 0 };
      found.set(cloud, all);
      all.count += 1;
      all.accounts.set(of, (all.accounts.get(of) ?? 0) + 1);
      if (!isOwn(by, name, world)) all.strange += 1;
    }
  }
  return found;
});

/** Of at least two others that agree. */
function faultOf({ value, cloud }: CloudRole, manifest: Manifest, world: World): string | undefined {
  if (cloud.role?.test(value) !== true) return `"${value}", which is no ${cloud.roleTitle ?? 'role'}`;
  const here = cloudOf(world);
  if (manifest.kind === 'ServiceAccount' && here !== undefined && here !== cloud) {
    return `a role of ${cloud.title}, but the disks of the environment are of ${here.title}`;
  }
  const { account: of, name } = cloud.role.exec(value)?.groups ?? {};
  if (of === undefined || name === undefined) return undefined;
  const all = taken(world).get(cloud);
  // Of what accounts take, this is one itself.
  const own = manifest.kind === 'ServiceAccount' ? 1 : 0;
  if (all === undefined || all.count - own < 2) return undefined;
  const others = [...all.accounts].filter(([other, count]) => other !== of || count > own).map(([other]) => other);
  if (others.length === 1 && others[0] !== of) return `a role of the account "${of}", but all others are of "${others[0]}"`;
  if (own === 0 || isOwn(manifest, name, world) || all.strange > 1) return undefined;
  return `the role "${name}", which is not called after it, as those of others are`;
}

/**
 * Whether a role holds the name of its account or service, before or after that of the environment, is called by a part of it, or holds
 * a word of it that is in the name of no other account.
 */
function isOwn(by: Manifest, role: string, world: World): boolean {
  const own = by.name.split('-').filter((word) => word.length > 3 && words(world).get(word) === 1);
  if (own.some((word) => role.toLowerCase().includes(word))) return true;
  const holds = (text: string, part: string) => `-${text}-`.includes(`-${part}-`);
  return [by.name, ownerOf(by)].some(
    (owner) => owner !== undefined && (isCalledAfter(role, owner) || holds(role, owner) || holds(owner, role)),
  );
}
