import type { Manifest, Pod, World } from '../../model.ts';
import { at, fieldsAt, listAt, numberAt } from '../fields.ts';
import { surgingPods } from '../percentages.ts';
import { mostReplicas } from './autoscaling.ts';

/** The most pods of a workload at one time, a rollout included. A DaemonSet's depend on the nodes, which are not known here. */
export function mostPods(pod: Pod, world: World): number {
  const { kind, fields } = pod.manifest;
  if (pod.count !== undefined) return pod.count;
  switch (kind) {
    case 'Deployment': {
      const replicas = mostReplicas(pod.manifest, world);
      const strategy = fieldsAt(fields, 'spec', 'strategy');
      if (strategy['type'] === 'Recreate') return replicas;
      return replicas + (surgingPods(at(strategy, 'rollingUpdate', 'maxSurge') ?? '25%', replicas) ?? 0);
    }
    case 'StatefulSet':
    case 'ReplicaSet':
    case 'ReplicationController':
      return mostReplicas(pod.manifest, world);
    case 'StrimziPodSet':
      return listAt(fields, 'spec', 'pods').length;
    case 'Job':
      return numberAt(fields, 'spec', 'parallelism') ?? 1;
    case 'CronJob':
      return numberAt(fields, 'spec', 'jobTemplate', 'spec', 'parallelism') ?? 1;
    // Without a number KEDA makes 100 (2.20, apis/keda/v1alpha1/scaledjob_types.go).
    case 'ScaledJob':
      return (numberAt(fields, 'spec', 'maxReplicaCount') ?? 100) * (numberAt(fields, 'spec', 'jobTargetRef', 'parallelism') ?? 1);
    case 'Pod':
      return 1;
    default:
      return 0;
  }
}

/** Whether a chart or an operator runs one pod of it at a time: nothing to keep apart, and a budget could only block. */
export function isSingle(manifest: Manifest, world: World): boolean {
  return manifest.origin !== undefined && mostReplicas(manifest, world) < 2;
}
