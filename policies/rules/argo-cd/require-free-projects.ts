import { syncsFile } from '../../kubernetes/argo-cd/argo-synced.ts';
import { listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const waits = ['argocd.argoproj.io/sync-wave', 'argocd.argoproj.io/hook'];
const options = 'argocd.argoproj.io/sync-options';

const application = (name: string, path: string) => `
# file: argocd/dev/${name}.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name}, namespace: argocd }
spec: { project: erp-root, source: { path: ${path} } }
`;
const project = (name: string, file: string, spec = '{}', annotations = '{}') => `
# file: ${file}
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: ${name}, namespace: argocd, annotations: ${annotations} }
spec: ${spec}
`;
const roots = project('erp-root', 'argocd/projects/erp-root.yaml');
const shared = application('projects', 'argocd/projects');
const own = project('erp-dev', 'argocd/dev/projects/erp-dev.yaml');
const service = application('web', 'overlays/dev/web').replace('argocd/dev/web', 'argocd/dev/applications/web');
const documents = (...texts: readonly string[]) => texts.join('---');

export default defineRule({
  id: 'require-free-projects',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Sync AppProjects by an Application that holds nothing else, that nothing makes wait and that no window closes.',
  rationale:
    'AppProjects say when everything else may sync. An operation of Argo CD that waits for an Application, or for a person to ' +
    'confirm, takes up no newer commit: a freeze, a thaw or an emergency that stands in the same queue does not reach the cluster.',
  remediation: 'Put the project into the projects folder of its environment (generators/argocd/files.ts), without waves and confirmations.',
  scope: 'object',
  kinds: ['AppProject'],

  check(manifest, world) {
    const syncing = world.ofKind('Application').filter((candidate) => syncsFile(candidate, manifest.file));
    if (syncing.length === 0) return [{ message: `${titleOf(manifest)} is synced by no Application.`, path: '' }];
    return [...heldBack(manifest), ...syncing.flatMap((candidate) => queueProblems(manifest, candidate, world))];
  },

  examples: {
    pass: [
      {
        name: 'projects beside the Applications that use them',
        manifests: documents(roots, shared, own, application('projects-dev', 'argocd/dev/projects'), service),
      },
    ],
    fail: [
      {
        name: 'in one queue with Applications',
        manifests: documents(
          roots,
          shared,
          own.replace('argocd/dev/projects', 'argocd/dev/applications'),
          application('root-dev', 'argocd/dev/applications'),
          service,
        ),
        problems: [
          {
            on: 'AppProject/erp-dev',
            message:
              'AppProject "erp-dev" is synced by Application "root-dev" in one operation with Application "web", which it would wait for.',
            path: '',
          },
        ],
      },
      {
        name: 'in a wave of its own',
        from: 'projects beside the Applications that use them',
        change: { 'AppProject/erp-dev > metadata.annotations["argocd.argoproj.io/sync-wave"]': '-20', 'Application/web': undefined },
        problems: [
          {
            on: 'AppProject/erp-dev',
            message: 'AppProject "erp-dev" has argocd.argoproj.io/sync-wave, so that its sync has steps to wait for.',
            path: 'metadata.annotations["argocd.argoproj.io/sync-wave"]',
          },
        ],
      },
      {
        name: 'removed only when a person confirms',
        from: 'projects beside the Applications that use them',
        change: {
          'AppProject/erp-dev > metadata.annotations["argocd.argoproj.io/sync-options"]': 'Prune=confirm',
          'Application/web': undefined,
        },
        problems: [
          {
            on: 'AppProject/erp-dev',
            message: 'AppProject "erp-dev" has Prune=confirm, so that its sync waits for a person.',
            path: 'metadata.annotations["argocd.argoproj.io/sync-options"]',
          },
        ],
      },
      {
        name: 'of which the project that syncs it has windows',
        from: 'projects beside the Applications that use them',
        change: {
          'AppProject/erp-root > spec.syncWindows': [{ kind: 'deny', schedule: '0 0 28 * *', duration: '96h' }],
          'Application/web': undefined,
        },
        problems: [
          {
            on: 'AppProject/erp-root',
            message: 'AppProject "erp-root" is synced by Application "projects", whose AppProject "erp-root" has sync windows.',
            path: '',
          },
          {
            on: 'AppProject/erp-dev',
            message: 'AppProject "erp-dev" is synced by Application "projects-dev", whose AppProject "erp-root" has sync windows.',
            path: '',
          },
        ],
      },
      {
        name: 'that nobody syncs',
        from: 'projects beside the Applications that use them',
        change: { 'Application/projects-dev': undefined, 'Application/web': undefined },
        problems: [{ on: 'AppProject/erp-dev', message: 'AppProject "erp-dev" is synced by no Application.', path: '' }],
      },
    ],
  },
});

function heldBack(manifest: Manifest): readonly Problem[] {
  return [
    ...waits
      .filter((key) => manifest.annotations[key] !== undefined)
      .map((key) => ({
        message: `${titleOf(manifest)} has ${key}, so that its sync has steps to wait for.`,
        path: `metadata.annotations["${key}"]`,
      })),
    ...(manifest.annotations[options] ?? '')
      .split(',')
      .map((option) => option.trim())
      .filter((option) => option === 'Prune=confirm')
      .map((option) => ({
        message: `${titleOf(manifest)} has ${option}, so that its sync waits for a person.`,
        path: `metadata.annotations["${options}"]`,
      })),
  ];
}

function queueProblems(manifest: Manifest, syncing: Manifest, world: World): readonly Problem[] {
  const title = titleOf(manifest);
  const other = world.manifests.find(({ kind, file }) => kind !== 'AppProject' && syncsFile(syncing, file));
  const project = textAt(syncing.fields, 'spec', 'project') ?? '';
  const windows = listAt(world.find('AppProject', syncing.namespace, project)?.fields, 'spec', 'syncWindows');
  return [
    ...(other === undefined
      ? []
      : [
          {
            message: `${title} is synced by ${titleOf(syncing)} in one operation with ${titleOf(other)}, which it would wait for.`,
            path: '',
          },
        ]),
    ...(windows.length === 0
      ? []
      : [{ message: `${title} is synced by ${titleOf(syncing)}, whose AppProject "${project}" has sync windows.`, path: '' }]),
  ];
}
