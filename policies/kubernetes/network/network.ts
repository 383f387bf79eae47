import { clusterDns, externalNamespaces } from '../../cluster.ts';
import type { Manifest, Pod, World } from '../../model.ts';
import { at } from '../fields.ts';
import { perWorld } from '../per-world.ts';
import { portsOf as containerPorts } from '../pods/container-ports.ts';
import type { Selector } from '../selectors.ts';
import { matches, selectsAll } from '../selectors.ts';
import type { Direction, NetworkPolicy, Peer, PolicyRule } from './network-policy.ts';
import { admits, coversPort, networkPolicy } from './network-policy.ts';
import { reachesInto, type Surroundings, unknownSurroundings } from './surroundings.ts';

type Labels = Readonly<Record<string, string>>;

/** The label that the API server puts on every namespace, with its name. */
const namespaceNameLabel = 'kubernetes.io/metadata.name';

/** A port at which a pod listens. */
export interface EndpointPort {
  /** Empty when the port has none. */
  readonly name: string;
  readonly number: number;
  readonly protocol: string;
}

/** Pods that send or receive: those of one workload, or those of its pods that play one role. */
export interface Endpoint {
  /** For messages. */
  readonly title: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly ports: readonly EndpointPort[];
  /** They answer at the address of their node: no policy selects them, and no selector of pods leads to them. */
  readonly onHost: boolean;
}

/** Who may talk to whom in one environment, as the NetworkPolicies of Kubernetes decide it. */
export interface Network {
  /** The policy of a NetworkPolicy object. */
  policyOf(manifest: Manifest): NetworkPolicy | undefined;
  endpointOf(pod: Pod): Endpoint;
  /** Whether it stands for pods of the environment, and not for one that might be. */
  isKnown(endpoint: Endpoint): boolean;
  /** The cluster's DNS servers. */
  readonly dns: Endpoint;
  /** Policies that select those pods for a direction. Without any, everything is allowed. */
  policiesFor(endpoint: Endpoint, direction: Direction): readonly NetworkPolicy[];
  /** Names of all namespaces that a selector matches. */
  namespacesMatching(selector: Selector): readonly string[];
  /** Pods of a namespace that are in the network of pods. */
  endpoints(namespace: string, selector: Selector): readonly Endpoint[];
  /** Pods that the selectors of a peer mean; none for an ipBlock, which is about addresses. */
  endpointsOfPeer(policy: NetworkPolicy, peer: Peer): readonly Endpoint[];
  /** Whether the policies of one side let a connection to `port` of `target` pass: the sender's (Egress) or the receiver's (Ingress). */
  permits(direction: Direction, source: Endpoint, target: Endpoint, port: EndpointPort): boolean;
  /** Whether both sides let it pass. */
  mayReach(source: Endpoint, target: Endpoint, port: EndpointPort): boolean;
  /** Whether a peer of a policy means those pods. */
  meets(policy: NetworkPolicy, peer: Peer, remote: Endpoint): boolean;
  /** Names of the namespaces that the environment has or names, and labels. */
  readonly namespaces: ReadonlyMap<string, Labels>;
  readonly surroundings: Surroundings;
}

/** The network of an environment, of which nothing but the objects is known; computed once for each world. */
export const networkOf: (world: World) => Network = perWorld((world) => createNetwork(world, unknownSurroundings));

/** One for each pod of a world, whatever is known of its cluster. */
const endpointsIn = perWorld((world): ReadonlyMap<Pod, Endpoint> => new Map(world.pods.map((pod) => [pod, endpoint(pod)])));

/** The network of an environment, with what its cluster makes of address ranges. */
export function createNetwork(world: World, surroundings: Surroundings): Network {
  const policies = new Map<Manifest, NetworkPolicy>();
  for (const manifest of world.ofKind('NetworkPolicy')) {
    const policy = networkPolicy(manifest);
    if (policy !== undefined) policies.set(manifest, policy);
  }
  const findPolicies = policyIndex([...policies.values()]);
  const namespaces = namespaceLabels(world);
  const endpointByPod = endpointsIn(world);
  const known = new Set(endpointByPod.values());
  const selectedBy = new Map<Endpoint, readonly NetworkPolicy[]>();

  const network: Network = {
    policyOf: (manifest) => policies.get(manifest),
    endpointOf: (pod) => endpointByPod.get(pod) ?? endpoint(pod),
    isKnown: (one) => known.has(one),
    dns: dnsOf([...endpointByPod.values()]),
    policiesFor(subject, direction) {
      let found = selectedBy.get(subject);
      if (found === undefined) {
        found = subject.onHost ? [] : findPolicies(subject);
        selectedBy.set(subject, found);
      }
      return found.filter((policy) => policy.directions.includes(direction));
    },
    namespacesMatching(selector) {
      const name = selector.equal[namespaceNameLabel];
      const candidates = name === undefined ? [...namespaces.keys()] : [name];
      return candidates.filter((candidate) => {
        const labels = namespaces.get(candidate);
        return labels !== undefined && matches(selector, labels);
      });
    },
    endpoints(namespace, selector) {
      const pods = world.podsSelected(namespace, { matchLabels: selector.equal });
      return pods
        .filter((pod) => matches(selector, pod.labels))
        .flatMap((pod) => endpointByPod.get(pod) ?? [])
        .filter(({ onHost }) => !onHost);
    },
    endpointsOfPeer(policy, peer) {
      if (isNoPod(peer)) return [];
      const names = peer.namespaces === undefined ? [policy.manifest.namespace] : network.namespacesMatching(peer.namespaces);
      return names.flatMap((name) => network.endpoints(name, peer.pods ?? everything));
    },
    permits(direction, source, target, port) {
      const [subject, remote] = direction === 'Egress' ? [source, target] : [target, source];
      const selecting = network.policiesFor(subject, direction);
      return (
        selecting.length === 0 ||
        selecting.some((policy) =>
          policy.rules.some(
            (rule) =>
              rule.direction === direction &&
              coversPortOf(rule, port) &&
              (rule.peers.length === 0 || rule.peers.some((peer) => network.meets(policy, peer, remote))),
          ),
        )
      );
    },
    meets(policy, peer, remote) {
      if (peer.block !== undefined) {
        // What answers at the address of a node is let through by address ranges alone.
        if (remote.onHost) return surroundings.nodes === undefined || reachesInto(peer.block, surroundings.nodes);
        return reachesInto(peer.block, surroundings.pods);
      }
      if (remote.onHost || isNoPod(peer)) return false;
      const inNamespace =
        peer.namespaces === undefined
          ? remote.namespace === policy.manifest.namespace
          : matches(peer.namespaces, namespaces.get(remote.namespace) ?? {});
      return inNamespace && admits(peer.pods, remote.labels);
    },
    namespaces,
    surroundings,
    mayReach: (source, target, port) => network.permits('Egress', source, target, port) && network.permits('Ingress', source, target, port),
  };
  return network;
}

const everything: Selector = { equal: {}, requirements: [] };

/** Ports of an endpoint that a rule is about. */
export function portsOf(rule: PolicyRule, endpoint: Endpoint): readonly EndpointPort[] {
  return endpoint.ports.filter((port) => coversPortOf(rule, port));
}

/** `TCP 50051`, for messages. */
export function describeEndpointPort(port: EndpointPort): string {
  return `${port.protocol} ${port.number}`;
}

function coversPortOf(rule: PolicyRule, port: EndpointPort): boolean {
  return rule.ports.length === 0 || rule.ports.some((item) => coversPort(item, port));
}

/** An ipBlock, or an item that says nothing: the API server refuses it, and nobody knows what a controller makes of it. */
function isNoPod(peer: Peer): boolean {
  return peer.block !== undefined || (peer.namespaces === undefined && peer.pods === undefined);
}

/** Finds the policies that select a pod without trying all of the namespace: each is filed under the rarest of its labels. */
function policyIndex(policies: readonly NetworkPolicy[]): (endpoint: Endpoint) => readonly NetworkPolicy[] {
  const count = new Map<string, number>();
  for (const policy of policies) {
    for (const key of labelKeys(policy.manifest.namespace, policy.selector.equal)) count.set(key, (count.get(key) ?? 0) + 1);
  }
  const byKey = new Map<string, NetworkPolicy[]>();
  for (const policy of policies) {
    const namespace = policy.manifest.namespace;
    let best = namespaceKey(namespace);
    let fewest = Infinity;
    for (const key of labelKeys(namespace, policy.selector.equal)) {
      const uses = count.get(key) ?? 0;
      if (uses < fewest) [best, fewest] = [key, uses];
    }
    const list = byKey.get(best);
    if (list === undefined) byKey.set(best, [policy]);
    else list.push(policy);
  }
  return ({ namespace, labels }) =>
    [namespaceKey(namespace), ...labelKeys(namespace, labels)]
      .flatMap((key) => byKey.get(key) ?? [])
      .filter((policy) => selectsAll(policy.selector) || matches(policy.selector, labels));
}

function labelKeys(namespace: string, labels: Labels): readonly string[] {
  return Object.entries(labels).map(([key, value]) => `${namespace}/${key}=${value}`);
}

function namespaceKey(namespace: string): string {
  return `${namespace}/`;
}

/** Labels of every namespace that the environment renders or names, and of those that the cluster has. */
function namespaceLabels(world: World): ReadonlyMap<string, Labels> {
  const labels = new Map<string, Labels>();
  for (const { name } of externalNamespaces) labels.set(name, { [namespaceNameLabel]: name });
  for (const { name, manifest, declared } of world.namespaces) {
    const own = name === '' ? {} : { [namespaceNameLabel]: name };
    labels.set(name, declared ? { ...manifest.labels, ...own } : own);
  }
  return labels;
}

function endpoint(pod: Pod): Endpoint {
  const { manifest, namespace, labels } = pod;
  const role = manifest.origin?.by === 'operator' ? manifest.origin.roles?.find((own) => isPartOf(own.labels, labels)) : undefined;
  const played = Object.entries(role?.labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return {
    title: `"${manifest.name}"${played.length === 0 ? '' : ` (${played.join(', ')})`}${manifest.origin === undefined ? '' : ` of namespace "${namespace}"`}`,
    namespace,
    labels,
    ports: pod.containers
      .filter(({ role: place }) => place === 'main' || place === 'sidecar')
      .flatMap(containerPorts)
      .flatMap(({ name = '', number, protocol }) => (number === undefined ? [] : [{ name, number, protocol }])),
    onHost: at(pod.spec, 'hostNetwork') === true,
  };
}

function isPartOf(some: Labels, all: Labels): boolean {
  return Object.entries(some).every(([key, value]) => all[key] === value);
}

function dnsOf(endpoints: readonly Endpoint[]): Endpoint {
  const found = endpoints.find(({ namespace, labels }) => namespace === clusterDns.namespace && isPartOf(clusterDns.labels, labels));
  if (found === undefined) throw new Error('No pods of the cluster answer for DNS: policies/cluster.ts has lost them.');
  return { ...found, ports: found.ports.filter(({ number }) => number === 53) };
}
