import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readableStream, readableText } from '../../scripts/repository/readable.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { UserError } from '../../scripts/terminal/errors.ts';
import { folderWith } from '../support/folder.ts';

const root = folderWith({ 'small.yaml': 'a: 1\n', 'folder/inner.yaml': '' });

const linesOf = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    return error instanceof UserError ? error.lines : error;
  }
};

describe('a file that somebody named', () => {
  const large = path.join(root, 'large.yaml');
  writeFileSync(large, '');
  // Sparse: it takes no place on the disk.
  truncateSync(large, 2 ** 29);

  it.each([
    ['small.yaml', 'a: 1\n'],
    ['large.yaml', { what: '"large.yaml" is larger than 512 MiB.', how: 'Split it into several files.' }],
    ['nothing.yaml', { what: '"nothing.yaml" does not exist.', how: 'Give the path of a text file that can be read.' }],
    ['folder', { what: '"folder" is a folder.', how: 'Give the path of a text file that can be read.' }],
  ])('%s is read, or the true reason is told', (file, expected) => {
    expect(linesOf(() => readableText(createSources(root), file))).toEqual(expected);
  });
});

describe('standard input', () => {
  it('is read whole', async () => {
    expect(await readableStream(Readable.from(['a: ', '1\n']), 'The standard input')).toBe('a: 1\n');
  });

  it('that is larger than a text can be is told to be so', async () => {
    const part = 'x'.repeat(2 ** 27);
    await expect(readableStream(Readable.from([part, part, part, part]), 'The standard input')).rejects.toThrow(
      'The standard input is larger than 512 MiB.',
    );
  });
});
