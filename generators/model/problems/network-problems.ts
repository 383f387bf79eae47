import type { Entry } from '../entry.ts';
import type { PlatformDefinition } from '../platform/platform.ts';
import { at, type CatalogProblem, cidr, problem, unless } from './problem.ts';

/** What is wrong with the addresses of the platform: each by itself, then which of them must not be the same. */
export function networkProblems(entry: Entry<PlatformDefinition>): CatalogProblem[] {
  const ranges = rangesOf(entry.value);
  const malformed = Object.entries(ranges).flatMap(([field, list]) =>
    list.flatMap((range, index) =>
      unless(
        cidr.test(range) && spanOf(range) !== undefined,
        at(entry, ...field.split('.'), index),
        `The address "${range}" of ${field} is no address range.`,
        'Write it in CIDR notation, such as 10.0.0.0/16.',
      ),
    ),
  );
  return malformed.length > 0 ? malformed : apart.flatMap((rule) => overlaps(entry, ranges, rule));
}

function rangesOf({ identity, kubernetesApi, nodes, vault, argo, edge }: PlatformDefinition) {
  return {
    'identity.cidrs': identity.cidrs,
    'kubernetesApi.cidrs': kubernetesApi.cidrs,
    'kubernetesApi.service': [kubernetesApi.service],
    'nodes.cidrs': nodes.cidrs,
    'vault.cidrs': vault.cidrs,
    'argo.reaches': argo.reaches,
    'edge.loadBalancerSubnets': edge.loadBalancerSubnets,
    'edge.cdn': edge.cdn,
    'edge.company': edge.company,
  };
}

type Field = keyof ReturnType<typeof rangesOf>;

interface Apart {
  readonly one: Field;
  readonly other: Field;
  readonly reason: string;
}

/** What would be let in with somebody else. */
const apart: readonly Apart[] = [
  { one: 'kubernetesApi.cidrs', other: 'nodes.cidrs', reason: 'Every pod could call the webhooks that only the API server may call.' },
  {
    one: 'kubernetesApi.cidrs',
    other: 'edge.loadBalancerSubnets',
    reason: 'Whoever a load balancer stands for could call the webhooks that only the API server may call.',
  },
  {
    one: 'edge.cdn',
    other: 'edge.loadBalancerSubnets',
    reason: 'A load balancer adds no header: whoever it stands for could choose the address by which he is limited and logged.',
  },
  { one: 'edge.cdn', other: 'nodes.cidrs', reason: 'Every pod could choose the address by which it is limited and logged.' },
];

function overlaps(entry: Entry<PlatformDefinition>, ranges: Readonly<Record<Field, readonly string[]>>, { one, other, reason }: Apart) {
  return ranges[one].flatMap((left, index) =>
    ranges[other]
      .filter((right) => overlap(left, right))
      .map((right) =>
        problem(
          at(entry, ...one.split('.'), index),
          `The addresses "${left}" of ${one} and "${right}" of ${other} overlap. ${reason}`,
          `Name in ${one} only what is not in ${other}.`,
        ),
      ),
  );
}

interface Span {
  /** Bits of an address: 32 or 128. */
  readonly width: number;
  readonly first: bigint;
  readonly last: bigint;
}

function overlap(left: string, right: string): boolean {
  const [one, other] = [spanOf(left), spanOf(right)];
  if (one === undefined || other === undefined || one.width !== other.width) return false;
  return one.first <= other.last && other.first <= one.last;
}

/** First and last address of a range, as numbers; undefined when it is none. */
function spanOf(range: string): Span | undefined {
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
