import { describe, expect, it } from 'vitest';
import { digestOf, opsRepository } from '../support/ops.ts';
import { runScript } from '../support/repository.ts';

const { root, ops, git, merge } = opsRepository('2026-11-01T00:00Z');
const now = '2026-11-02T00:00Z';

/** What the checks of a pull request say of the documents of what is checked out. */
async function stale(): Promise<readonly string[]> {
  const checks = [
    ['topology', '--check'],
    ['conformance', '--check'],
    ['docs', '--check'],
    ['generate', '--check'],
  ] as const;
  const said = [];
  for (const [script, ...args] of checks) {
    const { stdout, stderr } = await runScript(root, script, args);
    said.push(...`${stdout}${stderr}`.split('\n').filter((line) => /^stale|is not what the requirements|^missing|^orphaned/.test(line)));
  }
  return said;
}

describe('a service that is new', () => {
  it('leaves nothing stale when it is written and built, when it comes to its first environment, and when it goes', async () => {
    expect((await runScript(root, 'ops', ['new', 'service', 'inventory-service'])).code).toBe(0);
    expect(await runScript(root, 'build')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^draw /m) });
    git('add', '--all');
    git('commit', '--quiet', '--message', 'A service');
    expect(await stale()).toEqual([]);

    const args = ['deliver', 'inventory-service', '--env', 'dev', '--version', '0.1.0', '--digest', digestOf('1')];
    expect(await ops(now, args)).toMatchObject({ code: 0 });
    const branch = 'promote/inventory-service/dev/0.1.0';
    expect(git('diff', '--name-only', 'main', branch).split('\n')).toEqual(expect.arrayContaining(['docs/topology/dev.svg']));
    merge(now, branch);
    expect(await stale()).toEqual([]);

    const removed = await ops(now, ['remove', 'inventory-service', '--env', 'dev', '--reason', 'x', '--json']);
    expect(removed.code).toBe(0);
    merge(now, (JSON.parse(removed.stdout) as { readonly branch: string }).branch);
    expect(await stale()).toEqual([]);
  });

  it('is drawn by the next build where somebody wrote over a picture', async () => {
    const { writeFileSync } = await import('node:fs');
    writeFileSync(`${root}/docs/topology/dev.svg`, '<svg/>\n');
    writeFileSync(`${root}/docs/conformance.md`, 'nothing\n');
    writeFileSync(`${root}/policies/RULES.md`, 'nothing\n');
    expect((await runScript(root, 'build')).stdout).toMatch(/^draw .* 3 stale documents/m);
    expect(git('status', '--porcelain')).toBe('');
  });
});
