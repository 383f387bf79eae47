import { accessRules, subjectsOf } from '../../../policies/kubernetes/access/access.ts';
import { asList, fieldsAt, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Manifest } from '../../../policies/model.ts';
import type { Classifier, Remark } from './impact.ts';
import { say, short } from './sentence.ts';

const roles = ['Role', 'ClusterRole'];
const bindings = ['RoleBinding', 'ClusterRoleBinding'];

/** Who may do what now and could not before, and the other way round. */
export const access: Classifier = ({ pair: { kind, before, after }, changes }) => {
  if (roles.includes(kind)) return differences(before, after, rightsOf);
  if (bindings.includes(kind)) return differences(before, after, holdersOf);
  if (kind === 'AppProject') return differences(before, after, projectRights);
  if (kind === 'KafkaUser') return differences(before, after, kafkaRights);
  if (kind === 'postgresql') return differences(before, after, databaseRights);
  return changes
    .filter(({ path }) => isBoundary(kind, path))
    .map(({ path, from, to }) => ({ text: say`${path}: ${short(from)} becomes ${short(to)}` }));
};

/** Fields beside the objects about access by which somebody gets, or loses, a right. */
function isBoundary(kind: string, path: string): boolean {
  if (kind === 'Namespace') return path.startsWith('metadata.labels["pod-security.kubernetes.io/');
  if (kind === 'ServiceAccount') return /role-arn|automountServiceAccountToken/.test(path);
  if (kind === 'Application') return path === 'spec.project' || path.startsWith('spec.destination');
  return /(?:^|\.)serviceAccountName$/.test(path);
}

function differences(
  before: Manifest | undefined,
  after: Manifest | undefined,
  read: (manifest: Manifest) => readonly string[],
): readonly Remark[] {
  const [old, now] = [new Set(before && read(before)), new Set(after && read(after))];
  return [
    ...[...now].filter((right) => !old.has(right)).map((right) => ({ text: say`now: ${right}` })),
    ...[...old].filter((right) => !now.has(right)).map((right) => ({ text: say`no longer: ${right}`, harmless: true as const })),
  ];
}

/** Each verb on each resource alone, so that only what changed is named. */
function rightsOf(role: Manifest): readonly string[] {
  return accessRules(role).flatMap(({ apiGroups, resources, verbs, nonResourceUrls }) => [
    ...apiGroups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group === '' ? resource : `${resource}.${group}`}`)),
    ),
    ...nonResourceUrls.flatMap((url) => verbs.map((verb) => `${verb} ${url}`)),
  ]);
}

function holdersOf(binding: Manifest): readonly string[] {
  const role = `${textAt(binding.fields, 'roleRef', 'kind') ?? ''} ${textAt(binding.fields, 'roleRef', 'name') ?? ''}`;
  return subjectsOf(binding).map(({ kind, name }) => `${kind} ${name} has ${role}`);
}

function projectRights({ fields }: Manifest): readonly string[] {
  const all = (key: string) => listAt(fields, 'spec', key);
  return [
    ...all('sourceRepos').map((repository) => `deploy from ${short(repository)}`),
    ...all('destinations').map(
      (target) => `deploy to ${textAt(target, 'name') ?? textAt(target, 'server') ?? '?'}, namespace ${textAt(target, 'namespace') ?? '?'}`,
    ),
    ...['clusterResourceWhitelist', 'namespaceResourceWhitelist'].flatMap((list) =>
      all(list).map((item) => `deploy ${textAt(item, 'kind') ?? '?'} of group "${textAt(item, 'group') ?? ''}" (${list})`),
    ),
    ...all('syncWindows').map((window) => `sync window ${short(window)}`),
    ...all('roles').flatMap((role) => [
      ...listAt(role, 'groups').map((group) => `group ${short(group)} has the role ${textAt(role, 'name') ?? '?'}`),
      ...listAt(role, 'policies').map((policy) => short(policy)),
    ]),
  ];
}

function kafkaRights({ fields }: Manifest): readonly string[] {
  return listAt(fields, 'spec', 'authorization', 'acls').flatMap((rule) => {
    const field = (key: string) => textAt(rule, 'resource', key) ?? '';
    return listAt(rule, 'operations').map(
      (operation) => `${short(operation)} on ${field('type')} ${field('name')} (${field('patternType')})`,
    );
  });
}

function databaseRights({ fields }: Manifest): readonly string[] {
  return Object.entries(fieldsAt(fields, 'spec', 'users')).flatMap(([user, flags]) => [
    `user ${user}`,
    ...asList(flags).map((flag) => `user ${user} is ${short(flag)}`),
  ]);
}
