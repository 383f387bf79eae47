import { addressText } from '../../../kubernetes/network/address-ranges.ts';
import { quoted } from '../../problem.ts';
import { refuse, refuseValue, type Spot } from './spot.ts';

/** An address as bits: 32 or 128. */
export type Bits = string;

/** An IPv4 or IPv6 address as Kubernetes reads old fields: leading zeros are allowed. Undefined when it is none. */
export function addressOf(value: string): Bits | undefined {
  return ipv4(value) ?? ipv6(value);
}

function ipv4(value: string): Bits | undefined {
  const parts = value.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d+$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.map((part) => Number(part).toString(2).padStart(8, '0')).join('');
}

function ipv6(value: string): Bits | undefined {
  if (!value.includes(':')) return undefined;
  const last = value.slice(value.lastIndexOf(':') + 1);
  const tail = last.includes('.') ? ipv4(last) : undefined;
  if (last.includes('.') && tail === undefined) return undefined;
  const head = tail === undefined ? value : `${value.slice(0, -last.length)}${hex(tail.slice(0, 16))}:${hex(tail.slice(16))}`;
  const halves = head.split('::');
  if (halves.length > 2) return undefined;
  const [first = [], second = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const gap = 8 - first.length - second.length;
  if (halves.length === 1 ? gap !== 0 : gap < 1) return undefined;
  const groups = [...first, ...Array.from({ length: gap }, () => '0'), ...second];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('');
}

function hex(bits: string): string {
  return Number.parseInt(bits, 2).toString(16);
}

/** An IPv4 address in an IPv6 one counts as IPv4. */
function plain(bits: Bits): Bits {
  const mapped = `${'0'.repeat(80)}${'1'.repeat(16)}`;
  return bits.length === 128 && bits.startsWith(mapped) ? bits.slice(96) : bits;
}

/** The text that Kubernetes writes for an address. */
export function canonicalAddress(bits: Bits): string {
  return addressText(plain(bits));
}

export type Family = 'IPv4' | 'IPv6';

export function familyOf(value: string): Family | undefined {
  const bits = addressOf(value);
  return bits === undefined ? undefined : plain(bits).length === 32 ? 'IPv4' : 'IPv6';
}

/** A range of addresses. */
export interface AddressRange {
  readonly bits: Bits;
  /** How many of the bits are fixed. */
  readonly length: number;
}

/** A range such as `10.0.0.0/8`; undefined when it is none. */
export function rangeOf(value: string): AddressRange | undefined {
  const match = /^([^/]+)\/(\d+)$/.exec(value);
  const bits = match === null ? undefined : addressOf(match[1] ?? '');
  const length = Number(match?.[2]);
  return bits === undefined || length > bits.length ? undefined : { bits, length };
}

/** Whether a range is a part of another, and smaller. */
export function isWithin(inner: AddressRange, outer: AddressRange): boolean {
  return (
    inner.bits.length === outer.bits.length &&
    inner.length > outer.length &&
    inner.bits.slice(0, outer.length) === outer.bits.slice(0, outer.length)
  );
}

/** An address that is there. */
export function isAddress(spot: Spot): void {
  const value = typeof spot.value === 'string' ? spot.value : '';
  if (addressOf(value) === undefined) refuseValue(spot, 'is no IP address', 'Write an address such as 10.9.8.7 or 2001:db8::1.');
}

/** An address as Kubernetes itself would write it. */
export function isCanonicalAddress(spot: Spot): void {
  const value = typeof spot.value === 'string' ? spot.value : '';
  const bits = addressOf(value);
  if (bits === undefined) isAddress(spot);
  else if (canonicalAddress(bits) !== value) {
    refuseValue(spot, `is ${quoted(canonicalAddress(bits))} in full`, `Write ${canonicalAddress(bits)}.`);
  }
}

/** A range that is there. */
export function isRange(spot: Spot): void {
  const value = typeof spot.value === 'string' ? spot.value : '';
  if (rangeOf(value) === undefined) refuseValue(spot, 'is no address range', 'Write a range such as 10.0.0.0/8.');
}

/** An address that another machine can be reached at: not this machine, not the link, not nowhere. */
export function isReachable(spot: Spot): void {
  const bits = typeof spot.value === 'string' ? addressOf(spot.value) : undefined;
  if (bits === undefined) {
    isAddress(spot);
    return;
  }
  const own = plain(bits);
  const starts = (value: string) => {
    const range = rangeOf(value);
    return range !== undefined && range.bits.length === own.length && own.startsWith(range.bits.slice(0, range.length));
  };
  const refused = ['127.0.0.0/8', '::1/128', '169.254.0.0/16', 'fe80::/10', '224.0.0.0/24', 'ff02::/16'].find(starts);
  if (!own.includes('1') || refused !== undefined) {
    const what = refused === undefined ? 'no address of a machine' : `in ${refused}, which stays on one machine or link`;
    refuse(spot, `The address ${quoted(String(spot.value))} is ${what}.`, 'Write the address of a machine.');
  }
}
