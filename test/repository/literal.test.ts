import { describe, expect, it } from 'vitest';
import { type Path, placer } from '../../scripts/repository/literal/places.ts';
import { readLiteral } from '../../scripts/repository/literal/read.ts';
import { literalFile } from '../../scripts/repository/literal/write.ts';
import fc from '../support/random.ts';

const definition = { define: 'defineService', from: '../../model/service.ts' };
const line = "import { defineService } from '../../model/service.ts';\n";
const file = (value: string) => `${line}export default defineService(${value});\n`;
const messagesOf = (text: string) => readLiteral(text, definition).problems.map(({ message }) => message);

describe('a file of data', () => {
  it.each<[string, string, unknown]>([
    ['texts in any quotes, escapes included', `['a', "b", \`c\`, 'd\\u00e9\\n']`, ['a', 'b', 'c', 'dé\n']],
    ['numbers of any notation', '[0, -1, 1.5, 0x10, 1_000, 1e3, -2.5e-3]', [0, -1, 1.5, 16, 1000, 1000, -0.0025]],
    ['true, false and null', '[true, false, null]', [true, false, null]],
    [
      'objects, keys in quotes or without',
      `{ a: 1, 'b-c': { "d e": 2 }, async: 3, get: 4 }`,
      { a: 1, 'b-c': { 'd e': 2 }, async: 3, get: 4 },
    ],
    ['names that every object has', '{ constructor: 1, toString: 2 }', { constructor: 1, toString: 2 }],
    ['comments and commas at the end', '{ /* one */ a: [1, 2,], // two\n }', { a: [1, 2] }],
    [
      'what looks like code in texts and comments',
      `{ a: 'export default f()', /* ; g() */ b: "\${x}" }`,
      { a: 'export default f()', b: '${x}' },
    ],
  ])('holds %s', (_, value, expected) => {
    const literal = readLiteral(file(value), definition);
    expect({ problems: literal.problems, value: literal.value }).toEqual({ problems: [], value: expected });
  });

  it.each<[string, string]>([
    ['f()', 'A call is no data: the file is read and never run.'],
    ['a?.()', 'A call is no data: the file is read and never run.'],
    ['new Date()', 'A call is no data: the file is read and never run.'],
    ["import('x')", 'A dynamic import is no data: the file is read and never run.'],
    ['tag`x`', 'A tagged template calls a function, which is no data: the file is read and never run.'],
    ['`a${1}`', 'A template with ${...} is computed, which is no data.'],
    ['() => 1', 'A function or class is no data: the file is read and never run.'],
    ['function () {}', 'A function or class is no data: the file is read and never run.'],
    ['class {}', 'A function or class is no data: the file is read and never run.'],
    ['a.b', 'A field of something else is no data: the file is read and never run.'],
    ['import.meta.url', 'A field of something else is no data: the file is read and never run.'],
    ['this', '"this" is no data.'],
    ['name', '"name" is the name of something, and no data: the file is read and never run.'],
    ['undefined', '"undefined" is no data.'],
    ['NaN', '"NaN" is no number that data can hold.'],
    ['+1', 'Only a minus before a number is data; other operators are computed.'],
    ['-x', 'Only a minus before a number is data; other operators are computed.'],
    ['void 0', 'Only a minus before a number is data; other operators are computed.'],
    ['1 + 1', 'A computation is no data: the file is read and never run.'],
    ['a ? 1 : 2', 'A computation is no data: the file is read and never run.'],
    ['a ?? 1', 'A computation is no data: the file is read and never run.'],
    ['a = 1', 'An assignment is no data: the file is read and never run.'],
    ['await x', '"await" is no data: the file is read and never run.'],
    ['/x/', 'A regular expression is no data.'],
    ['1n', 'A big integer is no data.'],
    ["('a')", 'Parentheses around a value only hide what it is.'],
    ['1 as number', 'A type annotation has no place in a value.'],
    ['1 satisfies number', 'A type annotation has no place in a value.'],
    ['x!', 'A type annotation has no place in a value.'],
    ['<a/>', 'JSX is no data.'],
    ['[...x]', 'A spread is computed, which is no data.'],
    ['[1,,2]', 'The list has a hole: item 2 is left out.'],
    ['{ ...x }', 'A spread is computed, which is no data.'],
    ['{ [k]: 1 }', 'A key in brackets is computed, which is no data.'],
    ['{ k }', 'A field without a value takes that of a variable, which is no data.'],
    ['{ get k() { return 1; } }', 'A method, getter or setter is code, which is no data.'],
    ['{ set k(v) {} }', 'A method, getter or setter is code, which is no data.'],
    ['{ k() {} }', 'A method, getter or setter is code, which is no data.'],
    ['{ 1: 2 }', 'This key is neither a name nor a text.'],
    ['{ a: 1, "a": 2 }', 'The field "a" is there twice.'],
    ['{ __proto__: {} }', 'The key "__proto__" does not name a field: it changes what the object is.'],
    ["{ '\\x5f_proto__': {} }", 'The key "__proto__" does not name a field: it changes what the object is.'],
    ['{ n\\u0061me: 1 }', 'The key "name" is written with an escape, so that it looks like another.'],
    ['1e999', 'The number is too large to be kept exactly.'],
    ['9007199254740993', 'The number is too large to be kept exactly.'],
    ["'\\ud800'", 'The text has half a character (a lone surrogate).'],
  ])('holds no %s, and what stands beside it is looked at too', (value, message) => {
    const { problems, value: read } = readLiteral(file(`{ one: ${value}, other: ${value} }`), definition);
    expect(new Set(problems.map((problem) => problem.message))).toEqual(new Set([message]));
    expect(problems.length).toBe(2);
    expect(read).toBeUndefined();
    expect(problems.filter(({ fix }) => fix.length < 10)).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['a statement before it', `f();\n${file('{}')}`, '1:1 A statement is code, and this file is data: it is read and never run.'],
    [
      'a variable',
      `${line}const a = 1;\nexport default defineService({});\n`,
      '2:1 A variable is code, and this file is data: it is read and never run.',
    ],
    ['a function', `${file('{}')}function f() {}\n`, '3:1 A function is code, and this file is data: it is read and never run.'],
    ['a class', `${file('{}')}@d class C {}\n`, '3:1 A class is code, and this file is data: it is read and never run.'],
    ['an enum', `${file('{}')}enum E { A = 1 }\n`, '3:1 An enum is code, and this file is data: it is read and never run.'],
    [
      'a namespace',
      `${file('{}')}namespace N { export const a = 1; }\n`,
      '3:1 A namespace is code, and this file is data: it is read and never run.',
    ],
    ['a type of its own', `${file('{}')}type T = 1;\n`, '3:1 A type of its own has no place in a file of data.'],
    ['a named export', `${file('{}')}export const a = 1;\n`, '3:1 Only "export default" is read.'],
    ['an export of others', `${file('{}')}export * from 'x';\n`, '3:1 Only "export default" is read.'],
    ['"export ="', `${line}export = defineService({});\n`, '2:1 "export =" is not read.'],
    ['an import of the old kind', `${file('{}')}import x = require('x');\n`, '3:1 "import = " is not read.'],
    ['a directive', `'use strict';\n${file('{}')}`, '1:1 A statement is code, and this file is data: it is read and never run.'],
    ['a line for a shell', `#!/usr/bin/env node\n${file('{}')}`, '1:1 The first line makes the file a program, and it is data.'],
    ['a second import', `${line}import 'x';\nexport default defineService({});\n`, '2:1 There is a second import.'],
    [
      'an import of something else',
      `import { defineService } from 'node:fs';\nexport default defineService({});\n`,
      '1:31 The file imports "node:fs"; only "../../model/service.ts" may be imported.',
    ],
    [
      'an import under another name',
      file('{}').replace('{ defineService }', '{ f as defineService }'),
      '1:10 The import names something else than defineService.',
    ],
    [
      'an alias',
      file('{}').replace('{ defineService }', '{ defineService as f }'),
      '1:10 The import gives defineService another name, or writes it with an escape.',
    ],
    ['two names', file('{}').replace('{ defineService }', '{ defineService, f }'), '1:25 A data file imports one name only.'],
    [
      'a default import',
      file('{}').replace('{ defineService }', 'defineService'),
      '1:8 The import names something else than defineService.',
    ],
    ['an import of types', file('{}').replace('import', 'import type'), '1:1 The import is one of types, and defineService is none.'],
    [
      'import attributes',
      file('{}').replace("ts';", "ts' with { type: 'json' };"),
      '1:1 The import says how to load, and nothing is loaded.',
    ],
    ['no import', 'export default defineService({});\n', '1:1 The file does not import defineService.'],
    ['no export', line, '1:56 The file has no default export.'],
    ['an export in a comment only', `${line}/* export default defineService({}); */`, '2:40 The file has no default export.'],
    ['a second export', `${file('{}')}export default defineService({});\n`, '3:1 There is a second default export.'],
    ['a value that is not given to it', `${line}export default { a: 1 };\n`, '2:16 The value is not given to defineService.'],
    ['another function', `${line}export default f({});\n`, '2:16 Something else than defineService is called.'],
    [
      'a function with an escape in its name',
      file('{}').replace('default define', 'default d\\u0065fine'),
      '2:16 Something else than defineService is called.',
    ],
    ['a method of it', file('{}').replace('defineService(', 'defineService.call('), '2:16 Something else than defineService is called.'],
    [
      'an optional call',
      file('{}').replace('defineService(', 'defineService?.('),
      '2:16 A call is no data: the file is read and never run.',
    ],
    ['types for it', file('{}').replace('defineService(', 'defineService<T>('), '2:29 defineService takes no types.'],
    ['two values', file('{}, {}'), '2:34 defineService takes one value.'],
    ['no value', file(''), '2:16 defineService is given no value.'],
    [
      'a function in place of a value',
      `${line}export default function () {}\n`,
      '2:16 A function is code, and this file is data: it is read and never run.',
    ],
    [
      'a line end that no editor shows',
      `${line}// \u2028x\nexport default defineService({});\n`,
      '2:4 The character U+2028 makes the line look other than it is read.',
    ],
    [
      'a carriage return that hides what follows',
      `${line}// \rexport default defineService({});\n`,
      '2:4 The character U+000D makes the line look other than it is read.',
    ],
    ['writing from right to left', file("{ a: '\u202Ex' }"), '2:36 The character U+202E makes the line look other than it is read.'],
    ['bytes that are no UTF-8', file("{ a: '\uFFFD' }"), '2:36 The file is not written in UTF-8 here.'],
    ['a syntax error', file('{ a: 1 b }'), '2:37 The syntax is wrong: Unexpected token, expected ",".'],
    ['a syntax that is none of TypeScript', file('do { 1 }'), '2:30 The syntax is wrong: TypeScript has no such syntax.'],
    ['an octal number of the old kind', file('010'), '2:30 The syntax is wrong: Legacy octal literals are not allowed in strict mode.'],
    [
      'ten thousand lists in each other',
      file(`${'['.repeat(10_000)}${']'.repeat(10_000)}`),
      '1:1 The file is nested too deeply to be read.',
    ],
    ['more than anybody writes', file(`'${'x'.repeat(1_000_000)}'`), '1:1 The file has more than 1000000 characters.'],
  ])('is refused with %s', (_, text, expected) => {
    const { problems, value } = readLiteral(text, definition);
    expect(problems.map((problem) => `${problem.line}:${problem.column} ${problem.message}`)).toContain(expected);
    expect(value).toBeUndefined();
  });

  it('tells all its mistakes at once, in the order of the text', () => {
    expect(messagesOf(`import 'x';\n${line}const a = f();\nexport default defineService({ b: f(), c: [...d], e });\n`)).toEqual([
      'The import names something else than defineService.',
      'The file imports "x"; only "../../model/service.ts" may be imported.',
      'There is a second import.',
      'A variable is code, and this file is data: it is read and never run.',
      'A call is no data: the file is read and never run.',
      'A spread is computed, which is no data.',
      'A field without a value takes that of a variable, which is no data.',
    ]);
  });
});

const key = fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => text !== '__proto__');
const { json } = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Number.isInteger(number) || Number.isSafeInteger(number)),
    fc.boolean(),
    fc.constant(null),
  ),
  object: fc.dictionary(key, tie('json'), { maxKeys: 5, noNullPrototype: true }),
  list: fc.array(tie('json'), { maxLength: 5 }),
  json: fc.oneof({ maxDepth: 5 }, tie('leaf'), tie('object'), tie('list')),
}));

describe('any value', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(json, (value) => {
        const literal = readLiteral(literalFile(value, definition), definition);
        expect(literal.problems).toEqual([]);
        expect(literal.value).toStrictEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it('is found where it stands: what is put in the place of one literal is told there, and read under its path', () => {
    fc.assert(
      fc.property(json, fc.nat(), (value, choice) => {
        const text = literalFile({ first: value, last: 'last' }, definition);
        const sound = readLiteral(text, definition);
        const leaves = leavesOf({ first: value, last: 'last' });
        const path = leaves[choice % leaves.length] ?? [];
        const { line: row, column } = sound.placeOf(path);
        const offset = text.split('\n', row - 1).reduce((sum, before) => sum + before.length + 1, 0) + column - 1;
        expect(placer(text)(offset)).toEqual({ line: row, column });
        const end = offset + (lengthOf(text.slice(offset)) ?? 0);
        const edited = (by: string) => readLiteral(`${text.slice(0, offset)}${by}${text.slice(end)}`, definition);
        expect(at(edited("'edited'").value, path)).toBe('edited');
        expect(edited('f()').problems).toMatchObject([
          { line: row, column, message: 'A call is no data: the file is read and never run.' },
        ]);
      }),
      { numRuns: 500 },
    );
  });
});

it.each([undefined, () => 1, Symbol('x'), 1n, Number.NaN, Number.POSITIVE_INFINITY, JSON.parse('{"__proto__":1}')])(
  'what is no data is not written: %s',
  (value) => {
    expect(() => literalFile({ value }, definition)).toThrow('cannot be written as data');
  },
);

/** Paths of what holds nothing. */
function leavesOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return [path];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...path, Array.isArray(value) ? Number(name) : name]));
}

/** How long the literal is that a text begins with. */
function lengthOf(text: string): number | undefined {
  return /^(?:'(?:[^'\\]|\\.)*'|\[\]|\{\}|[^\s,\]})]+)/s.exec(text)?.[0].length;
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, name) => (inner as Record<string | number, unknown>)[name], value);
}
