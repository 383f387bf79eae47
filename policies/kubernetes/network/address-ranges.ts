/** An IPv4 or IPv6 address range (CIDR). */
export interface AddressRange {
  readonly text: string;
  /** Bits that must be equal, the first ones of the address. */
  readonly prefix: string;
  readonly family: 4 | 6;
}

/** Reads a range; an address alone is a range of one. Undefined for anything else. */
export function addressRange(text: string): AddressRange | undefined {
  const [address = '', length] = text.split('/');
  const family = address.includes(':') ? 6 : 4;
  const bits = family === 4 ? bitsOf(address.split('.'), 10, 8, 4) : bitsOf(expanded(address), 16, 16, 8);
  const size = length === undefined ? bits?.length : Number(length);
  if (bits === undefined || size === undefined || !Number.isInteger(size) || size < 0 || size > bits.length) return undefined;
  return { text, prefix: bits.slice(0, size), family };
}

/** Whether every address of `inner` is in `outer`. */
export function contains(outer: AddressRange, inner: AddressRange): boolean {
  return outer.family === inner.family && inner.prefix.startsWith(outer.prefix);
}

/** Whether the two have an address in common: ranges never overlap by halves. */
export function overlap(one: AddressRange, other: AddressRange): boolean {
  return contains(one, other) || contains(other, one);
}

/** What of a range is left without others, in as few ranges as there are. */
export function without(range: AddressRange, others: readonly AddressRange[]): readonly AddressRange[] {
  const within = others.filter((other) => overlap(other, range));
  if (within.length === 0) return [range];
  if (within.some((other) => contains(other, range))) return [];
  return ['0', '1'].flatMap((bit) => without(rangeOf(range.prefix + bit, range.family), within));
}

/** How large a range is, as a part of all addresses of its family. */
export function partOfAll({ prefix }: AddressRange): number {
  return 2 ** -prefix.length;
}

/** The ranges among texts that are some. */
export function addressRanges(list: readonly string[]): readonly AddressRange[] {
  return list.flatMap((text) => addressRange(text) ?? []);
}

/** Whether a range has addresses of the Internet. */
export function isPublic(range: AddressRange): boolean {
  return ![...privateRanges, ...loopback].some((own) => contains(own, range));
}

/**
 * What is reachable from within only: RFC 1918, RFC 6598, RFC 3927, RFC 4193 and RFC 4291 2.5.6, as the registries of special-purpose
 * addresses list them. No policy sees the loopback.
 */
export const privateRanges = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/7',
  'fe80::/10',
].flatMap((text) => addressRange(text) ?? []);

const loopback = addressRanges(['127.0.0.0/8', '::1']);

function rangeOf(prefix: string, family: 4 | 6): AddressRange {
  return { text: `${addressText(prefix.padEnd(family === 4 ? 32 : 128, '0'))}/${prefix.length}`, prefix, family };
}

/** An address of 32 or 128 bits as text; of an IPv6 one the first of the longest runs of zeros is left out (RFC 5952). */
export function addressText(bits: string): string {
  if (bits.length === 32) return (bits.match(/.{8}/g) ?? []).map((group) => Number.parseInt(group, 2)).join('.');
  const groups = (bits.match(/.{16}/g) ?? []).map((group) => Number.parseInt(group, 2).toString(16));
  const runs = groups.map((_, start) => {
    let length = 0;
    while (groups[start + length] === '0') length += 1;
    return { start, length };
  });
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), { start: 0, length: 1 });
  if (longest.length < 2) return groups.join(':');
  return `${groups.slice(0, longest.start).join(':')}::${groups.slice(longest.start + longest.length).join(':')}`;
}

function expanded(address: string): readonly string[] {
  const [before = '', after, ...more] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  if (after === undefined) return groups(before);
  if (more.length > 0) return [];
  const zeros = 8 - groups(before).length - groups(after).length;
  return zeros < 1 ? [] : [...groups(before), ...Array.from({ length: zeros }, () => '0'), ...groups(after)];
}

function bitsOf(groups: readonly string[], base: number, width: number, count: number): string | undefined {
  const digits = base === 10 ? /^\d{1,3}$/ : /^[0-9a-fA-F]{1,4}$/;
  if (groups.length !== count || groups.some((group) => !digits.test(group))) return undefined;
  const numbers = groups.map((group) => Number.parseInt(group, base));
  if (numbers.some((number) => number >= 2 ** width)) return undefined;
  return numbers.map((number) => number.toString(2).padStart(width, '0')).join('');
}
