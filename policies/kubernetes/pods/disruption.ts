import type { Manifest, Pod, World } from '../../model.ts';
import { at, listAt, presentAt } from '../fields.ts';
import { perWorld } from '../per-world.ts';
import { budgetedPods } from '../percentages.ts';
import { fewestReplicas, mostReplicas } from './autoscaling.ts';

/** The PodDisruptionBudgets that select a pod. */
export function budgetsOf(pod: Pod, world: World): readonly Manifest[] {
  return budgetsByPod(world).get(pod) ?? [];
}

/** The serving pods that a PodDisruptionBudget selects (policy/v1: an empty selector selects all, an absent one none). */
export function podsOfBudget(budget: Manifest, world: World): readonly Pod[] {
  return world.podsSelected(budget.namespace, at(budget.fields, 'spec', 'selector')).filter(({ serving }) => serving);
}

/** The fewest pods that a budget is about; undefined where that depends on the nodes (DaemonSet). */
export function fewestPodsOf(budget: Manifest, world: World): number | undefined {
  return podsOfBudgetBy(budget, world, fewestReplicas);
}

/**
 * Whether a budget lets all pods go at once, as the disruption controller reckons (Kubernetes 1.35.4,
 * pkg/controller/disruption: getExpectedPodCount; percentages are rounded up). Judged where there are at least two pods, at the most if need be.
 */
export function holdsNothing(budget: Manifest, world: World): boolean {
  const fewest = fewestPodsOf(budget, world);
  const most = podsOfBudgetBy(budget, world, mostReplicas);
  if (fewest === undefined || most === undefined) return false;
  const expected = fewest < 2 ? most : fewest;
  if (expected < 2) return false;
  const gone = budgetedPods(presentAt(budget.fields, 'spec', 'maxUnavailable'), expected);
  const kept = gone === undefined ? budgetedPods(presentAt(budget.fields, 'spec', 'minAvailable'), expected) : expected - gone;
  return kept !== undefined && kept <= 0;
}

function podsOfBudgetBy(budget: Manifest, world: World, replicas: (workload: Manifest, world: World) => number): number | undefined {
  const workloads = [...new Set(podsOfBudget(budget, world).map((pod) => pod.manifest))];
  if (workloads.some(({ kind }) => kind === 'DaemonSet' || kind === 'PodTemplate')) return undefined;
  return workloads.reduce((sum, workload) => sum + Math.max(1, podsIn(workload, world, replicas)), 0);
}

/** Strimzi lists the pods of a set one by one. */
function podsIn(workload: Manifest, world: World, replicas: (workload: Manifest, world: World) => number): number {
  return workload.kind === 'StrimziPodSet' ? listAt(workload.fields, 'spec', 'pods').length : replicas(workload, world);
}

const budgetsByPod = perWorld((world) => {
  const found = new Map<Pod, Manifest[]>();
  for (const budget of world.ofKind('PodDisruptionBudget')) {
    for (const pod of podsOfBudget(budget, world)) {
      const budgets = found.get(pod);
      if (budgets === undefined) found.set(pod, [budget]);
      else budgets.push(budget);
    }
  }
  return found;
});
