import { isUtf8 } from 'node:buffer';
import { buffer } from 'node:stream/consumers';
import { UserError } from '../terminal/errors.ts';
import type { Sources } from './sources.ts';

/** Why a path cannot be read, after its name in a sentence: `does not exist`. */
export function reasonOf(cause: unknown): string {
  switch (codeOf(cause)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'cannot be read: permission is denied';
    case 'EISDIR':
      return 'is a folder';
    case 'ERR_STRING_TOO_LONG':
    case 'ERR_FS_FILE_TOO_LARGE':
      return 'is larger than 512 MiB';
    default:
      return `cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}

/** What to tell somebody whose input cannot be read. */
export function unreadable(name: string, cause: unknown): UserError {
  return new UserError({ what: `${name} ${reasonOf(cause)}.`, how: remedyOf(cause) }, { cause });
}

/**
 * The text of a file that somebody named.
 * @throws UserError with the reason why it cannot be read
 */
export function readableText(sources: Sources, file: string): string {
  const text = sources.text(file);
  if (text === undefined) throw unreadable(`"${file}"`, sources.failure(file));
  return text;
}

/**
 * All that a stream holds.
 * @throws UserError when it is more than a text of V8 can hold: 512 MiB (V8 13.6, `String::kMaxLength`)
 */
export async function readableStream(stream: NodeJS.ReadableStream, name: string): Promise<string> {
  try {
    const bytes = await buffer(stream);
    if (!isUtf8(bytes))
      throw new UserError({
        what: `${name} is not written in UTF-8.`,
        how: 'Convert it first: Kubernetes and kustomize read nothing else.',
      });
    return bytes.toString('utf8');
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    // Joining the parts of a stream fails with the engine's own words.
    const isTooLong = cause instanceof RangeError && /string length/i.test(cause.message);
    throw unreadable(name, isTooLong ? Object.assign(new Error(cause.message), { code: 'ERR_STRING_TOO_LONG' }) : cause);
  }
}

function remedyOf(cause: unknown): string {
  switch (codeOf(cause)) {
    case 'EACCES':
    case 'EPERM':
      return 'Make the file readable for you.';
    case 'ERR_STRING_TOO_LONG':
    case 'ERR_FS_FILE_TOO_LARGE':
      return 'Split it into several files.';
    default:
      return 'Give the path of a text file that can be read.';
  }
}

function codeOf(cause: unknown): unknown {
  return cause instanceof Error && 'code' in cause ? cause.code : undefined;
}
