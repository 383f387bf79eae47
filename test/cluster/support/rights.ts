import { asText, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Client } from '../../../scripts/cluster/client.ts';
import type { Resource } from '../../../scripts/cluster/resources.ts';

/** One thing that somebody may do, as `create pods/exec` or `get nodes` (of the cluster); the group stands behind a dot: `deployments.apps`. */
export type Right = string;

/** Whether a member of a group may do it, by the API server's own answer; empty namespace: in the whole cluster. */
export async function mayDo(client: Client, member: string, namespace: string, right: Right): Promise<boolean> {
  const [verb = '', resource = ''] = right.split(' ');
  const [plural = '', subresource = ''] = resource.split('/');
  const dot = plural.indexOf('.');
  const group = dot === -1 ? '' : plural.slice(dot + 1);
  const spec = {
    user: 'somebody',
    groups: [member, 'system:authenticated'],
    resourceAttributes: {
      verb,
      group,
      resource: dot === -1 ? plural : plural.slice(0, dot),
      subresource,
      ...(namespace !== '' && { namespace }),
    },
  };
  const { status, body } = await client.ask('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec },
  });
  if (status !== 201) throw new Error(`SubjectAccessReview: ${status} ${textAt(body, 'message')}`);
  return (body as { status?: { allowed?: boolean } }).status?.allowed === true;
}

const reading = ['get', 'list', 'watch'];
/** Verbs that no discovery lists. */
const special: readonly Right[] = [
  'impersonate serviceaccounts',
  'impersonate users',
  'impersonate groups',
  'bind roles.rbac.authorization.k8s.io',
  'bind clusterroles.rbac.authorization.k8s.io',
  'escalate roles.rbac.authorization.k8s.io',
  'escalate clusterroles.rbac.authorization.k8s.io',
];

/** Everything that can be asked for: each verb of each resource and subresource that the server serves, and verbs that it does not list. */
export function rightsOf(resources: readonly Resource[]): readonly Right[] {
  const rights = resources.flatMap(({ group, name, verbs, subresources }) => {
    const suffix = group === '' ? '' : `.${group}`;
    return [
      ...verbs.map((verb) => `${verb} ${name}${suffix}`),
      // A connection may be asked for by GET as well as by POST.
      ...subresources.flatMap((sub) =>
        [...new Set([...sub.verbs, 'get', 'create', 'patch', 'update'])].map((verb) => `${verb} ${name}${suffix}/${sub.name}`),
      ),
    ];
  });
  return [...new Set([...rights, ...special])].sort();
}

/**
 * Which of all rights a member of a group has in a namespace, computed from the rules that the API server itself gives to such a
 * person (SelfSubjectRulesReview), those for the whole cluster among them.
 */
export async function rightsIn(client: Client, member: string, namespace: string, all: readonly Right[]): Promise<readonly Right[]> {
  const { status, body } = await client.ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } },
    as: { user: 'somebody', groups: [member, 'system:authenticated'] },
  });
  if (status !== 201) throw new Error(`SelfSubjectRulesReview: ${status} ${textAt(body, 'message')}`);
  const rules = listAt(body, 'status', 'resourceRules').map((rule) => ({
    verbs: texts(rule, 'verbs'),
    groups: texts(rule, 'apiGroups'),
    resources: texts(rule, 'resources'),
  }));
  return all.filter((right) => {
    const [verb = '', whole = ''] = right.split(' ');
    const [plural = '', subresource] = whole.split('/');
    const dot = plural.indexOf('.');
    const group = dot === -1 ? '' : plural.slice(dot + 1);
    const name = `${dot === -1 ? plural : plural.slice(0, dot)}${subresource === undefined ? '' : `/${subresource}`}`;
    return rules.some(
      (rule) =>
        has(rule.verbs, verb) &&
        has(rule.groups, group) &&
        (has(rule.resources, name) || (subresource !== undefined && rule.resources.includes(`*/${subresource}`))),
    );
  });
}

/** Whether a right only reads. */
export function isReading(right: Right): boolean {
  return reading.includes(right.split(' ')[0] ?? '');
}

function has(names: readonly string[], name: string): boolean {
  return names.includes(name) || names.includes('*');
}

function texts(rule: unknown, key: string): readonly string[] {
  return listAt(rule, key).flatMap((item) => asText(item) ?? []);
}
