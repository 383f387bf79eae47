import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { impactClasses, impactTitles } from '../../scripts/preview/impacts/impact.ts';
import { say } from '../../scripts/preview/impacts/sentence.ts';
import { previewMarkdown } from '../../scripts/preview/text/document.ts';
import { code, commentLimit, cut, fenced, fitted, visible } from '../../scripts/preview/text/markdown.ts';
import { summary } from '../../scripts/preview/text/summary.ts';
import { terminalText } from '../../scripts/preview/text/terminal.ts';
import { previewWith } from '../support/hostile-preview.ts';
import fc from '../support/random.ts';

/** All nodes of a Markdown text, as GitHub reads it: with tables, links without brackets, footnotes and tasks. */
function nodesOf(text: string): readonly Nodes[] {
  const walk = (node: Nodes): readonly Nodes[] => [node, ...('children' in node ? node.children.flatMap(walk) : [])];
  return walk(fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }));
}

const types = (text: string) => nodesOf(text).map(({ type }) => type);

/** Text that somebody chose to break out: fences, mentions, tags, bars, what nobody sees. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        '`',
        '```',
        '````',
        '~~~',
        '@team ',
        '<!-- ',
        '-->',
        '</details>',
        '<b>',
        '|',
        '\\',
        '\n',
        '\r\n',
        '# ',
        '[a](b)',
        'a',
        ' ',
        '\u202e',
        '#1 ',
        'o/r#1 ',
        'GH-12 ',
        'https://a.example/x ',
        'www.a.example ',
        'a@b.example ',
        'mailto:a@b.example ',
        '0123456789abcdef0123456789abcdef01234567 ',
        '![i](u)',
        '[^1]',
        '- [ ] ',
        '~~a~~',
        '&#64;',
        '<https://a.example>',
        '::error::',
        '\n::set-output name=a::',
        '##[error]',
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join('')),
);

describe('a value of a pull request', () => {
  it.each([
    ['plain', '`plain`'],
    ['', '(empty)'],
    ['@ops', '`@ops`'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['``', '``` `` ```'],
    ['a\nb', '`a b`'],
    ['a\u202eb', '`a\\u202eb`'],
    ['a\u0000b', '`a\\u0000b`'],
    ['x'.repeat(200), `\`${'x'.repeat(159)}…\``],
  ])('%j is shown as %s', (value, shown) => {
    expect(code(value)).toBe(shown);
  });

  it('is one piece of code and nothing else, whatever it holds', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const found = types(`- x ${code(value)} y`);
        const wanted = code(value) === '(empty)' ? ['text'] : ['text', 'inlineCode', 'text'];
        expect(found).toEqual(['root', 'list', 'listItem', 'paragraph', ...wanted]);
      }),
      { numRuns: 500 },
    );
  });

  it('cannot close the fence that it stands in', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        expect(types(`${fenced(value, 'diff')}\n\nafter`)).toEqual(['root', 'code', 'paragraph', 'text']);
      }),
      { numRuns: 500 },
    );
  });

  it('is one cell of a table, whatever it holds', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const shown = code(value, 63, 'cell');
        const cell = ['tableCell', shown === '(empty)' ? 'text' : 'inlineCode'];
        expect(types(`| ${shown} | x |\n| - | - |\n| y | ${shown} |`)).toEqual([
          'root',
          'table',
          'tableRow',
          ...cell,
          'tableCell',
          'text',
          'tableRow',
          'tableCell',
          'text',
          ...cell,
        ]);
      }),
      { numRuns: 500 },
    );
  });

  it('between tags is text, whatever it holds', () => {
    expect(code('a<b>@c', 60, 'tag')).toBe('<code>a&#60;b&#62;&#64;c</code>');
    fc.assert(
      fc.property(hostile, (value) => {
        expect(code(value, 60, 'tag')).toMatch(/^(?:\(empty\)|<code>(?:[A-Za-z0-9 ]|&#\d+;)+<\/code>)$/);
      }),
      { numRuns: 500 },
    );
  });

  it('is never cut within a character', () => {
    expect(cut('a😀b', 3)).toBe('a…');
    expect(visible('\ud800')).toBe('\\ud800');
  });
});

describe('a document that must fit', () => {
  const section = fc.record({ title: fc.string({ maxLength: 30 }), blocks: fc.array(fc.string({ maxLength: 300 }), { maxLength: 12 }) });

  it('is never too long, begins with its whole head, and takes no part of a block', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200 }),
        fc.array(section, { maxLength: 6 }),
        fc.integer({ min: 201, max: 4000 }),
        (head, sections, limit) => {
          const text = fitted(head, sections, limit);
          expect(text.length).toBeLessThanOrEqual(limit);
          expect(text.startsWith(head.trimEnd())).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('keeps everything where there is room', () => {
    expect(
      fitted(
        'head',
        [
          { title: 'A', blocks: ['1', '2'] },
          { title: 'None', blocks: [] },
        ],
        100,
      ),
    ).toBe('head\n\n### A\n\n1\n\n2\n');
  });

  it('counts what it leaves out, the last sections first', () => {
    const sections = [
      { title: 'A', blocks: ['1'.repeat(50), '2'.repeat(50)] },
      { title: 'B', blocks: ['3'.repeat(50)] },
    ];
    expect(fitted('head', sections, 140)).toBe(
      `head\n\n### A\n\n${'1'.repeat(50)}\n\n*A: 1 more, see the full files.*\n\n*B: 1 more, see the full files.*\n`,
    );
  });

  it('refuses a head that does not fit', () => {
    expect(() => fitted('x'.repeat(20), [], 10)).toThrow(RangeError);
  });
});

/** All that a comment is made of. */
const known = new Set<string>([
  'root',
  'heading',
  'paragraph',
  'text',
  'strong',
  'emphasis',
  'inlineCode',
  'code',
  'list',
  'listItem',
  'table',
  'tableRow',
  'tableCell',
  'html',
]);

describe('the comment', () => {
  const many = fc.record({
    names: fc.array(hostile, { maxLength: 60 }),
    value: hostile,
    repeat: fc.integer({ min: 1, max: 400 }),
    environments: fc.array(hostile, { maxLength: 30 }),
  });

  it('always fits, holds its summary whole, and leaves no fence or tag open', () => {
    fc.assert(
      fc.property(many, ({ names, value, repeat, environments }) => {
        const preview = previewWith(names, value.repeat(repeat), environments);
        const text = previewMarkdown(preview);
        expect(text.length).toBeLessThanOrEqual(commentLimit);
        expect(text.startsWith(summary(preview).trimEnd())).toBe(true);
        expect(text.split('<details>').length).toBe(
          text.split('</details>').length + (outside(text, '<details>') - outside(text, '</details>')),
        );
        // On a terminal nothing of it is a command: no control character but the ends of lines.
        expect(terminalText(text, false)).not.toMatch(/(?!\n)\p{Cc}/u);
        const nodes = nodesOf(text);
        const kinds = new Set(nodes.map(({ type }) => type));
        expect([...kinds].filter((type) => !known.has(type))).toEqual([]);
        // What stands outside of code is our own: no mention, link, reference, commit or command of a workflow.
        const texts = nodes.flatMap((node) => (node.type === 'text' ? [node.value] : []));
        expect(texts.filter((part) => /@|#\d|GH-\d|https?:|www\.|::|##\[|\b[0-9a-f]{7,40}\b/.test(part))).toEqual([]);
        const tags = nodes.flatMap((node) => (node.type === 'html' ? node.value.split('\n') : []));
        const own =
          /^(?:<!-- erp-gitops-preview -->|<details><summary>(?:[A-Za-z0-9 ,:()+-]|<code>(?:[A-Za-z0-9 ]|&#\d+;)*<\/code>)*<\/summary>|<\/details>)$/;
        expect(tags.filter((tag) => !own.test(tag))).toEqual([]);
        expect(tags.filter((tag) => tag.startsWith('<details>')).length).toBe(tags.filter((tag) => tag === '</details>').length);
      }),
      { numRuns: 25 },
    );
  });

  it('shows every name and value as code, wherever it stands', () => {
    const nodes = nodesOf(previewMarkdown(previewWith(['zqxjn', 'zqxjm'], 'zqxjv', ['zqxje'])));
    expect(nodes.flatMap((node) => (node.type === 'text' && node.value.includes('zqxj') ? [node.value] : []))).toEqual([]);
    const tags = nodes.flatMap((node) => (node.type === 'html' ? [node.value.replace(/<code>[^<]*<\/code>/g, '')] : []));
    expect(tags.filter((tag) => tag.includes('zqxj'))).toEqual([]);
  });

  it('holds fewer lines in its summary where each is as long as a line can be', () => {
    const long = `${'`'.repeat(70)}${'y'.repeat(500)}`;
    const names = Array.from({ length: 40 }, (_, index) => `${index}${long}`);
    const environments = Array.from({ length: 20 }, (_, index) => `${'e'.repeat(80)}${index}`);
    const preview = previewWith(names, long, environments);
    const impacts = impactClasses.flatMap((name) =>
      names.map((object, index) => ({
        class: name,
        environment: environments[index % environments.length] ?? '',
        application: '',
        object,
        text: say`${object} ${object} ${object} ${object} ${object}`,
      })),
    );
    const text = previewMarkdown({ ...preview, impacts });
    expect(text.length).toBeLessThanOrEqual(commentLimit);
    for (const title of Object.values(impactTitles)) expect(text).toContain(`**${title}**`);
    expect(text).toContain('- and 39 more');
  });

  it('says once what is exempted in many objects', () => {
    const one = previewWith(['one'], 'v', ['production']);
    const [exemption] = one.exemptions;
    const many = ['a', 'b', 'c'].flatMap((object) => (exemption === undefined ? [] : [{ ...exemption, object }]));
    expect(summary({ ...one, exemptions: many }).match(/^- Exemption .*$/gm)).toEqual([
      '- Exemption added in `v`: 3 objects from `v`: `v`',
    ]);
  });

  it('is cut for a thousand services, and says so', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `service-${index}`);
    const preview = previewWith(names, 'new\n'.repeat(20), ['dev', 'production']);
    const text = previewMarkdown({ ...preview, shapes: preview.changed.map((object) => ({ kind: 'Deployment', objects: [object] })) });
    expect(text.length).toBeGreaterThan(commentLimit * 0.9);
    expect(text.length).toBeLessThanOrEqual(commentLimit);
    expect(text).toMatch(/\*Changes, by their shape: \d+ more, see the full files\.\*/);
  });
});

/** How often a tag stands in code, where it is none. */
function outside(text: string, tag: string): number {
  return nodesOf(text)
    .flatMap((node) => (node.type === 'code' || node.type === 'inlineCode' ? [node.value] : []))
    .reduce((sum, value) => sum + value.split(tag).length - 1, 0);
}
