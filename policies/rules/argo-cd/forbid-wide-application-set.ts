import { destinationsOf } from '../../kubernetes/argo-cd/argo-cd.ts';
import { at, listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

/** Deletes what an Application deployed before the Application itself goes. */
const finalizer = 'resources-finalizer.argocd.argoproj.io';

const sound = `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: erp-dev-pull-requests, namespace: argocd }
spec: { destinations: [{ name: erp-dev, namespace: erp-dev-pr-* }] }
---
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: pull-requests-dev-services, namespace: argocd, labels: { environment: dev } }
spec:
  generators:
    - matrix:
        generators:
          - pullRequest: { github: { owner: a, repo: b } }
          - list: { elements: [], elementsYaml: '{{ if ge "2026-12-05" (dateInZone "2006-01-02" (now) "UTC") }}[{}]{{ else }}[]{{ end }}' }
  syncPolicy: { applicationsSync: sync, preserveResourcesOnDeletion: false }
  template:
    metadata: { name: 'pr-dev-services-{{ .number }}', finalizers: [${finalizer}] }
    spec:
      project: erp-dev-pull-requests
      source: { repoURL: https://git.example.com/erp/erp-gitops.git, path: base/pull-requests/dev, kustomize: { namespace: 'erp-dev-pr-services-{{ .number }}' } }
      destination: { name: erp-dev, namespace: 'erp-dev-pr-services-{{ .number }}' }
`;
const on = 'ApplicationSet/pull-requests-dev-services';
const title = 'ApplicationSet "pull-requests-dev-services"';
const fail = (name: string, path: string, value: unknown, message: string, where = path) => ({
  name,
  from: 'environments of pull requests, until a day',
  change: { [`${on} > ${path}`]: value },
  problems: [{ on, message: `${title} ${message}`, path: where }],
});

export default defineRule({
  id: 'forbid-wide-application-set',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Forbid an ApplicationSet that makes anything but environments of pull requests, each in its own namespace and until a day.',
  rationale:
    'An ApplicationSet makes Applications that nobody has reviewed, of whatever the pull requests of somebody say: into another project or ' +
    'namespace, and what they run is in an environment. What nothing ends stays for as long as a pull request is open.',
  remediation: 'Keep it as generators/argocd/pull-requests.ts draws it.',
  scope: 'object',
  kinds: ['ApplicationSet'],

  check(manifest, world) {
    return [...templateProblems(manifest, world), ...endProblems(manifest)];
  },

  examples: {
    pass: [{ name: 'environments of pull requests, until a day', manifests: sound }],
    fail: [
      fail(
        'in the project of the environment',
        'spec.template.spec.project',
        'erp-dev',
        'makes Applications in AppProject "erp-dev", expected "erp-dev-pull-requests".',
      ),
      fail(
        'of another folder',
        'spec.template.spec.source.path',
        'overlays/{{ .branch }}',
        'makes Applications of "overlays/{{ .branch }}", expected "base/pull-requests/dev".',
      ),
      fail(
        'of a repository that a pull request names',
        'spec.template.spec.source.repoURL',
        'https://git.example.com/{{ .branch }}.git',
        'makes Applications of "https://git.example.com/{{ .branch }}.git", which is filled in.',
      ),
      fail(
        'in a namespace of the environment',
        'spec.template.spec.source.kustomize.namespace',
        'erp-dev',
        'puts what it makes into namespace "erp-dev", expected "erp-dev-pr-..." with the number of the pull request.',
      ),
      fail(
        'in one namespace for all',
        'spec.template.spec.destination.namespace',
        'erp-dev-pr-services',
        'puts what it makes into namespace "erp-dev-pr-services", expected "erp-dev-pr-..." with the number of the pull request.',
      ),
      fail(
        'without an end',
        'spec.generators[0]',
        { pullRequest: { github: { owner: 'a', repo: 'b' } } },
        'has a generator other than pull requests until a day.',
        'spec.generators[0]',
      ),
      fail(
        'with a list that asks no clock',
        'spec.generators[0].matrix.generators[1].list.elementsYaml',
        '[{}]',
        'has a generator other than pull requests until a day.',
        'spec.generators[0]',
      ),
      fail(
        'that deletes nothing',
        'spec.syncPolicy.applicationsSync',
        'create-only',
        'leaves what it made when nothing makes it any more.',
        'spec.syncPolicy',
      ),
      fail(
        'whose Applications leave their objects behind',
        'spec.template.metadata.finalizers',
        undefined,
        'makes Applications that leave what they deployed.',
      ),
    ],
  },
});

function templateProblems(manifest: Manifest, world: World): readonly Problem[] {
  const name = titleOf(manifest);
  const environment = manifest.labels['environment'] ?? '';
  const base = 'spec.template.spec';
  const text = (...path: readonly string[]) => textAt(manifest.fields, 'spec', 'template', 'spec', ...path) ?? '';
  const project = `erp-${environment}-pull-requests`;
  const folder = `base/pull-requests/${environment}`;
  const owner = world.ofKind('AppProject').find((own) => own.name === project);
  const prefixes = (owner === undefined ? [] : destinationsOf(owner)).flatMap(({ namespace }) =>
    namespace.endsWith('-*') ? [namespace.slice(0, -1)] : [],
  );
  const namespaces = [['source', 'kustomize', 'namespace'] as const, ['destination', 'namespace'] as const];
  return [
    ...(text('project') === project && owner !== undefined
      ? []
      : [{ message: `${name} makes Applications in AppProject "${text('project')}", expected "${project}".`, path: `${base}.project` }]),
    ...(text('source', 'path') === folder
      ? []
      : [{ message: `${name} makes Applications of "${text('source', 'path')}", expected "${folder}".`, path: `${base}.source.path` }]),
    ...(text('source', 'repoURL').includes('{{')
      ? [{ message: `${name} makes Applications of "${text('source', 'repoURL')}", which is filled in.`, path: `${base}.source.repoURL` }]
      : []),
    ...namespaces.flatMap((path) => {
      const namespace = text(...path);
      if (prefixes.some((prefix) => namespace.startsWith(prefix)) && /^[a-z0-9-]+-\{\{ \.number \}\}$/.test(namespace)) return [];
      const expected = `${prefixes[0] ?? ''}...`;
      return [
        {
          message: `${name} puts what it makes into namespace "${namespace}", expected "${expected}" with the number of the pull request.`,
          path: `${base}.${path.join('.')}`,
        },
      ];
    }),
  ];
}

function endProblems(manifest: Manifest): readonly Problem[] {
  const name = titleOf(manifest);
  const sync = at(manifest.fields, 'spec', 'syncPolicy');
  const leaves = at(sync, 'preserveResourcesOnDeletion') === true || (textAt(sync, 'applicationsSync') ?? 'sync') !== 'sync';
  return [
    ...listAt(manifest.fields, 'spec', 'generators').flatMap((generator, index) =>
      endsByTheClock(generator)
        ? []
        : [{ message: `${name} has a generator other than pull requests until a day.`, path: `spec.generators[${index}]` }],
    ),
    ...(leaves ? [{ message: `${name} leaves what it made when nothing makes it any more.`, path: 'spec.syncPolicy' }] : []),
    ...(listAt(manifest.fields, 'spec', 'template', 'metadata', 'finalizers').includes(finalizer)
      ? []
      : [{ message: `${name} makes Applications that leave what they deployed.`, path: 'spec.template.metadata.finalizers' }]),
  ];
}

/** Pull requests times a list that the clock empties. */
function endsByTheClock(generator: unknown): boolean {
  const [pulls, days, ...others] = listAt(generator, 'matrix', 'generators');
  const text = textAt(days, 'list', 'elementsYaml') ?? '';
  return (
    at(pulls, 'pullRequest') !== undefined &&
    others.length === 0 &&
    listAt(days, 'list', 'elements').length === 0 &&
    /\bnow\b/.test(text) &&
    /\{\{-? ?else ?-?\}\}\[\]/.test(text)
  );
}
