import type { Sources } from '../../repository/sources.ts';

/** Names of the files of a folder that end so, sorted; none where there is no folder. */
export function filesIn(sources: Sources, folder: string, ending: string): readonly string[] {
  if (!sources.isFolder(folder)) return [];
  return sources
    .entries(folder)
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map(({ name }) => name)
    .sort();
}
