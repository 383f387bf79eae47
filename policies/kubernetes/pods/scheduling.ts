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
  return [
    ...requiredTerms(pod),
    ...listAt(pod.spec, 'affinity', 'podAntiAffinity', 'preferredDuringSchedulingIgnoredDuringExecution')
      .map((item) => at(item, 'podAffinityTerm'))
      .filter((term) => looksAtOwn(pod, term)),
  ];
}

/** Whether no two pods of the workload may be in one domain of a topology, such as a zone. */
export function isAloneIn(pod: Pod, topologyKey: string): boolean {
  return requiredTerms(pod).some((term) => textAt(term, 'topologyKey') === topologyKey && selectsItself(pod, term));
}

function requiredTerms(pod: Pod): readonly unknown[] {
  return listAt(pod.spec, 'affinity', 'podAntiAffinity', 'requiredDuringSchedulingIgnoredDuringExecution').filter((term) =>
    looksAtOwn(pod, term),
  );
}

function looksAtOwn(pod: Pod, term: unknown): boolean {
  const namespaces = asList(at(term, 'namespaces'));
  return namespaces.length === 0 || namespaces.includes(pod.namespace) || at(term, 'namespaceSelector') !== undefined;
}

/** The spread constraints of a pod over a topology, with their paths. */
export function spreadsOver(pod: Pod, topologyKey: string): readonly { readonly constraint: unknown; readonly path: string }[] {
  return listAt(pod.spec, 'topologySpreadConstraints').flatMap((constraint, index) =>
    textAt(constraint, 'topologyKey') === topologyKey ? [{ constraint, path: `${pod.path}.topologySpreadConstraints[${index}]` }] : [],
  );
}

/**
 * The values of a label, such as a zone, of the nodes on which a pod may run: by its nodeSelector, or by all terms of its required affinity, of
 * which one is enough. Undefined where something leaves the label open.
 */
export function confinedTo(pod: Pod, label: string): { readonly values: readonly string[]; readonly path: string } | undefined {
  const selected = textAt(pod.spec, 'nodeSelector', label);
  if (selected !== undefined) return { values: [selected], path: `${pod.path}.nodeSelector["${label}"]` };
  const affinity = 'requiredDuringSchedulingIgnoredDuringExecution';
  const terms = listAt(pod.spec, 'affinity', 'nodeAffinity', affinity, 'nodeSelectorTerms').map((term) =>
    listAt(term, 'matchExpressions').find((item) => textAt(item, 'key') === label && textAt(item, 'operator') === 'In'),
  );
  if (terms.length === 0 || terms.includes(undefined)) return undefined;
  const values = terms.flatMap((term) => listAt(term, 'values').filter((value) => typeof value === 'string'));
  return { values: [...new Set(values)], path: `${pod.path}.affinity.nodeAffinity.${affinity}.nodeSelectorTerms` };
}
