import { type ChangedFiles, changedFiles, exists, list } from '../../judging/lint/changed.ts';
import { contentsAt } from '../../repository/contents-at.ts';
import { UserError } from '../../terminal/errors.ts';

/** The repository as it was where the work began, without touching the work tree. */
export interface Revision extends ChangedFiles {
  /** The branch or commit that was asked for. */
  readonly ref: string;
  /** What the changed files held; undefined for a file that was not there. */
  readonly contents: ReadonlyMap<string, string | undefined>;
}

/**
 * Where the work left a branch (default: `origin/main`, else `main`), and what its files held there.
 * @throws UserError without Git, without such a branch, and without a common commit
 */
export async function findRevision(root: string, ref: string | undefined): Promise<Revision> {
  const base = ref ?? (await defaultBase(root));
  const changed = await changedFiles(root, base, '--base');
  if ((await list(root, ['merge-base', base, 'HEAD'], true)).length === 0) {
    throw new UserError({
      what: `"${base}" and the work have no commit in common, so nobody can say what changed.`,
      where: '--base',
      how: 'Fetch the whole history ("git fetch --unshallow"), or name the commit that the work started from.',
    });
  }
  return { ...changed, ref: base, contents: contentsAt(root, changed.start, changed.files) };
}

/** Where work is compared with when nobody says: `origin/main`, else `main`. */
export async function defaultBase(root: string): Promise<string> {
  for (const name of ['origin/main', 'main']) if (await exists(root, name)) return name;
  // In no repository the comparison itself says what is wrong.
  if ((await list(root, ['rev-parse', '--is-inside-work-tree'], true)).length === 0) return 'main';
  throw new UserError({
    what: 'There is neither a branch "origin/main" nor a branch "main" to compare with.',
    where: '--base',
    how: 'Name the branch or commit to compare with: --base <ref>.',
  });
}
