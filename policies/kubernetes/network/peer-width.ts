import { describeSelector, type Selector } from '../selectors.ts';
import { addressRange, addressRanges, contains, partOfAll, privateRanges } from './address-ranges.ts';
import type { Direction, IpBlock, Peer } from './network-policy.ts';
import { rangesOfBlock } from './surroundings.ts';

/**
 * Where AWS, Azure and Google Cloud tell a machine its credentials, and AWS by IPv6 (IMDS); AWS a task and a pod (EKS user guide, Pod Identity
 * Agent); Alibaba Cloud a machine. That of Azure's own agents is an address of the Internet, and in no range of a link.
 */
const metadata = addressRanges([
  ...['169.254.169.254', 'fd00:ec2::254'],
  ...['169.254.170.2', '169.254.170.23', 'fd00:ec2::23', '100.100.100.200'],
]);

/** Whom a peer means beyond anybody in particular, in words; undefined where it names somebody. */
export function widthOf({ namespaces, pods, block }: Peer, direction: Direction): string | undefined {
  if (block !== undefined) {
    if (isWorld(block)) return `"${block.cidr}", which is the whole world`;
    const less = isLarge(block) && (direction === 'Ingress' || isNearlyWhole(block));
    return less ? `"${block.cidr}" without ${block.except.join(', ')}, which is nearly the whole world` : undefined;
  }
  if (namespaces === undefined && pods === undefined) return 'a peer without any condition';
  if (pods !== undefined && isNaming(pods)) return undefined;
  if (namespaces === undefined) return 'every pod of its own namespace';
  return isNaming(namespaces) ? `every pod of the namespaces "${describeSelector(namespaces)}"` : 'every pod of every namespace';
}

/** Labels that every pod and namespace has: that one is there says nothing. */
const everybodys = /^(app|name|k8s-app|pod-template-hash|kubernetes\.io\/metadata\.name|app\.kubernetes\.io\/.*)$/;

/** Whether a selector names somebody: by the value of a label, or by a label that is given for it. To name who is not meant is none. */
function isNaming({ equal, requirements }: Selector): boolean {
  return (
    Object.keys(equal).length > 0 ||
    requirements.some(({ key, operator }) => operator === 'In' || (operator === 'Exists' && !everybodys.test(key)))
  );
}

/** The first address of a block where a cloud tells a machine its credentials; none where it has none. */
export function credentialsIn(block: IpBlock): readonly string[] {
  return metadata
    .filter((own) => rangesOfBlock(block).some((range) => contains(range, own)))
    .slice(0, 1)
    .map(({ text }) => text);
}

/** What of the networks within a block of the world leaves open. */
export function leftIn({ cidr, except }: IpBlock): readonly string[] {
  const range = addressRange(cidr);
  if (range === undefined || !isLarge({ cidr, except })) return [];
  const closed = addressRanges(except);
  return privateRanges.filter((own) => contains(range, own) && !closed.some((other) => contains(other, own))).map(({ text }) => text);
}

/** No network that somebody means is larger than 10.0.0.0/8 or fc00::/7. */
function isLarge({ cidr }: IpBlock): boolean {
  const range = addressRange(cidr);
  return range !== undefined && range.prefix.length < (range.family === 4 ? 8 : 7);
}

function isWorld(block: IpBlock): boolean {
  return isLarge(block) && block.except.length === 0;
}

/** Whether what is excepted is next to nothing: the private ranges alone are a hundredth. */
function isNearlyWhole({ except }: IpBlock): boolean {
  return addressRanges(except).reduce((sum, range) => sum + partOfAll(range), 0) < 2 ** -16;
}
