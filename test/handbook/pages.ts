import { readdirSync, readFileSync } from 'node:fs';
import type { Nodes, Parent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';

/** A fenced block of a page. */
export interface Block {
  /** `sh`, `sql`, `promql`, `logql`, `yaml` or `text`. */
  readonly language: string;
  /** What follows the language: for `sql` the role and the database. */
  readonly meta: string;
  readonly text: string;
  readonly line: number;
}

export interface Heading {
  readonly depth: number;
  readonly text: string;
  /** The fragment by which Git hosts link to it. */
  readonly anchor: string;
}

/** One page of the handbook, in one language. */
export interface Page {
  /** Such as `rollback.md`. */
  readonly name: string;
  readonly text: string;
  readonly headings: readonly Heading[];
  readonly blocks: readonly Block[];
  /** Targets as written. */
  readonly links: readonly string[];
}

/** Folder of the handbook, relative to the root of the repository. */
export const handbook = 'docs/runbooks';

/** All pages, by name. */
export function readPages(folder: string = handbook): readonly Page[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => readPage(name, readFileSync(`${folder}/${name}`, 'utf8')));
}

/** Takes a page of Markdown apart. */
export function readPage(name: string, text: string): Page {
  const nodes = flatten(fromMarkdown(text));
  return {
    name,
    text,
    headings: nodes.flatMap((node) => {
      if (node.type !== 'heading') return [];
      const title = plain(node);
      return [{ depth: node.depth, text: title, anchor: anchorOf(title) }];
    }),
    blocks: nodes.flatMap((node) =>
      node.type === 'code'
        ? [{ language: node.lang ?? '', meta: node.meta ?? '', text: node.value, line: node.position?.start.line ?? 0 }]
        : [],
    ),
    links: nodes.flatMap((node) => (node.type === 'link' ? [node.url] : [])),
  };
}

/** The pages in English, and for each its name in Chinese. */
export function englishPages(pages: readonly Page[]): readonly Page[] {
  return pages.filter(({ name }) => !name.endsWith('.zh-CN.md'));
}

/** Anchors as Git hosts make them: lower case, without punctuation, hyphens for spaces. */
export function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function flatten(node: Nodes): readonly Nodes[] {
  return [node, ...('children' in node ? (node as Parent).children.flatMap((child) => flatten(child)) : [])];
}

function plain(node: Nodes): string {
  if ('value' in node) return node.value;
  return 'children' in node ? (node as Parent).children.map(plain).join('') : '';
}
