import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { takeSlot } from '../../scripts/test-copy/slots.ts';
import { folderWith } from '../support/folder.ts';
import { startOfCopy } from '../support/start.ts';

const repository = path.resolve(import.meta.dirname, '../..');

afterEach(() => {
  vi.restoreAllMocks();
});

/** The number of a process that has ended. */
function ended(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

test('gives a process the same place as often as it asks', () => {
  const parent = path.join(folderWith({}), 'places');
  expect([takeSlot(parent, 'a'), takeSlot(parent, 'a'), takeSlot(parent, 'b')]).toEqual([
    path.join(parent, 'a-0'),
    path.join(parent, 'a-0'),
    path.join(parent, 'b-0'),
  ]);
  expect(statSync(parent).mode & 0o777).toBe(0o700);
});

test('gives no place that a living process has, and those whose process is gone', () => {
  const parent = folderWith({ 'a-0.lock': `${process.ppid}\n`, 'a-1.lock': `${ended()}\n` });
  expect(takeSlot(parent, 'a')).toBe(path.join(parent, 'a-1'));
  expect(readFileSync(path.join(parent, 'a-1.lock'), 'utf8')).toBe(`${process.pid}\n`);
});

test('takes no folder of another user', () => {
  const parent = folderWith({});
  vi.spyOn(process, 'getuid').mockReturnValue(statSync(parent).uid + 1);
  expect(() => takeSlot(parent, 'a')).toThrow(
    expect.objectContaining({
      lines: { what: 'This folder belongs to another user.', where: parent, how: 'Set TMPDIR to a folder of your own.' },
    }),
  );
});

test('gives a place of its own to each of several processes that come at once after one that died, and has all of them back when they end', async () => {
  const parent = folderWith({ 'a-0.lock': `${ended()}\n` });
  const program = `import { takeSlot } from './scripts/test-copy/slots.ts';
    process.stdout.write(takeSlot(${JSON.stringify(parent)}, 'a'));
    process.stdin.resume();
    process.stdin.on('end', () => process.exit());`;
  const children: ChildProcess[] = Array.from({ length: 5 }, () =>
    spawn(process.execPath, [...startOfCopy, '--input-type=module', '--eval', program], {
      cwd: repository,
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  const said = await Promise.all(children.map(async ({ stdout }) => String((await once(stdout ?? process.stdin, 'data'))[0])));
  expect(new Set(said).size).toBe(5);
  const ends = children.map((child) => once(child, 'exit'));
  for (const child of children) child.stdin?.end();
  await Promise.all(ends);
  expect(readdirSync(parent)).toEqual([]);
});

test('has nothing of a process that was killed in the way of the next one', () => {
  const parent = folderWith({});
  writeFileSync(path.join(parent, 'a-0.lock'), `${ended()}\n`);
  takeSlot(parent, 'a');
  expect(existsSync(path.join(parent, 'a-0.lock.turn'))).toBe(false);
});
