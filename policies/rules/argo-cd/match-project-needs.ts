import { applicationsExample, deliveryExample } from '../../examples/delivery.ts';
import { destinationsOf } from '../../kubernetes/argo-cd/argo-cd.ts';
import {
  type BuiltFolder,
  type DeclaredChart,
  type DeliveryFacts,
  deliveryFactsOf,
  type GroupKind,
  groupKind,
  overlayIn,
} from '../../kubernetes/argo-cd/delivery-facts.ts';
import { at, listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { applicationOf } from '../../rollout/place.ts';
import { shown } from '../../wording.ts';

const rootProject = 'erp-root';
/** Projects that reach the namespace of Argo CD, in which much lies that no Application brought. */
const ofArgoCd: readonly string[] = [rootProject, 'erp-argocd'];
/** Fields of a project that let more in, or less out, than its lists say (Argo CD 3.4.7, AppProjectSpec). */
const unwanted: Readonly<Record<string, string>> = {
  sourceNamespaces: 'lets Applications of other namespaces in',
  destinationServiceAccounts: 'acts as an account of its own choice',
  permitOnlyProjectScopedClusters: 'knows only clusters that belong to it, and there are none',
  namespaceResourceBlacklist: 'forbids kinds beside those that it allows',
  clusterResourceBlacklist: 'forbids kinds beside those that it allows',
};

const project = (name: string, kinds: string, repository: string) => `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: ${name}, namespace: argocd }
spec:
  sourceRepos: ["${repository}"]
  destinations: [{ name: erp-production, namespace: ${name.endsWith('services') ? 'erp-prod' : 'erp-infra'} }]
  clusterResourceWhitelist: ${name.endsWith('services') ? '[]' : '[{ group: rbac.authorization.k8s.io, kind: ClusterRole }]'}
  namespaceResourceWhitelist: ${kinds}
  orphanedResources: { warn: true }
`;
const services = project(
  'erp-production-services',
  '[{ group: apps, kind: Deployment }, { group: "", kind: Service }]',
  'https://git.example.com/erp.git',
);
const platform = project('erp-production-platform', '[{ group: apps, kind: Deployment }]', 'https://kedacore.github.io/charts');
const found = (message: string, path: string) => ({
  on: 'AppProject/erp-production-services',
  message: `AppProject "erp-production-services" ${message}`,
  path,
});

/** What the Applications of a project are made of. */
interface Needs {
  readonly repositories: ReadonlySet<string>;
  readonly clusters: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
  readonly cluster: ReadonlySet<string>;
  readonly namespaced: ReadonlySet<string>;
  /** A chart has no facts of its own here yet: what it is made of is not known. */
  readonly isBorrowed: boolean;
}

export default defineRule({
  id: 'match-project-needs',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Let an AppProject allow the repositories, namespaces and kinds that its Applications are made of, and no others.',
  rationale:
    'What a project allows and nobody needs is what the next mistake uses: a Secret among the objects of a service, a chart from anywhere, ' +
    'an object in the namespace of Argo CD. What it does not allow is refused only after the merge.',
  remediation:
    'Keep the lists as generators/argocd/project.ts counts them from the objects and from the facts of charts; run "npm run charts" after a chart changed.',
  scope: 'object',
  kinds: ['AppProject'],

  check(manifest, world) {
    const facts = deliveryFactsOf(world);
    if (facts === undefined) return [];
    const needs = needsByProject(world).get(manifest.name);
    return [...fieldProblems(manifest), ...(needs === undefined ? [] : listProblems(manifest, needs, facts))];
  },

  examples: {
    pass: [{ name: 'what they need', manifests: [services, platform, applicationsExample, deliveryExample].join('---') }],
    fail: [
      {
        name: 'a kind, a namespace and a repository too much',
        from: 'what they need',
        change: {
          'AppProject/erp-production-services > spec.namespaceResourceWhitelist[2]': { group: '', kind: 'Secret' },
          'AppProject/erp-production-services > spec.destinations[1]': { name: 'erp-production', namespace: 'argocd' },
          'AppProject/erp-production-services > spec.sourceRepos[1]': 'https://git.example.com/else.git',
        },
        problems: [
          found('allows the repository "https://git.example.com/else.git", which none of its Applications needs.', 'spec.sourceRepos[1]'),
          found('allows the namespace "argocd", which none of its Applications needs.', 'spec.destinations[1]'),
          found('allows the kind "Secret", which none of its Applications needs.', 'spec.namespaceResourceWhitelist[2]'),
        ],
      },
      {
        name: 'a kind too little',
        from: 'what they need',
        change: { 'AppProject/erp-production-services > spec.namespaceResourceWhitelist[1].kind': 'Services' },
        problems: [
          found('allows the kind "Services", which none of its Applications needs.', 'spec.namespaceResourceWhitelist[1]'),
          found('does not allow the kind "Service", which its Applications need.', 'spec.namespaceResourceWhitelist'),
        ],
      },
      {
        name: 'Applications of other namespaces, and a key for machines',
        from: 'what they need',
        change: {
          'AppProject/erp-production-services > spec.sourceNamespaces': ['*'],
          'AppProject/erp-production-services > spec.roles': [{ name: 'ci', jwtTokens: [{ iat: 1 }] }],
        },
        problems: [
          found('has sourceNamespaces: it lets Applications of other namespaces in.', 'spec.sourceNamespaces'),
          found('has a role with tokens, which belong to nobody.', 'spec.roles[0].jwtTokens'),
          found('has a role for no group.', 'spec.roles[0].groups'),
        ],
      },
    ],
  },
});

function fieldProblems(manifest: Manifest): readonly Problem[] {
  const title = titleOf(manifest);
  const spec = manifest.fields['spec'];
  const orphaned = at(spec, 'orphanedResources');
  return [
    ...Object.entries(unwanted)
      .filter(([key]) => at(spec, key) !== undefined)
      .map(([key, what]) => ({ message: `${title} has ${key}: it ${what}.`, path: `spec.${key}` })),
    ...listAt(spec, 'roles').flatMap((role, index) => [
      ...(at(role, 'jwtTokens') === undefined
        ? []
        : [{ message: `${title} has a role with tokens, which belong to nobody.`, path: `spec.roles[${index}].jwtTokens` }]),
      ...(listAt(role, 'groups').length > 0 ? [] : [{ message: `${title} has a role for no group.`, path: `spec.roles[${index}].groups` }]),
    ]),
    ...(isSilent(manifest.name, orphaned)
      ? [{ message: `${title} says nothing of objects that nobody brought.`, path: 'spec.orphanedResources' }]
      : []),
  ];
}

/** Without the field nothing is looked for, and with it unless it says otherwise (Argo CD 3.4.7, `IsWarn`). */
function isSilent(project: string, orphaned: unknown): boolean {
  if (orphaned === undefined || orphaned === null) return !ofArgoCd.includes(project);
  return at(orphaned, 'warn') === false || at(orphaned, 'ignore') !== undefined;
}

function listProblems(manifest: Manifest, needs: Needs, facts: DeliveryFacts): readonly Problem[] {
  const title = titleOf(manifest);
  const whole = facts.built !== undefined && !needs.isBorrowed;
  const surplus = (what: string, name: string, path: string) => ({
    message: `${title} allows the ${what} "${name}", which none of its Applications needs.`,
    path,
  });
  return [
    ...listAt(manifest.fields, 'spec', 'sourceRepos').flatMap((repository, index) =>
      typeof repository === 'string' && needs.repositories.has(repository)
        ? []
        : [surplus('repository', typeof repository === 'string' ? repository : shown(repository), `spec.sourceRepos[${index}]`)],
    ),
    ...destinationsOf(manifest).flatMap(({ cluster, path }) =>
      cluster === undefined || needs.clusters.has(cluster) ? [] : [surplus('cluster', cluster, path)],
    ),
    ...destinationsOf(manifest).flatMap(({ namespace, path }) =>
      !whole || needs.namespaces.has(namespace) ? [] : [surplus('namespace', namespace, path)],
    ),
    ...(['clusterResourceWhitelist', 'namespaceResourceWhitelist'] as const).flatMap((field) => {
      if (!whole) return [];
      const needed = field === 'clusterResourceWhitelist' ? needs.cluster : needs.namespaced;
      const allowed = listAt(manifest.fields, 'spec', field).map((entry) => keyOf(groupKind(entry)));
      return [
        ...allowed.flatMap((key, index) => (needed.has(key) ? [] : [surplus('kind', nameOf(key), `spec.${field}[${index}]`)])),
        ...[...needed]
          .filter((key) => !allowed.includes(key))
          .sort()
          .map((key) => ({
            message: `${title} does not allow the kind "${nameOf(key)}", which its Applications need.`,
            path: `spec.${field}`,
          })),
      ];
    }),
  ];
}

/** What the Applications of each project are made of, by the overlays that were built and the facts of charts. */
const needsByProject = perWorld((world: World): ReadonlyMap<string, Needs> => {
  const facts = deliveryFactsOf(world);
  const sets = world.ofKind('ApplicationSet').length > 0;
  const byProject = Map.groupBy(world.ofKind('Application'), ({ fields }) => textAt(fields, 'spec', 'project') ?? '');
  return new Map(
    [...byProject].map(([name, applications]) => [name, facts === undefined ? nothing : needsOf(name, applications, facts, sets)]),
  );
});

const nothing: Needs = {
  repositories: new Set(),
  clusters: new Set(),
  namespaces: new Set(),
  cluster: new Set(),
  namespaced: new Set(),
  isBorrowed: false,
};

function needsOf(project: string, applications: readonly Manifest[], facts: DeliveryFacts, hasSets: boolean): Needs {
  const built = new Map(facts.built?.map((folder) => [folder.path, folder]));
  const parts = applications.flatMap((application): readonly (DeclaredChart | BuiltFolder)[] => {
    const name = applicationOf(application);
    const environment = application.labels['environment'];
    const isChart = at(application.fields, 'spec', 'source', 'chart') !== undefined;
    if (isChart)
      return facts.charts.filter(
        (chart) => (environment === undefined || chart.environment === environment) && chart.application.split('.')[0] === name,
      );
    const own = built.get(overlayIn(facts, environment ?? '', name) ?? '');
    return own === undefined ? [] : [own];
  });
  const isRoot = project === rootProject;
  const own = facts.environments.find(({ name }) => [`erp-${name}`, `erp-${name}-services`].includes(project));
  const argo = ['AppProject', 'Application', ...(hasSets ? ['ApplicationSet'] : [])].map((kind) => keyOf({ group: 'argoproj.io', kind }));
  return {
    repositories: new Set([
      ...(applications.some(({ fields }) => at(fields, 'spec', 'source', 'chart') === undefined) ? [facts.repository] : []),
      ...parts.flatMap((part) => ('repository' in part ? [part.repository] : [])),
    ]),
    clusters: new Set(applications.flatMap(({ fields }) => textAt(fields, 'spec', 'destination', 'name') ?? [])),
    // An environment's projects reach its namespaces, whatever lies in them today.
    namespaces: new Set([
      ...parts.flatMap(({ namespaces }) => namespaces),
      ...parts.flatMap((part) => ('namespace' in part ? [part.namespace] : [])),
      ...(own?.namespaces ?? []),
      ...(isRoot ? [facts.argoNamespace] : []),
      ...applications.flatMap(({ fields }) => textAt(fields, 'spec', 'destination', 'namespace') ?? []),
    ]),
    cluster: new Set(parts.flatMap(({ cluster }) => cluster.map(keyOf))),
    isBorrowed: parts.some((part) => 'borrowed' in part && part.borrowed),
    namespaced: new Set(isRoot ? argo : parts.flatMap(({ namespaced }) => namespaced.map(keyOf))),
  };
}

function keyOf({ group, kind }: GroupKind): string {
  return `${group}/${kind}`;
}

function nameOf(key: string): string {
  return key.startsWith('/') ? key.slice(1) : key;
}
