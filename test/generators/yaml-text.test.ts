import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { yamlText } from '../../generators/output/yaml.ts';
import fc from '../support/random.ts';

const asLibrary = (value: unknown) => dump(value, { lineWidth: -1, noRefs: true });
const awkward = fc.constantFrom(
  ...['', ' ', '-', '- a', '?', ': ', 'a: b', 'a #b', '#a', '~', 'null', 'true', 'No', 'on', '1', '0x1', '1e3', '.inf', '2026-11-28'],
  ...[
    '\n',
    'a\n',
    'a\n\n',
    '\na',
    ' a\nb',
    'a\n b\n',
    'a\tb',
    '\ttab',
    'a\r\nb',
    'ä\u2028b',
    '\u0000',
    '服务\n二',
    '"',
    "'",
    '%a',
    '@a',
    '`',
    '{a}',
  ],
  ...[
    '[a]',
    '&a',
    '*a',
    '!a',
    '|',
    '>',
    '---',
    '...',
    'a\n---\nb',
    'x'.repeat(1200),
    `${'word '.repeat(60)}\n${'line '.repeat(60)}`,
    '__proto__',
  ],
);
const text = fc.oneof({ weight: 3, arbitrary: awkward }, fc.string(), fc.string({ unit: 'binary' }));
const scalar = fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.constant(-0), fc.constant(0));
const { value: anything } = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'medium', withCrossShrink: true }, scalar, tie('list'), tie('mapping')),
  list: fc.array(tie('value'), { maxLength: 4 }),
  mapping: fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
}));

describe('a value as YAML', () => {
  it('is byte for byte what js-yaml writes', () => {
    fc.assert(
      fc.property(anything, (value) => {
        expect(yamlText(value)).toBe(asLibrary(value));
      }),
      { numRuns: 2000 },
    );
  });

  it('is so where the same value stands at several depths, after another of its looks', () => {
    const same = { text: 'a\n b\n', list: [[], {}, [{ a: [1, '1', [true, 'true', { b: 'x\n' }]] }]] };
    const value = { same, again: [same, { deeper: [same, [same]] }], zero: [0, -0, '0'], key: { '1': 1, a: { 'b c': '' } } };
    expect(yamlText(value)).toBe(asLibrary(value));
  });

  it('is left to js-yaml where it is no plain data', () => {
    const value = { at: new Date(0), list: [new Set(['a'])] };
    expect(yamlText(value)).toBe(asLibrary(value));
    for (const wrong of [{ a: undefined }, [() => 1], { a: Symbol('a') }]) {
      const outcome = (write: (value: unknown) => string) => {
        try {
          return write(wrong);
        } catch (error) {
          return String(error);
        }
      };
      expect(outcome(yamlText)).toBe(outcome(asLibrary));
    }
  });
});
