import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type Sources, slashed } from './sources.ts';

/** Where what Argo CD is told lies, and under which name it is judged. */
export const argoWorld = 'argocd';

/** The YAML files of `argocd/`, sorted, relative to the root; none when the folder does not exist. */
export function argoFiles({ root }: Sources): readonly string[] {
  return filesIn(root, argoWorld).filter(isArgoFile);
}

/** Whether a file, relative to the root, tells Argo CD something. */
export function isArgoFile(file: string): boolean {
  return file.startsWith(`${argoWorld}/`) && /\.ya?ml$/.test(file);
}

function filesIn(root: string, below: string): readonly string[] {
  try {
    return readdirSync(path.join(root, below), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => slashed(path.relative(root, path.join(entry.parentPath, entry.name))))
      .sort();
  } catch {
    return [];
  }
}
