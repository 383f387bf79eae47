import { type Flow, type FlowPort, matrixOf } from '../../policies/kubernetes/network/flows.ts';
import type { Endpoint, Network } from '../../policies/kubernetes/network/network.ts';
import type { IpBlock } from '../../policies/kubernetes/network/network-policy.ts';
import type { World } from '../../policies/model.ts';
import { type Outside, rangeName } from '../documents/topology/outsides.ts';
import { endName, type Party } from './ends.ts';

/** Who may reach whom, at which ports: every one of the sources each of the targets. */
export interface Row {
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** `8080/TCP (http)`; `every port`. */
  readonly ports: readonly string[];
}

/** How the pods that an environment does not have are called: whoever comes into a namespace without a label that somebody asks for. */
const stranger = '(any other pod)';

/** The matrix of an environment, so that a person can read it: sources that may do the same stand together. */
export function rowsOf(
  world: World,
  network: Network,
  outsides: readonly Outside[],
  only: { readonly from?: Party; readonly to?: Party },
): readonly Row[] {
  const strangers = [...network.namespaces.keys()]
    .filter((namespace) => namespace !== '')
    .map((namespace): Endpoint => ({ title: `"${stranger}"`, namespace, labels: {}, ports: [], onHost: false }));
  const pods = new Set(
    world.pods.filter(({ manifest }) => !isApiServer(manifest.name, manifest.origin?.by)).map((pod) => network.endpointOf(pod)),
  );
  const { flows, open } = matrixOf(network, [...pods, ...strangers]);
  const wanted = (end: Flow['source'], party: Party | undefined) =>
    party === undefined || ('labels' in end ? party.kind === 'pods' && party.endpoints.includes(end) : isOf(end, party, outsides));
  const targets = new Map<string, Map<string, Set<string>>>();
  const add = (source: Flow['source'], target: Flow['target'], port: FlowPort | undefined) => {
    if (!wanted(source, only.from) || !wanted(target, only.to)) return;
    const [from, to] = [nameOf(source, outsides), nameOf(target, outsides)];
    const known = targets.get(from) ?? new Map<string, Set<string>>();
    targets.set(from, known);
    const ports = known.get(to) ?? new Set();
    known.set(to, ports.add(portText(port)));
  };
  for (const { source, target, port } of flows) add(source, target, port);
  for (const { sources, targets: others, port } of open)
    for (const source of sources) for (const target of others) add(source, target, port);
  return together(
    targets,
    [...pods, ...strangers].map((end) => nameOf(end, outsides)),
  );
}

/** Sources with the same targets in one row for each group of targets with the same ports; all pods of a namespace as one. */
function together(targets: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>, names: readonly string[]): readonly Row[] {
  const wholes = Map.groupBy([...new Set(names)], (name) => name.slice(0, name.indexOf('/')));
  const shortened = (list: readonly string[]) => {
    const own = new Set(list);
    const whole = [...wholes].filter(([, all]) => all.length > 2 && all.every((name) => own.has(name)));
    const within = new Set(whole.flatMap(([, all]) => all));
    return [...whole.map(([namespace]) => `${namespace}/(every pod)`), ...list.filter((name) => !within.has(name))].sort(compare);
  };
  const lines = [...targets].flatMap(([from, own]) => [...own].map(([to, ports]) => ({ from, to, ports: [...ports].sort(compare) })));
  const byTarget = Map.groupBy(lines, ({ to, ports }) => JSON.stringify([to, ports]));
  const bySources = Map.groupBy(
    [...byTarget.values()].map((group) => ({ ...group[0], from: shortened(group.map(({ from }) => from)) })),
    ({ from, ports }) => JSON.stringify([from, ports]),
  );
  return [...bySources.values()]
    .map((group) => ({ from: group[0]?.from ?? [], to: shortened(group.map(({ to = '' }) => to)), ports: group[0]?.ports ?? [] }))
    .sort((a, b) => compare(a.from.join(), b.from.join()) || compare(a.to.join(), b.to.join()));
}

function nameOf(end: Flow['source'], outsides: readonly Outside[]): string {
  return 'labels' in end ? endName(end) : rangeName(outsides, end.cidr, end.except);
}

function isOf({ cidr, except }: IpBlock, party: Party, outsides: readonly Outside[]): boolean {
  return (
    party.kind === 'outside' &&
    rangeName(outsides, cidr, except)
      .split(' or ')
      .some((name) => name === party.name || name === 'any address')
  );
}

function portText(port: FlowPort | undefined): string {
  if (port === undefined) return 'every port';
  const { name, number, endPort, protocol } = port;
  return `${protocol} ${number}${endPort === undefined ? '' : `-${endPort}`}${name === '' ? '' : ` (${name})`}`;
}

/** It has addresses of its own, which the catalog knows. */
function isApiServer(name: string, by: string | undefined): boolean {
  return by === 'cluster' && name === 'kube-apiserver';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
