import { describe, expect, it } from 'vitest';
import { exceptionProblems } from '../../../generators/exceptions/problems.ts';
import { generate } from '../../../generators/generate.ts';
import { problemsIn } from '../../../generators/model/problems/problems.ts';
import type { ServiceDefinition } from '../../../generators/model/service/service.ts';
import { definitionFile } from '../../../scripts/catalog/definitions.ts';
import { placed } from '../../../scripts/catalog/places.ts';
import { readLiteral } from '../../../scripts/repository/literal/read.ts';
import fc from '../../support/random.ts';
import { company } from './company.ts';
import { catalogWith } from './judged.ts';

const definition = { define: 'defineService', from: '../../model/service.ts' };
const more = Number(process.env['RANDOM_SERVICES'] ?? '0');

/** What a hand may leave in a file by mistake. */
const slip = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', 'x', 'Ünïcode 名', '../..', '9'.repeat(300), 0, -1, 1.5, 1e21, [], {}, [[]], { a: { b: [] } }, [
    'x',
    'x',
  ]),
  fc.constantFrom(
    'DATABASE_URL',
    'LOG_LEVEL',
    'dev',
    'nowhere',
    '10.0.0.0/33',
    'https://',
    'http://x',
    '-',
    'a--b',
    '/',
    '/tmp',
    'none',
    '0Gi',
  ),
);

type Change = { readonly at: number; readonly what: 'set' | 'remove' | 'rename' | 'add'; readonly value: unknown };
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(),
  what: fc.constantFrom('set', 'set', 'remove', 'rename', 'add'),
  value: slip,
});

/** Every place of a value, by its keys. */
function placesOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]: [string, unknown]) => placesOf(inner, [...path, key]))];
}

/** The value with one change at one of its places. */
function changed(value: unknown, { at, what, value: slipped }: Change): unknown {
  const copy: unknown = structuredClone(value);
  const places = placesOf(copy).slice(1);
  const path = places[at % Math.max(1, places.length)] ?? [];
  const last = path.at(-1);
  const parent = path.slice(0, -1).reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], copy) as Record<
    string,
    unknown
  >;
  if (last === undefined) return copy;
  if (what === 'set') parent[last] = slipped;
  if (what === 'add' && !Array.isArray(parent)) parent[typeof slipped === 'string' ? slipped : 'extra'] = slipped;
  if (what === 'remove' || what === 'rename') {
    const old = parent[last];
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else delete parent[last];
    if (what === 'rename' && !Array.isArray(parent)) parent[`${last}s`] = old;
  }
  return copy;
}

describe('a service with a slip of the hand', () => {
  it('is told with file, line and column, or is well: nothing throws', () => {
    fc.assert(
      fc.property(company, fc.array(change, { minLength: 1, maxLength: 3 }), (services, changes) => {
        const [first, ...others] = services;
        if (first === undefined) return;
        const text = definitionFile('services', changes.reduce(changed, first as unknown));
        const { value, problems, placeOf } = readLiteral(text, definition);
        expect(problems.filter(({ line, column }) => line < 1 || column < 1)).toEqual([]);
        if (problems.length > 0) return;
        const catalog = catalogWith([...others, { ...(value as ServiceDefinition) }]);
        const file = `generators/catalog/services/${(value as ServiceDefinition).name}.ts`;
        const found = placed(problemsIn(catalog), (other) => (other === file ? placeOf : undefined)).filter(
          (problem) => problem.file === file,
        );
        const lines = text.split('\n').length;
        const unplaced = found.filter(({ place }) => place === undefined || place.line < 1 || place.line > lines || place.column < 1);
        expect(unplaced).toEqual([]);
        expect(
          found.filter(({ message, fix }) => message === '' || fix === '' || /undefined|\[object|NaN/.test(`${message} ${fix}`)),
        ).toEqual([]);
        if (problemsIn(catalog).length === 0 && exceptionProblems(catalog).length === 0) generate(catalog);
      }),
      { numRuns: 25 + 10 * more },
    );
  });
});
