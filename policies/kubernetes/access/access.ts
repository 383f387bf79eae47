import type { Manifest, World } from '../../model.ts';
import { asText, listAt, textAt } from '../fields.ts';

/** One rule of a Role or ClusterRole. */
export interface AccessRule {
  /** Such as `rules[0]`. */
  readonly path: string;
  readonly apiGroups: readonly string[];
  /** Such as `pods/exec`. */
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly nonResourceUrls: readonly string[];
  /** Whether it is about every object, not about some by `resourceNames`. */
  readonly all: boolean;
  /** Its `resourceNames`. */
  readonly names: readonly string[];
}

/** One subject of a RoleBinding or ClusterRoleBinding. */
export interface Subject {
  /** Such as `subjects[0]`. */
  readonly path: string;
  readonly kind: string;
  readonly name: string;
  /** Of a ServiceAccount, where it is stated. */
  readonly namespace: string | undefined;
}

/** The rules of a Role or ClusterRole. */
export function accessRules(role: Manifest): readonly AccessRule[] {
  return listAt(role.fields, 'rules').map((rule, index) => ({
    path: `rules[${index}]`,
    apiGroups: textsAt(rule, 'apiGroups'),
    resources: textsAt(rule, 'resources'),
    verbs: textsAt(rule, 'verbs'),
    nonResourceUrls: textsAt(rule, 'nonResourceURLs'),
    all: textsAt(rule, 'resourceNames').length === 0,
    names: textsAt(rule, 'resourceNames'),
  }));
}

/** Who a binding is for. */
export function subjectsOf(binding: Manifest): readonly Subject[] {
  return listAt(binding.fields, 'subjects').map((subject, index) => ({
    path: `subjects[${index}]`,
    kind: textAt(subject, 'kind') ?? '',
    name: textAt(subject, 'name') ?? '',
    namespace: textAt(subject, 'namespace'),
  }));
}

/** The ClusterRole that a binding gives; undefined where it gives a Role. */
export function boundClusterRole(binding: Manifest): string | undefined {
  return textAt(binding.fields, 'roleRef', 'kind') === 'ClusterRole' ? textAt(binding.fields, 'roleRef', 'name') : undefined;
}

/** The bindings that give a Role or ClusterRole. */
export function bindingsOf(role: Manifest, world: World): readonly Manifest[] {
  return [...world.ofKind('RoleBinding'), ...world.ofKind('ClusterRoleBinding')].filter(
    ({ fields, namespace }) =>
      textAt(fields, 'roleRef', 'kind') === role.kind &&
      textAt(fields, 'roleRef', 'name') === role.name &&
      (role.kind === 'ClusterRole' || namespace === role.namespace),
  );
}

function textsAt(value: unknown, key: string): readonly string[] {
  return listAt(value, key).flatMap((item) => asText(item) ?? []);
}
