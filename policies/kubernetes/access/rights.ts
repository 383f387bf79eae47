import type { AccessRule } from './access.ts';

/** What a rule of a role lets its holders do that matters. */
export interface Right {
  /** As it stands in the rule, such as `pods/exec`. */
  readonly resource: string;
  readonly verbs: readonly string[];
  /** Whether it is about every object of the resource, not about some by name. */
  readonly all: boolean;
}

const writes: readonly string[] = ['create', 'update', 'patch', 'delete', 'deletecollection'];
const reads: readonly string[] = ['get', 'list', 'watch'];

/** Resources by API group; a path below one is a resource of its own (Kubernetes 1.35, RBAC and API reference). */
const entering: Readonly<Record<string, readonly string[]>> = {
  '': [
    'pods/exec',
    'pods/attach',
    'pods/ephemeralcontainers',
    'pods/portforward',
    'pods/proxy',
    'services/proxy',
    'nodes/proxy',
    'serviceaccounts/token',
  ],
};

/** Resources that nobody's work in production depends on: what happened, who leads, questions about one's own rights. */
const harmless: readonly string[] = [
  'events',
  'leases',
  'tokenreviews',
  'subjectaccessreviews',
  'localsubjectaccessreviews',
  'selfsubjectaccessreviews',
  'selfsubjectrulesreviews',
  'selfsubjectreviews',
];

/** What makes pods, which may mount every Secret of the namespace and act as every account. */
const running: readonly string[] = [
  'pods',
  'deployments',
  'replicasets',
  'replicationcontrollers',
  'statefulsets',
  'daemonsets',
  'jobs',
  'cronjobs',
  'podtemplates',
];

/** Of these, what is there for as long as a service is. */
const lasting: readonly string[] = ['deployments', 'statefulsets', 'daemonsets', 'cronjobs'];

/** What rules over all objects of the cluster, or says who is who. */
const ruling: readonly string[] = [
  'mutatingwebhookconfigurations',
  'validatingwebhookconfigurations',
  'mutatingadmissionpolicies',
  'mutatingadmissionpolicybindings',
  'validatingadmissionpolicies',
  'validatingadmissionpolicybindings',
  'certificatesigningrequests/approval',
  'certificatesigningrequests/status',
  'roles',
  'clusterroles',
  'rolebindings',
  'clusterrolebindings',
  'nodes',
  'apiservices',
  'customresourcedefinitions',
];

/** Verbs that give more than the rule says: rights that the holder has not got himself, or somebody else's name. */
const powers: readonly string[] = ['escalate', 'bind', 'impersonate', 'approve', 'sign'];

/** Ways into a running container, past the policies of its network, or to a token of a ServiceAccount. */
export function waysIn(rule: AccessRule): readonly Right[] {
  return rightsOf(rule, (resource) => isIn(rule, entering, resource), [...writes, ...reads, 'proxy']);
}

/** Verbs by which a holder becomes more than the rule says. */
export function powersOf(rule: AccessRule): readonly Right[] {
  return rightsOf(rule, () => true, powers)
    .map((right) => ({ ...right, verbs: right.verbs.filter((verb) => verb !== '*') }))
    .filter(hasVerbs);
}

/** Reading of Secrets. */
export function secretsRead(rule: AccessRule): readonly Right[] {
  return rightsOf(rule, (resource) => resource === 'secrets' && isCore(rule), reads);
}

/** Whatever changes an object. Secrets may be made, as who seals or syncs them does. */
export function changes(rule: AccessRule): readonly Right[] {
  return rightsOf(rule, (resource) => !harmless.includes(resource) && !isIn(rule, entering, resource), writes)
    .map((right) =>
      right.resource === 'secrets' && isCore(rule) ? { ...right, verbs: right.verbs.filter((verb) => verb !== 'create') } : right,
    )
    .filter(hasVerbs);
}

/** Changes by which a program gets the rights of others: of every account of a namespace, or of the whole cluster. */
export function takeovers(rule: AccessRule): readonly Right[] {
  return rightsOf(rule, (resource) => running.includes(resource) || ruling.includes(resource), writes);
}

/** Workloads by name that may be taken away: who restarts or renews one needs no more than to change it. */
export function removals(rule: AccessRule): readonly Right[] {
  return rightsOf(rule, (resource) => lasting.includes(resource), ['delete', 'deletecollection'])
    .filter(({ all }) => !all)
    .map((right) => ({ ...right, verbs: right.verbs.filter((verb) => verb !== '*') }))
    .filter(hasVerbs);
}

function rightsOf(
  { resources, verbs, all }: AccessRule,
  isMeant: (resource: string) => boolean,
  meant: readonly string[],
): readonly Right[] {
  const own = verbs.filter((verb) => verb === '*' || meant.includes(verb));
  if (own.length === 0) return [];
  return resources.filter(isMeant).map((resource) => ({ resource, verbs: own, all }));
}

function isIn({ apiGroups }: AccessRule, list: Readonly<Record<string, readonly string[]>>, resource: string): boolean {
  return Object.entries(list).some(
    ([group, names]) =>
      (apiGroups.includes(group) || apiGroups.includes('*')) &&
      names.some((name) => name === resource || (resource.startsWith('*/') && name.endsWith(resource.slice(1)))),
  );
}

function isCore({ apiGroups }: AccessRule): boolean {
  return apiGroups.includes('') || apiGroups.includes('*');
}

function hasVerbs({ verbs }: Right): boolean {
  return verbs.length > 0;
}
