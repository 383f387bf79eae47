import { createHash } from 'node:crypto';
import { entriesIn, folderOf } from './trees.ts';

/** Files of a commit by path, each by the id of its content; another kind of thing in its place by what that is. */
export async function objectsIn(repository: string, commit: string, files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const entries = await entriesIn(repository, commit, new Set(files.map(folderOf)));
  return new Map(
    files.flatMap((file): readonly (readonly [string, string])[] => {
      const entry = entries.get(file);
      return entry === undefined ? [] : [[file, entry.type === 'blob' ? entry.id : entry.type]];
    }),
  );
}

/** The id that Git gives a text, by the length of other ids of the repository: SHA-1 or SHA-256. */
export function blobId(text: string, length: number): string {
  const bytes = Buffer.from(text, 'utf8');
  return createHash(length === 40 ? 'sha1' : 'sha256')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}
