import { quoted } from '../../problem.ts';
import { refuse, refuseValue, type Spot } from './spot.ts';

/** A quantity as Kubernetes holds it: exact to a billionth (k8s.io/apimachinery 0.35.4, pkg/api/resource/quantity.go). */
export interface Amount {
  /** In billionths. */
  readonly nano: bigint;
  readonly form: 'decimal' | 'binary' | 'exponent';
}

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE])([+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/;
const decimal: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binary = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
/** Digits and exponents beyond these are no amount of anything. */
const longest = 400;

/** The amount of a value; undefined when it is no quantity. */
export function amountOf(value: unknown): Amount | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  const match = text === '' || text.length > longest ? null : pattern.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', marker, exponent, suffix = ''] = match;
  const power = binary.indexOf(suffix) + 1;
  const scale =
    9 + (marker === undefined ? (decimal[suffix] ?? 0) : Math.max(-longest, Math.min(longest, Number(exponent)))) - fraction.length;
  const digits = BigInt(`${whole}${fraction}` || '0') * (1n << BigInt(10 * power));
  const nano = scale >= 0 ? digits * 10n ** BigInt(scale) : dividedUp(digits, 10n ** BigInt(-scale));
  return { nano: sign === '-' ? -nano : nano, form: power > 0 ? 'binary' : marker === undefined ? 'decimal' : 'exponent' };
}

function dividedUp(amount: bigint, by: bigint): bigint {
  return amount <= 0n ? -(-amount / by) : (amount + by - 1n) / by;
}

export const one = 1_000_000_000n;

/** Whole units, rounded up. */
export function unitsOf({ nano }: Amount): bigint {
  return dividedUp(nano, one);
}

/** The amount of a field that is there; refuses what is no quantity. */
export function amountAt(spot: Spot): Amount | undefined {
  const amount = amountOf(spot.value);
  if (amount === undefined && (typeof spot.value === 'string' || typeof spot.value === 'number')) {
    refuseValue(spot, 'is no quantity', 'Write a quantity such as 500m, 2 or 512Mi.');
  }
  return amount;
}

/** A quantity of at least 0. */
export function isAmount(spot: Spot): void {
  const amount = amountAt(spot);
  if (amount !== undefined && amount.nano < 0n) refuseValue(spot, 'is negative', 'Write a quantity of at least 0.');
}

/** A quantity above 0. */
export function isPositiveAmount(spot: Spot): void {
  const amount = amountAt(spot);
  if (amount !== undefined && amount.nano <= 0n) refuseValue(spot, 'is not above 0', 'Write a quantity above 0.');
}

/** One amount may be no more than another. */
export function atMost(spot: Spot, limit: Spot, message: (amount: string, limit: string) => string, remedy: string): void {
  const [own, most] = [amountOf(spot.value), amountOf(limit.value)];
  if (own !== undefined && most !== undefined && own.nano > most.nano) {
    refuse(spot, message(String(spot.value), String(limit.value)), remedy);
  }
}

/** Whether an amount is a unit by which a resource of a container may be divided: 1, 1k, 1Ki, ... of bytes, 1 or 1m of processors. */
export function isUnit({ nano, form }: Amount, resource: string): boolean {
  if (resource.endsWith('.cpu')) return nano === one || (nano === one / 1000n && form !== 'exponent');
  const factor = form === 'binary' ? 1024n : 1000n;
  for (let unit = one, power = 0; power <= 6; power += 1, unit *= factor) {
    if (nano === unit) return form !== 'exponent' || power === 0;
  }
  return false;
}

/** A text of a quantity in quotes, for messages. */
export function shown(spot: Spot): string {
  return typeof spot.value === 'string' ? quoted(spot.value) : String(spot.value);
}
