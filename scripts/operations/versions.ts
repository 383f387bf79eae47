/** Below 0 when the first semantic version comes before the second, 0 when neither does (semver.org, clause 11). */
export function compareVersions(first: string, second: string): number {
  const [a, b] = [partsOf(first), partsOf(second)];
  for (const [index, number] of a.numbers.entries()) {
    if (number !== b.numbers[index]) return number - (b.numbers[index] ?? 0);
  }
  // A version with a suffix comes before the one without.
  if (a.suffix.length === 0 || b.suffix.length === 0) return b.suffix.length - a.suffix.length;
  for (let index = 0; index < Math.max(a.suffix.length, b.suffix.length); index += 1) {
    const order = compareSuffix(a.suffix[index], b.suffix[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function partsOf(version: string): { readonly numbers: readonly number[]; readonly suffix: readonly string[] } {
  const [numbers = '', ...suffix] = version.split('-');
  return { numbers: numbers.split('.').map(Number), suffix: suffix.length === 0 ? [] : suffix.join('-').split('.') };
}

function compareSuffix(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const [isNumber, isOther] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber && isOther) return Number(a) - Number(b);
  if (isNumber !== isOther) return isNumber ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
