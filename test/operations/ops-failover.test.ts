import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { opsRepository } from '../support/ops.ts';
import { placedRepository } from '../support/placed-repository.ts';
import { runScript } from '../support/repository.ts';

const { root, ops, git, merge } = opsRepository('2026-11-02T08:00Z');
const file = 'generators/catalog/environments/production.ts';
const failover = (to: string, ...more: readonly string[]) => [
  'failover',
  'production',
  '--to',
  to,
  '--reason',
  'the region is lost',
  ...more,
];
const check = async (now: string) =>
  JSON.parse((await ops(now, ['check', '--base', 'main', '--json'])).stdout).findings as readonly { message: string }[];

beforeAll(async () => {
  expect(await ops('2026-11-03T08:00Z', failover('west'))).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'error  production has one cluster, which nothing can take the place of.\n' +
      '  at   generators/catalog/environments/production.ts > clusters\n' +
      '  fix  What a second one must say: docs/places.md. Where the region is lost without one: docs/runbooks/region-lost.md.\n',
  });
  await placedRepository(root);
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Production has a standby in the west');
}, 600_000);

describe('another place of production', () => {
  it('is named by what it is', async () => {
    const said = async (...args: readonly string[]) => {
      const { code, stderr } = await ops('2026-11-03T08:00Z', args);
      return [code, stderr];
    };
    expect(await said(...failover('wset'))).toEqual([
      2,
      'error  production has no place "wset".\n  at   --to\n  fix  Did you mean "west"? There are home, west.\n',
    ]);
    expect(await said('failover', 'production-west', '--to', 'home', '--reason', 'x')).toEqual([
      2,
      'error  production-west is the place "west" of production.\n  at   failover\n' +
        '  fix  Name the environment: npm run ops -- failover production --to west --reason <why>\n',
    ]);
    expect((await said('failover', 'prod', '--to', 'west', '--reason', 'x'))[0]).toBe(2);
  });

  it('that serves already goes on', async () => {
    const { code, stdout } = await ops('2026-11-03T08:00Z', failover('home'));
    expect([code, stdout]).toEqual([0, 'failover(production): home -> home\nIt is so already; nothing was changed.\n']);
  });

  it('does not begin with another version of a service', async () => {
    git('switch', '--quiet', '--create', 'behind');
    const release = path.join(root, 'generators/catalog/releases/production-west/sales-service.yaml');
    writeFileSync(release, `version: 0.9.0\ndigest: sha256:${'d'.repeat(64)}\n`);
    git('commit', '--quiet', '--all', '--message', 'West is behind');
    const { code, stderr } = await ops('2026-11-03T08:00Z', failover('west'));
    expect([code, stderr]).toEqual([
      3,
      'error  sales-service is 1.0.0 in production and 0.9.0 in production-west.\n' +
        '  at   production-west (gate: source)\n' +
        '  fix  Bring it there first: npm run ops -- promote sales-service --from production --to production-west\n',
    ]);
    git('switch', '--quiet', 'main');
  });

  it('does not serve where nobody could follow it', async () => {
    git('switch', '--quiet', '--create', 'unknown');
    const text = readFileSync(path.join(root, file), 'utf8');
    const last = text.lastIndexOf('archives:');
    writeFileSync(path.join(root, file), text.slice(0, last) + text.slice(last).replace(/archives: \{[^}]*\},?/, ''));
    git('commit', '--quiet', '--all', '--message', 'No UID');
    const { code, stderr } = await ops('2026-11-03T08:00Z', failover('west'));
    expect([code, stderr]).toEqual([
      3,
      'error  Nobody says where the archive of PostgreSQL "first" of west lies, so that no place could follow it.\n' +
        '  at   production-west (gate: place)\n' +
        "  fix  Write archives: { first: '<uid>' } into its cluster: kubectl -n erp-infra get postgresql -o jsonpath='{.items[*].metadata.uid}' says it there.\n",
    ]);
    git('switch', '--quiet', 'main');
  });

  it('does not serve in a freeze without an incident', async () => {
    const now = '2026-11-29T08:00Z';
    const { code, stderr } = await ops(now, failover('west'));
    expect([code, stderr.split('\n').filter((line) => line.startsWith('  at'))]).toEqual([
      3,
      ['  at   production-west (gate: freeze)', '  at   production-west (gate: freeze)'],
    ]);
    const thawed = await ops(now, failover('west', '--incident', 'INC-7', '--json'));
    expect([thawed.code, JSON.parse(thawed.stdout).files.filter((name: string) => name.includes('/thaws/')).length]).toEqual([0, 2]);
    git('switch', '--quiet', 'failover/production/west');
    expect(await check(now)).toEqual([]);
    git('switch', '--quiet', 'main');
    git('branch', '--quiet', '--delete', '--force', 'failover/production/west');
  });

  it('waits for no service that is held, where nothing else changes', async () => {
    const release = 'generators/catalog/releases/production/sales-service.yaml';
    const held = await ops('2026-11-03T08:00Z', ['hold', 'sales-service', '--env', 'production', '--reason', 'a fault', '--until', '7d']);
    expect(held.code).toBe(0);
    merge('2026-11-03T08:01Z', 'hold/sales-service/production/1.0.0');
    expect(readFileSync(path.join(root, release), 'utf8')).toContain('hold:');
    expect((await ops('2026-11-03T08:02Z', failover('west'))).code).toBe(0);
    git('switch', '--quiet', 'failover/production/west');
    expect(await check('2026-11-03T08:03Z')).toEqual([]);
    // The same with a change of the service.
    const code = path.join(root, 'generators/resources/asleep.ts');
    writeFileSync(code, `${readFileSync(code, 'utf8')}// It is another.\n`);
    git('add', '--all');
    git('commit', '--quiet', '--message', 'And something else');
    expect((await check('2026-11-03T08:03Z')).map(({ message }) => message)).toContain(
      'sales-service is held in production until 2026-11-10T08:00Z: a fault',
    );
    git('switch', '--quiet', 'main');
    git('branch', '--quiet', '--delete', '--force', 'failover/production/west');
  }, 600_000);

  it('serves by one line of the file, in one commit that passes the check and builds', async () => {
    const { code, stdout, stderr } = await ops('2026-11-03T08:00Z', failover('west', '--incident', 'INC-7'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('failover(production): home -> west\n');
    expect(stdout).toContain('Lost is what home wrote and west has not replayed');
    git('switch', '--quiet', 'failover/production/west');
    expect(
      git('diff', '--unified=0', 'main', '--', file)
        .split('\n')
        .filter((line) => /^[+-] /.test(line)),
    ).toEqual(["+  serving: 'west',"]);
    expect(git('log', '-1', '--format=%(trailers)')).toBe(
      'Environment: production\nIncident: INC-7\nFrom-Place: home\nTo-Place: west\nEnvironment: production-west\n',
    );
    expect(await check('2026-11-03T08:05Z')).toEqual([]);
    // What charts are told is another only where somebody renders them again.
    expect(git('diff', '--name-only', 'main', '--', 'argocd/*/applications', 'charts')).toBe('');
    for (const [script, args] of [
      ['generate', ['--check']],
      ['prove', []],
      ['lint-policies', []],
      ['docs', ['--check']],
    ] as const) {
      const ran = await runScript(root, script, args);
      expect([script, ran.code, ran.stderr]).toEqual([script, 0, '']);
    }
    merge('2026-11-03T09:00Z', 'failover/production/west');
  }, 600_000);

  it('and gives it back by taking the line away', async () => {
    const { code, stderr } = await ops('2026-11-10T08:00Z', failover('home'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    git('switch', '--quiet', 'failover/production/home');
    expect(
      git('diff', '--unified=0', 'main', '--', file)
        .split('\n')
        .filter((line) => /^[+-] /.test(line)),
    ).toEqual(["-  serving: 'west',"]);
    // What is over is told, and does not stop it.
    const [told, ...more] = await check('2026-11-10T08:05Z');
    expect([told, more]).toMatchObject([
      { kind: 'expiry', severity: 'warning', message: 'The hold of sales-service in production ended at 2026-11-10T08:00Z.' },
      [],
    ]);
  }, 600_000);
});
