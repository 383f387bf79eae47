import { BlockList, isIPv6 } from 'node:net';

/** Whether an address, of either family, is in one of the ranges. */
export function isIn(address: string, ranges: readonly string[]): boolean {
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  for (const range of ranges) {
    const [base = '', length = ''] = range.split('/');
    if ((isIPv6(base) ? 'ipv6' : 'ipv4') === family) list.addSubnet(base, Number(length), family);
  }
  return address !== '' && list.check(address, family);
}

/** Whether a node or a pod says that it is ready. */
export function isReady(item: unknown): boolean {
  return listOf(item, 'status', 'conditions').some(
    (condition) => textOf(condition, 'type') === 'Ready' && textOf(condition, 'status') === 'True',
  );
}

/** The items of a list that the API server gave; none where it gave nothing. */
export function itemsOf(answer: unknown): readonly unknown[] {
  return listOf(answer, 'items');
}

/** The name of an object. */
export function nameOf(item: unknown): string {
  return textOf(item, 'metadata', 'name');
}

/** A label of an object; empty where it has none. */
export function labelOf(item: unknown, label: string): string {
  return textOf(item, 'metadata', 'labels', label);
}

/** A field of an answer that nobody has checked. */
export function fieldOf(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (found, key) => (typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[key] : undefined),
    value,
  );
}

/** A list, empty where there is none. */
export function listOf(value: unknown, ...keys: readonly string[]): readonly unknown[] {
  const found = fieldOf(value, ...keys);
  return Array.isArray(found) ? found : [];
}

/** A text, empty where there is none. */
export function textOf(value: unknown, ...keys: readonly string[]): string {
  const found = fieldOf(value, ...keys);
  return typeof found === 'string' ? found : '';
}
