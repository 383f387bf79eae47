import { bootstrapClusterRoles, bootstrapRoles } from '../../kubernetes/access/bootstrap-roles.ts';
import { textAt } from '../../kubernetes/fields.ts';
import { findInCluster, missingIn, titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

const binding = (kind: string, reference: string) => `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: log-reader, namespace: erp-prod }
rules: [{ apiGroups: [""], resources: [pods/log], verbs: [get] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata: { name: ops${kind === 'RoleBinding' ? ', namespace: erp-prod' : ''} }
subjects: [{ kind: Group, name: erp-ops, apiGroup: rbac.authorization.k8s.io }]
roleRef: { apiGroup: rbac.authorization.k8s.io, ${reference} }
`;

export default defineRule({
  id: 'match-role',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Let the role that a binding grants exist.',
  rationale: 'A binding to a missing role grants nothing until somebody makes a role of that name, and then grants whatever it says.',
  remediation: 'Set roleRef to a Role of the namespace, or to a ClusterRole that the environment or Kubernetes defines.',
  scope: 'object',
  kinds: ['RoleBinding', 'ClusterRoleBinding'],
  foreign: true,

  check(manifest, world) {
    const name = textAt(manifest.fields, 'roleRef', 'name');
    const kind = textAt(manifest.fields, 'roleRef', 'kind');
    const path = 'roleRef.name';
    if (name === undefined || kind === undefined) return [{ message: `${titleOf(manifest)} names no role.`, path: 'roleRef' }];
    if (kind === 'Role' && manifest.kind === 'RoleBinding') {
      if (bootstrapRoles.has(`${manifest.namespace}/${name}`) || world.find('Role', manifest.namespace, name) !== undefined) return [];
      return [{ message: `${titleOf(manifest)} grants Role "${name}", which ${missingIn(manifest.namespace)}.`, path }];
    }
    if (kind === 'ClusterRole' && (bootstrapClusterRoles.has(name) || findInCluster(world, kind, name) !== undefined)) return [];
    return [{ message: `${titleOf(manifest)} grants ${kind} "${name}", which does not exist.`, path }];
  },

  examples: {
    pass: [
      { name: 'a Role of the namespace', manifests: binding('RoleBinding', 'kind: Role, name: log-reader') },
      { name: 'a ClusterRole that Kubernetes defines', manifests: binding('RoleBinding', 'kind: ClusterRole, name: view') },
      {
        name: 'a ClusterRole of a controller of Kubernetes',
        manifests: binding('ClusterRoleBinding', 'kind: ClusterRole, name: "system:controller:job-controller"'),
      },
    ],
    fail: [
      {
        name: 'a mistyped Role',
        from: 'a Role of the namespace',
        change: { 'RoleBinding/ops > roleRef.name': 'logs-reader' },
        problems: [
          {
            on: 'RoleBinding/ops',
            message: 'RoleBinding "ops" grants Role "logs-reader", which does not exist in namespace "erp-prod".',
            path: 'roleRef.name',
          },
        ],
      },
      {
        name: 'a Role called a ClusterRole',
        from: 'a ClusterRole that Kubernetes defines',
        change: { 'RoleBinding/ops > roleRef.name': 'log-reader' },
        problems: [
          {
            on: 'RoleBinding/ops',
            message: 'RoleBinding "ops" grants ClusterRole "log-reader", which does not exist.',
            path: 'roleRef.name',
          },
        ],
      },
      {
        name: 'a Role granted in the whole cluster',
        from: 'a Role of the namespace',
        change: {
          'RoleBinding/ops': undefined,
          'ClusterRoleBinding/ops': `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: ops }
subjects: [{ kind: Group, name: erp-ops, apiGroup: rbac.authorization.k8s.io }]
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: log-reader }
`,
        },
        problems: [
          {
            on: 'ClusterRoleBinding/ops',
            message: 'ClusterRoleBinding "ops" grants Role "log-reader", which does not exist.',
            path: 'roleRef.name',
          },
        ],
      },
    ],
  },
});
