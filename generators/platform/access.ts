import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import type { EnvironmentDefinition } from '../model/environment.ts';
import type { PlatformDefinition } from '../model/platform.ts';

const rbac = 'rbac.authorization.k8s.io';
const testerRole = 'tester';

/** RoleBindings of the access table in one namespace (manual 1.1, D3), and the Role of testers where it is needed. */
export function accessObjects(environment: EnvironmentDefinition, platform: PlatformDefinition, namespace: string) {
  const grants = environment.access.filter(({ kubernetes }) => kubernetes !== 'none');
  return [
    ...(grants.some(({ kubernetes }) => kubernetes === 'test') ? [tester(namespace)] : []),
    ...grants.flatMap(({ group, kubernetes }) => {
      const subject = platform.groups[group]?.oidc ?? group;
      return kubernetes === 'test'
        ? [
            binding(`${subject}-view`, namespace, subject, 'ClusterRole', 'view'),
            binding(`${subject}-test`, namespace, subject, 'Role', testerRole),
          ]
        : [binding(`${subject}-${kubernetes}`, namespace, subject, 'ClusterRole', kubernetes)];
    }),
  ];
}

function binding(name: string, namespace: string, group: string, kind: 'ClusterRole' | 'Role', role: string) {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: { name, namespace },
    roleRef: { apiGroup: rbac, kind, name: role },
    subjects: [{ apiGroup: rbac, kind: 'Group', name: group }],
  } satisfies IRoleBinding;
}

function tester(namespace: string) {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata: { name: testerRole, namespace },
    rules: [
      { apiGroups: [''], resources: ['pods/portforward'], verbs: ['create'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['delete'] },
    ],
  } satisfies IRole;
}
