import { mergeKeys } from './merge-keys.ts';
import { equal, type Fields, identity, isFields, isFieldsList } from './value.ts';

/**
 * Labels that follow the release of one environment. They stay out of the base even while all environments agree, so that
 * promoting a build to one environment touches the files of that environment only.
 */
const ownedByRelease: readonly string[] = ['version', 'app.kubernetes.io/version'];

/**
 * What several objects of one kind have in common, such that a strategic-merge patch can add the rest: equal fields of
 * mappings, and equal parts of items of lists that merge by key. Undefined when they share nothing.
 * @param keyed whether lists merge by key, as they do for built-in kinds only
 */
export function commonPart(values: readonly Fields[], keyed: boolean): Fields | undefined {
  return commonFields(values, keyed);
}

function common(values: readonly unknown[], field: string, keyed: boolean): unknown {
  const [first, ...rest] = values;
  if (values.every(isFields)) return isEmpty(first) && rest.every(isEmpty) ? first : commonFields(values, keyed);
  if (keyed && values.every(isFieldsList)) {
    const items = commonItems(values, field);
    if (items !== undefined) return items;
  }
  return rest.every((value) => equal(first, value)) ? first : undefined;
}

function isEmpty(value: unknown): boolean {
  return isFields(value) && Object.keys(value).length === 0;
}

function commonFields(values: readonly Fields[], keyed: boolean): Fields | undefined {
  const [first = {}, ...rest] = values;
  const entries = Object.keys(first)
    .filter((key) => !ownedByRelease.includes(key) && rest.every((value) => value[key] !== undefined))
    .map(
      (key) =>
        [
          key,
          common(
            values.map((value) => value[key]),
            key,
            keyed,
          ),
        ] as const,
    )
    .filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function commonItems(lists: readonly (readonly Fields[])[], field: string): readonly Fields[] | undefined {
  const keys = mergeKeys(field, lists.flat());
  if (keys === undefined || keys.length > 1) return undefined;
  const [first = [], ...rest] = lists.map((list) => new Map(list.map((item) => [identity(item, keys), item])));
  const items = [...first].flatMap(([id, item]) => {
    const others = rest.map((list) => list.get(id));
    if (!others.every((other) => other !== undefined)) return [];
    const shared = commonFields([item, ...others], true);
    // An item of which only the key is left says nothing.
    return shared === undefined || (Object.keys(shared).length === keys.length && Object.keys(item).length > keys.length) ? [] : [shared];
  });
  return items.length === 0 ? undefined : items;
}
