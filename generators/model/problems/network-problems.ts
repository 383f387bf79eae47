import type { Entry } from '../entry.ts';
import type { PlatformDefinition } from '../platform/platform.ts';
import { at, type CatalogProblem, cidr, problem, unless } from './problem.ts';
import { overlap, spanOf } from './ranges.ts';

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

function rangesOf({ identity, kubernetesApi, nodes, vault, argo, edge, signing }: PlatformDefinition) {
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
    'signing.reaches': signing.reaches ?? [],
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
