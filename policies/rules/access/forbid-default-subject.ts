import type { Subject } from '../../kubernetes/access/access.ts';
import { subjectsOf } from '../../kubernetes/access/access.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { celList } from '../../kubernetes/pods/admission.ts';
import { defineRule } from '../../model.ts';

/** Groups that everybody, or every pod, is in without having been put there. */
const everybody: readonly string[] = ['system:authenticated', 'system:unauthenticated', 'system:serviceaccounts'];

export default defineRule({
  id: 'forbid-default-subject',
  severity: 'error',
  manual: '1.1 (D3, D29)',
  summary: 'Give access to groups and service accounts that somebody chose.',
  rationale: 'Everybody who can reach the API server is in these groups, and every pod that states no account is the default one.',
  remediation: 'Bind the role to a group of the identity provider or to a ServiceAccount of its own.',
  scope: 'object',
  kinds: ['RoleBinding', 'ClusterRoleBinding'],
  admission: [
    {
      on: ['role-bindings'],
      everywhere: true,
      keeps:
        '!has(object.subjects) || object.subjects.all(s, ' +
        `!(s.kind == 'Group' && (s.name in ${celList(everybody)} || s.name.startsWith('system:serviceaccounts:'))) && ` +
        "!(s.kind == 'User' && s.name == 'system:anonymous') && !(s.kind == 'ServiceAccount' && s.name == 'default'))",
    },
  ],

  check(manifest) {
    return subjectsOf(manifest)
      .filter(isDefault)
      .map(({ path, kind, name }) => ({ message: `${titleOf(manifest)} gives access to the ${kind} "${name}".`, path: `${path}.name` }));
  },

  examples: {
    pass: [
      {
        name: 'a group and a service account of its own',
        manifests: `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: view, namespace: erp-prod }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
subjects:
  - { apiGroup: rbac.authorization.k8s.io, kind: Group, name: erp-ops }
  - { kind: ServiceAccount, name: reporter, namespace: erp-prod }
  - { apiGroup: rbac.authorization.k8s.io, kind: Group, name: default }
`,
      },
    ],
    fail: [
      {
        name: 'everybody, nobody in particular, and the default account',
        from: 'a group and a service account of its own',
        change: {
          subjects: [
            { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:authenticated' },
            { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:serviceaccounts:erp-prod' },
            { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'system:anonymous' },
            { kind: 'ServiceAccount', name: 'default', namespace: 'erp-prod' },
          ],
        },
        problems: [
          {
            on: 'RoleBinding/view',
            message: 'RoleBinding "view" gives access to the Group "system:authenticated".',
            path: 'subjects[0].name',
          },
          {
            on: 'RoleBinding/view',
            message: 'RoleBinding "view" gives access to the Group "system:serviceaccounts:erp-prod".',
            path: 'subjects[1].name',
          },
          { on: 'RoleBinding/view', message: 'RoleBinding "view" gives access to the User "system:anonymous".', path: 'subjects[2].name' },
          { on: 'RoleBinding/view', message: 'RoleBinding "view" gives access to the ServiceAccount "default".', path: 'subjects[3].name' },
        ],
      },
    ],
  },
});

function isDefault({ kind, name }: Subject): boolean {
  switch (kind) {
    case 'Group':
      return everybody.includes(name) || name.startsWith('system:serviceaccounts:');
    case 'User':
      return name === 'system:anonymous';
    case 'ServiceAccount':
      return name === 'default';
    default:
      return false;
  }
}
