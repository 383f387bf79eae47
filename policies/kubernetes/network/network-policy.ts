import type { Manifest } from '../../model.ts';
import { asFields, asText, at, listAt, numberAt, textAt } from '../fields.ts';
import { groupOf } from '../objects.ts';
import type { Selector } from '../selectors.ts';
import { labelSelector, matches, selectsAll } from '../selectors.ts';

/** The two directions of a NetworkPolicy, as `policyTypes` spells them. */
export type Direction = 'Ingress' | 'Egress';

/** Both directions, in the order of the Kubernetes documentation. */
export const directions: readonly Direction[] = ['Ingress', 'Egress'];

/** An address range that a peer means instead of pods. */
export interface IpBlock {
  readonly cidr: string;
  readonly except: readonly string[];
}

/** One item of `from` or `to`. Its two selectors hold at once; two items are alternatives. */
export interface Peer {
  /** Such as `spec.ingress[0].from[1]`. */
  readonly path: string;
  /** Undefined: the namespace of the policy. */
  readonly namespaces: Selector | undefined;
  /** Undefined: every pod of the namespaces. */
  readonly pods: Selector | undefined;
  readonly block: IpBlock | undefined;
}

/** One item of `ports`. */
export interface PolicyPort {
  /** Such as `spec.ingress[0].ports[1]`. */
  readonly path: string;
  readonly protocol: string;
  /** A number, or the name of a container port of the receiving pod. Undefined: every port of the protocol. */
  readonly port: number | string | undefined;
  /** Last port of a range that starts at `port`. */
  readonly endPort: number | undefined;
}

/** One rule. What it does not restrict, it allows: no peers means everybody, no ports means every port. */
export interface PolicyRule {
  readonly direction: Direction;
  /** Such as `spec.ingress[0]`. */
  readonly path: string;
  readonly peers: readonly Peer[];
  readonly ports: readonly PolicyPort[];
}

/** A NetworkPolicy with the API server's defaults filled in. */
export interface NetworkPolicy {
  readonly manifest: Manifest;
  readonly selector: Selector;
  readonly directions: readonly Direction[];
  /** Rules of the directions that the policy is about; a rule of another direction has no effect. */
  readonly rules: readonly PolicyRule[];
}

const sections: Readonly<Record<Direction, { readonly rules: string; readonly peers: string }>> = {
  Ingress: { rules: 'ingress', peers: 'from' },
  Egress: { rules: 'egress', peers: 'to' },
};

/** Reads a NetworkPolicy of `networking.k8s.io`; undefined for any other object. */
export function networkPolicy(manifest: Manifest): NetworkPolicy | undefined {
  if (manifest.kind !== 'NetworkPolicy' || groupOf(manifest.apiVersion) !== 'networking.k8s.io') return undefined;
  const affected = affectedDirections(manifest);
  return {
    manifest,
    // The API server takes an absent podSelector for an empty one, which selects every pod.
    selector: labelSelector(at(manifest.fields, 'spec', 'podSelector')) ?? { equal: {}, requirements: [] },
    directions: affected,
    rules: affected.flatMap((direction) => rulesOf(manifest, direction)),
  };
}

/** Whether a policy forbids everything in a direction for every pod of its namespace. */
export function deniesAll(policy: NetworkPolicy, direction: Direction): boolean {
  return selectsAll(policy.selector) && policy.directions.includes(direction) && !policy.rules.some((rule) => rule.direction === direction);
}

/** Whether a port of a policy covers a port of a pod, given the pod's port names. */
export function coversPort(item: PolicyPort, port: { readonly number: number; readonly name: string; readonly protocol: string }): boolean {
  if (item.protocol !== port.protocol) return false;
  if (item.port === undefined) return true;
  if (typeof item.port === 'string') return item.port === port.name;
  return item.endPort === undefined ? item.port === port.number : item.port <= port.number && port.number <= item.endPort;
}

/** Whether labels satisfy a peer's selector for namespaces or pods; an absent one does not restrict. */
export function admits(selector: Selector | undefined, labels: Readonly<Record<string, string>>): boolean {
  return selector === undefined || matches(selector, labels);
}

/**
 * Whether two items look like one peer that was torn apart: one has only the namespaces, the other only the pods. Not for a
 * selector of all namespaces, which is too wide in itself.
 */
export function areHalves(one: Peer, other: Peer): boolean {
  return (isNamespaceAlone(one) && isPodsAlone(other)) || (isPodsAlone(one) && isNamespaceAlone(other));
}

/** `TCP 50051`, `TCP 8000-8010`, `TCP "http"`, for messages. */
export function describePort({ protocol, port, endPort }: Omit<PolicyPort, 'path'>): string {
  if (port === undefined) return `every ${protocol} port`;
  if (typeof port === 'string') return `${protocol} "${port}"`;
  return endPort === undefined ? `${protocol} ${port}` : `${protocol} ${port}-${endPort}`;
}

function isNamespaceAlone({ namespaces, pods, block }: Peer): boolean {
  return namespaces !== undefined && !selectsAll(namespaces) && pods === undefined && block === undefined;
}

function isPodsAlone({ namespaces, pods, block }: Peer): boolean {
  return pods !== undefined && namespaces === undefined && block === undefined;
}

/** `policyTypes`, or what the API server puts there: Ingress always, Egress where there are egress rules. */
function affectedDirections(manifest: Manifest): readonly Direction[] {
  const types = listAt(manifest.fields, 'spec', 'policyTypes');
  if (types.length > 0) return directions.filter((direction) => types.includes(direction));
  return listAt(manifest.fields, 'spec', 'egress').length > 0 ? directions : ['Ingress'];
}

function rulesOf(manifest: Manifest, direction: Direction): readonly PolicyRule[] {
  const section = sections[direction];
  return listAt(manifest.fields, 'spec', section.rules).map((rule, index) => {
    const path = `spec.${section.rules}[${index}]`;
    return {
      direction,
      path,
      peers: listAt(rule, section.peers).map((item, position) => peer(item, `${path}.${section.peers}[${position}]`)),
      ports: listAt(rule, 'ports').map((item, position) => policyPort(item, `${path}.ports[${position}]`)),
    };
  });
}

function peer(item: unknown, path: string): Peer {
  const block = asFields(at(item, 'ipBlock'));
  return {
    path,
    namespaces: labelSelector(at(item, 'namespaceSelector')),
    pods: labelSelector(at(item, 'podSelector')),
    block:
      block === undefined
        ? undefined
        : {
            cidr: textAt(block, 'cidr') ?? '',
            except: listAt(block, 'except').flatMap((entry) => asText(entry) ?? []),
          },
  };
}

function policyPort(item: unknown, path: string): PolicyPort {
  return {
    path,
    protocol: textAt(item, 'protocol') ?? 'TCP',
    port: numberAt(item, 'port') ?? textAt(item, 'port'),
    endPort: numberAt(item, 'endPort'),
  };
}
