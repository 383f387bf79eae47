import { isDeepStrictEqual } from 'node:util';
import { matrixOf } from '../../../policies/kubernetes/network/flows.ts';
import {
  describeEndpointPort,
  type Endpoint,
  type EndpointPort,
  type Network,
  networkOf,
} from '../../../policies/kubernetes/network/network.ts';
import { type Direction, describePort, directions } from '../../../policies/kubernetes/network/network-policy.ts';
import { podOf } from '../../../policies/kubernetes/pods/workloads.ts';
import type { World } from '../../../policies/model.ts';
import type { ChangedFlow, ChangedObject, EnvironmentChange, Remark } from './impact.ts';
import { say } from './sentence.ts';

/** A flow that is newly allowed or no longer allowed, and the pods that it is about. */
export interface FlowRemark extends Remark {
  /** The pods at whose end somebody has to look: `erp-prod "sales-service"`. */
  readonly pods: string;
  readonly flow: ChangedFlow;
}

const everything = { equal: {}, requirements: [] };

/**
 * Which pods may reach which port of which others now and could not before, as the NetworkPolicies of both states decide it, for
 * both ends. A pod without any label stands for whoever else is in a namespace; addresses outside are told by their ranges.
 */
export function flowChanges({ before, after, changed }: EnvironmentChange): readonly FlowRemark[] {
  if (!changed.some(concernsFlows)) return [];
  const [old, now] = [flowsOf(before), flowsOf(after)];
  const opened = [...now].filter(([flow]) => !old.has(flow));
  const closed = [...old].filter(([flow]) => !now.has(flow));
  return [
    ...opened.map(([flow, { pods, ...ends }]) => ({ pods, text: say`opened: ${flow}`, flow: ends })),
    ...closed.map(([flow, { pods, ...ends }]) => ({ pods, text: say`closed: ${flow}`, harmless: true as const, flow: ends })),
  ];
}

/** Whether an object has a say in who may reach whom. */
function concernsFlows({ pair: { kind, before, after }, changes }: ChangedObject): boolean {
  if (['NetworkPolicy', 'postgresql', 'Kafka', 'KafkaNodePool'].includes(kind)) return true;
  if (kind === 'Namespace')
    return before === undefined || after === undefined || changes.some(({ path }) => path.startsWith('metadata.labels'));
  const [old, now] = [before && podOf(before), after && podOf(after)];
  if (old === undefined && now === undefined) return false;
  const ports = (pod: typeof old) => pod?.containers.map(({ fields }) => fields['ports']);
  return !isDeepStrictEqual(old?.labels, now?.labels) || !isDeepStrictEqual(ports(old), ports(now));
}

/** A flow as it is told, with the pods that it is about. */
type Flows = Map<string, ChangedFlow & { readonly pods: string }>;

function flowsOf(world: World): Flows {
  const network = networkOf(world);
  const flows: Flows = new Map();
  const names = network.namespacesMatching(everything).filter((name) => name !== '');
  const pods = names.flatMap((name) => network.endpoints(name, everything));
  const strangers = names.map((namespace): Endpoint => ({ title: 'any other pod', namespace, labels: {}, ports: [], onHost: false }));
  const add = (source: Endpoint, target: Endpoint, port: EndpointPort) => {
    if (titleOf(source) === titleOf(target)) return;
    const ends = { from: titleOf(source), to: titleOf(target), port: describeEndpointPort(port) };
    flows.set(`${ends.from} to ${ends.to} ${ends.port}`, { ...ends, pods: ends.to });
  };
  const isReached = new Set(pods);
  const { flows: named, open } = matrixOf(network, [...pods, ...strangers]);
  for (const { source, target, port } of named) {
    if ('labels' in source && 'labels' in target && port !== undefined && isReached.has(target)) add(source, target, port);
  }
  for (const { sources, targets, port } of open) {
    if (port === undefined) continue;
    for (const target of targets) if (isReached.has(target)) for (const source of sources) add(source, target, port);
  }
  for (const pod of pods) {
    for (const direction of directions)
      for (const { text, ...ends } of outside(network, pod, direction)) flows.set(text, { ...ends, pods: titleOf(pod) });
  }
  return flows;
}

/** What lies outside the cluster and may be reached, or may reach the pod. */
function outside(network: Network, pod: Endpoint, direction: Direction): readonly (ChangedFlow & { readonly text: string })[] {
  const policies = network.policiesFor(pod, direction);
  const flow = (range: string, port: string) => {
    const [from, to] = direction === 'Egress' ? [titleOf(pod), range] : [range, titleOf(pod)];
    return { from, to, port, text: `${from} to ${to}, ${port}` };
  };
  if (policies.length === 0) return [flow('any address', 'every port')];
  return policies.flatMap(({ rules }) =>
    rules
      .filter((rule) => rule.direction === direction)
      .flatMap(({ peers, ports }) => {
        const numbers = ports.length === 0 ? ['every port'] : ports.map(describePort);
        const ranges = peers.length === 0 ? ['any address'] : peers.flatMap(({ block }) => (block === undefined ? [] : [rangeOf(block)]));
        return ranges.flatMap((range) => numbers.map((number) => flow(range, number)));
      }),
  );
}

function rangeOf({ cidr, except }: { readonly cidr: string; readonly except: readonly string[] }): string {
  return except.length === 0 ? cidr : `${cidr} without ${except.join(', ')}`;
}

function titleOf({ namespace, title }: Endpoint): string {
  return title.includes('of namespace') ? title : `${title} of namespace "${namespace}"`;
}
