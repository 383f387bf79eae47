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

/** Rules whose peers are all addresses: at least two, so that the others tell that the same is meant. */
const ofAddresses = perWorld((world) => {
  const network = networkOf(world);
  return world.ofKind('NetworkPolicy').flatMap((manifest) => (network.policyOf(manifest)?.rules ?? []).filter(isOfAddresses));
});

function isOfAddresses({ peers }: PolicyRule): boolean {
  return peers.length > 1 && peers.every(({ block }) => block !== undefined);
}

function aroundOthers(rule: PolicyRule, peer: Peer, world: World): string | undefined {
  const range = addressRange(peer.block?.cidr ?? '');
  if (range === undefined || !isOfAddresses(rule)) return undefined;
  const rest = textOf(rule.peers.filter((other) => other !== peer));
  for (const other of ofAddresses(world)) {
    if (other === rule || other.direction !== rule.direction || other.peers.length !== rule.peers.length) continue;
    if (JSON.stringify(portsOf(other)) !== JSON.stringify(portsOf(rule))) continue;
    for (const like of other.peers) {
      const its = addressRange(like.block?.cidr ?? '');
      const isWithin = its !== undefined && its.prefix.length > range.prefix.length && contains(range, its);
      if (isWithin && textOf(other.peers.filter((own) => own !== like)) === rest) {
        return `"${range.text}", where another policy of the same peers and ports names "${its.text}"`;
      }
    }
  }
  return undefined;
}

function portsOf({ ports }: PolicyRule) {
  return ports.map(({ protocol, port, endPort }) => [protocol, port, endPort]);
}

function textOf(peers: readonly Peer[]): string {
  return peers
    .map(({ block }) => JSON.stringify([block?.cidr, block?.except]))
    .sort()
    .join();
}
