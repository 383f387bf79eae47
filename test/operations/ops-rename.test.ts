import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestOf, opsRepository } from '../support/ops.ts';
import { runScript } from '../support/repository.ts';

const { root, ops, git, merge } = opsRepository('2026-11-02T08:00Z');
const rename = (...more: readonly string[]) => ['rename', 'material-service', 'stock-service', '--reason', 'its name', ...more];
const file = (name: string) => path.join(root, 'generators/catalog', name);
/** The branch that a command made last. */
const newest = () =>
  git('for-each-ref', '--sort=-committerdate', '--format=%(refname:short)', '--no-merged=main', 'refs/heads').split('\n')[0] ?? '';
const check = async (now: string) =>
  JSON.parse((await ops(now, ['check', '--base', 'main', '--json'])).stdout).findings as readonly { message: string }[];
const committed = async (now: string, branch: string) => {
  git('switch', '--quiet', '--force', branch);
  expect(await check(now)).toEqual([]);
  const { code, stderr } = await runScript(root, 'generate', ['--check']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
};

describe('a service that is called gets another name in steps', () => {
  it('first runs under both, the old one as before', async () => {
    const { code, stderr, stdout } = await ops('2026-11-03T08:00Z', rename('--beside'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(
      'Before the merge: copy what Vault has for material-service to the path of stock-service, in every environment.',
    );
    await committed('2026-11-03T08:05Z', 'rename/material-service/stock-service/beside');
    expect(git('diff', '--name-status', 'main', '--', 'generators/catalog').split('\n')).toEqual([
      'A\tgenerators/catalog/releases/dev/stock-service.yaml',
      'A\tgenerators/catalog/releases/production/stock-service.yaml',
      'A\tgenerators/catalog/releases/staging/stock-service.yaml',
      'A\tgenerators/catalog/releases/test/stock-service.yaml',
      'A\tgenerators/catalog/services/stock-service.ts',
    ]);
    merge('2026-11-03T09:00Z', 'rename/material-service/stock-service/beside');
  });

  it('goes no further while both run other builds', async () => {
    const delivery = ['deliver', 'material-service', '--env', 'dev', '--version', '1.1.0', '--digest', digestOf('1')];
    expect((await ops('2026-11-03T10:00Z', delivery)).code).toBe(0);
    merge('2026-11-03T10:10Z', newest());
    const { code, stderr } = await ops('2026-11-03T11:00Z', rename());
    expect([code, stderr.split('\n')[0]]).toEqual([3, 'error  In dev stock-service runs 1.0.0, where material-service runs 1.1.0.']);
    const same = ['deliver', 'stock-service', '--env', 'dev', '--version', '1.1.0', '--digest', digestOf('1')];
    expect((await ops('2026-11-03T12:00Z', same)).code).toBe(0);
    merge('2026-11-03T12:10Z', newest());
  });

  it('then has its callers', async () => {
    const { code, stderr } = await ops('2026-11-03T13:00Z', rename());
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await committed('2026-11-03T13:05Z', 'rename/material-service/stock-service/callers');
    expect(git('diff', '--name-only', 'main', '--', 'generators/catalog')).toBe('generators/catalog/services/sales-service.ts');
    expect(readFileSync(file('services/sales-service.ts'), 'utf8')).toContain("calls: ['financial-service', 'stock-service']");
    merge('2026-11-03T14:00Z', 'rename/material-service/stock-service/callers');
  });

  it('and at last the new name alone, with its topic and its user in their place', async () => {
    const { code, stderr } = await ops('2026-11-03T15:00Z', rename());
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await committed('2026-11-03T15:05Z', 'rename/material-service/stock-service/end');
    expect(existsSync(file('services/material-service.ts'))).toBe(false);
    // Who says it is another file; what is said is the same.
    const data = ['base', 'overlays/dev', 'overlays/production'].map((folder) => `${folder}/material-service-data`);
    const lines = git('diff', '--unified=0', 'main', '--', ...data).split('\n');
    expect(lines.filter((line) => /^[+-](?![+-])/.test(line) && !line.includes('# Generated from'))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('+#')).length).toBeGreaterThan(5);
    merge('2026-11-03T16:00Z', 'rename/material-service/stock-service/end');
  });
});

it('a name that another service has is refused, and says so', async () => {
  const { code, stderr } = await ops('2026-11-04T08:00Z', ['rename', 'sales-service', 'financial-service', '--reason', 'x']);
  expect([code, stderr.split('\n')[0]]).toEqual([2, 'error  "financial-service" is a service already.']);
});

it('in a freeze a step is refused, and passes with an incident, which thaws all of the environment', async () => {
  const freeze = [
    'freeze',
    '--env',
    'production',
    '--name',
    'audit',
    '--from',
    '2026-11-05T00:00Z',
    '--to',
    '2026-11-07T00:00Z',
    '--reason',
    'x',
  ];
  expect((await ops('2026-11-04T09:00Z', freeze)).code).toBe(0);
  merge('2026-11-04T09:10Z', newest());
  const asked = ['rename', 'sales-service', 'orders-service', '--beside', '--reason', 'x'];
  const refused = await ops('2026-11-05T08:00Z', asked);
  expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('(gate: freeze)')]);
  const { code, stderr } = await ops('2026-11-05T08:00Z', [...asked, '--incident', 'INC-7']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  git('switch', '--quiet', '--force', 'rename/sales-service/orders-service/beside');
  expect(git('diff', '--name-only', 'main', '--', 'generators/catalog/thaws')).toMatch(/^generators\/catalog\/thaws\/production\/inc-7-/);
  expect(await check('2026-11-05T08:05Z')).toEqual([]);
  git('switch', '--quiet', 'main');
});

describe('what a service had under its old name', () => {
  const deliver = async (now: string, version: string, digit: string, ...more: readonly string[]) => {
    const { code, stderr } = await ops(now, [
      'deliver',
      'sales-service',
      '--env',
      'dev',
      '--version',
      version,
      '--digest',
      digestOf(digit),
      ...more,
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    merge(now, newest());
  };
  const rollback = (...more: readonly string[]) => ['rollback', 'order-desk', '--env', 'dev', '--reason', 'x', ...more];

  it('it may go back to under its new one', async () => {
    await deliver('2026-11-10T08:00Z', '1.1.0', 'a', '--forward-only', 'drops a column');
    await deliver('2026-11-10T09:00Z', '1.2.0', 'b');
    const renamed = await ops('2026-11-10T10:00Z', ['rename', 'sales-service', 'order-desk', '--reason', 'x']);
    expect({ code: renamed.code, stderr: renamed.stderr }).toEqual({ code: 0, stderr: '' });
    await committed('2026-11-10T10:05Z', 'rename/sales-service/order-desk');
    merge('2026-11-10T11:00Z', 'rename/sales-service/order-desk');

    const { code, stderr } = await ops('2026-11-10T12:00Z', rollback());
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    git('switch', '--quiet', '--force', newest());
    expect(git('log', '-1', '--format=%s')).toBe('rollback(order-desk): dev 1.2.0 -> 1.1.0');
    expect(await check('2026-11-10T12:05Z')).toEqual([]);
    git('switch', '--quiet', 'main');
  });

  it('but not past a change of the database for good', async () => {
    const { code, stderr } = await ops('2026-11-10T13:00Z', rollback('--to', '1.0.0'));
    expect([code, stderr.split('\n')[0]]).toEqual([
      3,
      'error  Between order-desk 1.0.0 and 1.2.0 of dev the database changed for good: 1.1.0 (drops a column).',
    ]);
  });
});

it('a service that its file alone deploys has another name wherever it runs, and nobody is asked about a new build', async () => {
  git('switch', '--quiet', '--force', 'main');
  const build = `{ version: '1.0.0', digest: '${digestOf('c')}' }`;
  const text = `import { defineService } from '../../model/service.ts';\n\nexport default defineService({\n  name: 'payroll',\n  title: { en: 'Pay', zh: '薪资' },\n  uses: [],\n  secrets: {},\n  initialRelease: ${build},\n});\n`;
  writeFileSync(file('services/payroll.ts'), text);
  const generated = await runScript(root, 'generate');
  expect({ code: generated.code, stderr: generated.stderr }).toEqual({ code: 0, stderr: '' });
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Payroll');
  const { code, stderr } = await ops('2026-11-11T08:00Z', ['rename', 'payroll', 'pay-desk', '--reason', 'x']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  await committed('2026-11-11T08:05Z', 'rename/payroll/pay-desk');
  expect(git('log', '-1', '--format=%(trailers:key=Environment,valueonly,separator=%x20)')).toBe('dev production staging test');
  git('switch', '--quiet', 'main');
});
