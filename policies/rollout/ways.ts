import { type Endpoint, networkOf } from '../kubernetes/network/network.ts';
import type { Direction, NetworkPolicy, Peer, PolicyRule } from '../kubernetes/network/network-policy.ts';
import { coversPort, describePort, directions } from '../kubernetes/network/network-policy.ts';
import { perWorld } from '../kubernetes/per-world.ts';
import { describeSelector } from '../kubernetes/selectors.ts';
import type { Manifest, Place, Pod, World } from '../model.ts';
import { isThereBy } from './place.ts';

/** A way that the policies of a pod open, in the end, for it. */
export interface Way {
  readonly direction: Direction;
  /** Whom it leads to, or from whom it comes, with the port, for messages. */
  readonly to: string;
  /** The policies that open it: any one is enough. */
  readonly policies: readonly Manifest[];
}

/**
 * The ways that a pod needs from its first moment. The policies that select it say which ways it has once everything is there;
 * those that lead to somebody who is there before or beside it must be open when it starts, if it starts closed. A pod whose
 * namespace is not closed yet has every way, and whoever comes later opens his own.
 */
export function waysOf(pod: Pod, world: World): readonly Way[] {
  const place = world.placeOf(pod.manifest);
  if (place === undefined) return [];
  const network = networkOf(world);
  const endpoint = network.endpointOf(pod);
  return directions.flatMap((direction) => {
    const selecting = network.policiesFor(endpoint, direction);
    const isClosed = selecting.some((policy) => isThere(policy.manifest, place, world));
    if (!isClosed) return [];
    const ways = new Map<string, { readonly direction: Direction; readonly to: string; readonly policies: Manifest[] }>();
    for (const policy of selecting) {
      for (const rule of policy.rules.filter((candidate) => candidate.direction === direction)) {
        // A way to a port at which the pod does not listen is none.
        if (direction === 'Ingress' && !listens(endpoint, rule)) continue;
        for (const to of destinations(policy, rule, place, world)) {
          const way = ways.get(to);
          if (way === undefined) ways.set(to, { direction, to, policies: [policy.manifest] });
          else way.policies.push(policy.manifest);
        }
      }
    }
    return [...ways.values()];
  });
}

function listens({ ports }: Endpoint, rule: PolicyRule): boolean {
  return ports.length === 0 || rule.ports.length === 0 || ports.some((port) => rule.ports.some((item) => coversPort(item, port)));
}

/** Whom a rule is about, of those that are there; a rule without peers is about everybody, without ports about all of them. */
function destinations(policy: NetworkPolicy, rule: PolicyRule, place: Place, world: World): readonly string[] {
  const ports = rule.ports.length === 0 ? ['every port'] : rule.ports.map(describePort);
  const peers = rule.peers.length === 0 ? ['everybody'] : rule.peers.flatMap((peer) => peerName(policy, peer, place, world) ?? []);
  return peers.flatMap((peer) => ports.map((port) => `${peer}, ${port}`));
}

function peerName(policy: NetworkPolicy, peer: Peer, place: Place, world: World): string | undefined {
  if (peer.block !== undefined) return peer.block.cidr;
  const endpoints = networkOf(world).endpointsOfPeer(policy, peer);
  if (!endpoints.some((endpoint) => isEndpointThere(endpoint, place, world))) return undefined;
  const pods = peer.pods === undefined ? 'every pod' : describeSelector(peer.pods);
  const namespaces = peer.namespaces === undefined ? policy.manifest.namespace : describeSelector(peer.namespaces);
  return `${pods} of ${namespaces}`;
}

function isEndpointThere(endpoint: Endpoint, place: Place, world: World): boolean {
  const pod = podsByEndpoint(world).get(endpoint);
  return pod === undefined || isThere(pod.manifest, place, world);
}

const podsByEndpoint = perWorld((world) => new Map(world.pods.map((pod) => [networkOf(world).endpointOf(pod), pod] as const)));

/** What belongs to the cluster itself is in no Application, and always there. */
function isThere(manifest: Manifest, place: Place, world: World): boolean {
  const own = world.placeOf(manifest);
  return own === undefined || isThereBy(own, place);
}
