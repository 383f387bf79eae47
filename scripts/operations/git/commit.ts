import path from 'node:path';
import { UserError } from '../../terminal/errors.ts';
import { commitDates } from '../clock.ts';
import { git, tryGit } from './git.ts';
import type { Workspace } from './workspace.ts';

/** A branch that a command made, or found as it would have made it. */
export interface Branch {
  readonly name: string;
  readonly commit: string;
  readonly isNew: boolean;
}

/** The change of a workspace as Git prints it. */
export async function diffOf({ root, base }: Workspace): Promise<string> {
  await git(root, ['add', '--all']);
  return git(root, ['diff', '--cached', '--no-color', '--no-ext-diff', '--no-renames', base]);
}

/**
 * Commits what a workspace holds onto a new branch of the user's repository, without touching its files, its index or the
 * branch that is checked out. The branch appears in one step, at the end; whoever is killed before leaves none.
 * @throws UserError when the branch exists and holds something else
 */
export async function commitOnBranch({ repository, root, base }: Workspace, name: string, message: string): Promise<Branch> {
  await git(root, ['add', '--all']);
  const index = { GIT_INDEX_FILE: path.join(root, '.git/ops-index') };
  const changes = rawChanges(await git(root, ['diff', '--cached', '--raw', '--no-renames', '--abbrev=64', '-z', base]));
  const written = changes.filter(({ isGone }) => !isGone);
  if (written.length > 0) {
    const input = `${written.map(({ file }) => path.join(root, file)).join('\n')}\n`;
    await git(repository, ['hash-object', '-w', '--no-filters', '--stdin-paths'], { input });
  }
  await git(repository, ['read-tree', base], { env: index });
  const lines = changes.map(({ mode, blob, file }) => `${mode} ${blob}\t${file}\0`);
  await git(repository, ['update-index', '-z', '--index-info'], { env: index, input: lines.join('') });
  const tree = (await git(repository, ['write-tree'], { env: index })).trim();

  const existing = await branchWith(repository, name);
  if (existing !== undefined) return sameOrRefused(existing, { name, tree, base });
  const isSigned = (await git(repository, ['config', '--type=bool', '--default=false', '--get', 'commit.gpgsign'])).trim() === 'true';
  const args = ['commit-tree', ...(isSigned ? ['-S'] : []), '-p', base, '-F', '-', tree];
  const commit = (await git(repository, args, { env: commitDates(), input: message })).trim();
  // With forty zeros as the old value the branch is made only if it is not there: of two commands at once one wins.
  const { code } = await tryGit(repository, ['update-ref', '-m', 'npm run ops', `refs/heads/${name}`, commit, '0'.repeat(commit.length)]);
  if (code === 0) return { name, commit, isNew: true };
  const other = await branchWith(repository, name);
  if (other !== undefined) return sameOrRefused(other, { name, tree, base });
  throw new UserError({
    what: `Git cannot make the branch "${name}".`,
    where: repository,
    how: 'Look for a branch whose name is the beginning of this one ("git branch --list"), and remove it.',
  });
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

/** The lines of `git diff --raw -z`: `:100644 100644 <old> <new> M\0<file>\0`. */
function rawChanges(
  text: string,
): readonly { readonly mode: string; readonly blob: string; readonly file: string; readonly isGone: boolean }[] {
  const parts = text.split('\0');
  return parts.flatMap((part, index) => {
    if (!part.startsWith(':')) return [];
    const [, mode = '', , blob = '', status = ''] = part.split(' ');
    return [{ mode: status === 'D' ? '0' : mode, blob, file: parts[index + 1] ?? '', isGone: status === 'D' }];
  });
}
