import { writeFileSync } from 'node:fs';
import { UserError } from '../terminal/errors.ts';

/**
 * Writes a file that must not exist yet.
 * @param option by which the user named it
 * @throws UserError when it exists, or cannot be written
 */
export function writeNew(file: string, text: string, option: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (cause) {
    const what = `"${file}" cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`;
    throw new UserError({ what, where: option, how: 'Name a file that does not exist, in a folder that does.' }, { cause });
  }
}
