import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../terminal/errors.ts';
import { reasonOf } from './readable.ts';
import { slashed } from './sources.ts';

/** The files behind the paths that somebody named. */
export interface Discovered {
  /** As the user would write them, each once, sorted within a folder; `-` is standard input. */
  readonly files: readonly string[];
  /** Folders that were asked for and hold no YAML or JSON file. */
  readonly empty: readonly string[];
}

const skipped: readonly string[] = ['.git', 'node_modules'];

/**
 * The YAML and JSON files of files and folders, those of folders within included. A named file counts whatever it is called;
 * in folders, files called `*.yaml`, `*.yml`, `*.json` and `Kustomization` do.
 * @throws UserError for a path that does not exist, or that is neither file nor folder
 */
export async function discover(paths: readonly string[]): Promise<Discovered> {
  const files = new Set<string>();
  const empty: string[] = [];
  for (const given of paths) {
    if (given === '-') {
      files.add('-');
      continue;
    }
    const name = nameOf(given);
    const info = await stat(given).catch((cause: unknown) => {
      throw new UserError({ what: `"${given}" ${reasonOf(cause)}.`, how: 'Give the path of a file or a folder that exists.' }, { cause });
    });
    if (info.isDirectory()) {
      const found = await filesIn(name, new Set());
      if (found.length === 0) empty.push(name);
      for (const file of found) files.add(file);
    } else if (info.isFile() || info.isFIFO()) {
      files.add(name);
    } else {
      throw new UserError({ what: `"${given}" is neither a file nor a folder.`, how: 'Give the path of a file or a folder.' });
    }
  }
  return { files: [...files], empty };
}

/** Those of the discovered files that were met in a folder, and that nobody named. */
export function metAmong(files: readonly string[], paths: readonly string[]): ReadonlySet<string> {
  const named = new Set(paths.map((given) => (given === '-' ? given : nameOf(given))));
  return new Set(files.filter((file) => !named.has(file)));
}

function nameOf(given: string): string {
  return slashed(path.normalize(given)).replace(/(?<=.)\/$/, '');
}

/** Symbolic links are followed; `open` are the real paths on the way here, so that a loop ends. */
async function filesIn(folder: string, open: ReadonlySet<string>): Promise<readonly string[]> {
  const real = await realpath(folder);
  if (open.has(real)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  const files: string[] = [];
  for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (skipped.includes(name)) continue;
    const entry = folder === '.' ? name : `${folder}/${name}`.replace(/^\/\//, '/');
    // A link that leads nowhere is no file.
    const info = await stat(entry).catch(() => undefined);
    if (info?.isDirectory()) files.push(...(await filesIn(entry, new Set([...open, real]))));
    else if (info?.isFile() && (/\.(ya?ml|json)$/.test(name) || name === 'Kustomization')) files.push(entry);
  }
  return files;
}
