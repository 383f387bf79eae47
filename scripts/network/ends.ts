import type { AddressRange } from '../../policies/kubernetes/network/address-ranges.ts';
import { addressRange } from '../../policies/kubernetes/network/address-ranges.ts';
import { type Backend, backendsOf } from '../../policies/kubernetes/network/backends.ts';
import type { Endpoint, Network } from '../../policies/kubernetes/network/network.ts';
import type { World } from '../../policies/model.ts';
import { type Outside, outsideCalled } from '../documents/topology/outsides.ts';
import { choices } from '../terminal/choices.ts';
import { UserError } from '../terminal/errors.ts';

/** Who was meant by a name on the command line. */
export type Party =
  | { readonly kind: 'pods'; readonly name: string; readonly endpoints: readonly Endpoint[]; readonly backends: readonly Backend[] }
  | { readonly kind: 'outside'; readonly name: string; readonly ranges: readonly AddressRange[]; readonly port?: number };

/** Who may be asked about. */
export interface Parties {
  readonly world: World;
  readonly network: Network;
  readonly outsides: readonly Outside[];
}

interface Named {
  readonly namespace: string;
  readonly name: string;
}

/**
 * Whom a name means: `internet` and other names of the catalog, an address or a range, a workload or a Service by its name, with the
 * namespace before it where two have the same.
 * @param option which option says it, for messages
 * @throws UserError for a name that nobody has, or several
 */
export function partyCalled({ world, network, outsides }: Parties, text: string, option: string): Party {
  const outside = outsideCalled(outsides, text);
  if (outside !== undefined) {
    return { kind: 'outside', name: outside.name, ranges: outside.ranges, ...(outside.port !== undefined && { port: outside.port }) };
  }
  const range = addressRange(text);
  if (range !== undefined) return { kind: 'outside', name: text, ranges: [range] };
  const known = nameable(world);
  const [first = '', second] = text.split('/');
  const found = known.filter(({ namespace, name }) => (second === undefined ? name === first : namespace === first && name === second));
  const full = [...new Set(found.map(({ namespace, name }) => `${namespace}/${name}`))];
  const [id] = full;
  if (id === undefined) {
    const short = known.map(({ namespace, name }) => (second === undefined ? name : `${namespace}/${name}`));
    throw new UserError({
      what: `Nobody of ${world.environment} is called "${text}".`,
      where: option,
      how: `Name a workload or a Service, with its namespace where you like (erp-prod/sales-service), an address, a range, or one of ${outsides.map(({ name }) => name).join(', ')}. ${choices(text, [...new Set([...short, ...outsides.map(({ name }) => name)])].sort())}`,
    });
  }
  if (full.length > 1) {
    throw new UserError({
      what: `"${text}" is the name of several in ${world.environment}.`,
      where: option,
      how: `Say which: ${full.sort().join(', ')}.`,
    });
  }
  const [namespace = '', name = ''] = id.split('/');
  const backends = backendsOf(world, namespace, name);
  const own = world.pods.filter((pod) => pod.namespace === namespace && pod.manifest.name === name).map((pod) => network.endpointOf(pod));
  const endpoints = own.length > 0 ? own : [...new Set(backends.map(({ endpoint }) => endpoint))];
  if (endpoints.length === 0) {
    throw new UserError({
      what: `The Service ${id} leads to no pods that ${world.environment} shows.`,
      where: option,
      how: 'Name a workload, or the address behind it.',
    });
  }
  return { kind: 'pods', name: id, endpoints, backends };
}

/** `erp-infra/postgres (spilo-role=master)`. */
export function endName({ namespace, title }: Endpoint): string {
  const [, name = title, role = ''] = /^"([^"]*)"( \([^)]*\))?/.exec(title) ?? [];
  return `${namespace}/${name}${role}`;
}

function nameable(world: World): readonly Named[] {
  return [...world.pods.map(({ namespace, manifest }) => ({ namespace, name: manifest.name })), ...world.ofKind('Service')].map(
    ({ namespace, name }) => ({ namespace, name }),
  );
}
