import { accessRules, subjectsOf } from '../../policies/kubernetes/access/access.ts';
import { fieldsAt, listAt, textAt } from '../../policies/kubernetes/fields.ts';
import type { World } from '../../policies/model.ts';

/** One thing that somebody wants to do in a namespace. */
export interface Attempt {
  readonly verb: string;
  readonly group: string;
  /** Such as `pods` or `pods/exec`. */
  readonly resource: string;
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const reading = ['get', 'list', 'watch'];
const writing = ['create', 'delete', 'deletecollection', 'patch', 'update'];

/** The part of Kubernetes' own ClusterRoles that the attempts of the tests touch (bootstrap policy of Kubernetes 1.35). */
const clusterRoles: Readonly<Record<string, readonly Rule[]>> = (() => {
  const view: readonly Rule[] = [
    { apiGroups: [''], resources: ['configmaps', 'pods', 'pods/log', 'pods/status', 'serviceaccounts', 'services'], verbs: reading },
    { apiGroups: ['apps'], resources: ['deployments', 'deployments/scale', 'statefulsets'], verbs: reading },
    { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: reading },
  ];
  const entering = ['pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy'];
  const edit: readonly Rule[] = [
    ...view,
    { apiGroups: [''], resources: [...entering, 'secrets'], verbs: [...reading, ...writing] },
    { apiGroups: [''], resources: ['pods', 'configmaps', 'services'], verbs: writing },
    { apiGroups: [''], resources: ['pods/eviction', 'serviceaccounts/token'], verbs: ['create'] },
    { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['impersonate', ...writing] },
    { apiGroups: ['apps'], resources: ['deployments', 'deployments/scale', 'statefulsets'], verbs: writing },
    { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: writing },
  ];
  const admin = [
    ...edit,
    { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'rolebindings'], verbs: [...reading, ...writing] },
  ];
  return { view, edit, admin, 'cluster-admin': [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] };
})();

/** Whether the API server lets a member of a group, and of no other, do that: rights only add up, nothing forbids. */
export function isAllowed(world: World, member: string, namespace: string, { verb, group, resource }: Attempt): boolean {
  const bindings = [
    ...world.ofKind('RoleBinding').filter((binding) => binding.namespace === namespace),
    ...world.ofKind('ClusterRoleBinding'),
  ];
  return bindings
    .filter((binding) => subjectsOf(binding).some(({ kind, name }) => kind === 'Group' && [member, 'system:authenticated'].includes(name)))
    .flatMap((binding) => rulesOf(world, binding.namespace, fieldsAt(binding.fields, 'roleRef')))
    .some(({ apiGroups, resources, verbs }) => holds(apiGroups, group) && holds(resources, resource) && holds(verbs, verb));
}

function rulesOf(world: World, namespace: string, reference: unknown): readonly Rule[] {
  const name = textAt(reference, 'name') ?? '';
  const isClusterRole = textAt(reference, 'kind') === 'ClusterRole';
  const manifest = isClusterRole ? world.find('ClusterRole', '', name) : world.find('Role', namespace, name);
  if (manifest === undefined) {
    const known = isClusterRole ? clusterRoles[name] : undefined;
    if (known === undefined) throw new Error(`Nobody knows the role "${name}" of namespace "${namespace}".`);
    return known;
  }
  // A rule that is only about objects of certain names gives less; none of ours has one.
  for (const rule of listAt(manifest.fields, 'rules')) {
    if (listAt(rule, 'resourceNames').length > 0) throw new Error(`${manifest.kind} "${name}" names objects.`);
  }
  return accessRules(manifest);
}

function holds(names: readonly string[], name: string): boolean {
  return names.includes(name) || names.includes('*');
}
