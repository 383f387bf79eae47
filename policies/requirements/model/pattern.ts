import { asFields, asList, at, below } from '../../kubernetes/fields.ts';
import { quantity } from '../../kubernetes/quantities.ts';
import { shown } from '../../wording.ts';

const matcher = Symbol('matcher');

/** A condition on one value that no literal can say. */
export interface Matcher {
  readonly [matcher]: true;
  /** What is expected, for messages. */
  readonly expected: string;
  accepts(value: unknown): boolean;
}

/**
 * What a value must look like, written like the manifest itself. A mapping needs the given keys and may have others; a list
 * has exactly the given items, paired by `name`, `type` or `secretKey` where the items have one, else by position.
 */
export type Pattern = string | number | boolean | Matcher | readonly Pattern[] | { readonly [key: string]: Pattern };

/** One place where a value does not look like its pattern. */
export interface Difference {
  /** From the root of the value. */
  readonly path: string;
  /** The value as found; undefined when there is none. */
  readonly found: string | undefined;
  readonly expected: string;
}

/** All places where a value does not look like a pattern. */
export function differences(value: unknown, pattern: Pattern, path = ''): readonly Difference[] {
  const present = value ?? undefined;
  if (isMatcher(pattern)) return pattern.accepts(present) ? [] : [difference(present, pattern.expected, path)];
  if (isList(pattern)) return listDifferences(present, pattern, path);
  if (typeof pattern !== 'object') return present === pattern ? [] : [difference(present, shown(pattern), path)];
  if (present !== undefined && asFields(present) === undefined) return [difference(present, 'a mapping', path)];
  return Object.entries(pattern).flatMap(([key, item]) => differences(at(present, key), item, below(path, key)));
}

/** There must be no such field. */
export const absent: Matcher = matching('nothing', (value) => value === undefined);

/** Some text that matches. */
export function text(expression: RegExp, expected: string): Matcher {
  return matching(expected, (value) => typeof value === 'string' && expression.test(value));
}

/** A version, or a newer one: `17.2` is newer than `16`. */
export function orNewer(least: string): Matcher {
  const parts = (version: string) => version.split('.').map(Number);
  return matching(`"${least}" or newer`, (value) => {
    if (typeof value !== 'string' || !/^\d+(\.\d+)*$/.test(value)) return false;
    const [own, wanted] = [parts(value), parts(least)];
    const unlike = wanted.findIndex((part, index) => part !== (own[index] ?? 0));
    return unlike < 0 || (own[unlike] ?? 0) > (wanted[unlike] ?? 0);
  });
}

/** A number in a range. */
export function atLeast(least: number): Matcher {
  return matching(`at least ${least}`, (value) => typeof value === 'number' && value >= least);
}

/** The same amount, in any spelling: `2000m`, `2`. */
export function amount(expected: string): Matcher {
  return matching(shown(expected), (value) => value !== undefined && quantity(value) === quantity(expected));
}

/** The very same value, with no further keys. */
export function exactly(expected: unknown): Matcher {
  return matching(JSON.stringify(expected), (value) => canonical(value) === canonical(expected));
}

/** A mapping with these keys and no others. */
export function keys(...names: readonly string[]): Matcher {
  const expected = [...names].sort().join(', ');
  return matching(
    `the keys ${expected}`,
    (value) =>
      Object.keys(asFields(value) ?? {})
        .sort()
        .join(', ') === expected,
  );
}

/** A list that has, among others, an item like each of these. */
export function including(...items: readonly Pattern[]): Matcher {
  const accepts = (value: unknown) => items.every((item) => asList(value).some((candidate) => differences(candidate, item).length === 0));
  return matching(`a list with ${items.map(describe).join(' and ')}`, accepts);
}

/** A list without any item like this one. */
export function without(item: Pattern): Matcher {
  return matching(`a list without ${describe(item)}`, (value) =>
    asList(value).every((candidate) => differences(candidate, item).length > 0),
  );
}

/** Something, whatever it is. */
export const anything: Matcher = matching('a value', (value) => value !== undefined);

function matching(expected: string, accepts: (value: unknown) => boolean): Matcher {
  return { [matcher]: true, expected, accepts };
}

function isMatcher(pattern: Pattern): pattern is Matcher {
  return typeof pattern === 'object' && matcher in pattern;
}

function isList(pattern: Pattern): pattern is readonly Pattern[] {
  return Array.isArray(pattern);
}

function listDifferences(value: unknown, patterns: readonly Pattern[], path: string): readonly Difference[] {
  if (!Array.isArray(value)) return [difference(value, `a list of ${patterns.length}`, path)];
  const items: readonly unknown[] = value;
  if (items.length !== patterns.length) return [{ path, found: `a list of ${items.length}`, expected: `a list of ${patterns.length}` }];
  return patterns.flatMap((pattern, position) => {
    const identity = identityOf(pattern);
    const found = identity === undefined ? position : items.findIndex((item) => at(item, identity.key) === identity.value);
    if (identity !== undefined && found === -1)
      return [{ path, found: undefined, expected: `an item with ${identity.key} "${identity.value}"` }];
    return differences(items[found], pattern, `${path}[${found}]`);
  });
}

/** What tells an item of a list from the others, as in Kubernetes' own lists. */
function identityOf(pattern: Pattern): { readonly key: string; readonly value: string } | undefined {
  for (const key of ['name', 'type', 'secretKey']) {
    const value = at(pattern, key);
    if (typeof value === 'string') return { key, value };
  }
  return undefined;
}

function difference(value: unknown, expected: string, path: string): Difference {
  return { path, found: value === undefined ? undefined : describeFound(value), expected };
}

function describeFound(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : shown(value);
}

function describe(pattern: Pattern): string {
  if (isMatcher(pattern)) return pattern.expected;
  if (isList(pattern)) return `[${pattern.map(describe).join(', ')}]`;
  if (typeof pattern !== 'object') return shown(pattern);
  return `{${Object.entries(pattern)
    .map(([key, item]) => `${key}: ${describe(item)}`)
    .join(', ')}}`;
}

/** JSON with sorted keys, so that equal values give equal text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const fields = asFields(value);
  if (fields === undefined) return JSON.stringify(value) ?? 'undefined';
  return `{${Object.keys(fields)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(fields[key])}`)
    .join(',')}}`;
}
