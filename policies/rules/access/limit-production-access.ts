import type { AccessRule } from '../../kubernetes/access/access.ts';
import { accessRules, boundClusterRole, subjectsOf } from '../../kubernetes/access/access.ts';
import { bootstrapClusterRoles, harmlessBootstrapRoles } from '../../kubernetes/access/bootstrap-roles.ts';
import { holdersOf, isProgram } from '../../kubernetes/access/holders.ts';
import { changes, powersOf, type Right, removals, secretsRead, takeovers, waysIn } from '../../kubernetes/access/rights.ts';
import { strangersIn } from '../../kubernetes/access/strangers.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'limit-production-access',
  severity: 'error',
  manual: '1.1 (D3, D126)',
  summary: 'Let the groups of operations watch production, and nobody change it by hand.',
  rationale:
    'Production changes through a reviewed commit. A hand in a container or in the secrets leaves no trace there, and Argo ' +
    'CD takes back what it changed. A person who is named alone keeps the right after leaving the team.',
  remediation:
    'Give the groups of policies/environments.ts view, by a RoleBinding in each namespace. Leave ways into containers and changes to a Role that only the group erp-break-glass has, and give a program ' +
    'the one object that it needs, by resourceNames, in a Role that only its ServiceAccount has.',
  tiers: ['production'],
  scope: 'object',
  kinds: ['RoleBinding', 'ClusterRoleBinding', 'Role', 'ClusterRole'],

  check(manifest, world) {
    if (manifest.kind.endsWith('Role')) {
      const who = heldBy(manifest, world);
      return who === 'nobody' ? [] : accessRules(manifest).flatMap((rule) => ruleProblems(manifest, rule, who));
    }
    return [...roleProblems(manifest), ...strangersIn(manifest, world)];
  },

  examples: {
    pass: [
      {
        name: 'view for operations, and a Role that reads pods',
        manifests: `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: erp-ops-view, namespace: erp-prod }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: erp-ops }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: log-reader, namespace: erp-prod }
rules: [{ apiGroups: [""], resources: [pods, pods/log, configmaps], verbs: [get, list, watch] }]
`,
      },
      {
        name: 'a Role for incidents, which only the people let in for one have',
        manifests: `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: break-glass, namespace: erp-prod }
rules: [{ apiGroups: [""], resources: [pods/ephemeralcontainers], verbs: [patch] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: break-glass, namespace: erp-prod }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: break-glass }
subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: erp-break-glass }]
`,
      },
      {
        name: 'developers edit in dev',
        environment: 'dev',
        manifests: `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: erp-dev-edit, namespace: erp-dev }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit }
`,
      },
      {
        name: 'a program that reads and renews the one Secret that it is for',
        manifests: `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: renewer, namespace: erp-prod }
rules:
  - { apiGroups: [""], resources: [secrets], resourceNames: [edge-tls], verbs: [get, update] }
  - { apiGroups: [""], resources: [events], verbs: [create, patch] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: renewer, namespace: erp-prod }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: renewer }
subjects: [{ kind: ServiceAccount, name: renewer, namespace: erp-prod }]
`,
      },
      {
        name: 'rights over a kind of ours that become part of edit',
        manifests: `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: reports, labels: { rbac.authorization.k8s.io/aggregate-to-edit: "true" } }
rules: [{ apiGroups: [erp.example.com], resources: [reports], verbs: [get, patch] }]
`,
      },
      {
        name: 'secrets that may be made but not read',
        manifests: `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: sealer, namespace: erp-prod }
rules: [{ apiGroups: [""], resources: [secrets], verbs: [create] }]
`,
      },
    ],
    fail: [
      {
        name: 'a group of developers, and somebody alone',
        from: 'view for operations, and a Role that reads pods',
        change: {
          'RoleBinding/erp-ops-view > subjects[1]': { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'erp-dev' },
          'RoleBinding/erp-ops-view > subjects[2]': { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'jane@example.com' },
        },
        problems: [
          {
            on: 'RoleBinding/erp-ops-view',
            message: 'RoleBinding "erp-ops-view" lets the group "erp-dev" into production, expected only erp-ops, erp-break-glass.',
            path: 'subjects[1].name',
          },
          {
            on: 'RoleBinding/erp-ops-view',
            message: 'RoleBinding "erp-ops-view" names the person "jane@example.com", not a group.',
            path: 'subjects[2].kind',
          },
        ],
      },
      {
        name: 'view of the whole cluster',
        from: 'view for operations, and a Role that reads pods',
        change: {
          'ClusterRoleBinding/everywhere': `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: everywhere }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: erp-ops }]
`,
        },
        problems: [
          {
            on: 'ClusterRoleBinding/everywhere',
            message: 'ClusterRoleBinding "everywhere" gives "view" in every namespace of production.',
            path: 'roleRef.name',
          },
        ],
      },
      {
        name: 'a program that takes away the workload that it is for',
        from: 'a program that reads and renews the one Secret that it is for',
        change: {
          'Role/renewer > rules[1]': {
            apiGroups: ['apps'],
            resources: ['deployments'],
            resourceNames: ['edge'],
            verbs: ['patch', 'delete'],
          },
        },
        problems: [
          {
            on: 'Role/renewer',
            message: 'Role "renewer" gives programs the right to delete "deployments" in production.',
            path: 'rules[1].resources',
          },
        ],
      },
      {
        name: 'a Role for incidents that somebody else has, too',
        from: 'a Role for incidents, which only the people let in for one have',
        change: { 'RoleBinding/break-glass > subjects[1]': { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'erp-ops' } },
        problems: [
          {
            on: 'Role/break-glass',
            message: 'Role "break-glass" gives "pods/ephemeralcontainers" in production.',
            path: 'rules[0].resources',
          },
        ],
      },
      {
        name: 'secrets, even in an incident',
        from: 'a Role for incidents, which only the people let in for one have',
        change: { 'Role/break-glass > rules[0]': { apiGroups: [''], resources: ['secrets'], verbs: ['get'] } },
        problems: [
          { on: 'Role/break-glass', message: 'Role "break-glass" lets secrets be read in production.', path: 'rules[0].resources' },
        ],
      },
      {
        name: 'deployments that a group may change',
        from: 'view for operations, and a Role that reads pods',
        change: { 'Role/log-reader > rules[0]': { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'patch', 'delete'] } },
        problems: [
          {
            on: 'Role/log-reader',
            message: 'Role "log-reader" gives people the right to patch, delete "deployments" in production.',
            path: 'rules[0].resources',
          },
        ],
      },
      {
        name: 'a program that may be whoever it likes, read every Secret, and make pods',
        from: 'a program that reads and renews the one Secret that it is for',
        change: {
          'Role/renewer > rules[0].resourceNames': undefined,
          'Role/renewer > rules[1]': { apiGroups: ['', 'batch'], resources: ['jobs'], verbs: ['create', 'bind'] },
        },
        problems: [
          { on: 'Role/renewer', message: 'Role "renewer" lets secrets be read in production.', path: 'rules[0].resources' },
          { on: 'Role/renewer', message: 'Role "renewer" gives the right to bind "jobs" in production.', path: 'rules[1].resources' },
          {
            on: 'Role/renewer',
            message: 'Role "renewer" gives programs the right to create "jobs" in production.',
            path: 'rules[1].resources',
          },
        ],
      },
      {
        name: 'rights that become part of view',
        from: 'rights over a kind of ours that become part of edit',
        change: {
          'metadata.labels["rbac.authorization.k8s.io/aggregate-to-edit"]': undefined,
          'metadata.labels["rbac.authorization.k8s.io/aggregate-to-view"]': 'true',
        },
        problems: [
          {
            on: 'ClusterRole/reports',
            message: 'ClusterRole "reports" gives people the right to patch "reports" in production.',
            path: 'rules[0].resources',
          },
        ],
      },
      {
        name: 'edit in production',
        from: 'developers edit in dev',
        change: { environment: undefined, metadata: { name: 'erp-ops-edit', namespace: 'erp-prod' } },
        problems: [
          { on: 'RoleBinding/erp-ops-edit', message: 'RoleBinding "erp-ops-edit" gives "edit" in production.', path: 'roleRef.name' },
        ],
      },
      {
        name: 'a way into containers, and the secrets',
        manifests: `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: debugger, namespace: erp-prod }
rules:
  - { apiGroups: [""], resources: [pods, pods/exec], verbs: [get] }
  - { apiGroups: [""], resources: [configmaps, secrets], verbs: [list] }
`,
        problems: [
          { on: 'Role/debugger', message: 'Role "debugger" gives "pods/exec" in production.', path: 'rules[0].resources' },
          { on: 'Role/debugger', message: 'Role "debugger" lets secrets be read in production.', path: 'rules[1].resources' },
        ],
      },
    ],
  },
});

function roleProblems(binding: Manifest): readonly Problem[] {
  const [role = '', isOfPrograms] = [boundClusterRole(binding), subjectsOf(binding).every(isProgram)];
  const gives = (what: string) => [{ message: `${titleOf(binding)} gives ${what} production.`, path: 'roleRef.name' }];
  if (role === 'view' && binding.kind === 'ClusterRoleBinding' && !isOfPrograms) return gives('"view" in every namespace of');
  // Another rule reports cluster-admin, in every environment.
  if (!bootstrapClusterRoles.has(role) || harmlessBootstrapRoles.has(role) || role === 'cluster-admin') return [];
  return role.startsWith('system:') && isOfPrograms ? [] : gives(`"${role}" in`);
}

type Holder = 'people' | 'people in an incident' | 'programs' | 'nobody';

/** Who has the role. Where no binding is known, somebody may bind it to people. */
function heldBy(role: Manifest, world: World): Holder {
  const { subjects, isPartOfView, isPart } = holdersOf(role, world);
  if (isPartOfView) return 'people';
  // Whoever has edit or admin is reported for that.
  if (subjects.length === 0) return isPart ? 'nobody' : 'people';
  if (subjects.every(({ kind, name }) => kind === 'Group' && name === world.company.breakGlassGroup)) return 'people in an incident';
  return subjects.every(isProgram) ? 'programs' : 'people';
}

/** Wildcards are reported by forbid-wildcard-role, in every environment. */
function ruleProblems(role: Manifest, rule: AccessRule, who: Holder): readonly Problem[] {
  const path = `${rule.path}.resources`;
  const told = (what: string): Problem => ({ message: `${titleOf(role)} ${what} in production.`, path });
  // A program may have the one object that it is for.
  const meant = (rights: readonly Right[]) => (who === 'programs' ? rights.filter(({ all }) => all) : rights);
  const changed = who === 'people' ? changes(rule) : who === 'programs' ? [...meant(takeovers(rule)), ...removals(rule)] : [];
  return [
    ...(who === 'people in an incident' ? [] : meant(waysIn(rule))).map(({ resource }) => told(`gives "${resource}"`)),
    ...(meant(secretsRead(rule)).length > 0 ? [told('lets secrets be read')] : []),
    ...meant(powersOf(rule)).map(({ resource, verbs }) => told(`gives the right to ${verbs.join(', ')} "${resource}"`)),
    ...changed.map(({ resource, verbs }) => told(`gives ${who} the right to ${verbs.join(', ')} "${resource}"`)),
  ];
}
