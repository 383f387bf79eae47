import { argoProjects, type Destination, destinationsOf } from '../../kubernetes/argo-cd/argo-cd.ts';
import { environmentOfProject } from '../../kubernetes/argo-cd/project-environment.ts';
import { listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { asWritten } from '../../wording.ts';

/** The one project whose Applications make Applications. */
const rootProject = 'erp-root';

const project = (
  name: string,
  cluster: string,
  namespace: string,
  kind = 'ConfigMap',
  group = "''",
  repository = 'https://git.example.com/a.git',
) => `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: ${name}, namespace: argocd }
spec:
  sourceRepos: ["${repository}"]
  destinations: [{ name: "${cluster}", namespace: "${namespace}" }]
  namespaceResourceWhitelist: [{ group: ${group}, kind: "${kind}" }]
`;

export default defineRule({
  id: 'limit-project-reach',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Keep an AppProject to the clusters of its environment, and to namespaces, repositories and kinds by name.',
  rationale:
    'The project is all that keeps a mistake in dev from being applied to production: Argo CD itself may do everything ' +
    'everywhere. Whoever may make Applications in a project may make them in any.',
  remediation: 'Name clusters, namespaces, repositories and kinds; give each environment clusters of its own.',
  scope: 'object',
  kinds: ['AppProject'],

  check(manifest, world) {
    const title = titleOf(manifest);
    return [
      ...listAt(manifest.fields, 'spec', 'sourceRepos').flatMap((repository, index) =>
        asWritten(repository).includes('*')
          ? [{ message: `${title} allows the repositories "${asWritten(repository)}".`, path: `spec.sourceRepos[${index}]` }]
          : [],
      ),
      ...destinationsOf(manifest).flatMap((destination) => destinationProblems(manifest, destination, world)),
      ...['clusterResourceWhitelist', 'namespaceResourceWhitelist'].flatMap((field) => kindProblems(manifest, field)),
    ];
  },

  examples: {
    pass: [
      {
        name: 'two environments, each with its cluster, and the root',
        manifests: [
          project('erp-dev', 'erp-dev', 'erp-dev'),
          project('erp-production', 'erp-production', 'erp-prod'),
          project('erp-root', 'erp-production', 'argocd', 'Application', 'argoproj.io'),
        ].join('---'),
      },
      {
        name: 'two projects of one environment',
        manifests: [project('erp-dev', 'a', 'erp-dev'), project('erp-dev-platform', 'a', 'kube-system')].join('---'),
      },
    ],
    fail: [
      {
        name: 'every namespace',
        from: 'two projects of one environment',
        change: {
          'AppProject/erp-dev > spec.destinations[0]': { name: 'erp-dev', namespace: '*' },
          'AppProject/erp-dev-platform': undefined,
        },
        problems: [
          {
            on: 'AppProject/erp-dev',
            message: 'AppProject "erp-dev" reaches namespace "*" of cluster "erp-dev".',
            path: 'spec.destinations[0]',
          },
        ],
      },
      {
        name: "the cluster's own namespace, for services",
        from: 'two projects of one environment',
        change: {
          'AppProject/erp-dev > spec.destinations[0]': { name: 'erp-dev', namespace: 'kube-system' },
          'AppProject/erp-dev-platform': undefined,
        },
        problems: [
          {
            on: 'AppProject/erp-dev',
            message: 'AppProject "erp-dev" reaches namespace "kube-system" of cluster "erp-dev".',
            path: 'spec.destinations[0]',
          },
        ],
      },
      {
        name: 'the cluster of another environment',
        from: 'two environments, each with its cluster, and the root',
        change: {
          'AppProject/erp-dev > spec.destinations[0]': { name: 'erp-production', namespace: 'erp-infra' },
          'AppProject/erp-root': undefined,
        },
        problems: [
          {
            on: 'AppProject/erp-dev',
            message: 'AppProject "erp-dev" reaches cluster "erp-production", which production reaches too.',
            path: 'spec.destinations[0]',
          },
          {
            on: 'AppProject/erp-production',
            message: 'AppProject "erp-production" reaches cluster "erp-production", which dev reaches too.',
            path: 'spec.destinations[0]',
          },
        ],
      },
      {
        name: 'Applications, every kind of a group, every repository',
        manifests: [
          project('erp-dev', 'erp-dev', 'erp-dev', 'Application', 'argoproj.io'),
          project('erp-test', 'erp-test', 'erp-test', '*', 'apps'),
          project('erp-staging', 'erp-staging', 'erp-staging', 'Service', "''", '*'),
        ].join('---'),
        problems: [
          {
            on: 'AppProject/erp-dev',
            message: 'AppProject "erp-dev" allows "Application" of "argoproj.io", which only "erp-root" may.',
            path: 'spec.namespaceResourceWhitelist[0]',
          },
          { on: 'AppProject/erp-test', message: 'AppProject "erp-test" allows "*" of "apps".', path: 'spec.namespaceResourceWhitelist[0]' },
          { on: 'AppProject/erp-staging', message: 'AppProject "erp-staging" allows the repositories "*".', path: 'spec.sourceRepos[0]' },
        ],
      },
    ],
  },
});

/** The environments whose projects reach a cluster. */
const reachedBy = perWorld((world) => {
  const found = new Map<string, Set<string>>();
  for (const manifest of argoProjects(world)) {
    const environment = environmentOfProject(manifest.name, world)?.name;
    if (environment === undefined) continue;
    for (const { cluster } of destinationsOf(manifest)) {
      if (cluster !== undefined) found.set(cluster, (found.get(cluster) ?? new Set()).add(environment));
    }
  }
  return found;
});

function destinationProblems(manifest: Manifest, { path, cluster, namespace }: Destination, world: World): readonly Problem[] {
  const title = titleOf(manifest);
  if (cluster === undefined) return [{ message: `${title} has a destination without the name of its cluster.`, path }];
  const named = isOfPullRequests(manifest) ? namespace.replace(/(?<=^[a-z0-9][a-z0-9-]*-pr-)\*$/, 'each') : namespace;
  if ([cluster, named].some((text) => text === '' || /[*!]/.test(text)) || (namespace === 'kube-system' && !isOfCharts(manifest))) {
    return [{ message: `${title} reaches namespace "${namespace}" of cluster "${cluster}".`, path }];
  }
  const environment = environmentOfProject(manifest.name, world)?.name;
  if (environment === undefined) return [];
  const others = [...(reachedBy(world).get(cluster) ?? [])].filter((name) => name !== environment);
  return others.map((other) => ({ message: `${title} reaches cluster "${cluster}", which ${other} reaches too.`, path }));
}

/** The project of an environment's charts: those that extend the API of the cluster have a Role or Service in kube-system. */
function isOfCharts({ name }: Manifest): boolean {
  return name.endsWith('-platform');
}

/** The project of environments of pull requests, each in a namespace of its own that is not known before: `erp-dev-pr-*`. */
function isOfPullRequests({ name }: Manifest): boolean {
  return name.endsWith('-pull-requests');
}

function kindProblems(manifest: Manifest, field: string): readonly Problem[] {
  const title = titleOf(manifest);
  return listAt(manifest.fields, 'spec', field).flatMap((entry, index) => {
    const [group, kind] = ['group', 'kind'].map((key) => textAt(entry, key) ?? '');
    const path = `spec.${field}[${index}]`;
    if (`${group}${kind}`.includes('*')) return [{ message: `${title} allows "${kind}" of "${group}".`, path }];
    if (group !== 'argoproj.io' || manifest.name === rootProject) return [];
    return [{ message: `${title} allows "${kind}" of "${group}", which only "${rootProject}" may.`, path }];
  });
}
