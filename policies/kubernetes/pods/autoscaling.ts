import type { Fields, Manifest, World } from '../../model.ts';
import { at, fieldsAt, listAt, numberAt, textAt } from '../fields.ts';

/** The kinds that change the number of replicas of a workload. */
export const autoscalerKinds: readonly string[] = ['ScaledObject', 'HorizontalPodAutoscaler'];

/** A HorizontalPodAutoscaler, or a KEDA ScaledObject, which makes one. */
export interface Autoscaler {
  readonly manifest: Manifest;
  /** The fewest replicas while there is work, by its own defaults where the field is absent. */
  readonly min: number;
  readonly minPath: string;
  /** The fewest replicas that it may ever leave running: KEDA's idleReplicaCount, else the minimum. */
  readonly floor: number;
  readonly floorPath: string;
  readonly max: number;
  readonly maxPath: string;
}

/** A target for the use of CPU or memory. */
export interface ResourceTarget {
  /** `cpu` or `memory` */
  readonly resource: string;
  /** The share of the request, in percent; undefined when the target is an absolute amount. */
  readonly utilization: unknown;
  readonly path: string;
  /** The one container that is measured; absent: all of the pod. */
  readonly container: string | undefined;
  readonly containerPath: string;
}

/** What the autoscaler scales. KEDA may leave out the kind, which is then Deployment. */
export function scaleTargetOf(manifest: Manifest): { readonly kind: string; readonly name: string } | undefined {
  const target = fieldsAt(manifest.fields, 'spec', manifest.kind === 'VerticalPodAutoscaler' ? 'targetRef' : 'scaleTargetRef');
  const name = textAt(target, 'name');
  return name === undefined ? undefined : { kind: textAt(target, 'kind') ?? 'Deployment', name };
}

/** The workload that an autoscaler (of either direction) acts on, when the environment has it. */
export function workloadScaledBy(manifest: Manifest, world: World): Manifest | undefined {
  const target = scaleTargetOf(manifest);
  return target === undefined ? undefined : world.find(target.kind, manifest.namespace, target.name);
}

/** Reads the bounds of an autoscaler (Kubernetes: minReplicas 1; KEDA: minReplicaCount 0, maxReplicaCount 100). */
export function autoscalerOf(manifest: Manifest): Autoscaler {
  const spec = fieldsAt(manifest.fields, 'spec');
  if (manifest.kind === 'HorizontalPodAutoscaler') {
    const min = numberAt(spec, 'minReplicas') ?? 1;
    const path = 'spec.minReplicas';
    const max = numberAt(spec, 'maxReplicas') ?? 0;
    return { manifest, min, minPath: path, floor: min, floorPath: path, max, maxPath: 'spec.maxReplicas' };
  }
  const min = numberAt(spec, 'minReplicaCount') ?? 0;
  const minPath = 'spec.minReplicaCount';
  const idle = numberAt(spec, 'idleReplicaCount');
  const floor = idle === undefined ? { floor: min, floorPath: minPath } : { floor: idle, floorPath: 'spec.idleReplicaCount' };
  return { manifest, min, minPath, ...floor, max: numberAt(spec, 'maxReplicaCount') ?? 100, maxPath: 'spec.maxReplicaCount' };
}

/** All autoscalers of a workload: KEDA's first, and without the HorizontalPodAutoscalers that it makes of them. */
export function autoscalersOf(workload: Manifest, world: World): readonly Autoscaler[] {
  return autoscalerKinds
    .flatMap((kind) => world.targeting(kind, workload))
    .filter(({ origin }) => !(origin?.by === 'operator' && origin.of.kind === 'ScaledObject'))
    .map(autoscalerOf);
}

/** The fewest replicas a workload runs with: its autoscaler's minimum, else `spec.replicas`, else 1. */
export function fewestReplicas(workload: Manifest, world: World): number {
  const autoscalers = autoscalersOf(workload, world);
  if (autoscalers.length === 0) return numberAt(workload.fields, 'spec', 'replicas') ?? 1;
  return Math.min(...autoscalers.map(({ floor }) => floor));
}

/** The most replicas a workload runs with, apart from the surge of a rollout. */
export function mostReplicas(workload: Manifest, world: World): number {
  const autoscalers = autoscalersOf(workload, world);
  if (autoscalers.length === 0) return numberAt(workload.fields, 'spec', 'replicas') ?? 1;
  return Math.max(...autoscalers.map(({ max }) => max));
}

/** The CPU and memory targets of an autoscaler: metrics of an HPA (v1 and v2), cpu and memory triggers of KEDA. */
export function resourceTargets(manifest: Manifest): readonly ResourceTarget[] {
  const spec = fieldsAt(manifest.fields, 'spec');
  return manifest.kind === 'ScaledObject' ? triggerTargets(spec) : metricTargets(spec);
}

function metricTargets(spec: Fields): readonly ResourceTarget[] {
  const old = at(spec, 'targetCPUUtilizationPercentage');
  const path = 'spec.targetCPUUtilizationPercentage';
  const first =
    old === undefined || old === null ? [] : [{ resource: 'cpu', utilization: old, path, container: undefined, containerPath: '' }];
  return [
    ...first,
    ...listAt(spec, 'metrics').flatMap((metric, index) => {
      const type = textAt(metric, 'type');
      if (type !== 'Resource' && type !== 'ContainerResource') return [];
      const key = type === 'Resource' ? 'resource' : 'containerResource';
      const resource = textAt(metric, key, 'name');
      if (resource === undefined) return [];
      const utilization = at(metric, key, 'target', 'averageUtilization');
      const base = `spec.metrics[${index}].${key}`;
      const container = textAt(metric, key, 'container');
      return [{ resource, utilization, path: `${base}.target.averageUtilization`, container, containerPath: `${base}.container` }];
    }),
  ];
}

function triggerTargets(spec: Fields): readonly ResourceTarget[] {
  return listAt(spec, 'triggers').flatMap((trigger, index) => {
    const resource = textAt(trigger, 'type');
    if (resource !== 'cpu' && resource !== 'memory') return [];
    const type = textAt(trigger, 'metricType') ?? textAt(trigger, 'metadata', 'type') ?? 'Utilization';
    const value = at(trigger, 'metadata', 'value');
    return [
      {
        resource,
        utilization: type === 'Utilization' ? (value ?? null) : undefined,
        path: `spec.triggers[${index}].metadata.value`,
        container: textAt(trigger, 'metadata', 'containerName'),
        containerPath: `spec.triggers[${index}].metadata.containerName`,
      },
    ];
  });
}
