import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import type { Access, EnvironmentDefinition } from '../../model/environment/environment.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';

const rbac = 'rbac.authorization.k8s.io';

type Rules = NonNullable<IRole['rules']>;

const portForward = { apiGroups: [''], resources: ['pods/portforward'], verbs: ['create'] };

/**
 * What a group gets beside `view`, as Roles of our own: the `edit` of Kubernetes reads every secret, enters every container
 * and speaks as every account.
 */
const roles = {
  test: { name: 'tester', rules: [portForward, { apiGroups: [''], resources: ['pods'], verbs: ['delete'] }] },
  edit: {
    name: 'editor',
    rules: [
      portForward,
      { apiGroups: [''], resources: ['pods'], verbs: ['delete'] },
      { apiGroups: [''], resources: ['pods/eviction'], verbs: ['create'] },
      { apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'delete', 'patch', 'update'] },
      { apiGroups: ['apps'], resources: ['deployments', 'statefulsets'], verbs: ['patch', 'update'] },
      { apiGroups: ['apps'], resources: ['deployments/scale', 'statefulsets/scale'], verbs: ['patch', 'update'] },
      { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: ['create', 'delete', 'patch', 'update'] },
    ],
  },
  exec: {
    name: 'debugger',
    rules: [
      { apiGroups: [''], resources: ['pods/exec', 'pods/attach'], verbs: ['create'] },
      { apiGroups: [''], resources: ['pods/ephemeralcontainers'], verbs: ['patch', 'update'] },
    ],
  },
} as const satisfies Readonly<Record<string, { readonly name: string; readonly rules: Rules }>>;

type Grant = keyof typeof roles;

/** Sight of a namespace, and no more, for everybody who has access to the environment. */
export function viewBindings({ access }: EnvironmentDefinition, platform: PlatformDefinition, namespace: string) {
  return access
    .filter(({ kubernetes }) => kubernetes !== 'none')
    .map(({ group }) => {
      const subject = platform.groups[group]?.oidc ?? group;
      return binding(`${subject}-view`, namespace, subject, 'ClusterRole', 'view');
    });
}

/** RoleBindings of the access table in one namespace (manual 1.1, D3), and the Roles that they give. */
export function accessObjects({ access }: EnvironmentDefinition, platform: PlatformDefinition, namespace: string) {
  const granted = new Set(access.flatMap(grantsOf));
  return [
    ...(['test', 'edit', 'exec'] as const).filter((grant) => granted.has(grant)).map((grant) => role(grant, namespace)),
    ...access.flatMap((row) => {
      const subject = platform.groups[row.group]?.oidc ?? row.group;
      return [
        ...(row.kubernetes === 'none' ? [] : [binding(`${subject}-view`, namespace, subject, 'ClusterRole', 'view')]),
        ...grantsOf(row).map((grant) => binding(`${subject}-${grant}`, namespace, subject, 'Role', roles[grant].name)),
      ];
    }),
  ];
}

function grantsOf({ argo, kubernetes }: Access): readonly Grant[] {
  return [...(kubernetes === 'test' || kubernetes === 'edit' ? [kubernetes] : []), ...(argo.includes('exec') ? (['exec'] as const) : [])];
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

function role(grant: Grant, namespace: string) {
  const { name, rules } = roles[grant];
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata: { name, namespace },
    rules: rules.map(({ apiGroups, resources, verbs }) => ({
      apiGroups: [...apiGroups],
      resources: [...resources],
      verbs: [...verbs],
    })),
  } satisfies IRole;
}
