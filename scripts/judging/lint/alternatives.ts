import path from 'node:path';
import { groupOf } from '../../../policies/kubernetes/objects.ts';
import type { Manifest } from '../../../policies/model.ts';

/** Objects that are judged side by side, and which of them are judged here; the others are there to be referred to. */
export interface Alternative {
  readonly manifests: readonly Manifest[];
  readonly judged: ReadonlySet<Manifest>;
}

/** A file is another choice than the rest of its folder where it has so many objects, and half of them are there too. */
const leastOfChoice = 3;
/** How often an object may stand beside others as context, on average: the cost stays linear. */
const mostContext = 8;

/**
 * Groups of objects as they would stand in clusters: those that describe the same object (two overlays of one base, two installations to
 * choose from) are apart, and each stands beside all that it does not contradict. Each object is judged once.
 * @param built objects of each folder that kustomize builds
 * @param written objects as they are written in files; those of one folder belong together
 */
export function alternativesOf(built: readonly (readonly Manifest[])[], written: readonly Manifest[]): readonly Alternative[] {
  const groups = [...built, ...choices(written)].map((manifests) => ({ manifests, names: manifests.map(nameOf) }));
  const found: { readonly names: Set<string>; readonly judged: Manifest[]; readonly own: Set<number> }[] = [];
  groups.forEach(({ manifests, names }, index) => {
    const free = found.find((alternative) => !names.some((name) => alternative.names.has(name)));
    const alternative = free ?? { names: new Set<string>(), judged: [], own: new Set<number>() };
    if (free === undefined) found.push(alternative);
    for (const name of names) alternative.names.add(name);
    alternative.judged.push(...manifests);
    alternative.own.add(index);
  });
  let left = mostContext * groups.reduce((sum, { manifests }) => sum + manifests.length, 0);
  return found.map(({ names, judged, own }) => {
    const context = groups.flatMap((group, index) => {
      if (own.has(index) || left < group.manifests.length || group.names.some((name) => names.has(name))) return [];
      left -= group.manifests.length;
      for (const name of group.names) names.add(name);
      return group.manifests;
    });
    return { manifests: [...judged, ...context], judged: new Set(judged) };
  });
}

/** The objects of each folder, and those of files that are another choice than the files before them. */
function choices(written: readonly Manifest[]): readonly (readonly Manifest[])[] {
  const folders = Map.groupBy(written, ({ file }) => path.posix.dirname(file));
  return [...folders.values()].flatMap((manifests) => {
    const together: Manifest[] = [];
    const names = new Set<string>();
    const others: (readonly Manifest[])[] = [];
    for (const own of Map.groupBy(manifests, ({ file }) => file).values()) {
      const shared = own.filter((manifest) => names.has(nameOf(manifest))).length;
      if (own.length >= leastOfChoice && 2 * shared >= own.length) {
        others.push(own);
        continue;
      }
      together.push(...own);
      for (const manifest of own) names.add(nameOf(manifest));
    }
    return [together, ...others];
  });
}

function nameOf({ apiVersion, kind, namespace, name }: Manifest): string {
  return [groupOf(apiVersion), kind, namespace, name].join('/');
}
