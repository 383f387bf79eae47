import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Manifest } from '../../policies/model.ts';
import { kustomizationFile } from '../repository/environments.ts';
import type { Sources } from '../repository/sources.ts';
import { reach } from './kustomizations.ts';

/** What kustomize built of applications before, by the content of everything that it read. */
export interface BuildCache {
  /** What names the build of an application; undefined when it may read what is not in its folders. */
  keyOf(sources: Sources, folder: string): string | undefined;
  get(key: string): readonly Manifest[] | undefined;
  put(key: string, manifests: readonly Manifest[]): void;
}

/** Bump it when an entry is to mean something else. */
const format = 1;
const mostEntries = 2000;
/**
 * Entries in a folder, each under a name that changes with any byte that kustomize reads, and with kustomize itself. What cannot
 * be read or written counts as not there: the cache only ever saves time.
 * @param tool name and version of kustomize
 */
export function buildCache(folder: string, tool: string): BuildCache {
  prune(folder);
  return {
    keyOf(sources, application) {
      const hash = createHash('sha256').update(`${format}\n${tool}\n${application}\n`);
      const folders = reach(sources, application);
      for (const part of folders) {
        const kustomization = kustomizationFile(sources, part);
        if (kustomization === undefined) return undefined;
        if (textsIn(sources.documents(kustomization)[0]?.value).some((text) => isElsewhere(text, part, folders))) return undefined;
        for (const file of filesBelow(sources, part)) {
          const text = sources.text(file);
          if (text === undefined) return undefined;
          hash.update(`${file}\n${text.length}\n${text}`);
        }
      }
      return hash.digest('hex');
    },
    get(key) {
      try {
        return deserialize(readFileSync(path.join(folder, key))) as readonly Manifest[];
      } catch {
        return undefined;
      }
    },
    put(key, manifests) {
      try {
        mkdirSync(folder, { recursive: true });
        const part = path.join(folder, `${key}.${process.pid}.part`);
        writeFileSync(part, serialize(manifests));
        renameSync(part, path.join(folder, key));
      } catch {
        // A disk that is full, or a folder that may not be written: the next run builds again.
      }
    },
  };
}

/** Texts of a kustomization, but for those that are data and never the name of a file. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => (['literals', 'patch'].includes(key) ? [] : textsIn(item)));
}

/** Whether a text may name something that lies in none of the folders: a remote base, a file of somewhere else. */
function isElsewhere(text: string, folder: string, folders: ReadonlySet<string>): boolean {
  if (/:\/\/|^git@|github\.com\/|\?\w+=|^\//.test(text)) return true;
  const name = text.replace(/^[^=]*=/, '');
  return name.split('/').includes('..') && !folders.has(path.posix.join(folder, name));
}

/** The files of a folder and of those in it, without the folders that are built by themselves. */
function filesBelow(sources: Sources, folder: string): readonly string[] {
  return sources.entries(folder).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return [file];
    return kustomizationFile(sources, file) === undefined ? filesBelow(sources, file) : [];
  });
}

/** Keeps the newest entries. */
function prune(folder: string): void {
  try {
    const names = readdirSync(folder);
    if (names.length <= mostEntries) return;
    const ages = names.map((name) => ({ name, time: statSync(path.join(folder, name)).mtimeMs })).sort((a, b) => b.time - a.time);
    for (const { name } of ages.slice(mostEntries / 2)) rmSync(path.join(folder, name), { force: true });
  } catch {
    // There is no cache yet.
  }
}
