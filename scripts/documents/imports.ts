import { readFileSync } from 'node:fs';
import path from 'node:path';
import { filesIn } from '../repository/files-in.ts';

/** One file that names another, or a package. Types count: they bind as much as values. */
export interface Import {
  readonly file: string;
  /** A file of the repository, relative to its root; a package as it is written. */
  readonly target: string;
}

const statement = /^\s*(?:import|export)\s(?:[^;'"=()]*?\bfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

/** What the TypeScript files of some folders of a repository import, in the order of the files. */
export function importsIn(root: string, folders: readonly string[]): readonly Import[] {
  return typeScriptIn(root, folders).flatMap((file) =>
    [...readFileSync(path.join(root, file), 'utf8').matchAll(statement)].map((match) => {
      const specifier = match[1] ?? match[2] ?? '';
      const target = specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : specifier;
      return { file, target };
    }),
  );
}

/** The TypeScript files of some folders, sorted, relative to the root. */
export function typeScriptIn(root: string, folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) => filesIn(root, folder)).filter((file) => file.endsWith('.ts'));
}
