import { asFields, asList, at } from '../kubernetes/fields.ts';

/** Keys and indexes from a value down to one of its parts. */
export type Place = readonly (string | number)[];

/** The place that a path names, in the spelling of findings: `spec.containers[0].args`, `metadata.labels["example.com/team"]`. */
export function placeOf(path: string): Place {
  const step = /(?:^|\.)([A-Za-z_$][\w$-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;
  const place: (string | number)[] = [];
  while (step.lastIndex < path.length) {
    const start = step.lastIndex;
    const found = step.exec(path);
    if (found === null) throw new Error(`"${path}" is no path: its rest "${path.slice(start)}" is neither a key nor an index.`);
    const [, key, index, quoted] = found;
    place.push(key ?? (index === undefined ? String(JSON.parse(quoted ?? '""')) : Number(index)));
  }
  return place;
}

/**
 * A value in which one place holds another value; the argument stays as it is. `undefined` takes the place away: a key, or an item
 * of a list, so that later ones move up. Mappings on the way are made where there are none; an index right after the last item adds one.
 */
export function withPlace(value: unknown, place: Place, next: unknown): unknown {
  const [key, ...rest] = place;
  if (key === undefined) return next;
  const inner = rest.length === 0 ? next : withPlace(at(value, key), rest, next);
  return typeof key === 'number' ? withItem(value, key, inner) : withKey(value, key, inner);
}

function withItem(value: unknown, index: number, item: unknown): readonly unknown[] {
  if (value !== undefined && !Array.isArray(value)) throw new Error(`[${index}] asks for a list, but there is ${JSON.stringify(value)}.`);
  const items = asList(value);
  if (index > items.length || (item === undefined && index === items.length)) throw new Error(`There is no item [${index}].`);
  return item === undefined ? items.toSpliced(index, 1) : items.toSpliced(index, 1, item);
}

function withKey(value: unknown, key: string, inner: unknown): unknown {
  const fields = value === undefined ? {} : asFields(value);
  if (fields === undefined) throw new Error(`"${key}" asks for a mapping, but there is ${JSON.stringify(value)}.`);
  if (inner !== undefined) return { ...fields, [key]: inner };
  if (!Object.hasOwn(fields, key)) throw new Error(`There is no "${key}" to take away.`);
  const { [key]: _removed, ...rest } = fields;
  return rest;
}
