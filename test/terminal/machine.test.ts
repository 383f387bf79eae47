import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { machineLines } from '../../scripts/terminal/machine.ts';
import { folderWith } from '../support/folder.ts';
import { run } from '../support/process.ts';
import { copyOfRepository, runScript } from '../support/repository.ts';
import { start } from '../support/start.ts';

const failed = (code: string, syscall?: string, place?: string) =>
  Object.assign(new Error(`${code}: words`), { code, syscall, path: place });

describe('what the machine refuses', () => {
  it.each([
    ['ENOSPC', 'write', undefined, 'The disk is full.', 'write'],
    ['EDQUOT', 'write', 'a', 'Your share of the disk is used up.', 'a'],
    ['EROFS', 'open', 'a', 'The file system may only be read.', 'a'],
    ['EACCES', 'open', 'a', 'Permission is denied.', 'a'],
    ['EPERM', 'mkdir', 'a', 'The operation is not permitted.', 'a'],
    ['EMFILE', 'open', 'a', 'Too many files are open.', 'a'],
    ['ENOENT', 'spawn git', 'git', 'A program that is needed is not there.', 'git'],
    ['ENOENT', 'mkdtemp', '/x/a', 'There is no folder for temporary files.', '/x/a'],
    ['ENOENT', 'mkdir', 'a', 'The folder cannot be made.', 'a'],
  ])('%s of %s is told in three lines', (code, syscall, place, what, where) => {
    expect(machineLines(failed(code, syscall, place))).toMatchObject({ what, where });
    expect(machineLines(new Error('around it', { cause: failed(code, syscall, place) }))).toMatchObject({ what, where });
  });

  it.each([
    ['a fault of the program', new TypeError('x is not a function')],
    ['a file that is not there', failed('ENOENT', 'open', 'a')],
    ['a name of another kind', failed('ENOSPC')],
    ['no error', 'words'],
  ])('is not what happened with %s', (_, error) => {
    expect(machineLines(error)).toBeUndefined();
  });

  it.runIf(process.platform === 'linux')('is told of a disk that is full, by a real write', async () => {
    const errors = path.resolve('scripts/terminal/errors.ts');
    const code = `import { writeFileSync } from 'node:fs'; import { main } from ${JSON.stringify(errors)};
      await main(async () => { writeFileSync('/dev/full', 'x'); return 0; });`;
    const result = await run(process.execPath, [...start, '--input-type=module', '-e', code], { cwd: folderWith({}) });
    expect(result).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^error {2}The disk is full\.\n {2}at {3}write\n {2}fix {2}Make room/),
    });
  });

  it('is told by a command that has no folder for temporary files', async () => {
    const root = copyOfRepository();
    const { code, stderr } = await runScript(root, 'lint-policies', ['--env', 'dev'], { env: { TMPDIR: path.join(root, 'nowhere') } });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(
        /^error {2}There is no folder for temporary files\.\n {2}at {3}.*\n {2}fix {2}Name one that is there: TMPDIR=<folder>\.\n$/,
      ),
    });
  });

  it('is told by "generate" with the file that cannot be written, and the next run repairs all of it', async () => {
    const root = copyOfRepository();
    const { rmSync } = await import('node:fs');
    rmSync(path.join(root, 'base'), { recursive: true });
    writeFileSync(path.join(root, 'base'), 'in the way\n');
    const refused = await runScript(root, 'generate');
    expect(refused.code).toBe(2);
    expect(refused.stderr).not.toMatch(/^ {4}at /m);
    rmSync(path.join(root, 'base'));
    expect((await runScript(root, 'generate')).code).toBe(0);
    expect((await runScript(root, 'generate', ['--check'])).code).toBe(0);
  });
});
