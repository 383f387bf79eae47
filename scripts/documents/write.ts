import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { removeEmpty, writeWhole } from '../repository/generated/tree.ts';

/** Writes documents, each whole or not at all, and removes those without a text, with the folders that this leaves empty. */
export function writeDocuments(root: string, documents: Iterable<readonly [file: string, text: string | undefined]>): void {
  for (const [file, text] of documents) {
    const target = path.join(root, file);
    if (text === undefined) {
      rmSync(target, { force: true });
      removeEmpty(root, path.posix.dirname(file));
      continue;
    }
    mkdirSync(path.dirname(target), { recursive: true });
    writeWhole(target, text, `${target}.part`);
  }
}
