import { execFileSync } from 'node:child_process';
import { type ChangedFiles, changedFiles, exists, list } from '../../judging/lint/changed.ts';
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
  return { ...changed, ref: base, contents: contentsAt(root, changed) };
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

/** One process for all files, however many: names go in, sizes and bytes come out. */
export function contentsAt(root: string, { start, files }: ChangedFiles): ReadonlyMap<string, string | undefined> {
  const contents = new Map<string, string | undefined>();
  // A name with a line break cannot be asked for; no kustomization can mean it either.
  const asked = files.filter((file) => !file.includes('\n'));
  if (asked.length === 0) return contents;
  const input = asked.map((file) => `${start}:./${file}\n`).join('');
  const output = execFileSync('git', ['cat-file', '--batch'], { cwd: root, input, maxBuffer: 2 ** 30 });
  let position = 0;
  for (const file of asked) {
    const end = output.indexOf(10, position);
    const size = / blob (\d+)$/.exec(output.toString('utf8', position, end))?.[1];
    position = end + 1;
    if (size === undefined) contents.set(file, undefined);
    else {
      contents.set(file, output.toString('utf8', position, position + Number(size)));
      position += Number(size) + 1;
    }
  }
  return contents;
}
