import { type AddressRange, contains, without } from './address-ranges.ts';
import type { Endpoint, EndpointPort, Network } from './network.ts';
import { coversPort, type Direction, type NetworkPolicy, type Peer, type PolicyPort, type PolicyRule } from './network-policy.ts';
import { rangesOfBlock } from './surroundings.ts';

/** One end of a connection: pods, or addresses outside of the cluster. */
export type End = Endpoint | AddressRange;

/** What lets a connection pass on one side. */
export interface Grant {
  readonly policy: NetworkPolicy;
  readonly rule: PolicyRule;
  /** Absent: the rule is about everybody. */
  readonly peer?: Peer;
  /** Absent: the rule is about every port. */
  readonly port?: PolicyPort;
}

/** What the policies of one side say about a connection. */
export interface Side {
  readonly direction: Direction;
  /** Policies that select the pods of this side; none: everything passes, and there is no policy for what is no pod of the network of pods. */
  readonly policies: readonly NetworkPolicy[];
  readonly grants: readonly Grant[];
  /** What of the addresses of the other side no grant covers. Empty where the other side is pods. */
  readonly left: readonly AddressRange[];
  readonly passes: 'wholly' | 'partly' | 'not';
}

/** The two sides of a connection, and what comes of them. */
export interface Passage {
  readonly egress: Side;
  readonly ingress: Side;
  /** `partly`: to or from some of the addresses. */
  readonly passes: Side['passes'];
}

/** Whether a connection may be made, with what lets it pass on each side. The port is one of the target. */
export function passage(network: Network, source: End, target: End, port: EndpointPort): Passage {
  const egress = sideOf(network, 'Egress', source, target, port);
  const ingress = sideOf(network, 'Ingress', target, source, port);
  const both = [egress.passes, ingress.passes];
  return { egress, ingress, passes: both.includes('not') ? 'not' : both.includes('partly') ? 'partly' : 'wholly' };
}

/** Ports of pods with a number: with all names that they have there; one without a name where they declare none. */
export function portsAt(target: End, number: number, protocol: string): readonly EndpointPort[] {
  const own = isPods(target) ? target.ports.filter((port) => port.number === number && port.protocol === protocol) : [];
  return own.length > 0 ? own : [{ name: '', number, protocol }];
}

/** Whether an end is pods, and no address range. */
export function isPods(end: End): end is Endpoint {
  return 'labels' in end;
}

function sideOf(network: Network, direction: Direction, subject: End, remote: End, port: EndpointPort): Side {
  const policies = isPods(subject) ? network.policiesFor(subject, direction) : [];
  if (policies.length === 0) return { direction, policies, grants: [], left: [], passes: 'wholly' };
  const grants = policies.flatMap((policy) =>
    policy.rules.filter((rule) => rule.direction === direction).flatMap((rule) => grantsOf(network, policy, rule, remote, port)),
  );
  if (isPods(remote)) return { direction, policies, grants, left: [], passes: grants.length > 0 ? 'wholly' : 'not' };
  const isWhole = grants.some(({ peer }) => peer === undefined);
  const covered = grants.flatMap(({ peer }) => (peer?.block === undefined ? [] : rangesOfBlock(peer.block)));
  const left = isWhole ? [] : without(remote, covered);
  const isRefused = left.length === 1 && left[0] !== undefined && contains(left[0], remote);
  return { direction, policies, grants, left, passes: left.length === 0 ? 'wholly' : isRefused ? 'not' : 'partly' };
}

function grantsOf(network: Network, policy: NetworkPolicy, rule: PolicyRule, remote: End, port: EndpointPort): readonly Grant[] {
  const item = rule.ports.find((candidate) => coversPort(candidate, port));
  if (item === undefined && rule.ports.length > 0) return [];
  const ports = item === undefined ? {} : { port: item };
  if (rule.peers.length === 0) return [{ policy, rule, ...ports }];
  return rule.peers.filter((peer) => means(network, policy, peer, remote)).map((peer) => ({ policy, rule, peer, ...ports }));
}

function means(network: Network, policy: NetworkPolicy, peer: Peer, remote: End): boolean {
  if (isPods(remote)) return network.meets(policy, peer, remote);
  return peer.block !== undefined && rangesOfBlock(peer.block).some((own) => contains(own, remote) || contains(remote, own));
}
