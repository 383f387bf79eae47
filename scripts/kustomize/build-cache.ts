import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Manifest } from '../../policies/model.ts';
import { kustomizationFile } from '../repository/environments.ts';
import { keep, keepNewest, kept } from '../repository/kept/sealed-file.ts';
import type { Sources } from '../repository/sources.ts';
import { reach } from './kustomizations.ts';
import { kustomizeTool } from './tools.ts';

/** What kustomize built of applications before, by the content of everything that it read. */
export interface BuildCache {
  /** What names the build of an application; undefined when it may read what is not in its folders. */
  keyOf(sources: Sources, folder: string): string | undefined;
  get(key: string): readonly Manifest[] | undefined;
  put(key: string, manifests: readonly Manifest[]): void;
}

/** Bump it when an entry is to mean something else. */
const format = 2;
/** An environment of 1,000 services has 2,000 applications; half of it, the newest, is kept when it is full. */
const mostEntries = 20_000;

/**
 * What was built before in a repository: kept beside the packages, where there are any.
 * @throws UserError for a broken tool
 */
export async function rememberedBuilds(sources: Sources): Promise<{ readonly cache?: BuildCache }> {
  const { root, isFolder } = sources.work ?? sources;
  if (!isFolder('node_modules')) return {};
  const { name, version } = await kustomizeTool();
  return { cache: buildCache(path.join(root, 'node_modules/.cache/erp-gitops/builds'), `${name} ${version}`) };
}

/**
 * Entries in a folder, each under a name that changes with any byte that kustomize reads, and with kustomize itself. What cannot
 * be read or written counts as not there: the cache only ever saves time. An entry begins with a seal over its name and its content, so
 * that one that was cut off, changed, or put under another name is none.
 * @param tool name and version of kustomize
 * @param most entries; when there are more, the newest half of so many stays
 */
export function buildCache(folder: string, tool: string, most = mostEntries): BuildCache {
  keepNewest(folder, most);
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
    get: (key) => kept(path.join(folder, key), nameOf(key)) as readonly Manifest[] | undefined,
    put: (key, manifests) => keep(path.join(folder, key), nameOf(key), manifests),
  };
}

function nameOf(key: string): string {
  return `${format}\n${key}`;
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
