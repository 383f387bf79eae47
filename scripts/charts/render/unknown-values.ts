import { asFields } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import type { KnownValues } from './known-values.ts';

/** A path of keys into the values of a chart. */
export type ValuePath = readonly string[];

/**
 * Keys of the values that the chart has no default for and names nowhere: the topmost of each branch. They may still have an
 * effect, in a map that the chart copies as a whole.
 */
export function unnamedKeys(values: Fields, { defaults, named }: KnownValues): readonly ValuePath[] {
  const visit = (own: Fields, known: Fields, prefix: ValuePath): readonly ValuePath[] =>
    Object.entries(own).flatMap(([key, value]) => {
      const place = [...prefix, key];
      if (!(key in known) && !named.has(place.join('.'))) return [place];
      const deeper = asFields(value);
      return deeper === undefined ? [] : visit(deeper, asFields(known[key]) ?? {}, place);
    });
  return visit(values, defaults, []);
}

/** Values that differ at one path only: without it, and with something else there. A chart that takes note of the key renders differently for one of them. */
export function variants(values: Fields, place: ValuePath): readonly Fields[] {
  return [changed(values, place, () => undefined), changed(values, place, another)];
}

/** Values in which each of some keys that hold a text or a map is marked by a word of its own, which shows in the rendering where the key is copied. */
export function markedValues(
  values: Fields,
  places: readonly ValuePath[],
): { readonly values: Fields; readonly words: ReadonlyMap<string, ValuePath> } {
  const words = new Map<string, ValuePath>();
  let marked = values;
  for (const [index, place] of places.entries()) {
    const word = `q${index}z${index}q`;
    const value = valueAt(values, place);
    const isMap = asFields(value) !== undefined;
    if (!isMap && typeof value !== 'string') continue;
    words.set(word, place);
    marked = changed(marked, place, (own) => (isMap ? { ...asFields(own), [word]: word } : `${String(own)}${word}`));
  }
  return { values: marked, words };
}

function valueAt(values: Fields, place: ValuePath): unknown {
  return place.reduce<unknown>((value, key) => asFields(value)?.[key], values);
}

function changed(values: Fields, [key = '', ...rest]: ValuePath, change: (value: unknown) => unknown): Fields {
  const value = rest.length === 0 ? change(values[key]) : changed(asFields(values[key]) ?? {}, rest, change);
  const { [key]: _, ...others } = values;
  return value === undefined ? others : { ...others, [key]: value };
}

function another(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string') return `${value}-other`;
  if (Array.isArray(value)) return value.length === 0 ? ['other'] : [];
  const fields = asFields(value);
  if (fields === undefined || Object.keys(fields).length === 0) return { other: 'other' };
  return Object.fromEntries(Object.entries(fields).map(([key, part]) => [key, another(part)]));
}
