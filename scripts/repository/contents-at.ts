import { execFileSync } from 'node:child_process';

/**
 * What files held in a commit; undefined for one that was not there. One process for all of them, however many: names go in, sizes and
 * bytes come out.
 * @param root a folder of the work tree, which the files are relative to
 */
export function contentsAt(root: string, commit: string, files: readonly string[]): ReadonlyMap<string, string | undefined> {
  const contents = new Map<string, string | undefined>();
  // A name with a line break cannot be asked for; no kustomization can mean it either.
  const asked = files.filter((file) => !file.includes('\n'));
  if (asked.length === 0) return contents;
  const input = asked.map((file) => `${commit}:./${file}\n`).join('');
  const blobs = blobsIn(execFileSync('git', ['cat-file', '--batch'], { cwd: root, input, maxBuffer: 2 ** 30 }), asked.length);
  for (const [index, file] of asked.entries()) contents.set(file, blobs[index]?.toString('utf8'));
  return contents;
}

/** The contents that `git cat-file --batch` prints, in the order in which it was asked; undefined for what is none. */
export function blobsIn(output: Buffer, count: number): readonly (Buffer | undefined)[] {
  let position = 0;
  return Array.from({ length: count }, () => {
    const end = output.indexOf(10, position);
    const size = / blob (\d+)$/.exec(output.toString('latin1', position, end))?.[1];
    position = end + 1;
    if (size === undefined) return undefined;
    const content = output.subarray(position, position + Number(size));
    position += Number(size) + 1;
    return content;
  });
}
