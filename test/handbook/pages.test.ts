import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, it as always, describe, expect } from 'vitest';
import { itNeeds, programPath } from '../support/programs.ts';
import { npmProblems } from './npm-commands.ts';
import { anchorOf, englishPages, handbook, type Page, readPage, readPages } from './pages.ts';
import { syntaxProblems } from './queries.ts';
import { finished, scriptOf, shellBlocks } from './shell.ts';

const pages = readPages();
const english = englishPages(pages);
const scratch = mkdtempSync(path.join(tmpdir(), 'handbook-pages-'));
const languages = ['sh', 'sql', 'promql', 'logql', 'yaml', 'text'];

afterAll(() => rmSync(scratch, { recursive: true }));

describe('every page of the handbook', () => {
  always.each(english.map((page) => [page.name, page] as const))('%s says the same in both languages', (name, page) => {
    const chinese = pages.find((candidate) => candidate.name === name.replace(/\.md$/, '.zh-CN.md'));
    expect(chinese?.headings.map(({ depth }) => depth)).toEqual(page.headings.map(({ depth }) => depth));
    expect(chinese?.blocks.map(({ language, meta, text }) => ({ language, meta, text }))).toEqual(
      page.blocks.map(({ language, meta, text }) => ({ language, meta, text })),
    );
    expect(chinese?.links.map((link) => link.replace('.zh-CN.md', '.md').replace(/#.*/, ''))).toEqual(
      page.links.map((link) => link.replace(/#.*/, '')),
    );
    expect(chinese?.text).toMatch(/\p{Script=Han}/u);
    expect(chinese?.links.filter((link) => isOwn(link) && !link.includes('.zh-CN.md'))).toEqual([]);
  });

  always('in Chinese has one in English', () => {
    const names = pages.filter((page) => !english.includes(page)).map(({ name }) => name.replace('.zh-CN.md', '.md'));
    expect(names.sort()).toEqual(english.map(({ name }) => name).sort());
  });

  always.each(pages.map((page) => [page.name, page] as const))('%s has one title, and links that lead somewhere', (_, page) => {
    expect(page.headings.filter(({ depth }) => depth === 1)).toHaveLength(1);
    expect(deadLinks(page)).toEqual([]);
  });

  always.each(pages.map((page) => [page.name, page] as const))('%s has blocks of known languages', (_, page) => {
    expect(page.blocks.filter(({ language }) => !languages.includes(language)).map(({ line }) => line)).toEqual([]);
  });

  always('is in the index, in both languages', () => {
    for (const [index, others] of [
      ['README.md', english],
      ['README.zh-CN.md', pages.filter((page) => !english.includes(page))],
    ] as const) {
      const linked = pages.find(({ name }) => name === index)?.links ?? [];
      expect(others.filter(({ name }) => !name.startsWith('README.') && !linked.includes(name)).map(({ name }) => name)).toEqual([]);
    }
  });
});

describe('queries', () => {
  const queries = english.flatMap((page) =>
    page.blocks.filter(({ language }) => /^(prom|log)ql$/.test(language)).map((block) => ({ page, block })),
  );
  always.each(queries.map(({ page, block }) => [`${page.name}:${block.line}`, block] as const))('%s is well formed', (_, block) => {
    expect(syntaxProblems(block.language, block.text)).toEqual([]);
  });

  always.each([
    ['promql', 'sum by (app (rate(http_requests_total[5m]))'],
    ['promql', 'rate(http_requests_total{namespace=})'],
    ['logql', '{namespace="erp-prod"} | json | level=error"'],
    ['logql', '{namespace="erp-prod" |= "x"'],
  ])('in %s are found wrong: %s', (language, text) => {
    expect(syntaxProblems(language, text)).not.toEqual([]);
  });
});

describe('commands of npm', () => {
  always.each(english.map((page) => [page.name, page] as const))('of %s exist, with their options', async (_, page) => {
    expect(await npmProblems(page)).toEqual([]);
  });

  always('are found wrong: a script, a command and an option that do not exist', async () => {
    const page = pageOf('npm run deploy\nnpm run restore -- --environment production\nnpm run generate -- --check');
    expect(await npmProblems(page)).toEqual(['there is no script "deploy": npm run deploy', '"restore" has no option --environment']);
  });
});

describe('shell blocks', () => {
  const it = itNeeds('shellcheck');
  it.each(english.filter((page) => shellBlocks(page).length > 0).map((page) => [page.name, page] as const))(
    'of %s pass ShellCheck',
    async (name, page) => {
      const file = path.join(scratch, name.replace(/md$/, 'sh'));
      writeFileSync(file, `#!/bin/bash\n${scriptOf(page)}`);
      // Variables in single quotes are meant for the shell in the container.
      const { stdout } = await finished(programPath('shellcheck') ?? '', ['--format=gcc', '--exclude=SC2016', file], {
        cwd: scratch,
        env: { LC_ALL: 'C.UTF-8' },
      });
      expect(stdout).toBe('');
    },
  );
});

describe('links', () => {
  always('are found dead: a file and a heading that do not exist', () => {
    const page = readPage(
      'rollback.md',
      '# Title\n[a](none.md) [b](deploy.md#nowhere) [c](#title) [d](../backup.md) [e](https://git.example.com/x)',
    );
    expect(deadLinks(page)).toEqual(['none.md', 'deploy.md#nowhere']);
  });
});

function isOwn(link: string): boolean {
  return /^[\w-]+(\.zh-CN)?\.md/.test(link);
}

function deadLinks(page: Page): readonly string[] {
  return page.links.filter((link) => {
    if (/^https:/.test(link)) return false;
    const [file = '', fragment] = link.split('#');
    const target = file === '' ? page.name : file;
    if (!existsSync(path.join(handbook, target))) return true;
    if (fragment === undefined) return false;
    const headings = target === page.name ? page.headings : (pages.find(({ name }) => name === target)?.headings ?? []);
    return !headings.some(({ anchor }) => anchor === decodeURIComponent(fragment));
  });
}

function pageOf(commands: string): Page {
  return readPage('example.md', `# Example\n\n\`\`\`sh\n${commands}\n\`\`\`\n`);
}

always('anchors are those of Git hosts', () => {
  expect(['In an emergency', 'It crashes!', 'HighCPUUsage', '紧急情况'].map(anchorOf)).toEqual([
    'in-an-emergency',
    'it-crashes',
    'highcpuusage',
    '紧急情况',
  ]);
});
