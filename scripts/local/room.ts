import type { KubernetesObject } from '../../generators/model/object.ts';
import { bytes, millicores } from '../../generators/model/service/quantity.ts';
import { type Claims, claimsText, podsOf } from './claims.ts';

/** A node, and what it gives to pods. */
export interface NodeRoom {
  readonly name: string;
  /** Quantities of Kubernetes. */
  readonly cpu: string;
  readonly memory: string;
}

/** A pod that is there already. */
export interface OtherPod {
  readonly namespace: string;
  readonly node: string;
  readonly asks: Claims;
}

/** What a node gives, and what is left of it. */
interface Free {
  readonly name: string;
  readonly gives: Claims;
  readonly taken: Claims;
  left: Claims;
}

/**
 * Pods for which no node has room beside the pods of others, as lines for a reader; none when all are placed. The largest are placed
 * first, each where most memory is left: a node may be full while all together have enough.
 * @param ours namespaces whose pods are these, from an earlier run
 */
export function withoutRoom(
  objects: readonly KubernetesObject[],
  nodes: readonly NodeRoom[],
  others: readonly OtherPod[],
  ours: readonly string[],
): readonly string[] {
  const free = nodes.map((node) =>
    freeOf(
      node,
      others.filter((pod) => pod.node === node.name && !ours.includes(pod.namespace)),
    ),
  );
  const pods = podsOf(objects, 'requests').toSorted((a, b) => b.memory - a.memory || b.cpu - a.cpu);
  const unplaced = pods.filter((pod) => {
    const [best] = free
      .filter(({ left }) => left.cpu >= pod.cpu && left.memory >= pod.memory)
      .toSorted((a, b) => b.left.memory - a.left.memory);
    if (best === undefined) return true;
    best.left = { cpu: best.left.cpu - pod.cpu, memory: best.left.memory - pod.memory };
    return false;
  });
  if (unplaced.length === 0) return [];
  return [
    ...unplaced.map(({ title, ...asks }) => `${title} asks for ${claimsText(asks)}, and finds no room.`),
    ...free.map(({ name, gives, taken }) => {
      const others = taken.cpu + taken.memory === 0 ? '' : `, of which pods that are there ask for ${claimsText(taken)}`;
      return `Node ${name} gives ${claimsText(gives)}${others}.`;
    }),
  ];
}

function freeOf({ name, cpu, memory }: NodeRoom, pods: readonly OtherPod[]): Free {
  const gives = { cpu: millicores(cpu) ?? 0, memory: bytes(memory) ?? 0 };
  const taken = {
    cpu: pods.reduce((sum, { asks }) => sum + asks.cpu, 0),
    memory: pods.reduce((sum, { asks }) => sum + asks.memory, 0),
  };
  return { name, gives, taken, left: { cpu: gives.cpu - taken.cpu, memory: gives.memory - taken.memory } };
}
