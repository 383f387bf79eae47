const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const pattern = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/;

/**
 * A Kubernetes quantity (`500m`, `0.5`, `2Gi`, `1e3`, or a number) as a plain number in base units: cores, bytes, pieces.
 * Undefined when it is no quantity. Equal values in different spellings give equal numbers.
 */
export function quantity(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const match = pattern.exec(value);
  if (match === null) return undefined;
  const [, digits, exponent, suffix] = match;
  const amount = Number(`${digits}${exponent ?? ''}`);
  const factor = suffixes[suffix ?? ''] as number;
  // 0.1 and 100m must be equal: divide by an exact power of ten instead of multiplying by an inexact one.
  return factor < 1 ? amount / Math.round(1 / factor) : amount * factor;
}
