import { clusterDns } from '../../cluster.ts';
import type { World } from '../../model.ts';
import { perWorld } from '../per-world.ts';
import { selectsAll } from '../selectors.ts';
import { type Endpoint, type EndpointPort, type Network, networkOf } from './network.ts';
import { coversPort, type Direction, type IpBlock, type Peer, type PolicyPort } from './network-policy.ts';
import { reachesInto } from './surroundings.ts';

/** A port of a connection: of the pods that receive it, or as a policy has it where those declare none and for addresses. */
export interface FlowPort extends EndpointPort {
  /** Last port of a range. */
  readonly endPort?: number;
}

/** A connection that the policies of both ends allow. */
export interface Flow {
  readonly source: Endpoint | IpBlock;
  readonly target: Endpoint | IpBlock;
  /** Absent: every port. */
  readonly port?: FlowPort;
}

/** Pods that no policy keeps apart: each of `sources` may reach each of `targets`. */
export interface OpenFlow {
  readonly sources: readonly Endpoint[];
  readonly targets: readonly Endpoint[];
  /** Absent: every port. */
  readonly port?: FlowPort;
}

/** All connections between some ends of a network, and between them and addresses. */
export interface Matrix {
  readonly flows: readonly Flow[];
  readonly open: readonly OpenFlow[];
}

/** Rules of one direction that admit every pod: the items of their ports. Undefined: no policy selects the pods. */
type Wide = { readonly key: string; readonly ports: readonly (readonly PolicyPort[])[] | undefined };

const everywhere: IpBlock = { cidr: '0.0.0.0/0', except: [] };

/**
 * Who may reach whom. Of most pods the policies name the other side, so that the pairs are found from there, and the work grows with
 * what is allowed; who is open to every pod is in a group of equals, so that nobody is held against everybody.
 */
export function matrixOf(network: Network, ends: readonly Endpoint[]): Matrix {
  const hosts = ends.filter(({ onHost }) => onHost);
  const pods = ends.filter(({ onHost }) => !onHost);
  const known = new Set(pods);
  const byNamespace = Map.groupBy(
    pods.filter((end) => !network.isKnown(end)),
    ({ namespace }) => namespace,
  );
  const remotesOf = (end: Endpoint, direction: Direction) =>
    namedRemotes(network, end, direction, byNamespace).filter((one) => known.has(one));
  const wideOut = new Map(pods.map((end) => [end, widthOf(network, end, 'Egress')] as const));
  const wideIn = new Map(pods.map((end) => [end, widthOf(network, end, 'Ingress')] as const));
  const flows: Flow[] = [];
  const seen = new Map<Endpoint, Set<Endpoint>>();
  const addPair = (source: Endpoint, target: Endpoint) => {
    const targets = seen.get(source) ?? new Set();
    seen.set(source, targets);
    if (targets.has(target)) return;
    targets.add(target);
    const [out, into] = [wideOut.get(source), wideIn.get(target)];
    for (const port of portsBetween(network, source, target)) {
      const isOpen = out !== undefined && into !== undefined && admitsAll(out, port) && admitsAll(into, port);
      if (!isOpen && network.mayReach(source, target, port)) flows.push(flow(source, target, port));
    }
  };
  for (const end of pods) {
    for (const target of remotesOf(end, 'Egress')) addPair(end, target);
    for (const source of remotesOf(end, 'Ingress')) addPair(source, end);
    for (const host of hosts) {
      addPair(end, host);
      addPair(host, end);
    }
    flows.push(...outside(network, end));
  }
  return { flows, open: openFlows(network, wideOut, wideIn) };
}

/**
 * Every connection that NetworkPolicies have a say in and that both sides allow, but for those to the cluster's DNS, which every pod has.
 * What only the absence of policies allows is not in it, nor are pods in the network of their nodes, whom ranges mean.
 */
export const flowsOf: (world: World) => readonly Flow[] = perWorld((world) => {
  const network = networkOf(world);
  const ends = new Map(world.pods.map((pod) => network.endpointOf(pod)).map((end) => [keyOf(end), end] as const));
  const { flows, open } = matrixOf(
    network,
    [...ends.values()].filter(({ onHost }) => !onHost),
  );
  const isFree = (end: Flow['source'], direction: Direction) => !('labels' in end) || network.policiesFor(end, direction).length === 0;
  const all = [
    ...flows,
    ...open
      .filter(({ sources: [source], targets: [target] }) => !(source && target && isFree(source, 'Egress') && isFree(target, 'Ingress')))
      .flatMap(({ sources, targets, port }) =>
        targets.flatMap((target) => sources.map((source): Flow => ({ source, target, ...(port && { port }) }))),
      ),
  ];
  return all.filter(
    ({ source, target }) =>
      !(isFree(source, 'Egress') && isFree(target, 'Ingress')) && !('labels' in target && (isDns(target) || target.ports.length === 0)),
  );
});

/** Whether pods answer for the DNS of the cluster. */
export function isDns({ namespace, labels }: Endpoint): boolean {
  return namespace === clusterDns.namespace && Object.entries(clusterDns.labels).every(([key, value]) => labels[key] === value);
}

/** The other ends that the policies of an end name by something. */
function namedRemotes(
  network: Network,
  end: Endpoint,
  direction: Direction,
  strangers: ReadonlyMap<string, readonly Endpoint[]>,
): readonly Endpoint[] {
  return network.policiesFor(end, direction).flatMap((policy) =>
    policy.rules
      .filter((rule) => rule.direction === direction)
      .flatMap(({ peers }) => peers)
      .filter((peer) => peer.block === undefined && !meansEveryPod(network, peer))
      .flatMap((peer) => {
        const names = peer.namespaces === undefined ? [policy.manifest.namespace] : network.namespacesMatching(peer.namespaces);
        const unlabelled = names.flatMap((name) => strangers.get(name) ?? []).filter((one) => network.meets(policy, peer, one));
        return [...network.endpointsOfPeer(policy, peer), ...unlabelled];
      }),
  );
}

function widthOf(network: Network, end: Endpoint, direction: Direction): Wide | undefined {
  const policies = network.policiesFor(end, direction);
  if (policies.length === 0) return { key: 'open', ports: undefined };
  const rules = policies
    .flatMap(({ rules: own }) => own)
    .filter((rule) => rule.direction === direction)
    .filter(({ peers }) => peers.length === 0 || peers.some((peer) => meansEveryPod(network, peer)));
  if (rules.length === 0) return undefined;
  const ports = rules.map((rule) => rule.ports);
  const texts = ports.map((items) => items.map(({ protocol, port, endPort }) => `${protocol}/${port}/${endPort}`).join());
  return { key: [...new Set(texts)].sort().join(';'), ports };
}

/** A selector of every pod, or a range in which pods have their addresses. */
function meansEveryPod({ surroundings }: Network, { namespaces, pods, block }: Peer): boolean {
  if (block !== undefined) return reachesInto(block, surroundings.pods);
  return namespaces !== undefined && selectsAll(namespaces) && (pods === undefined || selectsAll(pods));
}

function admitsAll({ ports }: Wide, port: EndpointPort): boolean {
  return ports === undefined || ports.some((items) => items.length === 0 || items.some((item) => coversPort(item, port)));
}

function openFlows(
  network: Network,
  out: ReadonlyMap<Endpoint, Wide | undefined>,
  into: ReadonlyMap<Endpoint, Wide | undefined>,
): readonly OpenFlow[] {
  const sources = groups(out, () => '');
  const targets = groups(into, ({ ports }) => ports.map(({ name, number, protocol }) => `${name}/${number}/${protocol}`).join());
  return sources.flatMap((group) =>
    targets.flatMap((other) => {
      const [source, target] = [group.members[0], other.members[0]];
      if (source === undefined || target === undefined) return [];
      return portsBetween(network, source, target)
        .filter((port) => admitsAll(group.wide, port) && admitsAll(other.wide, port))
        .map((port): OpenFlow => ({ sources: group.members, targets: other.members, ...named(port) }));
    }),
  );
}

function groups(ends: ReadonlyMap<Endpoint, Wide | undefined>, more: (end: Endpoint) => string) {
  const found = new Map<string, { readonly wide: Wide; readonly members: Endpoint[] }>();
  for (const [end, wide] of ends) {
    if (wide === undefined) continue;
    const key = `${wide.key} ${more(end)}`;
    const group = found.get(key) ?? { wide, members: [] };
    found.set(key, group);
    group.members.push(end);
  }
  return [...found.values()];
}

/** Stands for every port of a protocol: only a rule about all of them covers it. */
const anyNumber = -1;

/** The ports that a target declares; where it declares none, those that policies name, or every one. */
function portsBetween(network: Network, source: Endpoint, target: Endpoint): readonly FlowPort[] {
  if (target.ports.length > 0) return target.ports;
  const every = { name: '', number: anyNumber, protocol: 'TCP' };
  if (network.mayReach(source, target, every)) return [every];
  const items = [...network.policiesFor(source, 'Egress'), ...network.policiesFor(target, 'Ingress')].flatMap(({ rules }) =>
    rules.flatMap(({ ports }) => ports),
  );
  const ports = new Map(
    items.flatMap(({ port, endPort, protocol }) =>
      typeof port === 'number'
        ? [[`${protocol}${port}`, { name: '', number: port, protocol, ...(endPort !== undefined && { endPort }) }] as const]
        : [],
    ),
  );
  return [...ports.values()];
}

/** What lies outside of the cluster, in both directions; into pods at ports at which they listen. */
function outside(network: Network, end: Endpoint): readonly Flow[] {
  const open = (['Egress', 'Ingress'] as const).filter((direction) => network.policiesFor(end, direction).length === 0);
  const rules = network.policiesFor(end, 'Egress').concat(network.policiesFor(end, 'Ingress'));
  const found = new Map<string, Flow>();
  const add = (direction: Direction, block: IpBlock, port: FlowPort | undefined) => {
    const key = `${direction} ${block.cidr} ${block.except.join()} ${port?.protocol}/${port?.number}/${port?.endPort}`;
    if (!found.has(key)) found.set(key, direction === 'Egress' ? flow(end, block, port) : flow(block, end, port));
  };
  for (const direction of open) add(direction, everywhere, undefined);
  for (const { peers, ports, direction } of new Set(rules.flatMap((policy) => policy.rules))) {
    const blocks = peers.length === 0 ? [everywhere] : peers.flatMap(({ block }) => block ?? []);
    const listening = direction === 'Ingress' && end.ports.length > 0;
    const covered: readonly (FlowPort | undefined)[] = listening
      ? end.ports.filter((port) => ports.length === 0 || ports.some((item) => coversPort(item, port)))
      : ports.length === 0
        ? [undefined]
        : ports.flatMap(({ protocol, port, endPort }) =>
            typeof port === 'string' ? [] : [{ name: '', number: port ?? anyNumber, protocol, ...(endPort !== undefined && { endPort }) }],
          );
    for (const block of blocks) for (const port of covered) add(direction, block, port);
  }
  return [...found.values()];
}

function flow(source: Flow['source'], target: Flow['target'], port: FlowPort | undefined): Flow {
  return { source, target, ...named(port) };
}

function named(port: FlowPort | undefined): { readonly port?: FlowPort } {
  return port === undefined || port.number === anyNumber ? {} : { port };
}

function keyOf(end: Endpoint): string {
  return `${end.namespace}/${end.title}/${JSON.stringify(end.labels)}`;
}
