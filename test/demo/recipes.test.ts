import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPage } from '../handbook/pages.ts';
import { folderWith } from '../support/folder.ts';
import { opsRepository } from '../support/ops.ts';
import { run } from '../support/process.ts';
import { runScript } from '../support/repository.ts';

/** The commands of the README's recipes, as words. */
function recipes(readme: string): readonly (readonly string[])[] {
  return readPage(readme, readFileSync(readme, 'utf8'))
    .blocks.filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.split('\n'))
    .flatMap((line) => /^npm run ops -- (.*)$/.exec(line)?.slice(1) ?? [])
    .map((line) =>
      [...line.replace('<64 digits>', 'a'.repeat(64)).matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word = '']) => quoted ?? word),
    );
}

const all = recipes('README.md');
/** What cannot be tried here, and why. */
const elsewhere: Readonly<Record<string, string>> = {
  local: 'needs a cluster of the machine: test/local',
  doctor: 'looks at the machine, or at a cluster: test/operations',
  preview: 'shows a branch, and there is none: test/preview',
};
/** What only shows. */
const shows = ['status', 'lifetimes', 'explain', 'diff'];
const isElsewhere = (words: readonly string[]) => Object.keys(elsewhere).some((name) => words.join(' ').startsWith(name));
const now = '2026-12-10T09:00Z';
/** Hours after which somebody types it, where that is not an hour after the one before: in the freeze of a recipe, and when that is over. */
const later: Readonly<Record<string, number>> = { thaw: 4 * 24, emergency: 4 * 24 + 1, hold: 7 * 24, tidy: 9 * 24 };

function at(hours: number): string {
  return `${new Date(Date.parse(now.replace('Z', ':00Z')) + hours * 3_600_000).toISOString().slice(0, 16)}Z`;
}

describe('the recipes of the README, in the repository that "npm run demo -- --keep" makes', () => {
  const { root, git } = opsRepository('2026-10-01T00:00Z');
  const parent = folderWith({});
  const tutorial = path.join(parent, 'tutorial');

  beforeAll(async () => {
    const before = [git('for-each-ref'), git('status', '--porcelain')];
    const { code, stdout, stderr } = await runScript(root, 'demo', ['--keep', tutorial], { env: { OPS_NOW: now } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('sales-service is 1.1.0 in production, and 1.1.1 in staging.');
    expect(readdirSync(parent)).toEqual(['tutorial']);
    expect([git('for-each-ref'), git('status', '--porcelain')]).toEqual(before);
  }, 300_000);

  it('are the same in both languages, and some twenty', () => {
    expect(recipes('README.zh-CN.md')).toEqual(all);
    expect(all.length).toBeGreaterThan(15);
  });

  it('needs nothing of the clone that it was made in but the packages', async () => {
    const { code, stdout } = await run('git', ['fsck', '--no-dangling'], { cwd: tutorial });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  });

  // In their order, each merged before the next: some need what one before has made.
  it.each(all.filter((words) => !isElsewhere(words)).map((words, index) => [words.join(' '), words, index] as const))(
    'npm run ops -- %s',
    { timeout: 120_000 },
    async (_, words, index) => {
      const [command = ''] = words;
      const when = at(later[command] ?? index);
      if (shows.includes(command)) {
        const { code, stdout } = await runScript(tutorial, 'ops', words, { env: { OPS_NOW: when } });
        expect({ code, says: stdout.trim() !== '' }).toEqual({ code: 0, says: true });
        return;
      }
      const { code, stdout } = await runScript(tutorial, 'ops', [...words, '--json'], { env: { OPS_NOW: when } });
      const { state, branch, error } = JSON.parse(stdout) as { state: string; branch: string; error?: unknown };
      expect({ code, state, error }).toEqual({ code: 0, state: 'made', error: undefined });
      const date = `${Date.parse(when.replace('Z', ':00Z')) / 1000} +0000`;
      const env = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
      expect(await run('git', ['merge', '--quiet', '--no-ff', '--no-edit', branch], { cwd: tutorial, env })).toMatchObject({ code: 0 });
    },
  );
});
