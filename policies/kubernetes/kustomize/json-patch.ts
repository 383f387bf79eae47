import { asFields, asText, at } from '../fields.ts';
import { canonical } from './strategic-merge.ts';

/** What came of a JSON patch: the new value, or the operation that cannot be done. */
export type Patched = { readonly value: unknown } | { readonly failed: string };

/** A value after a JSON 6902 patch (RFC 6902). Neither argument is changed. */
export function jsonPatch(original: unknown, operations: readonly unknown[]): Patched {
  let value = original;
  for (const operation of operations) {
    const next = applied(value, operation);
    if (next === undefined) return { failed: `${asText(at(operation, 'op')) ?? 'no op'} ${asText(at(operation, 'path')) ?? ''}`.trim() };
    value = next.value;
  }
  return { value };
}

/** Undefined when the operation cannot be done. */
function applied(root: unknown, operation: unknown): { readonly value: unknown } | undefined {
  const path = pointer(at(operation, 'path'));
  if (path === undefined) return undefined;
  const given = at(operation, 'value');
  switch (at(operation, 'op')) {
    case 'add':
      return edited(root, path, () => ({ value: given }), true);
    case 'replace':
      return edited(root, path, (old) => (old === undefined ? undefined : { value: given }), false);
    case 'remove':
      return edited(root, path, (old) => (old === undefined ? undefined : 'remove'), false);
    case 'test':
      return canonical(lookup(root, path)) === canonical(given) ? { value: root } : undefined;
    case 'move':
    case 'copy': {
      const from = pointer(at(operation, 'from'));
      const moved = from && lookup(root, from);
      if (from === undefined || moved === undefined) return undefined;
      const rest = at(operation, 'op') === 'copy' ? { value: root } : edited(root, from, () => 'remove', false);
      return rest && edited(rest.value, path, () => ({ value: moved }), true);
    }
    default:
      return undefined;
  }
}

type Edit = (old: unknown) => { readonly value: unknown } | 'remove' | undefined;

/** The root with the value at a path edited; `insert`: into a list the value is put before the one that is there. */
function edited(root: unknown, path: readonly string[], edit: Edit, insert: boolean): { readonly value: unknown } | undefined {
  const [key, ...rest] = path;
  if (key === undefined) {
    const outcome = edit(root);
    return outcome === undefined || outcome === 'remove' ? undefined : outcome;
  }
  const child = childOf(root, key);
  const last = rest.length === 0;
  let outcome: ReturnType<Edit>;
  if (last) outcome = edit(child);
  else outcome = child === undefined ? undefined : edited(child, rest, edit, insert);
  if (outcome === undefined) return undefined;
  if (Array.isArray(root)) {
    const index = key === '-' ? root.length : Number(key);
    if (!/^(-|\d+)$/.test(key) || index > root.length) return undefined;
    const list = [...(root as unknown[])];
    if (outcome === 'remove') list.splice(index, 1);
    else list.splice(index, last && insert ? 0 : 1, outcome.value);
    return { value: list };
  }
  const fields = asFields(root);
  if (fields === undefined) return undefined;
  const others = Object.entries(fields).filter(([name]) => name !== key);
  return { value: Object.fromEntries(outcome === 'remove' ? others : [...others, [key, outcome.value]]) };
}

/** What a JSON pointer leads to in a value; undefined where that is nothing. */
export function valueAt(root: unknown, path: unknown): unknown {
  const keys = pointer(path);
  return keys && lookup(root, keys);
}

function lookup(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => childOf(value, key), root);
}

function childOf(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return /^\d+$/.test(key) ? (value as unknown[])[Number(key)] : undefined;
  return at(value, key);
}

/** The keys of a JSON pointer (RFC 6901); undefined when it is none. */
function pointer(value: unknown): readonly string[] | undefined {
  if (value === '') return [];
  if (typeof value !== 'string' || !value.startsWith('/')) return undefined;
  return value
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}
