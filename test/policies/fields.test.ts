import { expect, it } from 'vitest';
import { at, pathOf } from '../../policies/kubernetes/fields.ts';
import fc from '../support/random.ts';

type Keys = readonly (string | number)[];

it.each<[name: string, value: unknown, keys: Keys, found: unknown]>([
  ['a field of a field', { a: { b: 1 } }, ['a', 'b'], 1],
  ['an item of a list', { a: [{ b: 1 }, { b: 2 }] }, ['a', 1, 'b'], 2],
  ['null, which is there', { a: null }, ['a'], null],
  ['nothing below null', { a: null }, ['a', 'b'], undefined],
  ['nothing below a text', { a: 'text' }, ['a', 'length'], undefined],
  ['no item of a mapping, whatever its keys', { a: { 0: 1 } }, ['a', 0], undefined],
  ['no field of a list', { a: [1] }, ['a', 'length'], undefined],
  ['no item of a list by its number as text', { a: [1] }, ['a', '0'], undefined],
  ['no field that every object has', {}, ['constructor', 'name'], undefined],
  ['no prototype', {}, ['__proto__'], undefined],
  ['a field of such a name that is written', JSON.parse('{"__proto__": {"toString": 1}}'), ['__proto__', 'toString'], 1],
  ['the value itself where there are no keys', 1, [], 1],
])('finds %s', (_, value, keys, found) => {
  expect(at(value, ...keys)).toBe(found);
});

it('finds in whatever JSON says what its path says, and nothing else', () => {
  const keys = fc.array(fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'valueOf', 'length', '0'), fc.nat(2)), { maxLength: 4 });
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<unknown>(null, 1, 'text', true),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'valueOf', 'length', '0'), tie('any')),
    ),
  })).any;
  fc.assert(
    fc.property(value, keys, (whole, path) => {
      // The same by entries alone, which are never inherited.
      const found = path.reduce<unknown>((current, key) => {
        if (typeof current !== 'object' || current === null || Array.isArray(current) !== (typeof key === 'number')) return undefined;
        return Object.entries(current).find(([name]) => name === String(key))?.[1];
      }, whole);
      expect(at(whole, ...path)).toBe(found);
    }),
  );
});

it.each<[keys: Keys, start: string, path: string]>([
  [['spec', 'hosts', 0, 'name'], '', 'spec.hosts[0].name'],
  [[0], 'spec', 'spec[0]'],
  [['annotations', 'a.b/c'], 'metadata', 'metadata.annotations["a.b/c"]'],
  [[], 'spec', 'spec'],
])('writes the path of %j below "%s" as %s', (keys, start, path) => {
  expect(pathOf(keys, start)).toBe(path);
});
