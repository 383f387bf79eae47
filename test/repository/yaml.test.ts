import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../scripts/repository/yaml.ts';
import { lineOf, splitPath } from '../../scripts/repository/yaml-lines.ts';

const read = (text: string) => parseYaml(text).documents[0]?.value;

describe('values', () => {
  it.each<[spelling: string, value: unknown]>([
    ['yes', true],
    ['On', true],
    ['y', true],
    ['off', false],
    ['N', false],
    ['"yes"', 'yes'],
    ['yess', 'yess'],
    ['0400', 256],
    ['0o400', 256],
    ['0x1F', 31],
    ['0b101', 5],
    ['1_000', 1000],
    ['-8', -8],
    ['08', 8],
    ['1e3', 1000],
    ['12:30', '12:30'],
    ['1:2:3', '1:2:3'],
    ['2026-01-31', '2026-01-31'],
    ['1.35', 1.35],
    ['1.35.0', '1.35.0'],
    ['~', null],
    ['!!str 8', '8'],
  ])('reads %s as Kubernetes does', (spelling, value) => {
    expect(read(`field: ${spelling}\n`)).toEqual({ field: value });
  });

  it('reads anchors, aliases and merge keys', () => {
    expect(read('a: &a {c: 1, d: 2}\nb: {<<: *a, d: 3}\ne: *a\n')).toEqual({ a: { c: 1, d: 2 }, b: { c: 1, d: 3 }, e: { c: 1, d: 2 } });
  });

  it('reads JSON, Windows line ends and a byte order mark', () => {
    expect(parseYaml('\uFEFF---\r\na: 1\r\n---\r\n{"b": [2]}\r\n')).toEqual({
      documents: [
        { value: { a: 1 }, line: 2 },
        { value: { b: [2] }, line: 4 },
      ],
      problems: [],
    });
  });

  it('keeps a key that JavaScript treats specially an ordinary one', () => {
    expect(Object.keys(read('__proto__: {a: 1}\n') as object)).toEqual(['__proto__']);
  });
});

describe('documents', () => {
  it('numbers empty documents, and says where each content starts', () => {
    expect(parseYaml('# first\n---\n# still first\na: 1\n---\n---\n\nb: 2\n--- # none\n~\n').documents).toEqual([
      { value: { a: 1 }, line: 4 },
      { value: undefined, line: 5 },
      { value: { b: 2 }, line: 8 },
      { value: undefined, line: 10 },
    ]);
  });

  it.each(['', '\n\n', '# only a comment\n'])('finds no document in %j', (text) => {
    expect(parseYaml(text)).toEqual({ documents: [], problems: [] });
  });

  it('ends a document at "..." and takes directives', () => {
    expect(parseYaml('%YAML 1.1\n---\na: 1\n...\n# between\n---\nb: 2\n...\n')).toEqual({
      documents: [
        { value: { a: 1 }, line: 3 },
        { value: { b: 2 }, line: 7 },
      ],
      problems: [],
    });
  });

  it('does not take dashes in block text for the end of a document', () => {
    expect(parseYaml('a: |\n  ---\n  b\n').documents).toEqual([{ value: { a: '---\nb\n' }, line: 1 }]);
  });

  it('reads the documents around a broken one', () => {
    expect(parseYaml('a: 1\n---\nb: [1,\n---\nc: 3\n')).toEqual({
      documents: [
        { value: { a: 1 }, line: 1 },
        { value: undefined, line: 2 },
        { value: { c: 3 }, line: 5 },
      ],
      problems: [{ message: expect.stringMatching(/^\S.*\.$/), line: 3 }],
    });
  });
});

describe('problems', () => {
  it.each<[what: string, text: string, message: string, line: number]>([
    ['a key that is there twice', 'a:\n  b: 1\n  c: 2\n  b: 3\n', 'Duplicated mapping key "b".', 4],
    ['a tab as indentation', 'a:\n\tb: 1\n', 'Tab characters must not be used in indentation.', 2],
    ['an unknown tag', 'a: !secret b\n', 'Unknown scalar tag !<!secret>.', 1],
    ['an unknown alias', 'a: 1\nb: *c\n', 'Unidentified alias "c".', 2],
    ['an open quote', 'a: "b\n', 'Deficient indentation.', 1],
    ['a null byte', 'a: 1\nb: \0\n', 'Null byte is not allowed in input.', 2],
    ['too deep nesting', '['.repeat(200), 'Nesting exceeded maxDepth (100).', 1],
    ['an alias of itself', 'a: &a\n  - *a\n', 'Aliases make the document contain itself.', 2],
  ])('reports %s', (_, text, message, line) => {
    const { documents, problems } = parseYaml(text);
    expect(problems).toEqual([{ message, line }]);
    expect(documents.map(({ value }) => value)).toEqual([undefined]);
  });

  it('survives a document that unfolds to billions of values', () => {
    const levels = Array.from({ length: 12 }, (_, level) => `a${level + 1}: &a${level + 1} [${Array(9).fill(`*a${level}`).join(', ')}]\n`);
    expect(parseYaml(`a0: &a0 [lol]\n${levels.join('')}`).problems).toEqual([
      { message: 'Aliases blow the document up to more than 1000000 values.', line: 13 },
    ]);
  });
});

describe('paths', () => {
  it.each<[path: string, keys: readonly (string | number)[]]>([
    ['', []],
    ['spec', ['spec']],
    ['spec.containers[0].image', ['spec', 'containers', 0, 'image']],
    ['metadata.annotations["a.b/c"]', ['metadata', 'annotations', 'a.b/c']],
    ['data["say \\"hi\\""].x-y_z', ['data', 'say "hi"', 'x-y_z']],
    ['[2][3]', [2, 3]],
  ])('splits %j', (path, keys) => {
    expect(splitPath(path)).toEqual(keys);
  });
});

describe('lines', () => {
  const text = `# header
kind: First
---
# second
kind: Second
metadata:
  annotations:
    "a.b/c": d
spec:
  containers:
    - name: one
      image: x
    -
      name: two
      args: [a, b,
        c]
  text: |
    one
    two
  empty:
`;

  it.each<[path: string, line: number]>([
    ['', 5],
    ['kind', 5],
    ['metadata.annotations["a.b/c"]', 8],
    ['spec.containers[0]', 11],
    ['spec.containers[0].image', 12],
    ['spec.containers[1]', 14],
    ['spec.containers[1].args[2]', 16],
    ['spec.containers[7].image', 10],
    ['spec.containers[1].image', 14],
    ['spec.text.nothing', 17],
    ['spec.empty', 20],
    ['status', 5],
  ])('finds %j', (path, line) => {
    expect(lineOf(text, 1, path)).toBe(line);
  });

  it('gives 0 for a document that does not exist, and the first line of a broken one', () => {
    expect(lineOf(text, 2, 'kind')).toBe(0);
    expect(lineOf('a: 1\n---\nb: [\n', 1, 'b')).toBe(2);
  });

  it('agrees with the documents of a text with empty ones', () => {
    expect(lineOf('---\n---\na: 1\n', 1, 'a')).toBe(3);
  });
});

it('reads tens of thousands of documents in a few seconds', () => {
  const text = Array.from({ length: 30_000 }, (_, index) => `---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: n${index}\n`).join(
    '',
  );
  const start = performance.now();
  expect(parseYaml(text).documents).toHaveLength(30_000);
  expect(performance.now() - start).toBeLessThan(10_000);
});
