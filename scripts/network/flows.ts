import { type FlowPort, flowsOf } from '../../policies/kubernetes/network/flows.ts';
import { type Endpoint, type Network, networkOf } from '../../policies/kubernetes/network/network.ts';
import type { IpBlock } from '../../policies/kubernetes/network/network-policy.ts';
import { rangesOfBlock } from '../../policies/kubernetes/network/surroundings.ts';
import type { Manifest, World } from '../../policies/model.ts';
import { type Outside, rangeName } from '../documents/topology/outsides.ts';
import { type Answer, answersTo } from './answer.ts';
import { endName, type Party } from './ends.ts';
import type { Place } from './places.ts';

/** Somebody in the picture of an environment. */
export interface End {
  /** `erp-prod/sales-service`, or the name of somebody outside: `vault`. */
  readonly name: string;
  /** Empty outside of the cluster. */
  readonly namespace: string;
}

/** A connection that policies allow, with what lets it pass on each side. */
export interface ExplainedFlow {
  readonly from: End;
  readonly to: End;
  /** Absent: every port. */
  readonly port?: FlowPort;
  readonly answer: Pick<Answer, 'allowed' | 'egress' | 'ingress'>;
}

const anyPort: FlowPort = { name: '', number: 0, protocol: 'TCP' };

/** Every connection that policies have a say in, as `npm run network` explains each. */
export function explainedFlows(
  { world, network, outsides }: { readonly world: World; readonly network: Network; readonly outsides: readonly Outside[] },
  placeOf: (manifest: Manifest, path: string) => Place,
): readonly ExplainedFlow[] {
  const plain = networkOf(world);
  const known = new Map(world.pods.map((pod) => [plain.endpointOf(pod), network.endpointOf(pod)] as const));
  const partyOf = (end: Endpoint | IpBlock): Party => {
    if ('cidr' in end) return { kind: 'outside', name: rangeName(outsides, end.cidr, end.except), ranges: rangesOfBlock(end) };
    return { kind: 'pods', name: endName(end), endpoints: [known.get(end) ?? end], backends: [] };
  };
  const found = new Map<string, ExplainedFlow>();
  for (const { source, target, port } of flowsOf(world)) {
    const [from, to] = [endOf(source, outsides), endOf(target, outsides)];
    const key = JSON.stringify([from.name, to.name, port ?? null]);
    if (found.has(key)) continue;
    const [answer] = answersTo(
      network,
      {
        from: partyOf(source),
        to: partyOf(target),
        asked: { port: String((port ?? anyPort).number), protocol: (port ?? anyPort).protocol },
      },
      placeOf,
    );
    if (answer !== undefined) found.set(key, { from, to, ...(port && { port }), answer });
  }
  return [...found.values()].sort((a, b) => compare(a.from.name, b.from.name) || compare(a.to.name, b.to.name));
}

function endOf(end: Endpoint | IpBlock, outsides: readonly Outside[]): End {
  return 'cidr' in end
    ? { name: rangeName(outsides, end.cidr, end.except), namespace: '' }
    : { name: endName(end), namespace: end.namespace };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
