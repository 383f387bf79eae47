import { asFields, below, textAt } from '../kubernetes/fields.ts';

/** One field in which two objects are not alike. */
export interface Unlike {
  /** The field by names: keys of mappings, and of lists the name of the item, or its index where it has none. */
  readonly keys: readonly string[];
  /** The field in each of the two, as a path; indexes of lists may not be the same. */
  readonly paths: readonly [string, string];
  readonly values: readonly [unknown, unknown];
}

/** Whether two texts that are not the same say the same thing, each of its own environment. */
export type Alike = (one: string, other: string) => boolean;

interface Place {
  readonly keys: readonly string[];
  readonly paths: readonly [string, string];
}

/** All fields in which two values are not alike, the outermost where one of them has nothing. */
export function unlike(one: unknown, other: unknown, alike: Alike, place: Place = { keys: [], paths: ['', ''] }): readonly Unlike[] {
  if (isSame(one, other, alike)) return [];
  if (Array.isArray(one) && Array.isArray(other)) return unlikeItems(one, other, alike, place);
  // Annotations and labels are many things, each for itself, also where they are the only ones.
  const isMany = ['annotations', 'labels'].includes(place.keys.at(-1) ?? '');
  const [left, right] = [one, other].map((value) => asFields(isMany ? (value ?? {}) : value));
  if (left === undefined || right === undefined) return [{ ...place, values: [one, other] }];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key) =>
    unlike(left[key], right[key], alike, {
      keys: [...place.keys, key],
      paths: [below(place.paths[0], key), below(place.paths[1], key)],
    }),
  );
}

function isSame(one: unknown, other: unknown, alike: Alike): boolean {
  if (one === other) return true;
  if (typeof one === 'string' && typeof other === 'string') return alike(one, other);
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isSame(item, other[index], alike));
  }
  const [left, right] = [asFields(one), asFields(other)];
  if (left === undefined || right === undefined) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && isSame(left[key], right[key], alike))
  );
}

/** Items that both have are alike, wherever they stand; of the others those of one name are compared, and then as they come. */
function unlikeItems(one: readonly unknown[], other: readonly unknown[], alike: Alike, place: Place): readonly Unlike[] {
  const partners = partnersOf(one, other, alike);
  const taken = new Set(partners.values());
  const left = one.map((_, index) => index).filter((index) => !partners.has(index));
  const right = other.map((_, index) => index).filter((index) => !taken.has(index));
  if (left.length + right.length === 0) return [{ ...place, values: [one, other] }];
  const free = new Set(right);
  const pairs: (readonly [number | undefined, number | undefined])[] = [];
  for (const index of left) {
    const name = nameOf(one[index]);
    const partner = [...free].find((candidate) => nameOf(other[candidate]) === name);
    if (partner !== undefined) free.delete(partner);
    pairs.push([index, partner]);
  }
  pairs.push(...[...free].map((index) => [undefined, index] as const));
  return pairs.flatMap(([first, second]) => {
    const [a, b] = [first === undefined ? undefined : one[first], second === undefined ? undefined : other[second]];
    return unlike(a, b, alike, {
      keys: [...place.keys, nameOf(a ?? b) ?? String(second ?? first)],
      paths: [`${place.paths[0]}[${first ?? second}]`, `${place.paths[1]}[${second ?? first}]`],
    });
  });
}

function partnersOf(one: readonly unknown[], other: readonly unknown[], alike: Alike): ReadonlyMap<number, number> {
  const partners = new Map<number, number>();
  const byText = new Map<string, number[]>();
  for (const [index, item] of other.entries()) {
    const text = JSON.stringify(item);
    const known = byText.get(text);
    if (known === undefined) byText.set(text, [index]);
    else known.push(index);
  }
  const free = new Set(other.keys());
  for (const [index, item] of one.entries()) {
    const partner = byText.get(JSON.stringify(item))?.shift();
    if (partner === undefined) continue;
    partners.set(index, partner);
    free.delete(partner);
  }
  for (const [index, item] of one.entries()) {
    if (partners.has(index)) continue;
    const partner = [...free].find((candidate) => isSame(item, other[candidate], alike));
    if (partner === undefined) continue;
    partners.set(index, partner);
    free.delete(partner);
  }
  return partners;
}

/** What an item of a list is called by whoever reads it. */
function nameOf(item: unknown): string | undefined {
  return ['name', 'key', 'alert', 'record', 'secretKey', 'mountPath'].map((key) => textAt(item, key)).find((name) => name !== undefined);
}
