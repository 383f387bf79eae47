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

describe('a command that is at work in its temporary place', () => {
  it.each<NodeJS.Signals>(['SIGTERM', 'SIGINT'])('is ended by %s, and leaves neither its place nor a branch', async (signal) => {
    const folder = path.join(folderWith({}), 'temporary');
    mkdirSync(folder);
    const places = () => readdirSync(folder).filter((name) => name.startsWith('erp-gitops-ops-'));
    const refs = () => git('for-each-ref', 'refs/heads');
    const before = refs();
    const args = ['deliver', 'sales-service', '--env', 'dev', '--version', '1.1.0', '--digest', digestOf('1')];
    const child = spawn(process.execPath, [...startOfCopy, 'scripts/ops.ts', ...args], {
      cwd: root,
      env: { ...process.env, TMPDIR: folder, OPS_NOW: '2026-11-02T00:00Z' },
      stdio: 'ignore',
    });
    const ended = once(child, 'close');
    while (places().length === 0 && child.exitCode === null) await wait(5);
    child.kill(signal);
    expect({ ended: await ended, places: places(), refs: refs() }).toEqual({ ended: [null, signal], places: [], refs: before });
  });
});
