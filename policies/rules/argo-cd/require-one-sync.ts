import { syncsFile } from '../../kubernetes/argo-cd/argo-synced.ts';
import { environmentOfProject } from '../../kubernetes/argo-cd/project-environment.ts';
import { textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import type { Manifest, World } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { quotedList } from '../../wording.ts';

/** The file that is applied once by hand, and keeps itself from then on by nobody. */
const first = 'argocd/root.yaml';

const application = (name: string, file: string, path: string, environment = '') => `
# file: ${file}
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name}, namespace: argocd${environment === '' ? '' : `, labels: { environment: ${environment} }`} }
spec: { source: { path: ${path} } }
`;
const tree = [
  application('root', first, 'argocd/dev'),
  application('root-dev', 'argocd/dev/root.yaml', 'argocd/dev/applications', 'dev'),
  application('web-dev', 'argocd/dev/applications/web.yaml', 'overlays/dev/web', 'dev'),
].join('---');

export default defineRule({
  id: 'require-one-sync',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Let every file of argocd/ be synced by one Application, of its own environment or of none.',
  rationale:
    'A file that no root reads is merged and changes nothing; one that two read is undone and done again for ever; and a root that reads the ' +
    'folder of another environment deletes all Applications of its own.',
  remediation: 'Look at path and directory of the roots in generators/argocd/roots.ts.',
  scope: 'object',
  kinds: ['Application', 'AppProject'],

  check(manifest, world) {
    const { file } = manifest;
    if (!file.startsWith('argocd/') || file === first || !hasFirst(world)) return [];
    const syncing = readers(world).filter((candidate) => syncsFile(candidate, file));
    const title = titleOf(manifest);
    if (syncing.length !== 1) {
      const names = syncing.length === 0 ? 'no Application' : quotedList(syncing.map(({ name }) => name));
      return [{ message: `${title} is synced by ${names}, expected one.`, path: '' }];
    }
    const [own, theirs] = [environmentOf(manifest, world), syncing[0]?.labels['environment']];
    if (theirs === undefined || theirs === own) return [];
    return [{ message: `${title} of "${own ?? 'no environment'}" is synced by "${syncing[0]?.name}" of "${theirs}".`, path: '' }];
  },

  examples: {
    pass: [{ name: 'a root, its root, its application', manifests: tree }],
    fail: [
      {
        name: 'the folder of another environment',
        from: 'a root, its root, its application',
        change: { 'Application/root-dev > spec.source.path': 'argocd/test/applications' },
        problems: [{ on: 'Application/web-dev', message: 'Application "web-dev" is synced by no Application, expected one.', path: '' }],
      },
      {
        name: 'everything twice',
        from: 'a root, its root, its application',
        change: { 'Application/root > spec.source.directory': { recurse: true } },
        problems: [
          { on: 'Application/web-dev', message: 'Application "web-dev" is synced by "root", "root-dev", expected one.', path: '' },
        ],
      },
    ],
  },
});

/** Whether the tree of Applications is there at all, and not only some of its files. */
const hasFirst = perWorld((world: World) => world.ofKind('Application').some(({ file }) => file === first));

/** Those that may read argocd/: a few, however many there are. */
const readers = perWorld((world: World) =>
  world.ofKind('Application').filter(({ fields }) => /^(argocd(\/|$)|\.?\/?$)/.test(textAt(fields, 'spec', 'source', 'path') ?? 'none')),
);

/** Of a project by its name: where it lies says only who approves it. */
function environmentOf({ kind, name, labels }: Manifest, world: World): string | undefined {
  return kind === 'AppProject' ? environmentOfProject(name, world)?.name : labels['environment'];
}
