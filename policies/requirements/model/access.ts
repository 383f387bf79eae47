import { subjectsOf } from '../../kubernetes/access/access.ts';
import { argoProjects, type ProjectRole, projectRoles } from '../../kubernetes/argo-cd/argo-cd.ts';
import { listAt, textAt } from '../../kubernetes/fields.ts';
import type { Manifest, World } from '../../model.ts';
import { ownersOf } from './code-owners.ts';
import { agents, appNamespace, infra, missing, place } from './expectations.ts';
import type { Evidence, Shortfall } from './requirement.ts';

/** What a team may do in an environment, besides approving its changes (manual 1.1, D3). */
interface Share {
  /** Resource and action in Argo CD. */
  readonly argo: readonly string[];
  /** Roles in the namespaces. */
  readonly kubernetes: readonly string[];
}

const watch = ['applications, get', 'logs, get'];
const operate = [...watch, 'applications, sync', 'applications, action/*'];

/** The table of access, as the judge knows it: a team that has no row has nothing. */
const table: Readonly<Record<string, Readonly<Record<string, Share>>>> = {
  dev: { dev: { argo: [...operate, 'exec, create'], kubernetes: ['view', 'editor', 'debugger'] } },
  test: { dev: { argo: operate, kubernetes: ['view', 'editor'] }, qa: { argo: operate, kubernetes: ['view', 'tester'] } },
  staging: {
    dev: { argo: [...watch, 'applications, sync'], kubernetes: ['view'] },
    ops: { argo: operate, kubernetes: ['view', 'editor'] },
  },
  production: { ops: { argo: operate, kubernetes: ['view'] } },
};

/** That a team, and nobody else, may enter an environment: in its namespaces, in Argo CD, and by approving its changes. */
export function expectAccess({ environments, argocd, codeOwners }: Evidence, environment: string): readonly Shortfall[] {
  const world = environments.find((candidate) => candidate.environment === environment);
  if (world === undefined) return [{ message: `There is no environment "${environment}".`, where: 'overlays/' }];
  const shares = table[environment] ?? {};
  const teams = Object.keys(shares);
  return [
    ...expectBindings(world, shares),
    ...[`erp-${environment}`, `erp-${environment}-services`, `erp-${environment}-platform`].flatMap((name) =>
      expectRoles(argocd, name, shares),
    ),
    ...expectDestinations(argocd, environment, appNamespace(world)),
    ...['overlays', ...['releases', 'settings', 'scaling', 'sealed-secrets'].map((name) => `generators/catalog/${name}`)].flatMap(
      (folder) => expectOwners(codeOwners, `${folder}/${environment}`, teams),
    ),
    // Whoever writes an Application can put it into any project.
    ...expectOwners(codeOwners, `argocd/${environment}`, ['ops']),
  ];
}

function expectOwners(codeOwners: string, folder: string, teams: readonly string[]): readonly Shortfall[] {
  const where = `CODEOWNERS > /${folder}/`;
  return differentNames(`The code owners of "${folder}"`, ownersOf(codeOwners, `${folder}/kustomization.yaml`), teams, { where });
}

function expectBindings(world: World, shares: Readonly<Record<string, Share>>): readonly Shortfall[] {
  const bindings = [...world.ofKind('RoleBinding'), ...world.ofKind('ClusterRoleBinding')];
  const groups = Object.keys(shares).map(groupOf);
  const strangers = bindings.flatMap((binding) =>
    subjectsOf(binding)
      .filter(({ kind, name }) => kind !== 'ServiceAccount' && !(kind === 'Group' && [...groups, ...letInBy(binding)].includes(name)))
      .map(({ kind, name, path }) => ({
        message: `${binding.kind} "${binding.name}" gives access to the ${kind} "${name}", expected only ${groups.join(', ')}.`,
        ...place(world, binding, path),
      })),
  );
  const given = [appNamespace(world), infra].flatMap((namespace) =>
    Object.entries(shares).flatMap(([team, { kubernetes }]) => {
      const roles = bindings.filter((binding) => binding.namespace === namespace && isFor(binding, groupOf(team))).map(roleOf);
      const subject = `The roles of "${groupOf(team)}" in namespace "${namespace}"`;
      return differentNames(subject, roles, kubernetes, { where: world.environment });
    }),
  );
  return [...strangers, ...given];
}

/** Whom the Role for incidents may have beside the teams: people of them whom the identity provider let in for some hours. */
function letInBy(binding: Manifest): readonly string[] {
  return textAt(binding.fields, 'roleRef', 'kind') === 'Role' && roleOf(binding) === 'break-glass' ? ['erp-break-glass'] : [];
}

function isFor(binding: Manifest, group: string): boolean {
  return subjectsOf(binding).some(({ kind, name }) => kind === 'Group' && name === group);
}

function roleOf(binding: Manifest): string {
  return textAt(binding.fields, 'roleRef', 'name') ?? '';
}

function expectRoles(argocd: World, project: string, shares: Readonly<Record<string, Share>>): readonly Shortfall[] {
  const name = { kind: 'AppProject', namespace: 'argocd', name: project };
  const manifest = argocd.find(name.kind, name.namespace, name.name);
  if (manifest === undefined) return [missing(argocd, name)];
  const roles = projectRoles(manifest);
  const expected = Object.keys(shares).map(groupOf);
  return [
    ...differentNames(
      `The roles of AppProject "${project}"`,
      roles.flatMap(({ groups }) => groups),
      expected,
      place(argocd, manifest, 'spec.roles'),
    ),
    ...Object.entries(shares).flatMap(([team, { argo }]) => {
      const own = roles.filter(({ groups }) => groups.includes(groupOf(team)));
      const subject = `The permissions of "${groupOf(team)}" in AppProject "${project}"`;
      return differentNames(subject, own.flatMap(permissionsOf), argo, place(argocd, manifest, own[0]?.path ?? 'spec.roles'));
    }),
  ];
}

function permissionsOf({ policies }: ProjectRole): readonly string[] {
  return policies.map(({ resource, action }) => `${resource}, ${action}`);
}

function expectDestinations(argocd: World, environment: string, namespace: string): readonly Shortfall[] {
  const project = argoProjects(argocd).find(({ name }) => name === `erp-${environment}`);
  if (project === undefined) return [];
  const destinations = listAt(project.fields, 'spec', 'destinations').map((destination) => textAt(destination, 'namespace') ?? '');
  const where = place(argocd, project, 'spec.destinations');
  return differentNames(`The destinations of AppProject "${project.name}"`, destinations, [namespace, infra, agents], where);
}

function groupOf(team: string): string {
  return `erp-${team}`;
}

function differentNames(
  subject: string,
  found: readonly string[],
  expected: readonly string[],
  location: Pick<Shortfall, 'where' | 'file'>,
): readonly Shortfall[] {
  const [actual, wanted] = [found, expected].map((names) => [...new Set(names)].sort().join('; '));
  return actual === wanted ? [] : [{ message: `${subject} are ${actual === '' ? 'none' : actual}, expected ${wanted}.`, ...location }];
}
