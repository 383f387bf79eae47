import type { Written } from '../../repository/literal/places.ts';
import { literalText } from '../../repository/literal/write.ts';
import type { Change } from './derive.ts';

/** A value that no file has a place for. */
export interface Misplaced {
  readonly path: string;
}

/**
 * A file of the catalog with other values, and everything else as it was: its comments, its order. What stands nowhere yet is put at the
 * end of the object that it belongs to, as far as that is there.
 */
export function withChanges(text: string, root: Written, changes: readonly Change[]): string | Misplaced {
  const last = new Map(changes.map((change) => [change.path.join('\n'), change]));
  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  for (const { path, value } of last.values()) {
    const place = placeOf(root, path);
    // A list that is written whole holds what was to be changed in it.
    if ([...last.values()].some((other) => other.path.length < path.length && other.path.every((key, index) => key === path[index])))
      continue;
    if (place === undefined) return { path: path.join('.') };
    const said = literalText(value);
    if ('end' in place) edits.push({ ...place, text: said });
    else edits.push({ start: place.at, end: place.at, text: `${place.isEmpty ? '' : ', '}${String(path.at(-1))}: ${said}` });
  }
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((now, edit) => `${now.slice(0, edit.start)}${edit.text}${now.slice(edit.end)}`, text);
}

type Spot = { readonly start: number; readonly end: number } | { readonly at: number; readonly isEmpty: boolean };

function placeOf(root: Written, path: Change['path']): Spot | undefined {
  let found: Written | undefined = root;
  for (const [depth, key] of path.entries()) {
    const child: Written | undefined = found?.children?.get(key);
    if (child === undefined) {
      const values = [...(found?.children?.values() ?? [])];
      const end = Math.max(...values.map((value) => value.end));
      return depth === path.length - 1 && values.length > 0 && typeof key === 'string' ? { at: end, isEmpty: false } : undefined;
    }
    found = child;
  }
  return found === undefined ? undefined : { start: found.start, end: found.end };
}
