import type { Sources } from './sources.ts';

/** Where what Argo CD is told lies, and under which name it is judged. */
export const argoWorld = 'argocd';

/** The YAML and JSON files of `argocd/`, which Argo CD reads alike, sorted, relative to the root; none when the folder does not exist. */
export function argoFiles(sources: Sources): readonly string[] {
  return (sources.isFolder(argoWorld) ? below(sources, argoWorld) : []).filter(isArgoFile).toSorted();
}

/** Of the sources, which may be other files than those on the disk. */
function below(sources: Sources, folder: string): readonly string[] {
  return sources.entries(folder).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return below(sources, name);
    return entry.isFile() ? [name] : [];
  });
}

/** Whether a file, relative to the root, tells Argo CD something. */
export function isArgoFile(file: string): boolean {
  return file.startsWith(`${argoWorld}/`) && /\.(?:ya?ml|json)$/.test(file);
}
