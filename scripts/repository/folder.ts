import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** A module of a folder: its name without `.ts`, and its default export. */
export interface Loaded<T> {
  readonly name: string;
  /** Path of the file, as given by the folder. */
  readonly file: string;
  readonly value: T;
}

/**
 * The default exports of all `.ts` files of a folder, by name. Loading the folder is the registration: nothing else lists
 * services, environments or rules.
 * @throws Error naming the file that has no default export
 */
export async function loadFolder<T>(folder: string): Promise<readonly Loaded<T>[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort();
  return Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      return { name: name.slice(0, -'.ts'.length), file, value: await loadModule<T>(file) };
    }),
  );
}

/**
 * The default exports of all `.ts` files of a folder and of the folders in it, by name. A name that two folders hold is an error:
 * it is what a module is known by.
 * @throws Error naming the file that has no default export, or both files of one name
 */
export async function loadTree<T>(folder: string): Promise<readonly Loaded<T>[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
  const loaded = await Promise.all(
    names.map(async (relative) => {
      const file = path.join(folder, relative);
      return { name: path.basename(relative, '.ts'), file, value: await loadModule<T>(file) };
    }),
  );
  loaded.sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const [index, { name, file }] of loaded.entries()) {
    const next = loaded[index + 1];
    if (next?.name === name) throw new Error(`${file} and ${next.file} have the same name.`);
  }
  return loaded;
}

/**
 * The default export of one file, which runs.
 * @throws Error when there is none, and for a file of the catalog, which is data and must not run
 */
export async function loadModule<T>(file: string): Promise<T> {
  const { href } = pathToFileURL(path.resolve(file));
  if (href.includes('/generators/catalog/')) throw new Error(`${file} is data: it is read, and never run.`);
  const module = (await import(href)) as { default?: T };
  if (module.default === undefined) throw new Error(`${file} has no default export.`);
  return module.default;
}
