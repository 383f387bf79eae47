/** A range of addresses, as numbers. */
interface Span {
  /** Bits of an address: 32 or 128. */
  readonly width: number;
  readonly first: bigint;
  readonly last: bigint;
}

/** Whether two ranges have an address in common; not where one of them is none. */
export function overlap(left: string, right: string): boolean {
  const [one, other] = [spanOf(left), spanOf(right)];
  if (one === undefined || other === undefined || one.width !== other.width) return false;
  return one.first <= other.last && other.first <= one.last;
}

/** First and last address of a range, as numbers; undefined when it is none. */
export function spanOf(range: string): Span | undefined {
  const [address = '', prefix = ''] = range.split('/');
  const width = address.includes(':') ? 128 : 32;
  const number = width === 32 ? ofGroups(address.split('.'), 10, 8) : ofGroups(sixteenBits(address), 16, 16);
  const length = Number(prefix);
  if (number === undefined || !Number.isInteger(length) || length > width) return undefined;
  const size = 1n << BigInt(width - length);
  const first = (number / size) * size;
  return { width, first, last: first + size - 1n };
}

/** The eight groups of an IPv6 address, with the zeros that `::` stands for. */
function sixteenBits(address: string): string[] {
  const [before = '', after] = address.split('::');
  const head = before === '' ? [] : before.split(':');
  if (after === undefined) return head.length === 8 ? head : [];
  const tail = after === '' ? [] : after.split(':');
  return [...head, ...Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0'), ...tail];
}

function ofGroups(groups: readonly string[], base: number, bits: number): bigint | undefined {
  if (groups.length !== (base === 10 ? 4 : 8)) return undefined;
  const numbers = groups.map((group) => Number.parseInt(group, base));
  if (numbers.some((number) => !(number >= 0 && number < 2 ** bits))) return undefined;
  return numbers.reduce((sum, number) => (sum << BigInt(bits)) + BigInt(number), 0n);
}
