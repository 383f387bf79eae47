const decimalExponents: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

const binaryFactors: Readonly<Record<string, number>> = {
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
  const [, digits = '', exponent, suffix = ''] = match;
  // 0.1 and 100m must be equal: the decimal exponent goes into the literal, because a factor such as 0.001 is inexact.
  const amount = Number(`${digits}${exponent ?? `e${decimalExponents[suffix] ?? 0}`}`) * (binaryFactors[suffix] ?? 1);
  return Number.isFinite(amount) ? amount : undefined;
}

/** Resources that are counted in bytes, of which there are no fractions (`512m` of memory is half a byte). */
export function isBytes(resource: string): boolean {
  return resource === 'memory' || resource === 'ephemeral-storage' || resource.startsWith('hugepages-');
}
