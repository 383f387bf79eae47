import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { writeWhole } from '../../repository/generated/tree.ts';
import { UserError } from '../../terminal/errors.ts';
import type { Preview } from '../run.ts';
import { previewHtml } from './document.ts';

/**
 * Writes the preview as a page, whole or not at all.
 * @throws UserError when the file cannot be written
 */
export function writePage(file: string, preview: Preview): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeWhole(file, previewHtml(preview), `${file}.part`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(
      { what: `The page cannot be written: ${reason}.`, where: file, how: 'Name a file that can be written.' },
      { cause },
    );
  }
}
