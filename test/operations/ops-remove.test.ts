import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { opsRepository } from '../support/ops.ts';
import { runScript } from '../support/repository.ts';

const since = '2026-11-02T08:00Z';
const { root, ops, git, merge } = opsRepository(since);
const remove = (env: string | undefined, ...more: readonly string[]) => [
  'remove',
  'sales-service',
  ...(env === undefined ? [] : ['--env', env]),
  '--reason',
  'sold',
  ...more,
];
const check = async (now: string) =>
  JSON.parse((await ops(now, ['check', '--base', 'main', '--json'])).stdout).findings as readonly { message: string }[];

describe('a service ends', () => {
  it('not in an environment before those that versions pass first', async () => {
    const { code, stderr } = await ops('2026-11-03T08:00Z', remove('production'));
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr:
        'error  sales-service still runs in dev, test, staging; it ends in production after that.\n' +
        '  at   production (gate: order)\n' +
        '  fix  End it there first, and merge that: npm run ops -- remove sales-service --env dev --reason <why>\n',
    });
  });

  it('nor by its file, while it runs', async () => {
    const { code, stderr } = await ops('2026-11-03T08:00Z', remove(undefined));
    expect([code, stderr.split('\n')[0]]).toEqual([3, 'error  sales-service still runs in dev.']);
  });

  it('first in dev, with one commit that says what ends, passes the check and builds', async () => {
    const { code, stderr } = await ops('2026-11-03T08:00Z', remove('dev'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    git('switch', '--quiet', 'retire/sales-service/dev');
    expect(readFileSync(path.join(root, 'generators/catalog/retired/dev/sales-service.yaml'), 'utf8')).toBe(
      '# Written by "npm run ops". Change it with a command: "npm run ops -- --help".\n' +
        'reason: sold\nends:\n  - Application sales-service-data-dev\n  - Application sales-service-dev\n  - database sales_db\n  - topic sales.order.confirmed\nuntil: 2026-12-03T08:00Z\n',
    );
    expect(existsSync(path.join(root, 'generators/catalog/releases/dev/sales-service.yaml'))).toBe(false);
    expect(await check('2026-11-03T08:05Z')).toEqual([]);
    const generated = await runScript(root, 'generate', []);
    expect({ code: generated.code, stderr: generated.stderr }).toEqual({ code: 0, stderr: '' });
    expect(git('status', '--porcelain')).toBe('');
    // The same without its declaration.
    git('rm', '--quiet', 'generators/catalog/retired/dev/sales-service.yaml');
    const undeclared = await runScript(root, 'generate', ['--check']);
    expect([undeclared.code, undeclared.stderr.split('\n')[0]]).toEqual([
      3,
      'error  The Application "sales-service-data-dev" disappears from dev, with all that it deployed, and nothing in the catalog says that it ends.',
    ]);
    git('reset', '--quiet', '--hard');
    merge('2026-11-03T09:00Z', 'retire/sales-service/dev');
  });

  it('in test only when it has been gone from dev for as long as a version would have to run there', async () => {
    const early = await ops('2026-11-03T09:30Z', remove('test'));
    expect([early.code, early.stderr.split('\n')[0]]).toEqual([3, 'error  sales-service has been gone from dev for 30m, not for 1h.']);
    expect((await ops('2026-11-03T10:00Z', remove('test'))).code).toBe(0);
    merge('2026-11-03T11:00Z', 'retire/sales-service/test');
  });

  it('by hand no sooner', async () => {
    git('switch', '--quiet', '--create', 'by-hand');
    git('rm', '--quiet', 'generators/catalog/releases/production/sales-service.yaml');
    git('commit', '--quiet', '--message', 'It goes');
    expect((await check('2026-11-03T12:00Z')).map(({ message }) => message)).toEqual([
      'sales-service still runs in staging; it ends in production after that.',
    ]);
    git('switch', '--quiet', 'main');
  });

  it('everywhere, and at last its file goes', async () => {
    expect((await ops('2026-11-04T08:00Z', remove('staging'))).code).toBe(0);
    merge('2026-11-04T09:00Z', 'retire/sales-service/staging');
    expect((await ops('2026-11-06T08:00Z', remove('production'))).code).toBe(0);
    merge('2026-11-06T09:00Z', 'retire/sales-service/production');
    const last = await ops('2026-11-06T10:00Z', remove(undefined));
    expect({ code: last.code, stderr: last.stderr }).toEqual({ code: 0, stderr: '' });
    git('switch', '--quiet', 'retire/sales-service/file');
    const { code, stderr } = await runScript(root, 'generate', ['--check']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await check('2026-11-06T10:00Z')).toEqual([]);
  });
});

it('has another name with one commit that passes the check and builds, and its topic keeps its place', async () => {
  git('switch', '--quiet', '--force', 'main');
  const { code, stderr } = await ops('2026-11-10T08:00Z', ['rename', 'material-service', 'stock-service', '--reason', 'its name']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  git('switch', '--quiet', 'rename/material-service/stock-service');
  const text = readFileSync(path.join(root, 'generators/catalog/services/stock-service.ts'), 'utf8');
  expect(text).toContain("  name: 'stock-service',\n  formerly: ['material-service'],\n  image: 'material-service',\n");
  expect(await check('2026-11-10T08:05Z')).toEqual([]);
  const generated = await runScript(root, 'generate', ['--check']);
  expect({ code: generated.code, stderr: generated.stderr }).toEqual({ code: 0, stderr: '' });
  expect(existsSync(path.join(root, 'base/material-service-data/kafka-topic.yaml'))).toBe(true);
  // The same without the word for it.
  writeFileSync(path.join(root, 'generators/catalog/services/stock-service.ts'), text.replace(/ *formerly: .*\n/, ''));
  expect((await runScript(root, 'generate', ['--check'])).code).toBe(3);
  git('checkout', '--quiet', '.');
  git('switch', '--quiet', 'main');
});

describe('a service with an initialRelease', () => {
  const build = (version: string) => `initialRelease: { version: '${version}', digest: 'sha256:${'ab'.repeat(32)}' },`;
  const file = (more: string) =>
    `import { defineService } from '../../model/service.ts';\n\nexport default defineService({\n  name: 'payroll',\n  title: { en: 'Pay', zh: '薪资' },\n  uses: [],\n  secrets: {},\n  ${more}\n});\n`;
  const commit = (text: string) => {
    writeFileSync(path.join(root, 'generators/catalog/services/payroll.ts'), text);
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Payroll');
  };

  it('does not come to an environment with a gate by that', async () => {
    git('switch', '--quiet', '--force', '--create', 'payroll', 'main');
    commit(file(build('1.0.0')));
    expect((await check('2026-11-10T08:00Z')).map(({ message }) => message)).toEqual([
      'By its initialRelease payroll 1.0.0 would come to test, staging, production, past order and soak.',
    ]);
    commit(file(''));
    expect(await check('2026-11-10T08:00Z')).toEqual([]);
  });

  it('that is there already may stay, but not change', async () => {
    git('switch', '--quiet', 'main');
    commit(file(build('1.0.0')));
    git('switch', '--quiet', '--create', 'payroll-two');
    expect(await check('2026-11-10T08:00Z')).toEqual([]);
    commit(file(build('1.1.0')));
    expect((await check('2026-11-10T08:00Z')).map(({ message }) => message)).toEqual([
      'By its initialRelease payroll 1.1.0 would come to test, staging, production, past order and soak.',
    ]);
  });
});

it('a service that its file alone deploys ends in the same order', async () => {
  git('switch', '--quiet', '--force', 'main');
  const places = ['dev', 'test', 'staging', 'production'].map((name) => `overlays/${name}/payroll/kustomization.yaml`);
  for (const place of places) {
    mkdirSync(path.join(root, path.dirname(place)), { recursive: true });
    writeFileSync(path.join(root, place), 'resources: []\n');
  }
  git('add', '--all');
  git('commit', '--quiet', '--message', 'As it is built');
  git('switch', '--quiet', '--create', 'payroll-ends');
  git('rm', '--quiet', 'generators/catalog/services/payroll.ts', ...places);
  git('commit', '--quiet', '--message', 'It goes');
  const ends = (await check('2026-11-10T08:00Z')).map(({ message }) => message).filter((message) => message.includes('ends in'));
  expect(ends.toSorted()).toEqual([
    'payroll still runs in dev, test, staging; it ends in production after that.',
    'payroll still runs in dev, test; it ends in staging after that.',
    'payroll still runs in dev; it ends in test after that.',
  ]);
  git('switch', '--quiet', 'main');
});

it('says when there is nothing to compare with', async () => {
  git('switch', '--quiet', '--orphan', 'elsewhere');
  git('checkout', '--quiet', 'main', '--', '.');
  git('branch', '--quiet', '--delete', '--force', 'main');
  writeFileSync(path.join(root, 'note'), '');
  const { stderr } = await runScript(root, 'generate', ['--check']);
  expect(stderr).toMatch(/^warning {2}Nothing was compared with what is committed, so a topic, .* may disappear unseen: /);
});
