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

/** Changed entries of a commit by path: files; undefined for one that goes. */
export type EntryChanges = ReadonlyMap<string, Pick<TreeEntry, 'mode' | 'id'> | undefined>;

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
 * Writes the tree of a commit with some files changed: only the trees above them are read and written.
 * @param env of Git: where objects are written to
 */
export async function changedTree(
  repository: string,
  commit: string,
  changes: EntryChanges,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const folders = new Set(['', ...[...changes.keys()].flatMap(foldersAbove)]);
  const contents = new Map([...folders].map((folder) => [folder, new Map<string, string>()]));
  const put = (file: string, entry: TreeEntry | undefined) => {
    const content = contents.get(folderOf(file));
    if (entry === undefined) content?.delete(path.posix.basename(file));
    else content?.set(path.posix.basename(file), `${entry.mode} ${entry.type} ${entry.id}\t${path.posix.basename(file)}\0`);
  };
  for (const [file, entry] of await entriesIn(repository, commit, folders)) put(file, entry);
  for (const [file, change] of changes) put(file, change && { ...change, type: 'blob' });
  // The deepest first: each level needs the ids of the one below.
  const depths = Map.groupBy(folders, (folder) => (folder === '' ? 0 : folder.split('/').length));
  let root = '';
  for (const depth of [...depths.keys()].sort((a, b) => b - a)) {
    const level = depths.get(depth) ?? [];
    const filled = level.filter((folder) => folder === '' || contents.get(folder)?.size !== 0);
    const input = filled.map((folder) => [...(contents.get(folder)?.values() ?? [])].join('')).join('\0');
    const ids = filled.length === 0 ? [] : (await git(repository, ['mktree', '-z', '--batch'], { input, env })).trim().split('\n');
    // A file may stand now where the folder was.
    for (const folder of level.filter((item) => item !== '' && changes.get(item) === undefined)) put(folder, undefined);
    for (const [index, folder] of filled.entries()) {
      const id = ids[index] ?? '';
      if (folder === '') root = id;
      else put(folder, { mode: '040000', type: 'tree', id });
    }
  }
  return root;
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
