import { asFields, asList, at, textAt } from '../../policies/kubernetes/fields.ts';

/** Where somebody has to look to see what a finding is about. */
export interface Place {
  readonly file: string;
  readonly document: number;
  readonly keys: readonly (string | number)[];
}

/** The keys that lead from a document to the object: none, or those of an item of a List. */
export function itemOf(value: unknown, object: { readonly kind: string; readonly name: string }): readonly (string | number)[] {
  const items = asList(at(value, 'items'));
  if (textAt(value, 'kind') === object.kind || items.length === 0) return [];
  const index = items.findIndex((item) => isSame(item, object));
  return index === -1 ? [] : ['items', index];
}

/** Whether a written object is the one; rendered names may have a prefix or the hash of a generated ConfigMap. */
export function isSame(value: unknown, { kind, name }: { readonly kind: string; readonly name: string }): boolean {
  const own = textAt(value, 'metadata', 'name') ?? textAt(value, 'metadata', 'generateName');
  return textAt(value, 'kind') === kind && own !== undefined && own !== '' && name.includes(own);
}

/** A key of a path; of a list item also what tells it apart from the others, because indexes differ between files. */
export type Step = { readonly key: string } | { readonly index: number; readonly isItem: (value: unknown) => boolean };

/** Fields by which list items are told apart: Kubernetes' own merge keys first. */
const identities = ['name', 'mountPath', 'containerPort', 'port', 'topologyKey', 'secretKey', 'key', 'type', 'ip'];

/** The steps to a field of an object. */
export function stepsOf(fields: unknown, keys: readonly (string | number)[]): readonly Step[] {
  let current = fields;
  return keys.map((key) => {
    current = at(current, key);
    return typeof key === 'string' ? { key } : { index: key, isItem: sameItem(current) };
  });
}

function sameItem(item: unknown): (value: unknown) => boolean {
  const fields = asFields(item);
  if (fields === undefined) return (value) => value === item;
  const identity = identities.find((name) => ['string', 'number'].includes(typeof fields[name]));
  if (identity === undefined) return () => false;
  return (value) => at(value, identity) === fields[identity];
}

/** The keys that lead along the steps in another spelling of the object, as far as they lead. */
export function followed(value: unknown, steps: readonly Step[]): readonly (string | number)[] {
  const keys: (string | number)[] = [];
  let current = value;
  for (const step of steps) {
    const key = 'key' in step ? step.key : indexIn(asList(current), step);
    current = at(current, key);
    if (current === undefined) return keys;
    keys.push(key);
  }
  return keys;
}

function indexIn(list: readonly unknown[], { index, isItem }: Extract<Step, { index: number }>): number {
  if (isItem(list[index])) return index;
  const match = list.findIndex(isItem);
  if (match !== -1) return match;
  // Items without any name are only known by their place.
  return asFields(list[index]) !== undefined && !identities.some((name) => at(list[index], name) !== undefined) ? index : list.length;
}
