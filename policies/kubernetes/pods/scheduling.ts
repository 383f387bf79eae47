import type { Pod } from '../../model.ts';
import { asList, at, listAt, textAt } from '../fields.ts';
import { labelSelector, matches } from '../selectors.ts';

/** Whether a term of affinity or spread selects the pods of its own workload. An absent selector selects none. */
export function selectsItself(pod: Pod, term: unknown): boolean {
  const selector = labelSelector(at(term, 'labelSelector'));
  return selector !== undefined && matches(selector, pod.labels);
}

/** The pod anti-affinity terms of a pod, required and preferred ones alike, that look at its own namespace. */
export function antiAffinityTerms(pod: Pod): readonly unknown[] {
  const antiAffinity = at(pod.spec, 'affinity', 'podAntiAffinity');
  const terms = [
    ...listAt(antiAffinity, 'requiredDuringSchedulingIgnoredDuringExecution'),
    ...listAt(antiAffinity, 'preferredDuringSchedulingIgnoredDuringExecution').map((item) => at(item, 'podAffinityTerm')),
  ];
  return terms.filter((term) => {
    const namespaces = asList(at(term, 'namespaces'));
    return namespaces.length === 0 || namespaces.includes(pod.namespace) || at(term, 'namespaceSelector') !== undefined;
  });
}

/** The spread constraints of a pod over a topology, with their paths. */
export function spreadsOver(pod: Pod, topologyKey: string): readonly { readonly constraint: unknown; readonly path: string }[] {
  return listAt(pod.spec, 'topologySpreadConstraints').flatMap((constraint, index) =>
    textAt(constraint, 'topologyKey') === topologyKey ? [{ constraint, path: `${pod.path}.topologySpreadConstraints[${index}]` }] : [],
  );
}
