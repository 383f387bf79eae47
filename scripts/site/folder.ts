import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../terminal/errors.ts';

/** In the folder of a site: what was written there, a line a file, so that what is gone can be taken away the next time. */
const listName = 'site-files.txt';

/**
 * Takes away what an earlier run wrote and this one does not. Other files are nobody's to remove.
 * @throws UserError for a folder that holds something else
 */
export function clearFolder(out: string, files: ReadonlySet<string>): void {
  if (!existsSync(out)) return;
  const list = path.join(out, listName);
  if (!existsSync(list)) {
    if (readdirSync(out).length === 0) return;
    throw new UserError({
      what: 'The folder holds files that no earlier run wrote.',
      where: out,
      how: 'Name a folder that is new or empty: npm run site -- --out <folder>.',
    });
  }
  for (const file of readFileSync(list, 'utf8').split('\n')) {
    const target = path.join(out, file);
    if (file === '' || files.has(file) || path.relative(out, target).startsWith('..')) continue;
    rmSync(target, { force: true });
  }
}

/** Says what was written. */
export function listFolder(out: string, files: Iterable<string>): void {
  writeFileSync(
    path.join(out, listName),
    [...files]
      .sort()
      .map((file) => `${file}\n`)
      .join(''),
  );
}
