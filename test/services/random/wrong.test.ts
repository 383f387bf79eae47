import { describe, expect, it } from 'vitest';
import { exceptionProblems } from '../../../generators/exceptions/problems.ts';
import { generate } from '../../../generators/generate.ts';
import type { EnvironmentFile } from '../../../generators/model/environment/environment.ts';
import type { PlatformDefinition } from '../../../generators/model/platform/platform.ts';
import { problemsIn } from '../../../generators/model/problems/problems.ts';
import type { ServiceDefinition } from '../../../generators/model/service/service.ts';
import { definitionFile } from '../../../scripts/catalog/definitions.ts';
import { placed } from '../../../scripts/catalog/places.ts';
import { readLiteral } from '../../../scripts/repository/literal/read.ts';
import fc from '../../support/random.ts';
import { around } from './around/around.ts';
import { type Company, companyOf } from './around/written.ts';
import { company } from './company.ts';
import { catalogOf, catalogWith } from './judged.ts';

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

/** Files of a company beside its services: of which one, how it reads, and the company with what such a file then says. */
const beside = {
  environments: (company: Company, value: unknown, at: number): Company => ({
    ...company,
    environments: company.environments.map((entry, index) => (index === at ? { ...entry, value: value as EnvironmentFile } : entry)),
  }),
  'platform.ts': (company: Company, value: unknown): Company => ({
    ...company,
    platform: { ...company.platform, value: value as PlatformDefinition },
  }),
} as const;
const defined = {
  environments: { define: 'defineEnvironment', from: '../../model/environment.ts' },
  'platform.ts': { define: 'definePlatform', from: '../model/platform.ts' },
} as const;

/** Where the fields are that say of stores, clusters and pull requests; of others the tests of the model tell. */
const fields = ['dataLayer', 'stores', 'clusters', 'serving', 'pullRequests', 'backup', 'issuer', 'observability', 'tier', 'cloud'];

/** The same with one change inside of one of those fields. */
function changedWithin(value: object, own: Change): unknown {
  const entries = Object.entries(value);
  const among = Object.fromEntries(entries.filter(([key]) => fields.includes(key)));
  return { ...Object.fromEntries(entries.filter(([key]) => !(key in among))), ...(changed(among, own) as object) };
}

describe('an environment, or the platform, with a slip of the hand in what it says of stores, clouds, places and pull requests', () => {
  it('is told with file, line and column, or is well: nothing throws', () => {
    fc.assert(
      fc.property(
        around,
        fc.constantFrom('environments', 'environments', 'environments', 'platform.ts'),
        fc.nat(),
        fc.array(change, { minLength: 1, maxLength: 2 }),
        (wishes, kind, which, changes) => {
          const sound = companyOf([], wishes);
          const at = which % sound.environments.length;
          const entry = kind === 'environments' ? sound.environments[at] : sound.platform;
          if (entry === undefined) return;
          const text = definitionFile(
            kind,
            changes.reduce<object>((now, own) => changedWithin(now, own) as object, entry.value),
          );
          const { value, problems, placeOf } = readLiteral(text, defined[kind]);
          expect(problems.filter(({ line, column }) => line < 1 || column < 1)).toEqual([]);
          if (problems.length > 0) return;
          const catalog = catalogOf(beside[kind](sound, value, at));
          const found = placed(problemsIn(catalog), (file) => (file === entry.file ? placeOf : undefined));
          const lines = text.split('\n').length;
          const own = found.filter(({ file }) => file === entry.file);
          expect(own.filter(({ place }) => place === undefined || place.line < 1 || place.line > lines || place.column < 1)).toEqual([]);
          expect(
            found.filter(({ message, fix }) => message === '' || fix === '' || /undefined|\[object|NaN/.test(`${message} ${fix}`)),
          ).toEqual([]);
          if (found.length === 0) generate(catalog);
        },
      ),
      { numRuns: 100 + 20 * more },
    );
  });
});
