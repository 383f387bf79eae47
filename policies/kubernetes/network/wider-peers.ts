import type { World } from '../../model.ts';
import { perWorld } from '../per-world.ts';
import { describeSelector, selectsAll } from '../selectors.ts';
import { addressRange, contains } from './address-ranges.ts';
import { type Network, networkOf } from './network.ts';
import type { NetworkPolicy, Peer, PolicyRule } from './network-policy.ts';

/**
 * Whom a peer means beyond those whom its like mean, in words: pods of every namespace where only one namespace has such pods, or addresses around those
 * that every other rule of the same peers names. Undefined where nothing here shows that less was meant.
 */
export function beyondOthers(policy: NetworkPolicy, rule: PolicyRule, peer: Peer, world: World): string | undefined {
  const network = networkOf(world);
  if (peer.block !== undefined) return aroundOthers(rule, peer, world);
  if (peer.namespaces === undefined || peer.pods === undefined || !selectsAll(peer.namespaces) || selectsAll(peer.pods)) return undefined;
  const home = homeOf(network, policy, peer);
  return home === undefined ? undefined : `"${describeSelector(peer.pods)}" of every namespace, and only "${home}" has such pods`;
}

/** The namespace of all pods that are meant. That of the DNS is left to the cluster, whose own it is. */
function homeOf(network: Network, policy: NetworkPolicy, peer: Peer): string | undefined {
  const homes = new Set(network.endpointsOfPeer(policy, peer).map(({ namespace }) => namespace));
  const [home] = homes;
  return homes.size === 1 && home !== network.dns.namespace ? home : undefined;
}

type Range = Exclude<ReturnType<typeof addressRange>, undefined>;

/** Ranges that stand beside others in rules whose peers are all addresses, each once, by what stands beside them. */
const besides = perWorld((world): ReadonlyMap<string, ReadonlyMap<string, Range>> => {
  const network = networkOf(world);
  const rules = world.ofKind('NetworkPolicy').flatMap((manifest) => (network.policyOf(manifest)?.rules ?? []).filter(isOfAddresses));
  const found = new Map<string, Map<string, Range>>();
  for (const rule of rules) {
    for (const peer of rule.peers) {
      const range = addressRange(peer.block?.cidr ?? '');
      if (range === undefined) continue;
      const key = besideOf(rule, peer);
      const ranges = found.get(key) ?? new Map<string, Range>();
      found.set(key, ranges);
      if (!ranges.has(range.text)) ranges.set(range.text, range);
    }
  }
  return found;
});

/** At least two, so that the others tell that the same is meant. */
function isOfAddresses({ peers }: PolicyRule): boolean {
  return peers.length > 1 && peers.every(({ block }) => block !== undefined);
}

function aroundOthers(rule: PolicyRule, peer: Peer, world: World): string | undefined {
  const range = addressRange(peer.block?.cidr ?? '');
  if (range === undefined || !isOfAddresses(rule)) return undefined;
  // A rule does not stand beside itself: none of its own ranges is within another and has the same beside it.
  const its = [...(besides(world).get(besideOf(rule, peer))?.values() ?? [])].find(
    (other) => other.prefix.length > range.prefix.length && contains(range, other),
  );
  return its === undefined ? undefined : `"${range.text}", where another policy of the same peers and ports names "${its.text}"`;
}

/** The direction, the ports and all other peers of a rule. */
function besideOf({ direction, ports, peers }: PolicyRule, peer: Peer): string {
  const rest = textOf(peers.filter((other) => other !== peer));
  return JSON.stringify([direction, ports.map(({ protocol, port, endPort }) => [protocol, port, endPort]), peers.length, rest]);
}

function textOf(peers: readonly Peer[]): string {
  return peers
    .map(({ block }) => JSON.stringify([block?.cidr, block?.except]))
    .sort()
    .join();
}
