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

/** A stream is opened by GET or POST. */
const streamed: readonly string[] = ['get', 'create'];
/** What is passed on has the verb of its method, whatever it asks for. */
const proxied: readonly string[] = ['get', 'create', 'update', 'patch', 'delete', 'proxy'];

/**
 * Paths of the core API below an object, each a resource of its own, with the verbs that open it: no request has another (Kubernetes
 * 1.35, pkg/registry/core and apiserver/pkg/endpoints/request).
 */
const entering: Readonly<Record<string, readonly string[]>> = {
  'pods/exec': streamed,
  'pods/attach': streamed,
  'pods/portforward': streamed,
  'pods/ephemeralcontainers': ['update', 'patch'],
  'pods/proxy': proxied,
  'services/proxy': proxied,
  'nodes/proxy': proxied,
  'serviceaccounts/token': ['create'],
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
  return rule.resources.flatMap((resource) =>
    rightsOf({ ...rule, resources: [resource] }, (name) => isEntering(rule, name), openedBy(resource)),
  );
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
  return rightsOf(rule, (resource) => !harmless.includes(resource) && !isEntering(rule, resource), writes)
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

function isEntering(rule: AccessRule, resource: string): boolean {
  return isCore(rule) && openedBy(resource).length > 0;
}

/** The verbs that open a path below an object; of none but those that lead in. */
function openedBy(resource: string): readonly string[] {
  return Object.entries(entering).flatMap(([name, verbs]) =>
    name === resource || (resource.startsWith('*/') && name.endsWith(resource.slice(1))) ? verbs : [],
  );
}

function isCore({ apiGroups }: AccessRule): boolean {
  return apiGroups.includes('') || apiGroups.includes('*');
}

function hasVerbs({ verbs }: Right): boolean {
  return verbs.length > 0;
}
