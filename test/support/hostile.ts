import fc from './random.ts';

type Fields = Record<string, unknown>;

/** So deep that what walks a value by calling itself must be frugal; YAML and JSON of that depth are read without complaint. */
function nested(depth: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 'end';
  for (let index = 0; index < depth; index += 1) value = wrap(value);
  return value;
}

const withoutPrototype = Object.assign(Object.create(null) as Fields, { name: 'example', toString: 1 });
const shared = { name: 'shared' };

/** Values that broke a rule, a reporter or the validator once, and their like. Each one can be read from YAML or JSON, or be an alias in it. */
export const breaking: readonly unknown[] = [
  { toString: 1 },
  { valueOf: 1, toString: 1 },
  { toString: null, length: 3 },
  { toJSON: 1 },
  { hasOwnProperty: 1 },
  { constructor: 1 },
  JSON.parse('{"then":1}'),
  { length: -1 },
  { length: 4_294_967_296, 0: 'a' },
  JSON.parse('{"__proto__":{"name":"a"}}'),
  JSON.parse('{"__proto__":null,"constructor":{"prototype":1}}'),
  withoutPrototype,
  [withoutPrototype],
  [shared, shared],
  [{ toString: 1 }, { toString: 1 }],
  [[[]]],
  [null, undefined],
  nested(400, (inner) => ({ a: inner })),
  nested(400, (inner) => [inner]),
  nested(60, (inner) => ({ spec: inner, template: inner === 'end' ? 1 : 'x' })),
  -0,
  Number.MAX_SAFE_INTEGER,
  Number.MAX_VALUE,
  1e308,
  -1e308,
  5e-324,
  2 ** 53,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
  9_007_199_254_740_993n.toString(),
  '\ud800',
  'a\udc00b',
  '\udfff\ud800',
  '\u0000',
  '\u2028',
  '\ufeff',
  '\u202e',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  '99999999999999999999',
  '1e400',
  '1e-400Ki',
  '100%',
  '999%',
  '-5%',
  '0x10',
  '0.0.0.0/0',
  '::/0',
  '10.0.0.0/99',
  '10.0.0.0/',
  '/',
  ':',
  '@',
  'a@',
  'a:b:c@sha256:',
  '{{',
  '{{ .a',
  '$(A)',
  '$',
  '\\',
  '(',
  '[a-',
  '*/0 * * * *',
  '0 0 31 2 *',
  '61 25 32 13 8',
  'rate(',
  'up{a=~"("}',
  'a'.repeat(5000),
  '['.repeat(2000),
  '('.repeat(500),
  '\n'.repeat(500),
  '-----BEGIN',
  'host all all',
  '2026-13-45 because',
  '9999999999h',
];

/** Keys that mean something to JavaScript. */
export const breakingKeys: readonly string[] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'length',
  'toJSON',
  'then',
  '0',
  '-1',
  '',
  ' ',
  'a.b',
  'a[0]',
  '"',
  '\ud800',
];

/** Any of them, a scalar of any kind, or something made of them under keys that are looked for. */
export function hostileValues(keys: readonly string[]): fc.Arbitrary<unknown> {
  const key = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...keys) }, { weight: 1, arbitrary: fc.constantFrom(...breakingKeys) });
  return fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc.oneof(
        fc.constantFrom(...breaking),
        fc.string({ unit: 'binary' }),
        fc.double(),
        fc.constantFrom<unknown>(null, true, false, 0, 1, '', {}, []),
      ),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.array(fc.tuple(key, tie('value')), { maxLength: 6 }).map(mappingOf),
    ),
  })).value;
}

/** As a parser makes it: `__proto__` is a key as any other. */
function mappingOf(entries: readonly (readonly [string, unknown])[]): Fields {
  const fields: Fields = {};
  for (const [key, value] of entries) Object.defineProperty(fields, key, { value, enumerable: true, writable: true, configurable: true });
  return fields;
}

/** The value with another one at a place; `__proto__` is a key as any other. */
export function replacedAt(value: unknown, place: readonly (string | number)[], by: unknown): unknown {
  const [key, ...rest] = place;
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((item: unknown, index) => (index === key ? replacedAt(item, rest, by) : item));
  if (typeof value !== 'object' || value === null) return value;
  return mappingOf(Object.entries(value).map(([own, item]) => [own, own === key ? replacedAt(item, rest, by) : item]));
}

/** The place of every value below one, the outermost first. */
export function placesIn(value: unknown, prefix: readonly (string | number)[] = []): (string | number)[][] {
  const inner: Iterable<[string | number, unknown]> = Array.isArray(value)
    ? value.entries()
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
      : [];
  return [...inner].flatMap(([key, item]) => [[...prefix, key], ...placesIn(item, [...prefix, key])]);
}
