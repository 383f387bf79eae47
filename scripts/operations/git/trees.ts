import { createHash } from 'node:crypto';
import path from 'node:path';
import { git } from './git.ts';

/** What stands under a path in a commit. */
export interface TreeEntry {
  /** Such as `100644`. */
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  /** Of its content. */
  readonly id: string;
}

/** Changed files of a commit by path, each by the id of its new content; undefined for one that goes. */
export type EntryChanges = ReadonlyMap<string, string | undefined>;

/**
 * What some folders of a commit hold, by path, without what lies deeper; `''` is the top. Only these folders are read: the cost
 * does not depend on how many others there are.
 */
export async function entriesIn(repository: string, commit: string, folders: ReadonlySet<string>): Promise<ReadonlyMap<string, TreeEntry>> {
  const below = [...folders].filter((folder) => folder !== '').map((folder) => `${folder}/`);
  const texts = await Promise.all([
    folders.has('') ? git(repository, ['ls-tree', '-z', commit]) : '',
    below.length === 0 ? '' : git(repository, ['ls-tree', '-t', '-z', commit, '--', ...below]),
  ]);
  const lines = texts.flatMap((text) => text.split('\0')).filter((line) => line !== '');
  const entries = lines.map((line): [string, TreeEntry] => {
    const tab = line.indexOf('\t');
    const [mode = '', type = '', id = ''] = line.slice(0, tab).split(' ');
    return [line.slice(tab + 1), { mode, type: type as TreeEntry['type'], id }];
  });
  return new Map(entries.filter(([file]) => folders.has(folderOf(file))));
}

/**
 * Writes the tree of a commit with some files changed: only the trees above them are read and written. A file keeps its mode.
 * @param contents resolved once the contents are written; Git refuses a tree of others
 * @param env of Git: where objects are written to
 * @throws Error where Git gives a tree another id than we do
 */
export async function changedTree(
  repository: string,
  commit: string,
  changes: EntryChanges,
  { contents, env = {} }: { readonly contents: Promise<unknown>; readonly env?: Readonly<Record<string, string>> },
): Promise<string> {
  const folders = new Set(['', ...[...changes.keys()].flatMap(foldersAbove)]);
  const trees = new Map([...folders].map((folder) => [folder, new Map<string, TreeEntry>()]));
  const put = (file: string, entry: TreeEntry | undefined) => {
    const tree = trees.get(folderOf(file));
    if (entry === undefined) tree?.delete(path.posix.basename(file));
    else tree?.set(path.posix.basename(file), entry);
  };
  const [before] = await Promise.all([entriesIn(repository, commit, folders), contents]);
  for (const [file, entry] of before) put(file, entry);
  for (const [file, id] of changes) {
    const old = before.get(file);
    put(file, id === undefined ? undefined : { mode: old?.type === 'blob' ? old.mode : '100644', type: 'blob', id });
  }
  // The deepest first: each level needs the ids of the one below. One process writes them all.
  const depthOf = (folder: string) => (folder === '' ? 0 : folder.split('/').length);
  const written: { readonly id: string; readonly input: string }[] = [];
  for (const folder of [...folders].sort((a, b) => depthOf(b) - depthOf(a))) {
    const tree = trees.get(folder) ?? new Map<string, TreeEntry>();
    // A file may stand now where the folder was.
    if (folder !== '' && tree.size === 0 && changes.get(folder) !== undefined) continue;
    const id = treeId(tree, commit.length);
    if (folder !== '') put(folder, tree.size === 0 ? undefined : { mode: '040000', type: 'tree', id });
    if (folder === '' || tree.size > 0) written.push({ id, input: [...tree].map(lineOf).join('') });
  }
  const ids = (await git(repository, ['mktree', '-z', '--batch'], { input: written.map(({ input }) => input).join('\0'), env })).trim();
  if (ids !== written.map(({ id }) => id).join('\n')) throw new Error(`git mktree wrote other trees than were meant: ${ids}`);
  return written.at(-1)?.id ?? '';
}

/** An entry as `git mktree` reads it. */
function lineOf([name, { mode, type, id }]: readonly [string, TreeEntry]): string {
  return `${mode} ${type} ${id}\t${name}\0`;
}

/** The id that Git gives a tree: its entries sorted as if the names of folders ended in a slash (Git 2.39, `base_name_compare`). */
function treeId(tree: ReadonlyMap<string, TreeEntry>, length: number): string {
  const sorted = [...tree]
    .map(([name, entry]) => ({ ...entry, name: Buffer.from(name), key: Buffer.from(entry.type === 'tree' ? `${name}/` : name) }))
    .sort((a, b) => Buffer.compare(a.key, b.key));
  const content = Buffer.concat(
    sorted.flatMap(({ mode, name, id }) => [Buffer.from(`${mode.replace(/^0/, '')} `), name, Buffer.from([0]), Buffer.from(id, 'hex')]),
  );
  return createHash(length === 40 ? 'sha1' : 'sha256')
    .update(`tree ${content.length}\0`)
    .update(content)
    .digest('hex');
}

/** The folder that a path lies in; `''` for the top. */
export function folderOf(file: string): string {
  const folder = path.posix.dirname(file);
  return folder === '.' ? '' : folder;
}

/** The folders above a path, the top included. */
function foldersAbove(file: string): readonly string[] {
  const folder = folderOf(file);
  return folder === '' ? [''] : [folder, ...foldersAbove(folder)];
}
