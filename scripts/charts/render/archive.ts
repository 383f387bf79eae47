import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

const block = 512;

/** A file in a package. */
interface ArchivedFile {
  readonly name: string;
  readonly content: Buffer;
}

/**
 * Unpacks a package of helm, a gzipped tar, into a folder: files only, and none outside it.
 * @throws Error when the package is none, or a name leads out of the folder
 */
export async function unpack(archive: Buffer, folder: string): Promise<void> {
  for (const { name, content } of filesOf(gunzipSync(archive))) {
    const target = path.resolve(folder, name);
    if (!target.startsWith(path.resolve(folder) + path.sep)) throw new Error(`the name "${name}" leads out of the package`);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}

/** The regular files of a tar (POSIX.1-2001 with its extended headers, and long names as GNU tar writes them). */
function filesOf(tar: Buffer): readonly ArchivedFile[] {
  const files: ArchivedFile[] = [];
  let longName: string | undefined;
  for (let at = 0; at + block <= tar.length; ) {
    const header = tar.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) break;
    const size = Number.parseInt(text(header, 124, 12).trim(), 8);
    if (!Number.isSafeInteger(size)) throw new Error('it is no tar archive');
    const content = tar.subarray(at + block, at + block + size);
    const type = text(header, 156, 1);
    const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : '';
    const name = longName ?? (prefix === '' ? text(header, 0, 100) : `${prefix}/${text(header, 0, 100)}`);
    if (type === 'x') longName = /(?:^|\n)\d+ path=([^\n]*)\n/.exec(content.toString('utf8'))?.[1];
    else if (type === 'L') longName = text(content, 0, content.length);
    else {
      if (type === '' || type === '0') files.push({ name, content });
      longName = undefined;
    }
    at += block + Math.ceil(size / block) * block;
  }
  return files;
}

function text(bytes: Buffer, start: number, length: number): string {
  return bytes
    .subarray(start, start + length)
    .toString('utf8')
    .replace(/\0[\s\S]*$/, '');
}
