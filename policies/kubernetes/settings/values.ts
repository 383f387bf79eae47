import { asFields, asList, below } from '../fields.ts';

/** One value, and where it is. */
export interface Found {
  readonly value: unknown;
  readonly path: string;
}

/** All values at a path in which `[]` stands for each item of a list: `spec.rules[].limit`, `spec.config["a.b"]`. Null counts as absent. */
export function valuesAt(fields: unknown, pattern: string): readonly Found[] {
  let found: readonly Found[] = [{ value: fields, path: '' }];
  for (const key of keysOf(pattern)) {
    found = found.flatMap(({ value, path }) => {
      if (key === '[]') return asList(value).map((item, index) => ({ value: item, path: `${path}[${index}]` }));
      const mapping = asFields(value);
      return mapping !== undefined && Object.hasOwn(mapping, key) ? [{ value: mapping[key], path: below(path, key) }] : [];
    });
  }
  return found.filter(({ value }) => value !== undefined && value !== null);
}

const parsed = new Map<string, readonly string[]>();

function keysOf(pattern: string): readonly string[] {
  let keys = parsed.get(pattern);
  if (keys === undefined) {
    keys = [...pattern.matchAll(/\["([^"]+)"\]|(\[\])|([^.[\]]+)/g)].map(([, quoted, items, plain]) => quoted ?? items ?? plain ?? '');
    parsed.set(pattern, keys);
  }
  return keys;
}

const units: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  sec: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

/** A time as Kubernetes, Go, Prometheus or PostgreSQL write it (`1h30m`, `7d`, `5min`, `60`), in seconds; undefined where it is none. */
export function secondsOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  if (/^\d+$/.test(value)) return Number(value);
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|sec|s|min|m|h|d|w|y))+$/.test(value)) return undefined;
  return [...value.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|sec|s|min|m|h|d|w|y)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ''] ?? 0),
    0,
  );
}
