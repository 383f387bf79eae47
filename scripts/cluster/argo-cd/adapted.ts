import { chmod, cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * What Argo CD 3.4.7 says otherwise to the engine that it is built with here, a later commit than its own, by file: calls that take a
 * context there. Nothing of it is about ApplicationSets.
 */
export const adaptations: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'util/argo/diff/diff.go': [
    ['import (\n', 'import (\n\t"context"\n'],
    ['diff.DiffArray(normResults', 'diff.DiffArray(context.Background(), normResults'],
    ['diff.Diff(configArray', 'diff.Diff(context.Background(), configArray'],
  ],
  'controller/sync.go': [
    ['syncCtx.Terminate()', 'syncCtx.Terminate(context.Background())'],
    ['syncCtx.Sync()', 'syncCtx.Sync(context.Background())'],
  ],
};

/** What of the sources no program here is built of. */
const unused = new Set(['docs', 'test', 'ui', 'ui-test']);

/**
 * Copies the sources of a module with those changes.
 * @param module folder with the module's sources, which stays as it is
 * @param folder where the copy is, in place of one that was there
 * @throws Error when a file does not hold what is changed, once
 */
export async function adaptedCopy(module: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await cp(module, folder, { recursive: true, filter: (source) => !unused.has(path.relative(module, source)) });
  for (const [file, changes] of Object.entries(adaptations)) {
    const place = path.join(folder, file);
    let text = await readFile(place, 'utf8');
    for (const [from, to] of changes) {
      if (text.split(from).length !== 2) throw new Error(`${file} of Argo CD does not hold "${from.trim()}" once.`);
      text = text.replace(from, () => to);
    }
    // What Go keeps of modules nobody may write.
    await chmod(path.dirname(place), 0o755);
    await chmod(place, 0o644);
    await writeFile(place, text);
  }
}

/** The text of a go.mod that takes a module from a folder. */
export function replacedBy(mod: string, module: string, folder: string): string {
  return `${mod}\nreplace ${module} => ${folder}\n`;
}
