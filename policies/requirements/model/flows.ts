import { networkOf } from '../../kubernetes/network/network.ts';
import { coversPort, type Direction, type Peer } from '../../kubernetes/network/network-policy.ts';
import { describeSelector, type Selector } from '../../kubernetes/selectors.ts';
import { type DeployedService, missing } from './expectations.ts';
import type { Shortfall } from './requirement.ts';

/** One flow of a service that its policies must allow. */
export interface Flow {
  readonly direction: Direction;
  readonly port: number;
  readonly protocol?: 'TCP' | 'UDP';
}

/** Pods by label, with several in the order of their keys, in a namespace by its name or in the policy's own. */
export function pods(labels: string, namespace?: string): string {
  return namespace === undefined ? `pods ${labels}` : `pods ${labels} of namespace ${namespace}`;
}

/** Everybody whom the policies of a service allow on a port, in the words of `pods`. */
export function peersOf({ world, namespace, name }: DeployedService, { direction, port, protocol = 'TCP' }: Flow): readonly string[] {
  const deployment = world.find('Deployment', namespace, name);
  const pod = deployment && world.podOf(deployment);
  if (pod === undefined) return [];
  const network = networkOf(world);
  const found = network
    .policiesFor(network.endpointOf(pod), direction)
    .flatMap(({ rules }) => rules)
    .filter((rule) => rule.direction === direction)
    .filter(({ ports }) => ports.length === 0 || ports.some((item) => coversPort(item, { number: port, name: '', protocol })))
    .flatMap(({ peers }) => (peers.length === 0 ? ['everybody'] : peers.map(describePeer)));
  return [...new Set(found)].sort();
}

/** That the policies of a service allow exactly these peers on a port. */
export function expectPeers(service: DeployedService, flow: Flow, expected: readonly string[]): readonly Shortfall[] {
  const { world, namespace, name } = service;
  if (world.find('Deployment', namespace, name) === undefined) return [missing(world, { kind: 'Deployment', namespace, name })];
  const found = peersOf(service, flow);
  const port = `${flow.protocol ?? 'TCP'} ${flow.port}`;
  const [verb, preposition] = flow.direction === 'Ingress' ? ['let in', 'from'] : ['let out', 'to'];
  const where = `${world.environment} > NetworkPolicies of ${namespace}/${name} > ${flow.direction}`;
  return [
    ...expected
      .filter((peer) => !found.includes(peer))
      .map((peer) => ({ message: `The policies of "${name}" do not ${verb} ${port} ${preposition} ${peer}.`, where })),
    ...found
      .filter((peer) => !expected.includes(peer))
      .map((peer) => ({ message: `The policies of "${name}" ${verb} ${port} ${preposition} ${peer}, which is not expected.`, where })),
  ];
}

function describePeer({ namespaces, pods: selected, block }: Peer): string {
  if (block !== undefined) return `addresses ${block.cidr}`;
  const labels = selected === undefined ? 'everything' : inOrder(selected);
  if (namespaces === undefined) return pods(labels);
  return pods(labels, inOrder(namespaces).replace(/^kubernetes\.io\/metadata\.name=([^,]*)$/, '$1'));
}

/** A selector in words, whatever the order in which its labels are written. */
function inOrder({ equal, requirements }: Selector): string {
  return describeSelector({ equal: Object.fromEntries(Object.entries(equal).sort(([a], [b]) => (a < b ? -1 : 1))), requirements });
}
