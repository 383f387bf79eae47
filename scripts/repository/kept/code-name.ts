import { hash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { filesIn } from '../files-in.ts';

const names = new Map<string, string | undefined>();

/**
 * Names the code that is running, by the content of its folders and files: with any other byte in one of them it is another name.
 * Undefined where they cannot be read.
 * @param places folders and files of this program, relative to its root
 * @param but folders in these that are no code
 */
export function codeName(places: readonly string[], but: readonly string[] = []): string | undefined {
  const key = [...places, '', ...but].join('\n');
  if (!names.has(key)) names.set(key, nameOf(places, but));
  return names.get(key);
}

function nameOf(places: readonly string[], but: readonly string[]): string | undefined {
  const root = path.resolve(import.meta.dirname, '../../..');
  try {
    const files = places
      .flatMap((place) => (statSync(path.join(root, place)).isFile() ? [place] : filesIn(root, place)))
      .filter((file) => !but.some((folder) => file.startsWith(`${folder}/`)));
    return hash('sha256', files.map((file) => `${file}\n${hash('sha256', readFileSync(path.join(root, file)))}\n`).join(''));
  } catch {
    return undefined;
  }
}
