import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { subjectsOf } from '../policies/kubernetes/access/access.ts';
import { projectRoles } from '../policies/kubernetes/argo-cd/argo-cd.ts';
import { listAt, textAt } from '../policies/kubernetes/fields.ts';
import { ownersOf } from '../policies/requirements/model/code-owners.ts';
import { collectEvidence } from '../scripts/judging/conformance.ts';
import { createSources } from '../scripts/repository/sources.ts';
import { argoJudge, globMatch } from './support/argo-rbac.ts';
import { type Attempt, isAllowed } from './support/kubernetes-rbac.ts';

const evidence = await collectEvidence(createSources(realpathSync(process.cwd())));

/** The table of access, written down a second time (manual 1.1, D3): what stands here is allowed, and nothing else. */
const table: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  dev: { 'erp-dev': 'get sync action logs exec | read logs restart scale delete forward configure job exec attach debug' },
  test: {
    'erp-dev': 'get sync action logs | read logs restart scale delete forward configure job',
    'erp-qa': 'get sync action logs | read logs delete forward',
  },
  staging: {
    'erp-dev': 'get sync logs | read logs',
    'erp-ops': 'get sync action logs | read logs restart scale delete forward configure job',
  },
  production: { 'erp-ops': 'get sync action logs | read logs' },
};

/** Everybody who can log in, a group without any row among them. */
const groups = ['erp-dev', 'erp-qa', 'erp-ops', 'erp-finance'];

const argoVerbs: Readonly<Record<string, readonly [resource: string, action: string]>> = {
  get: ['applications', 'get'],
  sync: ['applications', 'sync'],
  action: ['applications', 'action/apps/Deployment/restart'],
  logs: ['logs', 'get'],
  exec: ['exec', 'create'],
  override: ['applications', 'override'],
  // What later versions ask for where this one asks for sync.
  rollback: ['applications', 'rollback'],
  create: ['applications', 'create'],
  update: ['applications', 'update'],
  delete: ['applications', 'delete'],
  'delete a pod': ['applications', 'delete//Pod/erp-prod/financial-service'],
};

const kubernetesVerbs: Readonly<Record<string, Attempt>> = {
  read: { verb: 'list', group: '', resource: 'pods' },
  logs: { verb: 'get', group: '', resource: 'pods/log' },
  restart: { verb: 'patch', group: 'apps', resource: 'deployments' },
  scale: { verb: 'update', group: 'apps', resource: 'deployments/scale' },
  delete: { verb: 'delete', group: '', resource: 'pods' },
  forward: { verb: 'create', group: '', resource: 'pods/portforward' },
  configure: { verb: 'update', group: '', resource: 'configmaps' },
  job: { verb: 'create', group: 'batch', resource: 'jobs' },
  exec: { verb: 'create', group: '', resource: 'pods/exec' },
  attach: { verb: 'create', group: '', resource: 'pods/attach' },
  debug: { verb: 'patch', group: '', resource: 'pods/ephemeralcontainers' },
  proxy: { verb: 'get', group: '', resource: 'pods/proxy' },
  'read secrets': { verb: 'get', group: '', resource: 'secrets' },
  'speak as an account': { verb: 'impersonate', group: '', resource: 'serviceaccounts' },
  'take the token of an account': { verb: 'create', group: '', resource: 'serviceaccounts/token' },
  'give access': { verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'rolebindings' },
};

/** The verbs that a cell allows, on the side of Argo CD (0) or of Kubernetes (1). */
function verbsOf(environment: string, group: string, side: 0 | 1): readonly string[] {
  return table[environment]?.[group]?.split(' | ')[side]?.split(' ') ?? [];
}

/** The judge of one AppProject, with what argocd-rbac-cm says for all. */
async function judgeOf(project: string) {
  const application = evidence.argocd.find('Application', 'argocd', 'argo-cd');
  const manifest = evidence.argocd.find('AppProject', 'argocd', project);
  if (application === undefined || manifest === undefined) throw new Error(`There is no Argo CD, or no AppProject "${project}".`);
  const rbac = (key: string) => {
    const value = textAt(application.fields, 'spec', 'source', 'helm', 'valuesObject', 'configs', 'rbac', key);
    if (value === undefined) throw new Error(`argocd-rbac-cm has no ${key}.`);
    return value;
  };
  expect(rbac('policy.matchMode')).toBe('glob');
  expect(rbac('scopes')).toBe('[groups]');
  const roles = projectRoles(manifest).map(({ name, groups: members, policies }) => ({
    name,
    groups: members,
    policies: policies.map(({ text }) => text),
  }));
  return argoJudge({ policy: rbac('policy.csv'), defaultRole: rbac('policy.default'), project: { name: project, roles } });
}

const environments = Object.keys(table);
/** Where pull requests are tried out. */
const hosts = environments.filter((name) => existsSync(`base/pull-requests/${name}`));
const cells = environments.flatMap((environment) => groups.map((group) => ({ environment, group })));

describe('in Argo CD', () => {
  const projects = cells.flatMap(({ environment, group }) =>
    [`erp-${environment}`, `erp-${environment}-services`, `erp-${environment}-platform`].map((project) => ({
      environment,
      group,
      project,
    })),
  );

  it.each(projects)('$group may do in $project what the table says, and nothing else', async ({ environment, group, project }) => {
    const judge = await judgeOf(project);
    const allowed: string[] = [];
    for (const [verb, [resource, action]] of Object.entries(argoVerbs)) {
      if (await judge(group, resource, action, `${project}/financial-service-${environment}`)) allowed.push(verb);
    }
    expect(allowed).toEqual(verbsOf(environment, group, 0));
  });

  it.each(cells)('$group may do nothing in another project by its role in $environment', async ({ environment, group }) => {
    const judge = await judgeOf(`erp-${environment}`);
    for (const other of environments.filter((name) => name !== environment)) {
      for (const [resource, action] of Object.values(argoVerbs)) {
        expect(await judge(group, resource, action, `erp-${other}/financial-service-${other}`)).toBe(false);
      }
    }
  });

  it.each(groups)('%s may do with Argo CD itself, and with the roots, what it may do in production', async (group) => {
    for (const project of ['erp-argocd', 'erp-root']) {
      const judge = await judgeOf(project);
      const allowed: string[] = [];
      for (const [verb, [resource, action]] of Object.entries(argoVerbs)) {
        if (await judge(group, resource, action, `${project}/argo-cd`)) allowed.push(verb);
      }
      expect(allowed).toEqual(verbsOf('production', group, 0));
    }
  });

  it.each(groups)('%s may change neither clusters, repositories, projects nor accounts', async (group) => {
    const judge = await judgeOf('erp-production');
    for (const resource of ['clusters', 'repositories', 'projects', 'accounts', 'applicationsets', 'certificates']) {
      for (const action of ['create', 'update', 'delete']) expect(await judge(group, resource, action, 'anything')).toBe(false);
    }
  });

  it('every project belongs to an environment, to the roots or to Argo CD', () => {
    expect(
      evidence.argocd
        .ofKind('AppProject')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(
      [
        'erp-argocd',
        'erp-root',
        ...environments.flatMap((name) => [`erp-${name}`, `erp-${name}-services`, `erp-${name}-platform`]),
        ...hosts.map((name) => `erp-${name}-pull-requests`),
      ].sort(),
    );
  });
});

describe("the judge of Argo CD's rules", () => {
  const project = (policies: readonly string[]) => ({ name: 'erp-dev', roles: [{ name: 'dev', groups: ['erp-dev'], policies }] });
  const sync = 'p, proj:erp-dev:dev, applications, sync, erp-dev/*, allow';
  const ask = async (over: Partial<Parameters<typeof argoJudge>[0]>, group = 'erp-dev') =>
    (await argoJudge({ policy: '', defaultRole: '', project: project([sync]), ...over }))(group, 'applications', 'sync', 'erp-dev/web');

  it.each([
    { title: 'a group by its role', over: {}, allowed: true },
    { title: 'nobody by the role of others', over: {}, group: 'erp-qa', allowed: false },
    { title: 'nobody whom a deny names', over: { project: project([sync, sync.replace('allow', 'deny')]) }, allowed: false },
    { title: 'nobody by a line for another role', over: { project: project([sync.replace(':dev,', ':ops,')]) }, allowed: false },
    { title: 'everybody by the default role', over: { defaultRole: 'role:admin' }, group: 'erp-qa', allowed: true },
    { title: 'whomever argocd-rbac-cm makes an administrator', over: { policy: 'g, erp-qa, role:admin' }, group: 'erp-qa', allowed: true },
  ])('lets in $title', async ({ over, group, allowed }) => {
    expect(await ask(over, group)).toBe(allowed);
  });

  it.each([
    ['erp-dev/*', 'erp-dev/web', true],
    ['erp-dev/*', 'erp-dev-platform/web', false],
    ['action/*', 'action/apps/Deployment/restart', true],
    ['*', 'erp-production/web', true],
    ['erp-?ev/*', 'erp-dev/web', true],
    ['erp.dev/*', 'erp-dev/web', false],
  ])('matches %s against %s: %s', (pattern, value, matches) => {
    expect(globMatch(pattern, value)).toBe(matches);
  });
});

describe('in Kubernetes', () => {
  const places = cells.flatMap(({ environment, group }) => {
    const app = environment === 'production' ? 'erp-prod' : `erp-${environment}`;
    return [app, 'erp-infra'].map((namespace) => ({ environment, group, namespace }));
  });

  it.each(places)(
    '$group may do in $namespace of $environment what the table says, and nothing else',
    ({ environment, group, namespace }) => {
      const world = evidence.environments.find((candidate) => candidate.environment === environment);
      if (world === undefined) throw new Error(`There is no environment "${environment}".`);
      const allowed = Object.entries(kubernetesVerbs).filter(([, attempt]) => isAllowed(world, group, namespace, attempt));
      expect(allowed.map(([verb]) => verb)).toEqual(verbsOf(environment, group, 1));
    },
  );

  it.each(places)('$group has no access to the namespaces of the operators of $environment', ({ environment, group }) => {
    const world = evidence.environments.find((candidate) => candidate.environment === environment);
    const own = ['erp-infra', 'erp-agents', 'erp-prod', `erp-${environment}`];
    const others = world?.ofKind('Namespace').filter(({ name }) => !own.includes(name)) ?? [];
    expect(others.length).toBeGreaterThan(0);
    for (const { name } of others) {
      for (const attempt of Object.values(kubernetesVerbs))
        expect(world !== undefined && isAllowed(world, group, name, attempt)).toBe(false);
    }
  });
});

describe('the rights that stand in docs/access.md', () => {
  const documented = readFileSync('docs/access.md', 'utf8')
    .split('\n')
    .map((line) => /^\| `([a-z-]+)` \| (.+) \| ([a-z, ]+) \|$/.exec(line))
    .filter((match) => match !== null)
    .map(([, role, resources, verbs]) => `${role}: ${resources} (${verbs})`);

  it.each(evidence.environments)('are those of the Roles of $environment, and nothing else', ({ environment, ofKind }) => {
    const bound = new Set(
      [...ofKind('RoleBinding'), ...ofKind('ClusterRoleBinding')]
        .filter((binding) => subjectsOf(binding).some(({ kind, name }) => kind === 'Group' && groups.includes(name)))
        .map(({ fields }) => textAt(fields, 'roleRef', 'name') ?? ''),
    );
    const rules = [...ofKind('Role'), ...ofKind('ClusterRole')]
      .filter(({ name }) => bound.has(name))
      .flatMap(({ name, fields }) =>
        listAt(fields, 'rules').map((rule) => {
          const group = listAt(rule, 'apiGroups').join();
          const resources = listAt(rule, 'resources').map((resource) => `${group === '' ? '' : `${group}/`}${resource}`);
          return `${name}: ${resources.join(', ')} (${listAt(rule, 'verbs').join(', ')})`;
        }),
      );
    expect(bound).toContain('view');
    expect([...new Set(rules)].filter((rule) => !documented.includes(rule))).toEqual([]);
    if (environment === 'dev') expect(documented.filter((rule) => !rules.includes(rule) && !rule.startsWith('tester'))).toEqual([]);
  });
});

describe('the agents on the hosts', () => {
  it.each(cells)('are seen by $group of $environment, if it has access, and touched by nobody', ({ environment, group }) => {
    const world = evidence.environments.find((candidate) => candidate.environment === environment);
    if (world === undefined) throw new Error(`There is no environment "${environment}".`);
    const allowed = Object.entries(kubernetesVerbs).filter(([, attempt]) => isAllowed(world, group, 'erp-agents', attempt));
    const hasAccess = verbsOf(environment, group, 1).includes('read');
    expect(allowed.map(([verb]) => verb)).toEqual(hasAccess ? ['read', 'logs'] : []);
  });
});

describe('who must approve a change', () => {
  const teams: Readonly<Record<string, string>> = { dev: 'dev', test: 'dev qa', staging: 'dev ops', production: 'ops' };
  const expected = (path: string): string => {
    const own = /^(?:overlays|generators\/catalog\/(?:releases|sealed-secrets))\/([^/]+)\/|^generators\/catalog\/versions\/([^/]+)\.yaml$/
      .exec(path)
      ?.slice(1)
      .find((name) => name !== undefined);
    if (own !== undefined) return teams[own] ?? 'ops';
    return path.startsWith('generators/catalog/services/') ? 'dev qa ops' : 'ops';
  };
  const paths = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
    .split('\n')
    .filter((path) => path !== '');

  it('is what the table says, for every file of the repository', () => {
    expect(paths.length).toBeGreaterThan(500);
    const wrong = paths.filter(
      (path) => ownersOf(evidence.codeOwners, path).toSorted().join() !== expected(path).split(' ').toSorted().join(),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ['.github/CODEOWNERS', 'ops'],
    ['argocd/dev/applications/financial-service.yaml', 'ops'],
    ['argocd/dev/projects/erp-dev-platform.yaml', 'ops'],
    ['generators/catalog/environments/dev.ts', 'ops'],
    // The version itself stands in argocd/, too.
    ['generators/catalog/versions/dev.yaml', 'dev'],
    ['generators/catalog/lifetimes.yaml', 'ops'],
    ['generators/catalog/sealed-secrets/certificates/dev.pem', 'ops'],
    ['policies/rules/access/limit-production-access.ts', 'ops'],
    ['base/financial-service/deployment.yaml', 'ops'],
    ['generators/catalog/incidents/production/inc-7.yaml', 'incident-managers'],
    ['generators/catalog/unstaged/new-issuer.yaml', 'incident-managers'],
    ['generators/catalog/thaws/production/inc-7-2026-11-28-0a1b2c3d.yaml', 'incident-managers'],
    ['overlays/dev/financial-service/kustomization.yaml', 'dev'],
    ['overlays/dev-two/x.yaml', 'ops'],
  ])('of %s is %s', (path, owners) => {
    expect(ownersOf(evidence.codeOwners, path).join(' ')).toBe(owners);
  });
});
