import { createHash } from 'node:crypto';
import { git } from './git.ts';

/** Files of a commit by path, each by the id of its content; another kind of thing in its place by what that is. */
export async function objectsIn(repository: string, commit: string, files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  if (files.length === 0) return found;
  const input = files.map((file) => `${commit}:${file}\n`).join('');
  const lines = (await git(repository, ['cat-file', '--batch-check=%(objecttype) %(objectname)'], { input })).split('\n');
  for (const [index, file] of files.entries()) {
    const [type = '', id = ''] = (lines[index] ?? '').split(' ');
    if (type === 'blob') found.set(file, id);
    else if (type === 'tree' || type === 'commit') found.set(file, type);
  }
  return found;
}

/** The id that Git gives a text, by the length of other ids of the repository: SHA-1 or SHA-256. */
export function blobId(text: string, length: number): string {
  const bytes = Buffer.from(text, 'utf8');
  return createHash(length === 40 ? 'sha1' : 'sha256')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}
