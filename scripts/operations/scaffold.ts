import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RepositoryFile } from '../../generators/delivery/service-repository.ts';
import { UserError } from '../terminal/errors.ts';

/**
 * Writes what is missing into a folder and gives the paths that were written.
 * @throws UserError when a file there says something else, unless forced; nothing is written then
 */
export function writeScaffold(folder: string, files: readonly RepositoryFile[], { force }: { readonly force: boolean }): readonly string[] {
  const states = files.map((file) => ({ ...file, present: textOf(path.join(folder, file.path)) }));
  const others = states.filter(({ text, present }) => present !== undefined && present !== text).map((file) => file.path);
  if (others.length > 0 && !force) {
    throw new UserError({
      what: `${others.map((file) => `"${file}"`).join(', ')} ${others.length === 1 ? 'says' : 'say'} something else already.`,
      where: folder,
      how: 'Compare by hand, or give --force to replace what is there.',
    });
  }
  const missing = states.filter(({ text, present }) => present !== text);
  for (const { path: name, text } of missing) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.part`, text);
    renameSync(`${file}.part`, file);
  }
  return missing.map((file) => file.path);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new UserError({ what: `"${file}" cannot be read.`, how: 'Make it a readable file, or move it away.' }, { cause: error });
  }
}
