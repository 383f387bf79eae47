import { at, fieldsAt, listAt, numberAt } from '../../policies/kubernetes/fields.ts';
import { fewestReplicas, mostReplicas } from '../../policies/kubernetes/pods/autoscaling.ts';
import { podAmount } from '../../policies/kubernetes/pods/pod-resources.ts';
import { podOf } from '../../policies/kubernetes/pods/workloads.ts';
import { quantity } from '../../policies/kubernetes/quantities.ts';
import type { Manifest, World } from '../../policies/model.ts';
import type { Worlds } from './impacts/classify.ts';
import type { ChangedObject } from './impacts/impact.ts';
import type { Prices } from './prices.ts';

/** Requests of all pods, and volumes. */
export interface Amounts {
  readonly cores: number;
  /** Bytes */
  readonly memory: number;
  /** Bytes */
  readonly storage: number;
}

/** How much more, or less, an environment asks for: with the fewest and with the most pods that its autoscalers allow. */
export interface CapacityDelta {
  readonly environment: string;
  readonly least: Amounts;
  readonly most: Amounts;
}

const nothing: Amounts = { cores: 0, memory: 0, storage: 0 };
const autoscalers = ['ScaledObject', 'HorizontalPodAutoscaler'];
const gibibyte = 2 ** 30;

/**
 * The difference of requests times replicas, over the workloads that changed or whose autoscaler did. Not counted, because nobody
 * knows their number from the files: pods of DaemonSets, of jobs, and of charts.
 */
export function capacityDelta(environment: string, { before, after }: Worlds, changed: readonly ChangedObject[]): CapacityDelta {
  const delta = (bound: 'least' | 'most') =>
    minus(amountsIn(subjects(before, changed, 'before'), before, bound), amountsIn(subjects(after, changed, 'after'), after, bound));
  return { environment, least: delta('least'), most: delta('most') };
}

/** What some objects of an environment ask for, with the fewest or the most pods that their autoscalers allow. */
export function amountsIn(manifests: Iterable<Manifest>, world: World, bound: 'least' | 'most'): Amounts {
  let sum = nothing;
  for (const manifest of manifests) sum = plus(sum, amountsOf(manifest, world, bound));
  return sum;
}

/** What amounts cost in a month. */
export function costOf({ cores, memory, storage }: Amounts, { core, memory: gib, storage: disk }: Prices): number {
  return cores * core + (memory / gibibyte) * gib + (storage / gibibyte) * disk;
}

/** The changed workloads, and those whose autoscaler changed. */
function subjects(world: World, changed: readonly ChangedObject[], side: 'before' | 'after'): ReadonlySet<Manifest> {
  const found = new Set<Manifest>();
  for (const { pair } of changed) {
    const manifest = pair[side];
    if (!autoscalers.includes(pair.kind)) {
      if (manifest !== undefined) found.add(manifest);
      continue;
    }
    // An autoscaler that is new or gone counts for the workload on the side where it is not, too.
    const target = fieldsAt((manifest ?? pair.before ?? pair.after)?.fields, 'spec', 'scaleTargetRef');
    const workload = world.find(String(target['kind'] ?? 'Deployment'), pair.namespace, String(target['name'] ?? ''));
    if (workload !== undefined) found.add(workload);
  }
  return found;
}

function amountsOf(manifest: Manifest, world: World, bound: 'least' | 'most'): Amounts {
  const { kind, fields, namespace } = manifest;
  switch (kind) {
    case 'Deployment':
    case 'StatefulSet': {
      const pod = podOf(manifest);
      if (pod === undefined) return nothing;
      const count = bound === 'least' ? fewestReplicas(manifest, world) : mostReplicas(manifest, world);
      const limits = world.ofKind('LimitRange').filter((range) => range.namespace === namespace);
      const volumes = listAt(fields, 'spec', 'volumeClaimTemplates').map((claim) => requested(at(claim, 'spec', 'resources'), 'storage'));
      return {
        cores: count * podAmount(pod, 'requests', 'cpu', limits),
        memory: count * podAmount(pod, 'requests', 'memory', limits),
        storage: count * volumes.reduce((total, size) => total + size, 0),
      };
    }
    case 'PersistentVolumeClaim':
      return { ...nothing, storage: requested(at(fields, 'spec', 'resources'), 'storage') };
    case 'postgresql': {
      const pooler =
        at(fields, 'spec', 'enableConnectionPooler') === true
          ? (numberAt(fields, 'spec', 'connectionPooler', 'numberOfInstances') ?? 2)
          : 0;
      return plus(
        times(
          claimed(at(fields, 'spec', 'resources'), at(fields, 'spec', 'volume', 'size')),
          numberAt(fields, 'spec', 'numberOfInstances') ?? 0,
        ),
        times(claimed(at(fields, 'spec', 'connectionPooler', 'resources'), 0), pooler),
      );
    }
    case 'KafkaNodePool': {
      const volumes = listAt(fields, 'spec', 'storage', 'volumes').map((volume) => quantity(at(volume, 'size')) ?? 0);
      const size = quantity(at(fields, 'spec', 'storage', 'size')) ?? volumes.reduce((total, volume) => total + volume, 0);
      return times(claimed(at(fields, 'spec', 'resources'), size), numberAt(fields, 'spec', 'replicas') ?? 0);
    }
    default:
      return nothing;
  }
}

function claimed(resources: unknown, size: unknown): Amounts {
  return { cores: requested(resources, 'cpu'), memory: requested(resources, 'memory'), storage: quantity(size) ?? 0 };
}

function requested(resources: unknown, name: string): number {
  return quantity(at(resources, 'requests', name)) ?? quantity(at(resources, 'limits', name)) ?? 0;
}

function plus(a: Amounts, b: Amounts): Amounts {
  return { cores: a.cores + b.cores, memory: a.memory + b.memory, storage: a.storage + b.storage };
}

function minus(old: Amounts, now: Amounts): Amounts {
  return plus(now, times(old, -1));
}

function times({ cores, memory, storage }: Amounts, count: number): Amounts {
  return { cores: cores * count, memory: memory * count, storage: storage * count };
}
