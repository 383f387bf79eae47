import { boundClusterRole } from '../../kubernetes/access/access.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'forbid-cluster-admin-binding',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Bind nobody to cluster-admin.',
  rationale:
    'This role may do everything to everything, reading all secrets included; bound in a namespace, everything in that ' + 'namespace.',
  remediation: 'Bind view, or a Role that has the few verbs and resources that are needed.',
  scope: 'object',
  kinds: ['RoleBinding', 'ClusterRoleBinding'],
  admission: [
    { on: ['role-bindings'], everywhere: true, keeps: "object.roleRef.kind != 'ClusterRole' || object.roleRef.name != 'cluster-admin'" },
  ],

  check(manifest) {
    if (boundClusterRole(manifest) !== 'cluster-admin') return [];
    return [{ message: `${titleOf(manifest)} gives "cluster-admin".`, path: 'roleRef.name' }];
  },

  examples: {
    pass: [
      {
        name: 'view for a group',
        manifests: `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: ops-view, namespace: erp-prod }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: erp-ops }]
`,
      },
      {
        name: 'a Role of the namespace that happens to have the name',
        manifests: `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: odd, namespace: erp-dev }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: cluster-admin }
`,
      },
    ],
    fail: [
      {
        name: 'for the whole cluster, and for a namespace',
        manifests: `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: ops }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: erp-ops }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: ci, namespace: erp-dev }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
subjects: [{ kind: ServiceAccount, name: ci, namespace: erp-dev }]
`,
        problems: [
          { on: 'RoleBinding/ci', message: 'RoleBinding "ci" gives "cluster-admin".', path: 'roleRef.name' },
          { on: 'ClusterRoleBinding/ops', message: 'ClusterRoleBinding "ops" gives "cluster-admin".', path: 'roleRef.name' },
        ],
      },
    ],
  },
});
