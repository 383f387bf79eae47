import { type Enforcer, newEnforcer, newModelFromString, StringAdapter } from 'casbin';

/** Argo CD's own model of access (assets/model.conf): any allow permits, any deny refuses. */
const model = `
[request_definition]
r = sub, res, act, obj
[policy_definition]
p = sub, res, act, obj, eft
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = g(r.sub, p.sub) && globOrRegexMatch(r.res, p.res) && globOrRegexMatch(r.act, p.act) && globOrRegexMatch(r.obj, p.obj)
`;

/** The roles that Argo CD brings: what a line of ours may give by naming one of them. */
const builtIn = `
p, role:readonly, applications, get, */*, allow
p, role:readonly, logs, get, */*, allow
p, role:admin, applications, *, */*, allow
p, role:admin, exec, create, */*, allow
g, role:admin, role:readonly
g, admin, role:admin
`;

/** What decides about an Application: the ConfigMap argocd-rbac-cm, and the project that the Application is in. */
export interface ArgoAccess {
  readonly policy: string;
  readonly defaultRole: string;
  readonly project: {
    readonly name: string;
    readonly roles: readonly { readonly name: string; readonly groups: readonly string[]; readonly policies: readonly string[] }[];
  };
}

/** Answers as Argo CD does for a member of a group and of no other, and has no rights of its own. */
export async function argoJudge({ policy, defaultRole, project }: ArgoAccess) {
  const own = project.roles.flatMap(({ name, groups, policies }) => [
    `p, proj:${project.name}:${name}, projects, get, ${project.name}, allow`,
    ...policies,
    ...groups.map((group) => `g, ${group}, proj:${project.name}:${name}`),
  ]);
  const enforcer: Enforcer = await newEnforcer(newModelFromString(model), new StringAdapter([builtIn, policy, ...own].join('\n')));
  await enforcer.addFunction('globOrRegexMatch', (value: string, pattern: string) => globMatch(pattern, value));
  return async (group: string, resource: string, action: string, object: string): Promise<boolean> =>
    (defaultRole !== '' && (await enforcer.enforce(defaultRole, resource, action, object))) ||
    (await enforcer.enforce(group, resource, action, object));
}

/** Glob without separators, as Argo CD compiles it: `*` also covers `/`. */
export function globMatch(pattern: string, value: string): boolean {
  const body = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${body}$`, 's').test(value);
}
