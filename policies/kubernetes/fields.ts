import type { Fields } from '../model.ts';

/** The value as a mapping, or undefined. */
export function asFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The value as a list; an absent or wrongly typed one is empty. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as text, or undefined. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The value as a number, or undefined. */
export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** What every object answers to: only these have to be asked for whether they are its own. */
const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** The value at a chain of keys and indexes, or undefined where the chain breaks. */
export function at(value: unknown, ...keys: readonly (string | number)[]): unknown {
  let current = value;
  for (const key of keys) {
    if (typeof current !== 'object' || current === null || Array.isArray(current) !== (typeof key === 'number')) return undefined;
    if (inherited.has(key as string) && !Object.hasOwn(current, key)) return undefined;
    current = (current as Readonly<Record<string | number, unknown>>)[key];
    if (current === undefined) return undefined;
  }
  return current;
}

/** Like `at`, but null counts as absent, as it does for the API server. */
export function presentAt(value: unknown, ...keys: readonly (string | number)[]): unknown {
  return at(value, ...keys) ?? undefined;
}

/** The mapping at a chain of keys; an absent or wrongly typed one is empty. */
export function fieldsAt(value: unknown, ...keys: readonly (string | number)[]): Fields {
  return asFields(at(value, ...keys)) ?? {};
}

/** The list at a chain of keys; an absent or wrongly typed one is empty. */
export function listAt(value: unknown, ...keys: readonly (string | number)[]): readonly unknown[] {
  return asList(at(value, ...keys));
}

/** The text at a chain of keys, or undefined. */
export function textAt(value: unknown, ...keys: readonly (string | number)[]): string | undefined {
  return asText(at(value, ...keys));
}

/** The number at a chain of keys, or undefined. */
export function numberAt(value: unknown, ...keys: readonly (string | number)[]): number | undefined {
  return asNumber(at(value, ...keys));
}

/** The entries of a mapping whose values are text: labels, annotations, `data`. */
export function texts(value: unknown): Readonly<Record<string, string>> {
  const fields = asFields(value);
  if (fields === undefined) return {};
  for (const key in fields) {
    if (typeof fields[key] !== 'string') {
      return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
    }
  }
  return fields as Readonly<Record<string, string>>;
}

/** The path of a key below a path: `data`, `APP_NAME` -> `data.APP_NAME`; a key with other characters in brackets. */
export function below(path: string, key: string): string {
  if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** The path of a chain of keys and indexes below a path: `spec`, `hosts`, 0 -> `spec.hosts[0]`. */
export function pathOf(keys: readonly (string | number)[], start = ''): string {
  return keys.reduce<string>((path, key) => (typeof key === 'number' ? `${path}[${key}]` : below(path, key)), start);
}

/** A text, number or truth value at a chain of keys as YAML writes it; undefined for anything else. */
export function scalarAt(value: unknown, ...keys: readonly (string | number)[]): string | undefined {
  const found = at(value, ...keys);
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' ? `${found}` : undefined;
}
