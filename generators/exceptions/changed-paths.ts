type Fields = Readonly<Record<string, unknown>>;

/** The fields in which two objects differ, as paths: `spec.template.spec.containers[0].livenessProbe`. A list of another length is one. */
export function changedPaths(one: unknown, other: unknown, path = ''): readonly string[] {
  if (isFields(one) && isFields(other)) {
    return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) => {
      const below = /^[A-Za-z0-9_]+$/.test(key) ? `${path}${path === '' ? '' : '.'}${key}` : `${path}["${key}"]`;
      // Each of them is a thing of its own, also the first.
      const none = key === 'labels' || key === 'annotations' ? {} : undefined;
      return changedPaths(one[key] ?? none, other[key] ?? none, below);
    });
  }
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length) {
    return one.flatMap((item, index) => changedPaths(item, other[index], `${path}[${index}]`));
  }
  return Object.is(one, other) ? [] : [path];
}

/** The first value that YAML could not hold, as a path and what it is; fields that are undefined are absent. */
export function strangeValue(value: unknown, path = ''): string | undefined {
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return undefined;
  if (Array.isArray(value)) return firstOf(value.map((item, index) => [`${path}[${index}]`, item]));
  if (isFields(value)) {
    const entries = Object.entries(value).filter(([, field]) => field !== undefined);
    return firstOf(entries.map(([key, field]) => [path === '' ? key : `${path}.${key}`, field]));
  }
  return `${path === '' ? 'it' : path} is ${value === null ? 'null' : typeof value === 'object' ? 'no plain object' : String(typeof value)}`;
}

function firstOf(entries: readonly (readonly [string, unknown])[]): string | undefined {
  for (const [path, value] of entries) {
    const found = strangeValue(value, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A copy of plain data in which nothing can be changed. */
export function frozen<T>(value: T): T {
  if (Array.isArray(value)) return Object.freeze(value.map((item: unknown) => frozen(item))) as T;
  if (!isFields(value)) return value;
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, field]) => [key, frozen(field)]))) as T;
}

/** A copy of plain data without fields that are undefined. */
export function plain<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item: unknown) => plain(item)) as T;
  if (!isFields(value)) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(entries.map(([key, field]) => [key, plain(field)])) as T;
}

/** Whether a value is an object of fields, and none of a class. */
export function isFields(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
