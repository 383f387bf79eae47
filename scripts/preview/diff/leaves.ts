import { asFields, below } from '../../../policies/kubernetes/fields.ts';

/** The paths of all values that hold no others, empty mappings and lists included, in the order of the object. */
export function leavesOf(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value) && value.length > 0) return value.flatMap((item, index) => leavesOf(item, `${path}[${index}]`));
  const entries = Object.entries(asFields(value) ?? {});
  return entries.length === 0 ? [path] : entries.flatMap(([key, child]) => leavesOf(child, below(path, key)));
}
