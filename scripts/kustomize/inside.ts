import { kustomizationFile } from '../repository/environments.ts';
import type { Sources } from '../repository/sources.ts';
import { outsideParts } from '../repository/whole-tree/kustomization.ts';
import { BuildError } from './build.ts';

/**
 * Kustomize is never started for what it would fetch or run: remote bases and files, plugins, functions, charts.
 * @param folders all that the build reaches
 * @throws BuildError that names the first of them
 */
export function assertInside(sources: Sources, folders: Iterable<string>): void {
  for (const folder of folders) {
    const file = kustomizationFile(sources, folder);
    if (file === undefined) continue;
    const [fault] = outsideParts(file, { documents: sources.documents(file), problems: sources.problems(file) });
    if (fault !== undefined) {
      const fix = 'Commit what it fetches or runs, and name it; or build the folder where that is allowed, and judge the result.';
      throw new BuildError(`${file}: ${fault[0]}`, { fix });
    }
  }
}
