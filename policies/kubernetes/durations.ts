const units: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };
const part = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/gy;

/** A duration as Go writes it (`1h`, `1h30m`, `0`) in seconds; undefined when it is none. */
export function duration(value: unknown): number | undefined {
  if (value === '0' || value === 0) return 0;
  if (typeof value !== 'string' || value === '') return undefined;
  let total = 0;
  let end = 0;
  for (const [text, amount, unit] of value.matchAll(part)) {
    total += Number(amount) * (units[unit ?? ''] ?? 0);
    end += text.length;
  }
  return end === value.length ? total : undefined;
}
