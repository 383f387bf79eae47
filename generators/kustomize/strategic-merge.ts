import { mergeKeys } from './merge-keys.ts';
import { equal, type Fields, identity, isFields } from './value.ts';

/**
 * The smallest strategic-merge patch that turns a base object into a target as kustomize merges: fields that differ, items
 * of keyed lists by their key, `null` for a field that goes, `$patch: delete` for an item that goes.
 * Undefined when there is nothing to change.
 * @param keyed whether lists merge by key, as they do for built-in kinds only
 */
export function strategicMergePatch(base: Fields, target: Fields, keyed: boolean): Fields | undefined {
  const changed = Object.keys(target)
    .filter((key) => !equal(base[key], target[key]))
    .map((key) => [key, changeOf(base[key], target[key], key, keyed)] as const);
  const removed = Object.keys(base)
    .filter((key) => target[key] === undefined)
    .map((key) => [key, null] as const);
  return changed.length + removed.length === 0 ? undefined : Object.fromEntries([...changed, ...removed]);
}

function changeOf(base: unknown, target: unknown, field: string, keyed: boolean): unknown {
  if (isFields(base) && isFields(target)) return strategicMergePatch(base, target, keyed);
  if (keyed && Array.isArray(base) && Array.isArray(target) && [...base, ...target].every(isFields)) {
    return itemsPatch(base as readonly Fields[], target as readonly Fields[], field) ?? target;
  }
  return target;
}

/**
 * The patch of a list that merges by key. Kustomize puts the items of the patch first, in the order of the patch, and the
 * rest of the base behind them; so the patch names every item up to the last one that differs or has moved.
 */
function itemsPatch(base: readonly Fields[], target: readonly Fields[], field: string): readonly Fields[] | undefined {
  const keys = mergeKeys(field, [...base, ...target]);
  if (keys === undefined) return undefined;
  const idOf = (item: Fields) => identity(item, keys);
  // Kustomize puts items with a key of several parts into an order of its own.
  if (keys.length > 1) return [{ $patch: 'replace' }, ...target];
  const byId = new Map(base.map((item) => [idOf(item), item]));
  const targetIds = new Set(target.map(idOf));
  const named = target.slice(0, target.length - unchangedTail(base, target, idOf));
  const changes = named.map((item) => {
    const own = byId.get(idOf(item));
    const key = Object.fromEntries(keys.map((name) => [name, item[name]]));
    return own === undefined ? item : { ...key, ...strategicMergePatch(own, item, true) };
  });
  const deletions = base
    .filter((item) => !targetIds.has(idOf(item)))
    .map((item) => ({ ...Object.fromEntries(keys.map((name) => [name, item[name]])), $patch: 'delete' }));
  return [...changes, ...deletions];
}

/** How many items at the end of the target stand there by themselves once the others are named in the patch. */
function unchangedTail(base: readonly Fields[], target: readonly Fields[], idOf: (item: Fields) => string): number {
  const positions = new Map(base.map((item, index) => [idOf(item), index]));
  let length = 0;
  let next = Number.POSITIVE_INFINITY;
  for (const item of target.toReversed()) {
    const position = positions.get(idOf(item));
    if (position === undefined || position >= next || !equal(base[position], item)) break;
    next = position;
    length += 1;
  }
  return length;
}
