import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { castOf } from '../../scripts/demo/cast.ts';
import { UserError } from '../../scripts/terminal/errors.ts';
import { catalog, environment } from '../support/catalog.ts';
import { folderWith } from '../support/folder.ts';
import { opsRepository } from '../support/ops.ts';
import { runScript } from '../support/repository.ts';
import { startOfCopy } from '../support/start.ts';

const { root, git } = opsRepository('2026-11-01T00:00Z');

/** All that the demo must leave as it is. */
const state = () => [git('for-each-ref'), git('status', '--porcelain', '--ignored'), git('rev-parse', 'HEAD'), git('config', '--list')];

describe('npm run demo', () => {
  it('plays the month to its end, as plain text in a pipe, and leaves nothing behind', { timeout: 600_000 }, async () => {
    const before = state();
    const temporary = folderWith({});
    const { code, stdout, stderr } = await runScript(root, 'demo', [], { env: { TMPDIR: temporary } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(readdirSync(temporary)).toEqual([]);
    expect(state()).toEqual(before);
    expect(stdout).not.toContain('\u001b');
    const gates = [...stdout.matchAll(/\(gate: (\w+)\)/g)].map((match) => match[1]);
    expect(gates).toEqual(['soak', 'hold', 'freeze']);
    for (const said of [
      'error  require-image-digest  Container "sales-service"',
      '2026-12-03',
      '$ ./erp rollback sales-service --env production --reason "5xx since 1.1.0"',
      'held       sales-service in staging until',
      'emergency  sales-service in production: INC-7',
    ])
      expect(stdout).toContain(said);
    // Every command has its reason above it.
    const lines = stdout.split('\n');
    const bare = lines.filter((line, index) => line.startsWith('$ ') && !/^\d\d:\d\d {2}[A-Z].*\.$/.test(lines[index - 1] ?? ''));
    expect(bare).toEqual([]);
    expect(lines.at(-2)).toMatch(/^That was a month in \d+ s: 2\d commands, 1[0-9] commits\. Nothing is left of it\.$/);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing behind after %s', { timeout: 120_000 }, async (signal) => {
    const before = state();
    const temporary = folderWith({});
    const child = spawn(process.execPath, [...startOfCopy, 'scripts/demo.ts'], { cwd: root, env: { ...process.env, TMPDIR: temporary } });
    const code = await new Promise((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes('./erp new service')) child.kill(signal);
      });
      child.on('close', resolve);
    });
    expect({ code, left: readdirSync(temporary) }).toEqual({ code: { SIGINT: 130, SIGTERM: 143 }[signal], left: [] });
    expect(state()).toEqual(before);
  });
});

it('says where there is nothing to play with', () => {
  const path = [environment('dev'), environment('production', { delivery: { from: 'dev', soakHours: 4, freezes: [] } })];
  const refusal = () => {
    try {
      castOf(root, catalog([], path));
    } catch (error) {
      if (error instanceof UserError) return error.lines.what;
    }
    return '';
  };
  expect(refusal()).toBe('The demo plays on a path of four environments, and this catalog has none.');
});
