import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { contradictions, misnamed, type Term, termsIn, unused } from './glossary.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const terms = termsIn(read('docs/glossary.md'));
const pages = ['README.zh-CN.md', ...globSync('docs/**/*.zh-CN.md', { cwd: root })]
  .filter((file) => file !== 'docs/glossary.zh-CN.md')
  .sort();

const sources = globSync('scripts/{site,documents}/**/*.ts', { cwd: root })
  .filter((file) => /\p{Script=Han}/u.test(read(file)))
  .sort();

/** The Chinese texts of a source, each in its line. */
function chineseIn(source: string): string {
  const textsOf = (line: string) =>
    [...line.matchAll(/'([^']*)'/g)].map(([, text = '']) => text).filter((text) => /\p{Script=Han}/u.test(text));
  return source
    .split('\n')
    .map((line) => textsOf(line).join('、'))
    .join('\n');
}

describe('the glossary', () => {
  it('has the same rows in both languages', () => {
    expect(termsIn(read('docs/glossary.zh-CN.md'))).toEqual(terms);
    expect(terms.length).toBeGreaterThan(50);
  });

  it('is in order, and says what each thing is not called', () => {
    const names = terms.map(({ english }) => english);
    expect(names).toEqual(names.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
    expect(terms.filter(({ chinese, not }) => chinese === '' || not.length === 0)).toEqual([]);
  });

  it('has one word for one thing', () => {
    expect(contradictions(terms)).toEqual([]);
  });

  it('has no term that no page uses', () => {
    expect(unused(terms, pages.map(read))).toEqual([]);
  });

  it.each(pages)('is kept by %s', (page) => {
    expect(misnamed(terms, page, read(page))).toEqual([]);
  });

  it.each(sources)('is kept by the words of %s', (source) => {
    expect(misnamed(terms, source, chineseIn(read(source)))).toEqual([]);
  });
});

describe('what the glossary is held with', () => {
  const term = (english: string, chinese: string, ...not: readonly string[]): Term => ({ english, chinese, not });
  const freeze = term('freeze', '冻结', '封网');
  const topic = term('topic', '主题', 'topic');
  const secret = term('secret', '密钥', '机密');
  const bucket = term('bucket', '存储桶', '桶');
  const known = [freeze, topic, secret, bucket, term('password', '密码', '口令')];

  it.each([
    ['another word for a term', '# 页\n\n月末封网。', ['x.md:3: "封网": the word for freeze is "冻结".']],
    ['one in a later line of a paragraph', '正文\n不动，封网', ['x.md:2: "封网": the word for freeze is "冻结".']],
    ['one in a table, and in a link', '| a |\n|---|\n| [封网](x.md) |', ['x.md:3: "封网": the word for freeze is "冻结".']],
    ['the English word', '每个 topic 一份', ['x.md:1: "topic": the word for topic is "主题".']],
    ['each of two', '桶与 topic', ['x.md:1: "topic": the word for topic is "主题".', 'x.md:1: "桶": the word for bucket is "存储桶".']],
  ])('finds %s', (_, page, found) => {
    expect(misnamed(known, 'x.md', page)).toEqual(found);
  });

  it.each([
    ['code', '`封网` 与\n\n```sh\n封网\n```'],
    ['addresses', '[冻结](topic.md)'],
    ['a part of the right word', '存储桶'],
    ['what two words make together', '随机密码'],
    ['a part of an English word', 'topics-operator、my-topic'],
    ['comments', '<!-- 封网 -->'],
  ])('lets %s be', (_, page) => {
    expect(misnamed(known, 'x.md', page)).toEqual([]);
  });

  it('finds a word in a source, with its line', () => {
    expect(misnamed(known, 'words.ts', chineseIn("const words = {\n\n  freeze: ['Freeze', '下一次封网'],\n};"))).toEqual([
      'words.ts:3: "封网": the word for freeze is "冻结".',
    ]);
  });

  it('finds terms that nobody uses', () => {
    expect(unused(known, ['冻结、主题、`存储桶`', '密码'])).toEqual(['密钥', '存储桶']);
  });

  it('finds what contradicts itself', () => {
    expect(contradictions([freeze, freeze, term('hold', '封网', '主题'), topic])).toEqual([
      '"freeze" has two rows.',
      '"冻结" is the word for two things.',
      '"封网" is refused twice.',
      '"封网" is refused, and the word for another thing.',
      '"封网" is refused, and the word for another thing.',
      '"主题" is refused, and the word for another thing.',
    ]);
  });

  it('reads the table of a page', () => {
    expect(termsIn('# G\n\n| Term | In Chinese | Not |\n| --- | --- | --- |\n| gate | 门禁 | `闸门`, `关卡` |\n')).toEqual([
      term('gate', '门禁', '闸门', '关卡'),
    ]);
  });
});
