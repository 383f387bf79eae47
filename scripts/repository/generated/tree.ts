import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { codeOwnersFiles, type GeneratedFile, isGenerated } from '../../../generators/output/file.ts';

/** Folders and files that belong to the generators. */
export interface Owned {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/** What belongs to the generators of this repository. */
export const owned: Owned = {
  folders: ['base', 'overlays', 'argocd'],
  files: Object.values(codeOwnersFiles),
};

/** How the tree differs from what the catalog means. Paths are relative to the root, sorted. */
export interface TreePlan {
  /** Files that are not there. */
  readonly missing: readonly GeneratedFile[];
  /** Files with another content. */
  readonly stale: readonly GeneratedFile[];
  /** Generated files that nothing generates any more, and what an interrupted run left behind. */
  readonly orphaned: readonly string[];
  /** Files in generated folders, or in the way of a generated file, that were not generated. */
  readonly foreign: readonly string[];
  /** Folders without a file in them. */
  readonly empty: readonly string[];
  readonly unchanged: number;
}

/** Ends the name of a file that is being written; a run that is killed leaves it, the next one removes it. */
const partial = '.generate-part';

/** Compares the tree on disk with the files that should be there. Reads only. */
export function planTree(root: string, files: readonly GeneratedFile[], { folders, files: single }: Owned = owned): TreePlan {
  const wanted = new Map(files.map((file) => [file.path, file]));
  const missing: GeneratedFile[] = [];
  const stale: GeneratedFile[] = [];
  const orphaned: string[] = [];
  const foreign: string[] = [];
  const empty: string[] = [];
  let unchanged = 0;

  const visitFile = (file: string, regular: boolean) => {
    const target = wanted.get(file);
    wanted.delete(file);
    if (file.endsWith(partial)) orphaned.push(file);
    else if (!regular) foreign.push(file);
    else {
      const text = readFileSync(path.join(root, file), 'utf8');
      if (text === target?.text) unchanged += 1;
      else if (!isGenerated(text)) foreign.push(file);
      else if (target === undefined) orphaned.push(file);
      else stale.push(target);
    }
  };
  const visitFolder = (folder: string): boolean => {
    const entries = entriesOf(path.join(root, folder));
    if (entries === undefined) return false;
    let kept = false;
    for (const entry of entries) {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory() && !wanted.has(name)) kept = visitFolder(name) || kept;
      else {
        visitFile(name, entry.isFile());
        kept = true;
      }
    }
    if (!kept) empty.push(folder);
    return kept;
  };
  for (const folder of folders) visitFolder(folder);
  for (const file of single) {
    const entry = entriesOf(path.dirname(path.join(root, file)))?.find(({ name }) => name === path.basename(file));
    if (entry !== undefined) visitFile(file, entry.isFile());
  }
  missing.push(...wanted.values());
  return { missing, stale: stale.toSorted(byPath), orphaned: orphaned.toSorted(), foreign: foreign.toSorted(), empty, unchanged };
}

/** Whether the tree is exactly what it should be. */
export function isFresh({ missing, stale, orphaned, foreign, empty }: TreePlan): boolean {
  return missing.length + stale.length + orphaned.length + foreign.length + empty.length === 0;
}

/**
 * Carries a plan out: each file appears whole or not at all, so a run that is killed leaves nothing half written. The plan
 * must have no foreign files.
 */
export function applyPlan(root: string, { missing, stale, orphaned, empty }: TreePlan): void {
  const made = new Set<string>();
  for (const { path: file, text } of [...missing, ...stale]) {
    const target = path.join(root, file);
    const folder = path.dirname(target);
    if (!made.has(folder)) mkdirSync(folder, { recursive: true });
    made.add(folder);
    writeWhole(target, text, `${target}${partial}`);
  }
  for (const file of orphaned) rmSync(path.join(root, file), { force: true });
  for (const folder of [...empty, ...orphaned.map((file) => path.dirname(file))]) removeEmpty(root, folder);
}

/**
 * Writes a file beside and gives it its name then: it appears whole or not at all.
 * @param part the name until then; what is written under it goes when the disk is full or may not be written
 */
export function writeWhole(file: string, text: string, part: string): void {
  try {
    writeFileSync(part, text);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    // A full disk is told without the name of the file.
    if (error instanceof Error && !('path' in error)) Object.assign(error, { path: file });
    throw error;
  }
}

/** Removes a folder and its parents as far as they are empty, up to the root. */
export function removeEmpty(root: string, folder: string): void {
  if (folder === '.' || folder === '') return;
  try {
    rmdirSync(path.join(root, folder));
  } catch {
    return;
  }
  removeEmpty(root, path.dirname(folder));
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function byPath(a: GeneratedFile, b: GeneratedFile): number {
  return a.path < b.path ? -1 : 1;
}
