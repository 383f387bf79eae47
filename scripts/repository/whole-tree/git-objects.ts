import { execFileSync } from 'node:child_process';
import { UserError } from '../../terminal/errors.ts';
import { blobsIn } from '../contents-at.ts';

/** One file that Git keeps: in its index, or in a commit. */
export interface TreeFile {
  /** Such as `100644`; `120000` is a link, `160000` a submodule. */
  readonly mode: string;
  /** Of its content. */
  readonly id: string;
  /** Relative to the folder that was asked for. What is no UTF-8 in it is replaced, as it is for whoever reads it. */
  readonly file: string;
  readonly isUtf8: boolean;
}

/** There is no index to look at: no repository, or no Git. */
export class NoRepository extends Error {
  override readonly name = 'NoRepository';
}

/**
 * What is committed or staged below a folder, or what a commit holds there.
 * @throws NoRepository outside of a repository and without Git
 * @throws UserError with Git's own words when it fails otherwise
 */
export function treeFiles(root: string, commit?: string): readonly TreeFile[] {
  const args = commit === undefined ? ['ls-files', '--stage', '-z'] : ['ls-tree', '-r', '-z', commit];
  return filesOf(run(root, args));
}

/** The files of what `git ls-files --stage -z` or `git ls-tree -r -z` prints. */
export function filesOf(listing: Buffer): readonly TreeFile[] {
  const files: TreeFile[] = [];
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for (let start = 0, end = listing.indexOf(0); end >= 0; start = end + 1, end = listing.indexOf(0, start)) {
    const tab = listing.indexOf(9, start);
    const head = listing.toString('latin1', start, tab);
    const name = listing.subarray(tab + 1, end);
    const file = decoded(decoder, name);
    files.push({
      mode: head.slice(0, 6),
      id: /\b[0-9a-f]{40,64}\b/.exec(head)?.[0] ?? '',
      file: file ?? name.toString('utf8'),
      isUtf8: file !== undefined,
    });
  }
  return files;
}

/** The contents of some files by their ids, read by one process. Links and submodules have none. */
export function blobsOf(root: string, files: readonly TreeFile[]): ReadonlyMap<string, Buffer> {
  const ids = [...new Set(files.filter(({ mode }) => mode.startsWith('100')).map(({ id }) => id))];
  const blobs = new Map<string, Buffer>();
  if (ids.length === 0) return blobs;
  const contents = blobsIn(run(root, ['cat-file', '--batch'], `${ids.join('\n')}\n`), ids.length);
  for (const [index, id] of ids.entries()) {
    const content = contents[index];
    if (content !== undefined) blobs.set(id, content);
  }
  return blobs;
}

/** The texts of the index with a carriage return in them. */
export function filesWithCarriageReturn(root: string): readonly string[] {
  return run(root, ['grep', '--cached', '-I', '-F', '-l', '-z', '-e', '\r'], '', true)
    .toString('utf8')
    .split('\0')
    .filter((file) => file !== '');
}

/** The text of a content; undefined when it is no UTF-8. */
export function utf8Of(content: Buffer): string | undefined {
  return decoded(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }), content);
}

function decoded(decoder: InstanceType<typeof TextDecoder>, bytes: Buffer): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * What Git prints; its locale is fixed, so that its words are those that are looked for.
 * @param mayFindNothing whether exit code 1 without a word means that there is nothing
 */
function run(root: string, args: readonly string[], input = '', mayFindNothing = false): Buffer {
  const { GIT_DIR: _, GIT_WORK_TREE: __, GIT_INDEX_FILE: ___, GIT_PREFIX: ____, ...env } = process.env;
  try {
    return execFileSync('git', args, { cwd: root, input, env: { ...env, LC_ALL: 'C' }, maxBuffer: 2 ** 31 - 1, stdio: 'pipe' });
  } catch (cause) {
    const error = cause as NodeJS.ErrnoException & { readonly stderr?: Buffer; readonly status?: number };
    const words = error.stderr?.toString('utf8').trim() ?? '';
    if (mayFindNothing && error.status === 1 && words === '') return Buffer.alloc(0);
    if (error.code === 'ENOENT' || /not a git repository/.test(words)) throw new NoRepository(words, { cause });
    throw new UserError(
      {
        what: `Git failed: ${words.replace(/^(?:fatal|error): /, '') || error.message}`,
        where: `git ${args.join(' ')}`,
        how: 'Put right what Git says: without it nobody knows what the tree holds.',
      },
      { cause },
    );
  }
}
