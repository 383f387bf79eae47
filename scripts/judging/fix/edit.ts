import { isDeepStrictEqual } from 'node:util';
import { asFields, at } from '../../../policies/kubernetes/fields.ts';

/** The keys and indexes that lead to a field. */
export type Keys = readonly (string | number)[];

/** One change of a written object: its field gets a value, or goes. */
export type Edit = { readonly keys: Keys; readonly set: unknown } | { readonly keys: Keys; readonly remove: true };

/** The value with the change; undefined where the change leads through what is no mapping, or changes nothing. */
export function changed(value: unknown, edit: Edit): unknown {
  const copy = unshared(value);
  const [last] = edit.keys.slice(-1);
  if (last === undefined) return undefined;
  let holder: unknown = copy;
  for (const [index, key] of edit.keys.slice(0, -1).entries()) {
    const below = at(holder, key);
    if (below === undefined || below === null) {
      const fields = holder as Record<string, unknown>;
      if ('remove' in edit || typeof key === 'number' || asFields(holder) === undefined) return undefined;
      fields[key] = {};
    }
    holder = at(holder, key);
    if (typeof holder !== 'object' || holder === null || index > 200) return undefined;
  }
  if (Array.isArray(holder)) {
    if (typeof last !== 'number' || !('remove' in edit) || last >= holder.length) return undefined;
    holder.splice(last, 1);
    return copy;
  }
  const fields = holder as Record<string, unknown>;
  if ('remove' in edit) {
    if (!Object.hasOwn(fields, last)) return undefined;
    delete fields[last];
  } else fields[last] = edit.set;
  return isDeepStrictEqual(copy, value) ? undefined : copy;
}

/** A copy in which nothing stands in two places, as what an alias repeats does: a change of one is no change of the other. */
function unshared(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unshared);
  const fields = asFields(value);
  if (fields === undefined) return value;
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, unshared(field)]));
}

/** A text with another part in the place of what stands between two offsets. */
export function spliced(text: string, start: number, end: number, part: string): string {
  return text.slice(0, start) + part + text.slice(end);
}
