import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../support/folder.ts';
import { digestOf, opsRepository } from '../support/ops.ts';
import { startOfCopy } from '../support/start.ts';

const { root, git } = opsRepository('2026-11-01T00:00Z');

/** Runs a program until it has a temporary place, sends it a signal, and says how it ended and what it left. */
async function interrupted(signal: NodeJS.Signals, program: readonly string[]) {
  const folder = path.join(folderWith({}), 'temporary');
  mkdirSync(folder);
  const places = () => readdirSync(folder).filter((name) => name.startsWith('erp-gitops-'));
  const child = spawn(process.execPath, [...startOfCopy, ...program], {
    cwd: root,
    env: { ...process.env, TMPDIR: folder, OPS_NOW: '2026-11-02T00:00Z' },
    stdio: 'ignore',
  });
  const ended = once(child, 'close');
  while (places().length === 0 && child.exitCode === null) await wait(5);
  child.kill(signal);
  return { ended: await ended, places: places() };
}

describe('a program that is ended by Ctrl-C', () => {
  it.each([
    ['build', ['scripts/build.ts', '--fresh']],
    ['prove', ['scripts/prove.ts']],
    ['lint:policies', ['scripts/lint-policies.ts', '--env', 'dev']],
    ['validate', ['scripts/validate.ts']],
    ['ops preview', ['scripts/ops.ts', 'preview', '--base', 'HEAD', '--head', 'HEAD']],
  ])('%s ends with 130, and leaves nothing in the folder of temporary files, nor a file that is half written', async (_, program) => {
    expect(await interrupted('SIGINT', program)).toEqual({ ended: [130, null], places: [] });
    expect(git('status', '--porcelain')).toBe('');
  });
});

describe('a command that is at work in its temporary place', () => {
  it.each<NodeJS.Signals>(['SIGTERM', 'SIGINT'])('is ended by %s, and leaves neither its place nor a branch', async (signal) => {
    const refs = () => git('for-each-ref', 'refs/heads');
    const before = refs();
    const args = ['deliver', 'sales-service', '--env', 'dev', '--version', '1.1.0', '--digest', digestOf('1')];
    const code = signal === 'SIGINT' ? 130 : 143;
    expect(await interrupted(signal, ['scripts/ops.ts', ...args])).toEqual({ ended: [code, null], places: [] });
    expect(refs()).toBe(before);
  });
});
