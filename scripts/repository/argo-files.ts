import { filesIn } from './files-in.ts';
import type { Sources } from './sources.ts';

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
