import path from 'node:path';
import type { Finding, Kustomization, Manifest } from '../../policies/model.ts';
import { BuildError, brokenOverlay } from '../kustomize/build.ts';
import { judgedKustomizations } from '../kustomize/components.ts';
import { isComponent, loadKustomization, partsOf, reach } from '../kustomize/kustomizations.ts';
import { buildFolder } from '../kustomize/kustomize.ts';
import { kustomizationNames } from '../repository/environments.ts';
import type { Sources } from '../repository/sources.ts';
import { overlayFinding } from './input-findings.ts';

/** What the kustomizations among some files come to. */
export interface BuiltFolders {
  /** The kustomizations to judge, each Component within what includes it. */
  readonly kustomizations: readonly Kustomization[];
  /** Objects of each folder that was built, and builds on what is not built by itself. */
  readonly built: ReadonlyMap<string, readonly Manifest[]>;
  /** Files that are judged as parts of what is built, or are no objects. */
  readonly parts: ReadonlySet<string>;
  readonly faults: readonly Finding[];
  /** What the reader should know of what was built and what was not, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Builds every kustomization among the files that no other one of them builds on. Nothing is built that would be fetched or run, or that
 * leaves the folder of Git around it.
 */
export async function builtFolders(sources: Sources, files: readonly string[], environment: string): Promise<BuiltFolders> {
  const folders = files.filter((file) => kustomizationNames.includes(path.basename(file))).map((file) => path.posix.dirname(file));
  const reached = new Map(folders.map((folder) => [folder, reach(sources, folder)]));
  const uses = (folder: string, other: string) => folder !== other && reached.get(folder)?.has(other) === true;
  // Of folders that build on each other in a ring the first one stands for all, so that it is told.
  const roots = folders.filter(
    (folder, index) =>
      !isComponent(sources, folder) && !folders.some((other, at) => uses(other, folder) && (!uses(folder, other) || at < index)),
  );
  const built = new Map<string, readonly Manifest[]>();
  const faults: Finding[] = [];
  const parts = new Set<string>();
  const known = new Set([...folders, ...roots.flatMap((root) => [...(reached.get(root) ?? [])])]);
  for (const folder of known) {
    const kustomization = loadKustomization(sources, folder);
    if (kustomization === undefined) continue;
    for (const part of [kustomization.file, ...partsOf(kustomization)]) parts.add(part);
    for (const { file } of kustomization.resources) parts.add(file);
  }
  for (const root of roots) {
    try {
      const outside = [...(reached.get(root) ?? [])].find((folder) => leaves(sources, root, folder));
      if (outside !== undefined) throw new BuildError(`"${outside}" lies outside of the repository of "${root}", and is not built on.`);
      built.set(root, await buildFolder(sources, root));
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      faults.push(overlayFinding(brokenOverlay(root, error, sources), environment));
    }
  }
  const lone = folders.filter((folder) => isComponent(sources, folder) && !roots.some((root) => reached.get(root)?.has(folder) === true));
  const notes = [
    ...[...built.keys()].map((folder) => `Built with kustomize: ${folder}`),
    ...lone.map((folder) => `Not judged, since no overlay here includes the component: ${folder}`),
  ];
  return { kustomizations: judgedKustomizations(sources, known, roots), built, parts, faults, notes };
}

/** Whether a folder is not below the repository that another one lies in; where there is none, nobody can say. */
function leaves(sources: Sources, root: string, folder: string): boolean {
  let top = path.resolve(root);
  while (!sources.isFolder(path.join(top, '.git')) && !sources.isFile(path.join(top, '.git'))) {
    const parent = path.dirname(top);
    if (parent === top) return false;
    top = parent;
  }
  const relative = path.relative(top, path.resolve(folder));
  return relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
}
