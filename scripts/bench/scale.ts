import path from 'node:path';
import { rootBytes } from '../../policies/kubernetes/argo-cd/root-size.ts';

/** What a generated tree asks of Argo CD and of a Git host. */
export interface Scale extends Readonly<Record<string, number>> {
  readonly applications: number;
  /** Of the root that makes the most, with all that a sync writes into it, in bytes. */
  readonly largestRoot: number;
  /** Files and folders of the fullest folder. */
  readonly largestFolder: number;
}

/** Counts it in the paths of the files. */
export function scaleOf(files: readonly string[]): Scale {
  const told = files.filter((file) => /^argocd\/[^/]+\/applications\//.test(file));
  const roots = [...Map.groupBy(told, (file) => path.posix.dirname(file))].map(([folder, own]) => {
    const environment = folder.split('/')[1] ?? '';
    const characters = own.reduce((sum, file) => sum + `${path.posix.basename(file, '.yaml')}-${environment}`.length, 0);
    return rootBytes({ applications: own.length, characters });
  });
  const folders = new Map<string, Set<string>>();
  for (const file of files) {
    for (let entry = file; entry.includes('/'); entry = path.posix.dirname(entry)) {
      const folder = path.posix.dirname(entry);
      const entries = folders.get(folder) ?? new Set();
      entries.add(entry);
      folders.set(folder, entries);
    }
  }
  return {
    applications: told.length,
    largestRoot: Math.max(0, ...roots),
    largestFolder: Math.max(0, ...[...folders.values()].map((entries) => entries.size)),
  };
}
