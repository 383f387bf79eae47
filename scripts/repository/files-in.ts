import { readdirSync } from 'node:fs';
import path from 'node:path';
import { slashed } from './sources.ts';

/** The files of a folder and of those in it, sorted, relative to the root; none when it does not exist. */
export function filesIn(root: string, below: string): readonly string[] {
  try {
    return readdirSync(path.join(root, below), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => slashed(path.relative(root, path.join(entry.parentPath, entry.name))))
      .sort();
  } catch {
    return [];
  }
}
