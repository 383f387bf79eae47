import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { digestOf, opsRepository } from '../support/ops.ts';
import { runScript } from '../support/repository.ts';

const { root, ops, git, merge } = opsRepository('2026-11-02T08:00Z');
const file = 'generators/catalog/services/payroll.ts';
const remove = (...more: readonly string[]) => ['remove', 'payroll', '--reason', 'sold', ...more];
const check = async (now: string) =>
  JSON.parse((await ops(now, ['check', '--base', 'main', '--json'])).stdout).findings as readonly { message: string }[];

it('a service that its file alone deploys ends in one environment, and stays in the others as it is', async () => {
  writeFileSync(
    path.join(root, file),
    "import { defineService } from '../../model/service.ts';\n\nexport default defineService({\n  name: 'payroll',\n" +
      `  title: { en: 'Pay', zh: '薪资' },\n  uses: [],\n  secrets: {},\n  initialRelease: { version: '1.0.0', digest: '${digestOf('7')}' },\n});\n`,
  );
  expect((await runScript(root, 'generate', [])).code).toBe(0);
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Payroll');

  const early = await ops('2026-11-03T08:00Z', remove());
  expect([early.code, early.stderr.split('\n')[0]]).toEqual([3, 'error  payroll still runs in dev.']);
  const { code, stderr } = await ops('2026-11-03T08:00Z', remove('--env', 'dev'));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  git('switch', '--quiet', '--force', 'retire/payroll/dev');
  expect(git('diff', '--name-status', 'main', '--', 'generators/catalog').split('\n')).toEqual([
    'A\tgenerators/catalog/releases/production/payroll.yaml',
    'A\tgenerators/catalog/releases/staging/payroll.yaml',
    'A\tgenerators/catalog/releases/test/payroll.yaml',
    'A\tgenerators/catalog/retired/dev/payroll.yaml',
    'M\tgenerators/catalog/services/payroll.ts',
  ]);
  expect(readFileSync(path.join(root, file), 'utf8')).not.toContain('initialRelease');
  expect(git('diff', '--name-only', 'main', '--', 'base', 'overlays/test', 'overlays/staging', 'overlays/production')).toBe('');
  expect(await check('2026-11-03T08:05Z')).toEqual([]);
  const checked = await runScript(root, 'generate', ['--check']);
  expect({ code: checked.code, stderr: checked.stderr }).toEqual({ code: 0, stderr: '' });
  merge('2026-11-03T09:00Z', 'retire/payroll/dev');
});

it('in a freeze an end is refused, and passes with an incident, which thaws the environment', async () => {
  const freeze = [
    'freeze',
    '--env',
    'test',
    '--name',
    'audit',
    '--from',
    '2026-11-04T00:00Z',
    '--to',
    '2026-11-07T00:00Z',
    '--reason',
    'x',
  ];
  expect((await ops('2026-11-03T10:00Z', freeze)).code).toBe(0);
  const branches = ['for-each-ref', '--sort=-committerdate', '--format=%(refname:short)', '--no-merged=main', 'refs/heads'];
  merge('2026-11-03T10:10Z', git(...branches).split('\n')[0] ?? '');
  const refused = await ops('2026-11-05T08:00Z', remove('--env', 'test'));
  expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('(gate: freeze)')]);
  const { code, stderr } = await ops('2026-11-05T08:00Z', remove('--env', 'test', '--incident', 'INC-9'));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  git('switch', '--quiet', '--force', 'retire/payroll/test');
  expect(git('log', '-1', '--format=%(trailers:key=Incident,valueonly)')).toBe('INC-9\n');
  expect(git('diff', '--name-only', 'main', '--', 'generators/catalog/thaws')).toMatch(/^generators\/catalog\/thaws\/test\/inc-9-/);
  expect(await check('2026-11-05T08:05Z')).toEqual([]);
});
