import fc from 'fast-check';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { describe, expect, it } from 'vitest';
import { pairsOf } from '../../scripts/preview/diff/pairs.ts';
import { changedObjects, objectImpacts } from '../../scripts/preview/impacts/classify.ts';
import { impactClasses, impactTitles } from '../../scripts/preview/impacts/impact.ts';
import { say } from '../../scripts/preview/impacts/sentence.ts';
import type { Preview } from '../../scripts/preview/run.ts';
import { shapesOf } from '../../scripts/preview/shapes.ts';
import { previewMarkdown } from '../../scripts/preview/text/document.ts';
import { code, commentLimit, cut, fenced, fitted, plain, visible } from '../../scripts/preview/text/markdown.ts';
import { summary } from '../../scripts/preview/text/summary.ts';
import { manifestsIn } from '../support/manifests.ts';

/** All nodes of a Markdown text. */
function nodesOf(text: string): readonly Nodes[] {
  const walk = (node: Nodes): readonly Nodes[] => [node, ...('children' in node ? node.children.flatMap(walk) : [])];
  return walk(fromMarkdown(text));
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

  it('as a name in a table holds nothing but what names are made of', () => {
    expect(plain('a|b`c@d<e>_f')).toBe('a?b?c?d?e??f');
    fc.assert(fc.property(hostile, (value) => /^[A-Za-z0-9./?…-]*$/.test(plain(value))));
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

/** A preview of objects whose names and values are hostile, in as many environments as given. */
function previewOf(names: readonly string[], value: string, environments: readonly string[]): Preview {
  const object = (name: string, text: string) =>
    JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: 'erp', labels: { value: text } },
      spec: {
        selector: { a: text },
        replicas: text.length,
        template: { spec: { containers: [{ name, image: `a:${text}`, args: [text] }] } },
      },
    });
  const changed = environments.flatMap((environment) =>
    names.flatMap((name, index) => {
      const pair = pairsOf(
        { environment, application: `application-${index}` },
        manifestsIn(object(name, 'old')),
        manifestsIn(object(name, value)),
      );
      return changedObjects(pair);
    }),
  );
  const finding = {
    rule: value,
    severity: 'error',
    message: value,
    remediation: value,
    manual: '',
    environment: value,
    object: { apiVersion: 'v1', kind: value, namespace: '', name: value, document: 0 },
    path: '',
    file: value,
    line: 0,
  } as const;
  const amounts = { cores: 1, memory: 2 ** 30, storage: 0 };
  return {
    ref: value,
    start: value,
    risk: 'high',
    changed,
    impacts: objectImpacts(changed),
    shapes: shapesOf(changed, new Map(), () => 0),
    capacity: environments.map((environment) => ({ environment, least: amounts, most: amounts })),
    findings: { added: names.map(() => finding), gone: names.map(() => finding), same: 1, notes: names.map((name) => say`note ${name}`) },
    exemptions: names.map((name) => ({ environment: value, object: name, rule: value, change: 'added', text: value })),
    exceptions: names.map((name) => ({ environment: value, object: name, change: 'new', text: value })),
    problems: names.map((name) => ({ side: 'after', environment: value, message: value, file: name })),
    otherFiles: names,
  };
}

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
        const preview = previewOf(names, value.repeat(repeat), environments);
        const text = previewMarkdown(preview);
        expect(text.length).toBeLessThanOrEqual(commentLimit);
        expect(text.startsWith(summary(preview).trimEnd())).toBe(true);
        expect(text.split('<details>').length).toBe(
          text.split('</details>').length + (outside(text, '<details>') - outside(text, '</details>')),
        );
        const nodes = nodesOf(text);
        // Every mention stands in code, where GitHub does not read it.
        const texts = nodes.flatMap((node) => (node.type === 'text' || node.type === 'html' ? [node.value] : []));
        expect(texts.filter((part) => part.includes('@'))).toEqual([]);
        const tags = nodes.flatMap((node) => (node.type === 'html' ? node.value.split('\n') : []));
        expect(
          tags.filter(
            (tag) => !/^(?:<!-- erp-gitops-preview -->|<details><summary>[A-Za-z0-9 ./?,:()+…-]*<\/summary>|<\/details>)$/.test(tag),
          ),
        ).toEqual([]);
        expect(tags.filter((tag) => tag.startsWith('<details>')).length).toBe(tags.filter((tag) => tag === '</details>').length);
      }),
      { numRuns: 25 },
    );
  });

  it('holds fewer lines in its summary where each is as long as a line can be', () => {
    const long = `${'`'.repeat(70)}${'y'.repeat(500)}`;
    const names = Array.from({ length: 40 }, (_, index) => `${index}${long}`);
    const environments = Array.from({ length: 20 }, (_, index) => `${'e'.repeat(80)}${index}`);
    const preview = previewOf(names, long, environments);
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
    const one = previewOf(['one'], 'v', ['production']);
    const [exemption] = one.exemptions;
    const many = ['a', 'b', 'c'].flatMap((object) => (exemption === undefined ? [] : [{ ...exemption, object }]));
    expect(summary({ ...one, exemptions: many }).match(/^- Exemption .*$/gm)).toEqual(['- Exemption added in v: 3 objects from `v`: `v`']);
  });

  it('is cut for a thousand services, and says so', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `service-${index}`);
    const preview = previewOf(names, 'new\n'.repeat(20), ['dev', 'production']);
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
