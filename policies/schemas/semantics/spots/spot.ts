import { asFields, below } from '../../../kubernetes/fields.ts';
import { fieldName, invalid, quoted, type SchemaProblem } from '../../problem.ts';

/**
 * A place in an object, and the list that takes what is wrong there. The API server reads an absent value, and null, as the empty one of
 * the field's type; so do the readers here.
 */
export interface Spot {
  readonly value: unknown;
  readonly path: string;
  readonly found: SchemaProblem[];
}

/** What the API server asks of an object beyond the types of its fields: each fault goes to the spot's list. */
export type Check = (spot: Spot) => void;

/** The place of a whole object, or of a part of one. */
export function spotOf(value: unknown, path = '', found: SchemaProblem[] = []): Spot {
  return { value: value ?? undefined, path, found };
}

/** The place at a chain of keys; its value is undefined where the chain breaks. */
export function field(spot: Spot, first: string, ...more: readonly string[]): Spot {
  const own = child(spot, first);
  return more.length === 0 ? own : more.reduce(child, own);
}

function child({ value, path, found }: Spot, key: string): Spot {
  const isFields = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, key);
  return {
    value: isFields ? ((value as Readonly<Record<string, unknown>>)[key] ?? undefined) : undefined,
    path: path !== '' && isPlain(key) ? `${path}.${key}` : below(path, key),
    found,
  };
}

/** The value at a chain of keys, without its place. */
function valueAt(spot: Spot, keys: readonly string[]): unknown {
  let { value } = spot;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key] ?? undefined;
  }
  return value;
}

/** The place at a chain of keys, which may be empty. */
function reach(spot: Spot, keys: readonly string[]): Spot {
  return keys.length === 0 ? spot : keys.reduce(child, spot);
}

/** Whether a key is a name of Kubernetes' own fields, which need no brackets. Keys of mappings may be longer and are left to `below`. */
function isPlain(key: string): boolean {
  for (let index = 0; index < key.length; index += 1) {
    const code = key.charCodeAt(index) | 32;
    if (code < 97 || code > 122) return false;
  }
  return key !== '';
}

/** The items of the list at a chain of keys. */
export function items(spot: Spot, ...keys: readonly string[]): readonly Spot[] {
  const value = valueAt(spot, keys);
  if (!Array.isArray(value) || value.length === 0) return [];
  const { path, found } = reach(spot, keys);
  return value.map((item: unknown, index) => ({ value: item ?? undefined, path: `${path}[${index}]`, found }));
}

/** The entries of the mapping at a chain of keys. */
export function entries(spot: Spot, ...keys: readonly string[]): readonly (readonly [key: string, spot: Spot])[] {
  if (asFields(valueAt(spot, keys)) === undefined) return [];
  const holder = reach(spot, keys);
  return keysOf(holder).map((key) => [key, field(holder, key)] as const);
}

/** The keys of a mapping. */
export function keysOf(spot: Spot): readonly string[] {
  return Object.keys(asFields(spot.value) ?? {});
}

export function isSet(spot: Spot, ...keys: readonly string[]): boolean {
  return valueAt(spot, keys) !== undefined;
}

/** Whether a pointer to a structure is there, or a list or mapping that holds something. */
export function isFilled(spot: Spot, ...keys: readonly string[]): boolean {
  const value = valueAt(spot, keys);
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== '' && value !== 0 && value !== false && Object.keys(asFields(value) ?? { x: 1 }).length > 0;
}

/** The text at a chain of keys; empty when it is none. */
export function text(spot: Spot, ...keys: readonly string[]): string {
  const value = valueAt(spot, keys);
  return typeof value === 'string' ? value : '';
}

/** The whole number at a chain of keys; undefined when it is none. */
export function integer(spot: Spot, ...keys: readonly string[]): number | undefined {
  const value = valueAt(spot, keys);
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

export function isTrue(spot: Spot, ...keys: readonly string[]): boolean {
  return valueAt(spot, keys) === true;
}

/** The texts of the list at a chain of keys. */
export function textsOf(spot: Spot, ...keys: readonly string[]): readonly string[] {
  return items(spot, ...keys).map((item) => text(item));
}

/** Says what is wrong at a place, and how to put it right. */
export function refuse({ path, found }: Spot, message: string, remediation: string): void {
  found.push(invalid(path, message, remediation));
}

/** `Field "x" is "y"`: the start of a message about the value of a field. */
export function named({ value, path }: Spot): string {
  const shown = typeof value === 'string' ? quoted(value) : typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'set';
  return `${fieldName(path)} is ${value === undefined ? 'empty' : shown}`;
}

/** Refuses the value of a field: `Field "x" is "y", which ...`. */
export function refuseValue(spot: Spot, which: string, remediation: string): void {
  refuse(spot, `${named(spot)}, which ${which}.`, remediation);
}

/** Refuses a field that must not stand there. */
export function forbid(spot: Spot, why: string, remediation = 'Remove the field.'): void {
  refuse(spot, `${fieldName(spot.path)} must not be set: ${why}.`, remediation);
}

/** A field that must be there, and is absent or empty. */
export function missing(spot: Spot, remediation?: string): void {
  const { path, found } = spot;
  const cut = path.endsWith(']') ? path.lastIndexOf('[') : path.lastIndexOf('.');
  const holder = cut <= 0 ? 'the object' : `"${fieldName(path.slice(0, cut)).replace(/^Field "|"$/g, '')}"`;
  const name = fieldName(path);
  found.push({
    rule: 'schema-missing-field',
    path,
    message: `${name} is missing from ${holder}.`,
    remediation: remediation ?? `Set ${name.replace(/^Field /, '')}.`,
  });
}

/** Refuses the second and later uses of a value; `undefined` is none. */
export function noDuplicates(spots: readonly Spot[], what: string, of: (spot: Spot) => unknown = ({ value }) => value): void {
  const seen = new Set<unknown>();
  for (const spot of spots) {
    const key = of(spot);
    if (key === undefined) continue;
    if (seen.has(key)) refuse(spot, `The ${what} ${quoted(String(key))} is there twice.`, `Write each ${what} once.`);
    seen.add(key);
  }
}
