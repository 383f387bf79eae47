import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { remedyOf, wordsOf } from '../../scripts/operations/git/git.ts';
import { digestOf, opsRepository } from '../support/ops.ts';
import { runScript } from '../support/repository.ts';

const { root, ops, git } = opsRepository('2026-11-01T00:00Z');
const now = '2026-11-02T00:00Z';
const deliver = (version: string) => ['deliver', 'sales-service', '--env', 'dev', '--version', version, '--digest', digestOf('1')];

describe('what Git refuses', () => {
  it('for a lock that was left behind is told in its own words, with the file to remove', async () => {
    const lock = path.join(root, '.git/refs/heads/promote/sales-service/dev/1.1.0.lock');
    mkdirSync(path.dirname(lock), { recursive: true });
    writeFileSync(lock, '');
    const refused = await ops(now, deliver('1.1.0'));
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('1.1.0.lock') });
    expect(refused.stderr).toContain('File exists');
    expect(refused.stderr).toMatch(/fix {2}End the other Git command; .* remove .*1\.1\.0\.lock/);
    rmSync(lock);
    expect((await ops(now, deliver('1.1.0'))).code).toBe(0);
  });

  it('for a hook is told with what the hook says', async () => {
    const hook = path.join(root, '.git/hooks/reference-transaction');
    mkdirSync(path.dirname(hook), { recursive: true });
    writeFileSync(hook, '#!/bin/sh\ncase $(cat) in *refs/heads/promote*) echo "Tuesdays only." >&2; exit 1;; esac\n');
    chmodSync(hook, 0o755);
    const refused = await ops(now, deliver('1.2.0'));
    rmSync(hook);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/Tuesdays only\..*hook/);
    expect(refused.stderr).toMatch(/fix {2}A hook of this repository refuses/);
    expect(git('for-each-ref', 'refs/heads/promote/sales-service/dev/1.2.0')).toBe('');
  });

  it('for a branch whose name is the beginning of the new one is told with how to find it', async () => {
    git('branch', 'promote/material-service', 'main');
    const refused = await ops(now, ['deliver', 'material-service', '--env', 'dev', '--version', '1.1.0', '--digest', digestOf('1')]);
    git('branch', '-D', 'promote/material-service');
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("'refs/heads/promote/material-service'") });
    expect(refused.stderr).toContain('git branch --list');
  });

  it.each([
    ["fatal: Unable to create '/a/.git/index.lock': File exists.", 'remove /a/.git/index.lock'],
    ["error: cannot lock ref 'refs/heads/a/b': 'refs/heads/a' exists; cannot create 'refs/heads/a/b'", 'git branch --list'],
    ['fatal: ref updates aborted by hook', 'A hook'],
    ['error: file write error: No space left on device', 'Make room'],
    ['error: insufficient permission for adding an object to repository database .git/objects', 'the right to write'],
    ["fatal: unable to auto-detect email address (got 'a@b.(none)')", 'git config user.name'],
    ['fatal: something else', 'Put right what Git says'],
  ])('has a remedy: %s', (words, remedy) => {
    expect(remedyOf(words)).toContain(remedy);
    expect(wordsOf(words)).toBe(words.replace(/^(?:fatal|error): /, ''));
  });
});

describe('times', () => {
  it.each([
    ['hold', ['hold', 'sales-service', '--env', 'dev', '--reason', 'x', '--until', '99999999d']],
    ['scale', ['scale', 'sales-service', '--env', 'production', '--min', '7', '--reason', 'x', '--until', '999999999999999999999d']],
    ['freeze', ['freeze', '--env', 'production', '--from', '99999999999h', '--to', '999999999999h', '--reason', 'x']],
    ['rollback', ['rollback', 'sales-service', '--env', 'dev', '--reason', 'x', '--hold-until', '9999999999m']],
  ])('out of range are told in three lines by %s', async (_, args) => {
    const { code, stderr } = await ops(now, args);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/^error {2}".*" from now is past the year 9999\.\n {2}at {3}--/),
    });
  });

  it('of a test are told on standard error, and none is not', async () => {
    const { stderr, stdout } = await runScript(root, 'ops', ['status', '--json'], { env: { OPS_NOW: now } });
    expect(stderr).toBe(`note   OPS_NOW is set: gates and commits of this command take it to be ${now}.\n`);
    expect(() => JSON.parse(stdout)).not.toThrow();
    expect((await runScript(root, 'ops', ['status', '--json'])).stderr).toBe('');
    const wrong = await runScript(root, 'ops', ['status'], { env: { OPS_NOW: '2026-02-30T00:00Z' } });
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('"2026-02-30T00:00Z" is no time.') });
  });
});
