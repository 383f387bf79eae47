import { clusterDns } from '../../cluster.ts';
import type { World } from '../../model.ts';
import { type Endpoint, type EndpointPort, networkOf, portsOf } from './network.ts';
import { type IpBlock, networkPolicy } from './network-policy.ts';

/** A connection that NetworkPolicies allow: at least one of them names it, and no other forbids it. */
export interface Flow {
  readonly source: Endpoint | IpBlock;
  readonly target: Endpoint | IpBlock;
  /** Absent: every port. */
  readonly port?: EndpointPort;
}

/**
 * Every connection that a rule of a NetworkPolicy names and that both sides allow, but for those to the cluster's DNS, which every
 * pod has. What only the absence of policies allows is not in it.
 */
export function flowsOf(world: World): readonly Flow[] {
  const network = networkOf(world);
  const flows = new Map<string, Flow>();
  const add = (flow: Flow) => {
    const key = [flow.source, flow.target].map(keyOf).join(' -> ') + portKey(flow.port);
    if (!flows.has(key)) flows.set(key, flow);
  };
  for (const manifest of world.ofKind('NetworkPolicy')) {
    const policy = networkPolicy(manifest);
    if (policy === undefined) continue;
    for (const rule of policy.rules) {
      for (const subject of network.endpoints(manifest.namespace, policy.selector)) {
        for (const peer of rule.peers) {
          if (peer.block !== undefined) {
            const [source, target] = rule.direction === 'Egress' ? [subject, peer.block] : [peer.block, subject];
            for (const { protocol, port } of rule.ports) {
              if (typeof port === 'number') add({ source, target, port: { name: '', number: port, protocol } });
            }
            if (rule.ports.length === 0) add({ source, target });
            continue;
          }
          for (const remote of network.endpointsOfPeer(policy, peer)) {
            const [source, target] = rule.direction === 'Egress' ? [subject, remote] : [remote, subject];
            if (isDns(target)) continue;
            for (const port of portsOf(rule, target)) if (network.mayReach(source, target, port)) add({ source, target, port });
          }
        }
      }
    }
  }
  return [...flows.values()];
}

function isDns({ namespace, labels }: Endpoint): boolean {
  return namespace === clusterDns.namespace && Object.entries(clusterDns.labels).every(([key, value]) => labels[key] === value);
}

function keyOf(end: Endpoint | IpBlock): string {
  return 'cidr' in end ? end.cidr : `${end.namespace}/${end.title}/${JSON.stringify(end.labels)}`;
}

function portKey(port: EndpointPort | undefined): string {
  return port === undefined ? '' : `:${port.protocol}${port.number}`;
}
