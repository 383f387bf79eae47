import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const twinOf = (file: string) => file.replace(/\.md$/, '.zh-CN.md');
const isChinese = (file: string) => file.endsWith('.zh-CN.md');

/** Pages that stand in English only, and why. */
const alone: Readonly<Record<string, string>> = {
  'docs/conformance.md': 'a table of what the manual asks, by its English words, and of what the objects say',
  'docs/performance.md': 'written by npm run bench, which measures for long; its words are names of measurements',
  'docs/policy-coverage.md': 'a table of the checks of other tools, by their names, and of the reasons of rules, which are English',
  'docs/suites.md': 'written by npm run suites, which needs the suites of others; its words are names of checks',
};

const files = ['README.md', 'README.zh-CN.md', ...globSync('docs/*.md', { cwd: root })].sort();
const pairs = files.filter((file) => !isChinese(file) && existsSync(path.join(root, twinOf(file))));

describe('every page of docs/', () => {
  it('is there in both languages, or is one of those that have a reason', () => {
    expect(files.filter((file) => !isChinese(file) && !pairs.includes(file))).toEqual(Object.keys(alone));
    expect(files.filter((file) => isChinese(file) && !pairs.some((own) => twinOf(own) === file))).toEqual([]);
  });

  it.each(pairs)('%s says the same in both languages', (file) => {
    expect(shapeOf(twinOf(file))).toEqual(shapeOf(file));
    expect(read(twinOf(file))).toMatch(/\p{Script=Han}/u);
  });

  it.each(pairs)('%s and its twin lead to each other', (file) => {
    const own = path.basename(file);
    expect(linksOf(file).filter(isChinese)).toEqual([twinOf(own)]);
    expect(linksOf(twinOf(file)).filter((link) => link === own)).toHaveLength(1);
  });

  it.each(pairs)('links of the Chinese twin of %s stay in Chinese', (file) => {
    expect(strays(twinOf(file), linksOf(twinOf(file)))).toEqual([]);
  });

  it.each(files)('%s links to headings that there are', (file) => {
    expect(linksOf(file, true).filter((link) => !hasHeading(file, link))).toEqual([]);
  });

  it('finds a link that leaves the language, and a heading that is not there', () => {
    expect(strays('docs/scale.zh-CN.md', ['charts.md', 'charts.zh-CN.md', 'scale.md', 'conformance.md', 'delivery.md#x'])).toEqual([
      'charts.md',
      'delivery.md#x',
    ]);
    expect(hasHeading('docs/scale.zh-CN.md', 'delivery.zh-CN.md#环境')).toBe(true);
    expect(hasHeading('docs/scale.zh-CN.md', 'delivery.zh-CN.md#environments')).toBe(false);
  });
});

/** Links that lead to an English page although it has a twin; the one to the page's own twin is meant. */
function strays(file: string, links: readonly string[]): readonly string[] {
  return links.filter((link) => {
    const [target = ''] = link.split('#');
    if (!target.endsWith('.md') || isChinese(target) || twinOf(target) === path.basename(file)) return false;
    return existsSync(path.join(root, path.dirname(file), twinOf(target)));
  });
}

/** What twins have in common, whatever their words. */
function shapeOf(file: string) {
  const nodes = nodesIn(file);
  const own = path.basename(file).replace('.zh-CN', '');
  const commands = nodes.flatMap((node) =>
    node.type === 'inlineCode' && /^(npm|kubectl|git|argocd|aws|ops)\s/.test(node.value) ? [node.value.replace(/\s+/g, ' ')] : [],
  );
  return {
    headings: nodes.flatMap((node) => (node.type === 'heading' ? [node.depth] : [])),
    blocks: nodes.flatMap((node) =>
      node.type === 'code' ? [{ lang: node.lang, text: node.lang === 'sh' ? commandOf(node.value) : '' }] : [],
    ),
    links: linksOf(file)
      .map((link) => link.replace('.zh-CN.md', '.md').replace(/#.*/, ''))
      .filter((link) => link !== own)
      .sort(),
    items: nodes.filter(({ type }) => type === 'listItem').length,
    rows: read(file).match(/^\s*\|/gm)?.length ?? 0,
    commands: [...new Set(commands.map(commandOf))].sort(),
  };
}

/** A command without its comments and without the words that stand for a value. */
function commandOf(text: string): string {
  return text
    .replace(/\s+#.*/g, '')
    .replace(/<[^>]*>/g, '<>')
    .replace(/"[^"]*"/g, '""')
    .replace(/[^\S\n]+/g, ' ');
}

function linksOf(file: string, withAnchor = false): readonly string[] {
  const links = nodesIn(file).flatMap((node) => (node.type === 'link' && !/^https?:/.test(node.url) ? [node.url] : []));
  return withAnchor ? links.filter((link) => link.includes('#')) : links;
}

function hasHeading(file: string, link: string): boolean {
  const [target = '', fragment = ''] = link.split('#');
  const page = target === '' ? file : path.join(path.dirname(file), target);
  const headings = nodesIn(page).flatMap((node) => (node.type === 'heading' ? [anchorOf(plain(node))] : []));
  return headings.includes(decodeURIComponent(fragment));
}

/** As Git hosts make them. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function plain(node: Nodes): string {
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map(plain).join('') : '';
}

const parsed = new Map<string, readonly Nodes[]>();

/** All nodes of a page, which is parsed once. */
function nodesIn(file: string): readonly Nodes[] {
  const flatten = (node: Nodes): readonly Nodes[] => [
    node,
    ...('children' in node ? node.children.flatMap((child) => flatten(child)) : []),
  ];
  const found = parsed.get(file) ?? flatten(fromMarkdown(read(file)));
  parsed.set(file, found);
  return found;
}
