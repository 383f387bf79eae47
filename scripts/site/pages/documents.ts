import path from 'node:path';
import { pageOf } from '../../../generators/model/platform/git-host.ts';
import { drawing, type Html, html } from '../../html/html.ts';
import { parsed, plain } from '../../html/markdown.ts';
import { filesIn } from '../../repository/files-in.ts';
import type { Ground } from '../asked/ground.ts';
import { documentOf } from '../page/markdown.ts';
import { addressFrom, type Page, placed, type Section } from '../page/page.ts';
import type { Language } from '../page/words.ts';

const rulesDocument = 'policies/RULES.md';
const twinEnd = '.zh-CN.md';

/** Which page shows a file of the repository, or a heading of it, in a language; undefined: none, the Git host does. */
export type Shown = (file: string, language: Language, anchor?: string) => string | undefined;

/** The pages of the documents, each in the languages in which it is written, and where the others are told of a file. */
export function documentPages(ground: Ground): { readonly pages: readonly Page[]; readonly shown: Shown } {
  const files = ['README.md', 'README.zh-CN.md', ...filesIn(ground.root, 'docs').filter((file) => file.endsWith('.md'))];
  const known = new Set(files);
  const isEnglish = (file: string) => !file.endsWith(twinEnd);
  const twinOf = (file: string) => (isEnglish(file) ? file.replace(/\.md$/, twinEnd) : `${file.slice(0, -twinEnd.length)}.md`);
  const addressOf = (file: string) =>
    placed(isEnglish(file) ? 'en' : 'zh', file.replace(/(\.zh-CN)?\.md$/, '.html').replace(/^README/, 'docs/about'));
  const rules = new Set([...(ground.sources.text(rulesDocument) ?? '').matchAll(/^## ([a-z0-9-]+)$/gm)].map(([, name]) => name));
  const shown: Shown = (file, language, anchor) => {
    // Each rule has a page of its own.
    if (file === rulesDocument) return rules.has(anchor) ? `rules/${anchor}.html` : 'rules/index.html';
    if (!known.has(file)) return undefined;
    const other = twinOf(file);
    const page = addressOf(isEnglish(file) === (language === 'en') || !known.has(other) ? file : other);
    return anchor === undefined ? page : `${page}#${anchor}`;
  };
  const pages = files.map((file): Page => {
    const language = isEnglish(file) ? 'en' : 'zh';
    const own = addressOf(file);
    const { title, body, found } = documentOf(
      parsed(ground.sources.text(file) ?? ''),
      (target) => follow(ground, file, own, target, shown, language),
      (address) => picture(ground, path.posix.join(path.posix.dirname(file), address)),
    );
    return {
      file: own,
      language,
      title: title === '' ? file : title,
      section: sectionOf(file),
      body,
      found,
      ...(known.has(twinOf(file)) && { twin: addressOf(twinOf(file)) }),
    };
  });
  return { pages, shown };
}

/** Where a link of a document leads: to a page of the site in the same language, else to the file at the Git host. */
export function follow(
  { catalog }: Ground,
  file: string,
  page: string,
  target: string,
  shown: Shown,
  language: Language,
): string | undefined {
  if (/^https?:\/\//.test(target)) return target;
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return undefined;
  const [address = '', anchor] = target.split('#');
  const end = anchor === undefined ? '' : `#${anchor}`;
  if (address === '') return end;
  const named = path.posix.join(path.posix.dirname(file), address);
  // A link from one language to the other is meant.
  const across = named.endsWith(twinEnd) && language === 'en' ? shown(named, 'zh', anchor) : undefined;
  const english = language === 'zh' && isTwin(file, named) ? shown(named, 'en', anchor) : undefined;
  const found = across ?? english ?? shown(named, language, anchor);
  return found === undefined ? pageOf(catalog.platform.value.git, `${named}${end}`) : addressFrom(page, found);
}

function isTwin(chinese: string, english: string): boolean {
  return chinese === english.replace(/\.md$/, twinEnd);
}

/** A picture of the repository, drawn into the page, so that it has the colours of the page. */
function picture({ sources }: Ground, file: string): Html | undefined {
  const text = file.endsWith('.svg') ? sources.text(file) : undefined;
  return text === undefined ? undefined : html`<div class="picture scroll" tabindex="0">${drawing(text)}</div>`;
}

function sectionOf(file: string): Section {
  if (file.startsWith('docs/runbooks/')) return 'runbooks';
  return /^docs\/(decisions|conformance|policy-coverage)\b/.test(file) ? 'know' : 'handbook';
}

/** Sections of the rules, one a rule, out of the page that `npm run docs` writes. */
export function rulePages(ground: Ground, shown: Shown): readonly Page[] {
  const tree = parsed(ground.sources.text(rulesDocument) ?? '');
  const starts = tree.children.flatMap((node, index) => (node.type === 'heading' && node.depth <= 2 ? [index] : []));
  const parts = starts.map((start, index) => ({ start, end: starts[index + 1] ?? tree.children.length }));
  const ruleOf = (start: number) => {
    const node = tree.children[start];
    return node?.type === 'heading' && node.depth === 2 ? plain(node) : undefined;
  };
  const named = new Map(
    parts.flatMap(({ start }) => {
      const name = ruleOf(start);
      return name !== undefined && /^[a-z0-9-]+$/.test(name) ? [[name, `rules/${name}.html`] as const] : [];
    }),
  );
  const pageAt = (file: string, title: string, section: Section, index: number, { start, end }: (typeof parts)[number]): Page => {
    // A page begins with a heading of the first level.
    const children = tree.children
      .slice(start, end)
      .map((node) => (node.type === 'heading' && index > 0 ? { ...node, depth: Math.max(1, node.depth - 1) as typeof node.depth } : node));
    const { body, found } = documentOf({ type: 'root', children }, (target) => {
      const rule = target.startsWith('#') ? named.get(target.slice(1)) : undefined;
      return rule === undefined ? follow(ground, rulesDocument, file, target, shown, 'en') : addressFrom(file, rule);
    });
    return { file, language: 'en', title, section, body, found };
  };
  return parts.flatMap((part, index) => {
    const name = ruleOf(part.start);
    if (index === 0) return [pageAt('rules/index.html', 'Rules', 'know', index, part)];
    const file = name === undefined ? undefined : named.get(name);
    return file === undefined || name === undefined ? [] : [pageAt(file, name, 'none', index, part)];
  });
}
