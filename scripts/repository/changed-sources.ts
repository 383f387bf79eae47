import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FolderEntry, Sources } from './sources.ts';
import { type ParsedYaml, parseYaml } from './yaml.ts';

/**
 * The files of a work tree, but for some that hold something else, or are not there.
 * @param contents the other files by path; undefined for one that is not there
 * @param root where what another program reads is written
 */
export function changedSources(work: Sources, contents: ReadonlyMap<string, string | undefined>, root: string): Sources {
  const changed = new Map<string, Map<string, 'file' | 'folder'>>();
  for (const file of contents.keys()) {
    const parts = file.split('/');
    parts.forEach((name, depth) => {
      const folder = parts.slice(0, depth).join('/');
      const entries = changed.get(folder) ?? new Map();
      changed.set(folder, entries);
      entries.set(name, depth === parts.length - 1 ? 'file' : 'folder');
    });
  }
  const written = new Set<string>();
  const parsed = new Map<string, ParsedYaml>();
  const parse = (file: string): ParsedYaml => {
    const known = parsed.get(file) ?? parseYaml(contents.get(file) ?? '');
    parsed.set(file, known);
    return known;
  };
  const isThere = (folder: string, name: string, kind: 'file' | 'folder') => {
    const target = folder === '' ? name : `${folder}/${name}`;
    return kind === 'file' ? contents.get(target) !== undefined : sources.isFolder(target);
  };
  const sources: Sources = {
    root,
    work,
    contents,
    write(folders) {
      for (const folder of folders) {
        if (!written.has(folder)) writeFolder(sources, folder);
        written.add(folder);
      }
    },
    text: (file) => (contents.has(file) ? contents.get(file) : work.text(file)),
    failure: (file) => (contents.has(file) ? undefined : work.failure(file)),
    documents: (file) => (contents.has(file) ? parse(file).documents : work.documents(file)),
    problems: (file) => (contents.has(file) ? parse(file).problems : work.problems(file)),
    isFile: (file) => (contents.has(file) ? contents.get(file) !== undefined : work.isFile(file)),
    isFolder: (file) => (changed.has(file) ? sources.entries(file).length > 0 : work.isFolder(file)),
    entries(folder) {
      const own = changed.get(folder);
      if (own === undefined) return work.entries(folder);
      const kept = work.entries(folder).filter(({ name }) => !own.has(name));
      return [...kept, ...[...own].filter(([name, kind]) => isThere(folder, name, kind)).map(([name, kind]) => entry(name, kind))];
    },
  };
  return sources;
}

/** Writes a folder, with everything below it, to where a program can read it. */
function writeFolder(sources: Sources, folder: string): void {
  mkdirSync(path.join(sources.root, folder), { recursive: true });
  for (const item of sources.entries(folder)) {
    const target = `${folder}/${item.name}`;
    if (item.isDirectory()) writeFolder(sources, target);
    else writeFileSync(path.join(sources.root, target), sources.text(target) ?? '');
  }
}

function entry(name: string, kind: 'file' | 'folder'): FolderEntry {
  return { name, isFile: () => kind === 'file', isDirectory: () => kind === 'folder', isSymbolicLink: () => false };
}
