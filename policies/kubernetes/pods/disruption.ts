import type { Manifest, Pod, World } from '../../model.ts';
import { at } from '../fields.ts';
import { perWorld } from '../per-world.ts';

/** The PodDisruptionBudgets that select a pod. */
export function budgetsOf(pod: Pod, world: World): readonly Manifest[] {
  return budgetsByPod(world).get(pod) ?? [];
}

/** The serving pods that a PodDisruptionBudget selects (policy/v1: an empty selector selects all, an absent one none). */
export function podsOfBudget(budget: Manifest, world: World): readonly Pod[] {
  return world.podsSelected(budget.namespace, at(budget.fields, 'spec', 'selector')).filter(({ serving }) => serving);
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
