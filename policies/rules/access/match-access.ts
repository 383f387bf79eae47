import { accessRules, subjectsOf } from '../../kubernetes/access/access.ts';
import { missingIn, titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod, labels: { environment: production } }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: restarter, namespace: erp-prod }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: erp-prod }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: restarter, namespace: erp-prod }
rules: [{ apiGroups: [apps], resources: [deployments], resourceNames: [web], verbs: [patch] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: restarter, namespace: erp-prod }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: restarter }
subjects: [{ kind: ServiceAccount, name: restarter, namespace: erp-prod }]
`;

const elsewhere = `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: scraper, namespace: web }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: scraper }
subjects: [{ kind: ServiceAccount, name: prometheus, namespace: monitoring }]
`;

const flat = `
apiVersion: v1
kind: ServiceAccount
metadata: { name: prometheus }
`;

const from = 'an account and a Deployment that there are';

export default defineRule({
  id: 'match-access',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Give rights to accounts that exist, over workloads that exist.',
  rationale:
    'A right for nobody is one for whoever makes an account of that name, and the program that was meant has none. A right over a workload that ' +
    'is not there is one over whatever gets its name.',
  remediation: 'Name the ServiceAccount with its own namespace, and in resourceNames workloads of the namespace of the Role.',
  scope: 'object',
  kinds: ['Role', 'RoleBinding', 'ClusterRoleBinding'],

  check(manifest, world) {
    return manifest.kind === 'Role' ? absentWorkloads(manifest, world) : absentAccounts(manifest, world);
  },

  examples: {
    pass: [
      { name: from, manifests: example },
      { name: 'an account in a namespace that somebody else makes', manifests: elsewhere },
      { name: 'an account whose namespace is chosen when it is applied', manifests: `${elsewhere}---${flat}` },
    ],
    fail: [
      {
        name: 'an account of another namespace',
        from,
        change: { 'RoleBinding/restarter > subjects[0].namespace': 'erp-infra' },
        problems: [
          {
            on: 'RoleBinding/restarter',
            message: 'RoleBinding "restarter" gives rights to ServiceAccount "restarter", which does not exist in namespace "erp-infra".',
            path: 'subjects[0].namespace',
          },
        ],
      },
      {
        name: 'an account that nobody makes, and a workload of another kind and name',
        from,
        change: {
          'RoleBinding/restarter > subjects[0].name': 'restart',
          'Role/restarter > rules[0].resources': ['deployments', 'statefulsets'],
          'Role/restarter > rules[1]': { apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['webs'], verbs: ['patch'] },
        },
        problems: [
          {
            on: 'Role/restarter',
            message: 'Role "restarter" gives rights over the StatefulSet "web", which does not exist in namespace "erp-prod".',
            path: 'rules[0].resources',
          },
          {
            on: 'Role/restarter',
            message: 'Role "restarter" gives rights over the Deployment "webs", which does not exist in namespace "erp-prod".',
            path: 'rules[1].resources',
          },
          {
            on: 'RoleBinding/restarter',
            message: 'RoleBinding "restarter" gives rights to ServiceAccount "restart", which does not exist in namespace "erp-prod".',
            path: 'subjects[0].name',
          },
        ],
      },
    ],
  },
});

/** Namespaces all of whose objects are known: those of an environment of this platform, which its label tells. */
const known = perWorld(
  (world) =>
    new Set(
      world
        .ofKind('Namespace')
        .filter(({ origin, labels }) => origin === undefined && labels['environment'] !== undefined)
        .map(({ name }) => name),
    ),
);

function absentAccounts(binding: Manifest, world: World): readonly Problem[] {
  return subjectsOf(binding).flatMap(({ path, kind, name, namespace: stated }): readonly Problem[] => {
    // Every namespace has one that is called default, which another rule reports.
    if (kind !== 'ServiceAccount' || name === 'default') return [];
    const namespace = stated ?? binding.namespace;
    // What states no namespace gets one when it is applied.
    if (['', namespace].some((place) => world.find('ServiceAccount', place, name) !== undefined)) return [];
    const isElsewhere = world.ofKind('ServiceAccount').some((account) => account.name === name);
    if (!isElsewhere && !known(world).has(namespace)) return [];
    const message = `${titleOf(binding)} gives rights to ServiceAccount "${name}", which ${missingIn(namespace)}.`;
    return [{ message, path: `${path}.${isElsewhere && stated !== undefined ? 'namespace' : 'name'}` }];
  });
}

const workloads: Readonly<Record<string, string>> = {
  deployments: 'Deployment',
  statefulsets: 'StatefulSet',
  daemonsets: 'DaemonSet',
  cronjobs: 'CronJob',
};

function absentWorkloads(role: Manifest, world: World): readonly Problem[] {
  return accessRules(role).flatMap(({ path, resources, names }) => {
    const asked = resources.flatMap((resource) => {
      const kind = workloads[resource.split('/')[0] ?? ''];
      return kind === undefined ? [] : names.map((name) => ({ kind, name, exists: world.find(kind, role.namespace, name) !== undefined }));
    });
    // In a folder of somebody else what is missing may come from elsewhere; where one is there, the other kind of that name is not meant.
    const judged = asked.filter(({ name, exists }) => !exists && (known(world).has(role.namespace) || hasOther(asked, name)));
    return judged.map(({ kind, name }) => ({
      message: `${titleOf(role)} gives rights over the ${kind} "${name}", which ${missingIn(role.namespace)}.`,
      path: `${path}.resources`,
    }));
  });
}

function hasOther(asked: readonly { readonly name: string; readonly exists: boolean }[], name: string): boolean {
  return asked.some((item) => item.name === name && item.exists);
}
