import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { Instance, Process } from '../model/instance.ts';
import { selector, serviceLabels } from './labels.ts';

/** One pod at a time may be evicted; a pod that is broken anyway never blocks a drain (D35). */
export function podDisruptionBudget({ environment }: Instance, { name }: Process) {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace: environment.namespaces.app, labels: serviceLabels(name) },
    spec: {
      maxUnavailable: 1,
      selector: { matchLabels: selector(name) },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  } satisfies IPodDisruptionBudget;
}
