import { breakGlassGroup } from '../../cluster.ts';
import { isProduction } from '../../environments.ts';
import type { AccessRule } from '../../kubernetes/access/access.ts';
import { accessRules, bindingsOf, boundClusterRole, subjectsOf } from '../../kubernetes/access/access.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

/** ClusterRoles of Kubernetes that can change things, read secrets or enter containers. */
const writing: readonly string[] = ['edit', 'admin'];

/** Resources that let a person into a running container, or past the policies of its network. */
const entering: readonly string[] = [
  'pods/exec',
  'pods/attach',
  'pods/ephemeralcontainers',
  'pods/portforward',
  'pods/proxy',
  'services/proxy',
  'serviceaccounts/token',
];

const readingVerbs: readonly string[] = ['get', 'list', 'watch', '*'];

export default defineRule({
  id: 'limit-production-access',
  severity: 'error',
  manual: '1.1 (D3, D126)',
  summary: 'Let people watch production, not change it by hand.',
  rationale:
    'Production changes through a reviewed commit. A hand in a container or in the secrets leaves no trace there, and Argo ' +
    'CD takes back what it changed.',
  remediation:
    'Bind view instead. Leave pods/exec, pods/attach, pods/ephemeralcontainers, pods/portforward and secrets to a Role that only the ' +
    'group erp-break-glass has.',
  environments: isProduction,
  scope: 'object',
  kinds: ['RoleBinding', 'ClusterRoleBinding', 'Role', 'ClusterRole'],

  check(manifest, world) {
    if (manifest.kind.endsWith('Role')) {
      const mayEnter = isBreakGlass(manifest, world);
      return accessRules(manifest).flatMap((rule) => ruleProblems(manifest, rule, mayEnter));
    }
    const role = boundClusterRole(manifest);
    if (role === undefined || !writing.includes(role)) return [];
    return [{ message: `${titleOf(manifest)} gives "${role}" in production.`, path: 'roleRef.name' }];
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

/** Wildcards are reported by forbid-wildcard-role, in every environment. */
function ruleProblems(role: Manifest, { path, resources, verbs }: AccessRule, mayEnter: boolean): readonly Problem[] {
  const problems: Problem[] = resources
    .filter((resource) => !mayEnter && entering.includes(resource))
    .map((resource) => ({ message: `${titleOf(role)} gives "${resource}" in production.`, path: `${path}.resources` }));
  if (resources.includes('secrets') && verbs.some((verb) => readingVerbs.includes(verb))) {
    problems.push({ message: `${titleOf(role)} lets secrets be read in production.`, path: `${path}.resources` });
  }
  return problems;
}

/** Whether somebody has the role, and only people who were let in for an incident. */
function isBreakGlass(role: Manifest, world: World): boolean {
  const subjects = bindingsOf(role, world).flatMap(subjectsOf);
  return subjects.length > 0 && subjects.every(({ kind, name }) => kind === 'Group' && name === breakGlassGroup);
}
