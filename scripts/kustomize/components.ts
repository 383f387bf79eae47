import path from 'node:path';
import type { Kustomization } from '../../policies/model.ts';
import { kustomizationFile } from '../repository/environments.ts';
import type { Sources } from '../repository/sources.ts';
import { componentIn, isComponent, loadKustomization, reach } from './kustomizations.ts';

/** Where the kustomizations of a repository are, as Argo CD reads it. */
const tops = ['base', 'overlays'];

/**
 * What each of some folders is judged as: a kustomization by itself, a Component together with all that includes it, since by itself
 * it has nothing to change. A Component that nothing includes is not judged.
 * @param all every folder that may include one; absent: those of the repository
 */
export function judgedKustomizations(sources: Sources, folders: Iterable<string>, all?: readonly string[]): readonly Kustomization[] {
  return [...folders].flatMap((folder) => {
    if (!isComponent(sources, folder)) return loadKustomization(sources, folder) ?? [];
    const including = (all ?? tops.flatMap((top) => kustomizedFolders(sources, top))).filter((other) => reach(sources, other).has(folder));
    return componentIn(sources, folder, including) ?? [];
  });
}

function kustomizedFolders(sources: Sources, folder: string): readonly string[] {
  const own = kustomizationFile(sources, folder) === undefined ? [] : [folder];
  const inner = sources.entries(folder).filter((entry) => entry.isDirectory());
  return [...own, ...inner.flatMap(({ name }) => kustomizedFolders(sources, path.posix.join(folder, name)))];
}
