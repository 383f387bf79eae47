import { destinationsOf } from '../../kubernetes/argo-cd/argo-cd.ts';
import { environmentOfProject } from '../../kubernetes/argo-cd/project-environment.ts';
import { listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = (project: string, namespace: string, repository = 'https://git.example.com/a.git', environment = 'dev') => `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: erp-dev, namespace: argocd }
spec: { sourceRepos: [https://git.example.com/a.git], destinations: [{ name: erp-dev, namespace: erp-dev }] }
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: web, namespace: argocd, labels: { environment: ${environment} } }
spec:
  project: ${project}
  source: { repoURL: "${repository}" }
  destination: { name: erp-dev, namespace: ${namespace} }
`;

export default defineRule({
  id: 'match-application-project',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Put every Application into the AppProject of its environment, and within what that allows.',
  rationale:
    'Argo CD refuses an Application that its project does not allow only after the merge; and one in the project of another ' +
    'environment goes where its authors may not.',
  remediation: 'Set spec.project to the project of the environment, and let that allow the repository and the destination.',
  scope: 'object',
  kinds: ['Application'],

  check(manifest, world) {
    const title = titleOf(manifest);
    const name = textAt(manifest.fields, 'spec', 'project') ?? '';
    const project = world.find('AppProject', manifest.namespace, name);
    if (project === undefined) return [{ message: `${title} is in AppProject "${name}", which does not exist.`, path: 'spec.project' }];
    return [...environmentProblems(manifest, name, world), ...reachProblems(manifest, project)];
  },

  examples: {
    pass: [{ name: 'its own project', manifests: example('erp-dev', 'erp-dev') }],
    fail: [
      {
        name: 'the project that everything may be in',
        from: 'its own project',
        change: { 'Application/web > spec.project': 'default' },
        problems: [
          { on: 'Application/web', message: 'Application "web" is in AppProject "default", which does not exist.', path: 'spec.project' },
        ],
      },
      {
        name: 'the project of another environment',
        from: 'its own project',
        change: { 'Application/web > metadata.labels.environment': 'test' },
        problems: [{ on: 'Application/web', message: 'Application "web" of "test" is in the AppProject of "dev".', path: 'spec.project' }],
      },
      {
        name: 'a namespace and a repository that the project does not allow',
        from: 'its own project',
        change: {
          'Application/web > spec.source.repoURL': 'https://git.example.com/b.git',
          'Application/web > spec.destination.namespace': 'kube-system',
        },
        problems: [
          {
            on: 'Application/web',
            message: 'Application "web" goes to namespace "kube-system" of "erp-dev", which AppProject "erp-dev" does not allow.',
            path: 'spec.destination',
          },
          {
            on: 'Application/web',
            message: 'Application "web" comes from "https://git.example.com/b.git", which AppProject "erp-dev" does not allow.',
            path: 'spec.source.repoURL',
          },
        ],
      },
    ],
  },
});

/** The environment by the label of the Application; the roots make Applications, and are in a project of their own. */
function environmentProblems(manifest: Manifest, project: string, world: World): readonly Problem[] {
  const own = manifest.labels['environment'];
  const theirs = environmentOfProject(project, world)?.name;
  if (theirs === undefined || own === theirs) return [];
  return [{ message: `${titleOf(manifest)} of "${own ?? 'no environment'}" is in the AppProject of "${theirs}".`, path: 'spec.project' }];
}

function reachProblems(manifest: Manifest, project: Manifest): readonly Problem[] {
  const title = titleOf(manifest);
  const [cluster, namespace] = ['name', 'namespace'].map((key) => textAt(manifest.fields, 'spec', 'destination', key) ?? '');
  const repository = textAt(manifest.fields, 'spec', 'source', 'repoURL') ?? '';
  const refuses = `which ${titleOf(project)} does not allow.`;
  return [
    ...(destinationsOf(project).some((allowed) => allowed.cluster === cluster && allowed.namespace === namespace)
      ? []
      : [{ message: `${title} goes to namespace "${namespace}" of "${cluster}", ${refuses}`, path: 'spec.destination' }]),
    ...(listAt(project.fields, 'spec', 'sourceRepos').includes(repository)
      ? []
      : [{ message: `${title} comes from "${repository}", ${refuses}`, path: 'spec.source.repoURL' }]),
  ];
}
