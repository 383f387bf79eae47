/**
 * Who may reach whom by the words of the API reference (networking.k8s.io/v1, NetworkPolicy, Kubernetes 1.35), read off the objects as
 * they are, without an index and without a thought for speed. It shares nothing with `policies/kubernetes/network`.
 */

type Labels = Readonly<Record<string, string>>;

interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
}

interface PolicyPeer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface PolicyPort {
  readonly protocol?: string;
  readonly port?: number | string;
  readonly endPort?: number;
}

interface PolicyRule {
  readonly from?: readonly PolicyPeer[];
  readonly to?: readonly PolicyPeer[];
  readonly ports?: readonly PolicyPort[];
}

/** A NetworkPolicy object. */
export interface NaivePolicy {
  readonly namespace: string;
  readonly spec: {
    readonly podSelector?: LabelSelector;
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly PolicyRule[];
    readonly egress?: readonly PolicyRule[];
  };
}

/** A pod, with every address that it might have. */
export interface NaivePod {
  readonly namespace: string;
  readonly labels: Labels;
  readonly hostNetwork: boolean;
  readonly ports: readonly { readonly name: string; readonly number: number; readonly protocol: string }[];
}

export interface NaiveCluster {
  readonly namespaces: ReadonlyMap<string, Labels>;
  readonly policies: readonly NaivePolicy[];
  /** Addresses of pods that the network plug-in holds against ranges, and of nodes. */
  readonly podAddresses: readonly string[];
  readonly nodeAddresses: readonly string[];
}

/** The other end of a connection: a pod, or one address outside. */
export type NaiveEnd = NaivePod | string;

/** Whether a connection may be made to a port: of the pod, or of the address. */
export function naiveMayReach(
  cluster: NaiveCluster,
  source: NaiveEnd,
  target: NaiveEnd,
  port: { readonly name: string; readonly number: number; readonly protocol: string },
): boolean {
  return isAllowed(cluster, 'Egress', source, target, port) && isAllowed(cluster, 'Ingress', target, source, port);
}

function isAllowed(
  cluster: NaiveCluster,
  direction: string,
  own: NaiveEnd,
  other: NaiveEnd,
  port: { readonly name: string; readonly number: number; readonly protocol: string },
): boolean {
  if (typeof own === 'string' || own.hostNetwork) return true;
  let isIsolated = false;
  for (const policy of cluster.policies) {
    if (policy.namespace !== own.namespace) continue;
    if (!selects(policy.spec.podSelector ?? {}, own.labels)) continue;
    let types = policy.spec.policyTypes ?? [];
    if (types.length === 0) types = (policy.spec.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
    if (!types.includes(direction)) continue;
    isIsolated = true;
    for (const rule of (direction === 'Egress' ? policy.spec.egress : policy.spec.ingress) ?? []) {
      const peers = (direction === 'Egress' ? rule.to : rule.from) ?? [];
      const ports = rule.ports ?? [];
      let isPort = ports.length === 0;
      for (const item of ports) {
        if ((item.protocol ?? 'TCP') !== port.protocol) continue;
        if (item.port === undefined) isPort = true;
        else if (typeof item.port === 'string') isPort ||= item.port === port.name;
        else if (item.endPort === undefined) isPort ||= item.port === port.number;
        else isPort ||= port.number >= item.port && port.number <= item.endPort;
      }
      let isPeer = peers.length === 0;
      for (const peer of peers) isPeer ||= isMeant(cluster, policy, peer, other);
      if (isPort && isPeer) return true;
    }
  }
  return !isIsolated;
}

function isMeant(cluster: NaiveCluster, policy: NaivePolicy, peer: PolicyPeer, end: NaiveEnd): boolean {
  if (peer.ipBlock !== undefined) {
    const block = peer.ipBlock;
    const addresses = typeof end === 'string' ? [end] : end.hostNetwork ? cluster.nodeAddresses : cluster.podAddresses;
    return addresses.some((one) => isIn(one, block.cidr) && !(block.except ?? []).some((range) => isIn(one, range)));
  }
  if (typeof end === 'string' || end.hostNetwork) return false;
  if (peer.namespaceSelector === undefined && end.namespace !== policy.namespace) return false;
  if (peer.namespaceSelector !== undefined && !selects(peer.namespaceSelector, cluster.namespaces.get(end.namespace) ?? {})) return false;
  return peer.podSelector === undefined || selects(peer.podSelector, end.labels);
}

function selects(selector: LabelSelector, labels: Labels): boolean {
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) if (labels[key] !== value) return false;
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const has = key in labels;
    const value = labels[key] ?? '';
    if (operator === 'In' && !(has && values.includes(value))) return false;
    if (operator === 'NotIn' && has && values.includes(value)) return false;
    if (operator === 'Exists' && !has) return false;
    if (operator === 'DoesNotExist' && has) return false;
  }
  return true;
}

/** Whether an address is in a range, by arithmetic on whole numbers. */
function isIn(address: string, cidr: string): boolean {
  const [base = '', length = ''] = cidr.split('/');
  if (base.includes(':') !== address.includes(':')) return false;
  const bits = base.includes(':') ? 128n : 32n;
  const shift = bits - BigInt(length);
  return asNumber(address) >> shift === asNumber(base) >> shift;
}

function asNumber(address: string): bigint {
  if (!address.includes(':')) return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [before = '', after = ''] = address.split('::');
  const left = before === '' ? [] : before.split(':');
  const right = after === '' ? [] : after.split(':');
  const groups = address.includes('::') ? [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right] : left;
  return groups.reduce((sum, part) => sum * 65536n + BigInt(`0x${part}`), 0n);
}
