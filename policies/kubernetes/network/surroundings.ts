import { type AddressRange, addressRange, addressRanges, overlap, without } from './address-ranges.ts';
import type { IpBlock } from './network-policy.ts';

/**
 * Which addresses of the cluster an `ipBlock` means. Kubernetes leaves it to the network plug-in ("It is not defined whether this
 * happens before or after NetworkPolicy processing", Network Policies, behaviour of ipBlock), and the objects do not tell.
 */
export interface Surroundings {
  /** Ranges in which pods have addresses that an ipBlock matches; empty: it never means a pod. */
  readonly pods: readonly AddressRange[];
  /** Ranges of the nodes, and of the pods in their network; undefined: nobody knows them, and any ipBlock may mean a node. */
  readonly nodes: readonly AddressRange[] | undefined;
}

/** Nothing but the objects is known: an ipBlock is for what lies outside (Kubernetes: "cluster-external IPs"), and for nodes. */
export const unknownSurroundings: Surroundings = { pods: [], nodes: undefined };

/**
 * Whether an ipBlock whose range holds the address of a pod means that pod. The agent of the VPC CNI and Calico compare addresses, whoever
 * has them (aws-network-policy-agent, pull request 65; projectcalico/calico, issue 6634). For Cilium a pod of the cluster has an identity
 * and no address (its documentation, Network Policy, Caveats; cilium/cilium, issue 19601).
 */
const meansPods: Readonly<Record<string, boolean>> = { 'aws-vpc': true, calico: true, cilium: false };

/** The network plug-ins that are known. */
export const networkPlugins: readonly string[] = Object.keys(meansPods);

/** The surroundings of a cluster whose pods and nodes have addresses in these ranges. */
export function surroundingsOf(
  plugin: string,
  ranges: { readonly pods: readonly string[]; readonly nodes: readonly string[] },
): Surroundings {
  return { pods: meansPods[plugin] === true ? addressRanges(ranges.pods) : [], nodes: addressRanges(ranges.nodes) };
}

/** What a block means: its range without what it excepts. Empty for a range that is none. */
export function rangesOfBlock(block: IpBlock): readonly AddressRange[] {
  let found = known.get(block);
  if (found === undefined) {
    const range = addressRange(block.cidr);
    found = range === undefined ? [] : without(range, addressRanges(block.except));
    known.set(block, found);
  }
  return found;
}

const known = new WeakMap<IpBlock, readonly AddressRange[]>();

/** Whether a block means some address of ranges. */
export function reachesInto(block: IpBlock, ranges: readonly AddressRange[]): boolean {
  return ranges.length > 0 && rangesOfBlock(block).some((own) => ranges.some((range) => overlap(own, range)));
}
