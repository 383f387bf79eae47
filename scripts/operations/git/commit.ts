import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../terminal/errors.ts';
import { commitDates } from '../clock.ts';
import { blobId } from './blobs.ts';
import { git, remedyOf, tryGit, wordsOf } from './git.ts';
import { changedTree } from './trees.ts';
import type { Workspace } from './workspace.ts';

/** A branch that a command made, or found as it would have made it. */
export interface Branch {
  readonly name: string;
  readonly commit: string;
  readonly isNew: boolean;
}

/** Changed files of a commit by path; undefined for one that goes. */
export type Changed = ReadonlyMap<string, string | undefined>;

/** A change as Git prints it. Its objects are written into the place only. */
export async function diffOf(workspace: Workspace, changed: Changed): Promise<string> {
  const { repository, root, base } = workspace;
  const objects = (await git(repository, ['rev-parse', '--git-path', 'objects'])).trim();
  const env = {
    GIT_OBJECT_DIRECTORY: path.join(root, 'objects'),
    GIT_ALTERNATE_OBJECT_DIRECTORIES: path.resolve(repository, objects),
  };
  mkdirSync(env.GIT_OBJECT_DIRECTORY, { recursive: true });
  const tree = await treeWith(workspace, changed, env);
  return git(repository, ['diff', '--no-color', '--no-ext-diff', '--no-renames', base, tree], { env });
}

/**
 * Commits changed files onto a new branch of the user's repository, without touching its files, its index or the
 * branch that is checked out. The branch appears in one step, at the end; whoever is killed before leaves none.
 * @param message of the commit
 * @param unless without which no branch appears: what is looked up meanwhile, and may be against it
 * @throws UserError when the branch exists and holds something else
 */
export async function commitOnBranch(
  workspace: Workspace,
  changed: Changed,
  name: string,
  { message, unless }: { readonly message: string; readonly unless: Promise<void> },
): Promise<Branch> {
  const { repository, base } = workspace;
  // Whoever waits for it is told; until then it is nobody's error.
  unless.catch(() => undefined);
  const [tree, existing, signing] = await Promise.all([
    treeWith(workspace, changed),
    branchWith(repository, name),
    git(repository, ['config', '--type=bool', '--default=false', '--get', 'commit.gpgsign']),
  ]);
  if (existing !== undefined) {
    await unless;
    return sameOrRefused(existing, { name, tree, base });
  }
  const args = ['commit-tree', ...(signing.trim() === 'true' ? ['-S'] : []), '-p', base, '-F', '-', tree];
  const commit = (await git(repository, args, { env: commitDates(), input: message })).trim();
  await unless;
  // With forty zeros as the old value the branch is made only if it is not there: of two commands at once one wins.
  const { code, stderr } = await tryGit(repository, [
    'update-ref',
    '-m',
    'npm run ops',
    `refs/heads/${name}`,
    commit,
    '0'.repeat(commit.length),
  ]);
  if (code === 0) return { name, commit, isNew: true };
  const other = await branchWith(repository, name);
  if (other !== undefined) return sameOrRefused(other, { name, tree, base });
  throw new UserError({ what: `Git cannot make the branch "${name}": ${wordsOf(stderr)}`, where: repository, how: remedyOf(stderr) });
}

interface Existing {
  readonly commit: string;
  readonly tree: string;
  readonly parent: string;
}

async function branchWith(repository: string, name: string): Promise<Existing | undefined> {
  const { code, stdout } = await tryGit(repository, ['log', '-1', '--format=%H %T %P', `refs/heads/${name}`, '--']);
  if (code !== 0) return undefined;
  const [commit = '', tree = '', parent = ''] = stdout.trim().split(' ');
  return { commit, tree, parent };
}

function sameOrRefused(
  { commit, tree, parent }: Existing,
  wanted: { readonly name: string; readonly tree: string; readonly base: string },
): Branch {
  if (tree === wanted.tree && parent === wanted.base) return { name: wanted.name, commit, isNew: false };
  throw new UserError({
    what: `There is a branch "${wanted.name}" already, with something else in it.`,
    where: `refs/heads/${wanted.name}`,
    how: `Merge it, or remove it with "git branch -D ${wanted.name}", and run the command again.`,
  });
}

/** The tree of the commit with changed files: only their blobs and the trees above them are read and written. */
async function treeWith(
  { repository, root, base }: Workspace,
  changed: Changed,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const files = path.join(root, 'files');
  const written = [...changed].flatMap(([file, text], index) =>
    text === undefined ? [] : [{ file, text, copy: path.join(files, String(index)) }],
  );
  mkdirSync(files, { recursive: true });
  for (const { copy, text } of written) writeFileSync(copy, text);
  const input = written.map(({ copy }) => `${copy}\n`).join('');
  const contents = written.length === 0 ? '' : git(repository, ['hash-object', '-w', '--no-filters', '--stdin-paths'], { input, env });
  const ids = new Map([...changed].map(([file, text]) => [file, text === undefined ? undefined : blobId(text, base.length)]));
  return changedTree(repository, base, ids, { contents: Promise.resolve(contents), env });
}
