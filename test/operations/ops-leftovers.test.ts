import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { addTo } from '../support/folder.ts';
import { digestOf, opsRepository } from '../support/ops.ts';
import { runScript } from '../support/repository.ts';

const { root, ops, git, merge } = opsRepository('2026-11-01T00:00Z');
const service = 'sales-service';
const start = git('rev-parse', 'HEAD');

afterEach(() => {
  git('switch', '--quiet', '--force', 'main');
  git('reset', '--quiet', '--hard', start);
  git('clean', '-fdq');
  for (const branch of git('for-each-ref', '--format=%(refname:short)', 'refs/heads').split('\n'))
    if (branch !== 'main') git('branch', '-qD', branch);
});

const emergency = (name: string, version: string, incident: string) => [
  ...['emergency', name, '--env', 'production', '--version', version, '--digest', digestOf('5')],
  ...['--incident', incident, '--reason', `a fix of ${name}`],
];

async function check(now: string, base: string) {
  const { code, stdout } = await ops(now, ['check', '--base', base, '--json']);
  const { findings } = JSON.parse(stdout) as { readonly findings: readonly { readonly severity: string; readonly message: string }[] };
  return { code, found: findings.map(({ severity, message }) => `${severity}: ${message}`) };
}

describe('what is over', { timeout: 400_000 }, () => {
  const now = '2026-12-15T02:10Z';
  const over = 'The scale of sales-service in production ended at 2026-12-13T02:00Z.';

  /** Scales a service, and comes back when that is over. */
  async function scaled() {
    const scale = ['scale', service, '--env', 'production', '--min', '12', '--until', '2026-12-13T02:00Z', '--reason', 'r'];
    expect((await ops('2026-12-10T02:00Z', scale)).code).toBe(0);
    merge('2026-12-10T03:00Z', `scale/${service}/production/12-20`);
  }

  async function of(branch: string, args: readonly string[]) {
    expect(await ops(now, args)).toMatchObject({ code: 0, stderr: '' });
    git('switch', '--quiet', branch);
    return check(now, 'main');
  }

  it('stops a change of the same service in the same environment, and no other; an emergency is told and not stopped', async () => {
    await scaled();
    git('switch', '--quiet', '--create', 'words');
    addTo(root, { 'docs/delivery.md': 'Words.\n' });
    git('commit', '--quiet', '--all', '--message', 'Words');
    expect(await check(now, 'main')).toEqual({ code: 0, found: [] });
    git('switch', '--quiet', 'main');
    const other = ['deliver', 'financial-service', '--env', 'dev', '--version', '1.1.0', '--digest', digestOf('1')];
    expect(await of('promote/financial-service/dev/1.1.0', other)).toEqual({ code: 0, found: [] });
    git('switch', '--quiet', 'main');
    expect(await of('promote/sales-service/dev/1.1.0', ['deliver', service, ...other.slice(2)])).toEqual({ code: 0, found: [] });
    git('switch', '--quiet', 'main');
    const same = ['set', service, 'maxReplicas', '30', '--env', 'production', '--reason', 'r'];
    expect(await of(`config/${service}/production/maxReplicas-30`, same)).toEqual({ code: 1, found: [`error: ${over}`] });
    git('switch', '--quiet', 'main');
    const urgent = await of(`emergency/${service}/production/1.1.2`, emergency(service, '1.1.2', 'INC-11'));
    expect(urgent).toEqual({ code: 0, found: [`warning: ${over}`, expect.stringContaining('for INC-11, but dev, test, staging')] });
    // What is over at all.
    git('switch', '--quiet', 'main');
    expect(await check(now, 'HEAD')).toEqual({ code: 1, found: [`error: ${over}`] });
  });

  it('is tidied without touching what is frozen', async () => {
    await scaled();
    const frozen = '2026-12-28T02:00Z';
    expect(JSON.parse((await ops(frozen, ['tidy', '--json'])).stdout)).toMatchObject({ state: 'unchanged' });
    expect(JSON.parse((await ops('2027-01-02T02:00Z', ['tidy', '--json', '--dry-run'])).stdout)).toMatchObject({ state: 'planned' });
  });
});

describe('two emergencies in one freeze', { timeout: 400_000 }, () => {
  const branches = [`emergency/${service}/production/1.1.2`, 'emergency/financial-service/production/1.2.0'] as const;

  async function made(one: string, other: string) {
    expect((await ops(one, emergency(service, '1.1.2', 'INC-11'))).code).toBe(0);
    expect((await ops(other, emergency('financial-service', '1.2.0', 'INC-12'))).code).toBe(0);
  }

  it('that are made side by side merge without a conflict, and what is generated is fresh', async () => {
    await made('2026-11-29T02:10Z', '2026-11-29T02:20Z');
    for (const branch of branches) {
      git('switch', '--quiet', branch);
      const { code, found } = await check('2026-11-29T02:30Z', 'main');
      expect({ code, errors: found.filter((text) => text.startsWith('error')) }).toEqual({ code: 0, errors: [] });
      merge('2026-11-29T02:30Z', branch);
    }
    expect(await runScript(root, 'generate', ['--check'])).toMatchObject({ code: 0, stderr: '' });
    const thaws = git('ls-files', 'generators/catalog/thaws').split('\n');
    expect(thaws.map((file) => readFileSync(path.join(root, file), 'utf8').split('\n').slice(1).join('\n'))).toEqual([
      "from: '2026-11-29T02:00Z'\nto: '2026-11-29T07:00Z'\nreason: a fix of sales-service\nincident: INC-11\n".replaceAll("'", ''),
      "from: '2026-11-29T02:00Z'\nto: '2026-11-29T07:00Z'\nreason: a fix of financial-service\nincident: INC-12\n".replaceAll("'", ''),
    ]);
    expect((await ops('2026-11-29T08:00Z', ['tidy'])).code).toBe(0);
    merge('2026-11-29T09:00Z', 'config/all/tidy/2026-11-29');
    expect(git('ls-files', 'generators/catalog/thaws')).toBe('');
  });

  it('of two hours meet in generated files only, which are generated again', async () => {
    await made('2026-11-29T02:50Z', '2026-11-29T03:10Z');
    merge('2026-11-29T03:20Z', branches[0]);
    expect(() => merge('2026-11-29T03:20Z', branches[1])).toThrow();
    const files = git('diff', '--name-only', '--diff-filter=U').split('\n');
    expect(files.filter((file) => !file.startsWith('argocd/production/projects/'))).toEqual([]);
    git('checkout', '--quiet', '--ours', '--', ...files);
    git('add', '--all');
    expect(await runScript(root, 'generate')).toMatchObject({ code: 0, stderr: '' });
    git('commit', '--quiet', '--all', '--no-edit');
    expect(await runScript(root, 'generate', ['--check'])).toMatchObject({ code: 0, stderr: '' });
  });
});
