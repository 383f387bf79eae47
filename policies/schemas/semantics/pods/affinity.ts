import { hasForm, label, needs, qualified, subdomain, within } from '../spots/checks.ts';
import { isLabelSelector, isNodeRequirement } from '../spots/selectors.ts';
import { field, integer, isFilled, isSet, items, missing, refuse, refuseValue, type Spot, text } from '../spots/spot.ts';
import type { PodSpot } from './pod.ts';
import { checkLabelKeys } from './scheduling.ts';

const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';

/** On which nodes, and near which pods (pkg/apis/core/validation: validateAffinity). */
export function checkAffinity(pod: PodSpot): void {
  const affinity = field(pod.spec, 'affinity');
  const nodes = field(affinity, 'nodeAffinity');
  if (isSet(nodes, required)) checkNodeSelector(field(nodes, required));
  for (const term of items(nodes, preferred)) {
    weight(term);
    checkNodeTerm(field(term, 'preference'), { values: false });
  }
  for (const key of ['podAffinity', 'podAntiAffinity']) {
    for (const term of items(affinity, key, required)) podTerm(pod, term);
    for (const term of items(affinity, key, preferred)) {
      weight(term);
      podTerm(pod, field(term, 'podAffinityTerm'));
    }
  }
}

function weight(term: Spot): void {
  const own = field(term, 'weight');
  if (integer(own) === undefined) missing(own);
  else within(own, 1, 100);
}

/** A selector of nodes that must have a term. */
export function checkNodeSelector(selector: Spot): void {
  if (!isFilled(selector, 'nodeSelectorTerms')) missing(field(selector, 'nodeSelectorTerms'));
  for (const term of items(selector, 'nodeSelectorTerms')) checkNodeTerm(term);
}

function checkNodeTerm(term: Spot, checked: { readonly values?: boolean } = {}): void {
  for (const expression of items(term, 'matchExpressions')) isNodeRequirement(expression, checked);
  for (const expression of items(term, 'matchFields')) {
    const operator = field(expression, 'operator');
    const count = items(expression, 'values').length;
    if (!['In', 'NotIn'].includes(text(operator))) refuseValue(operator, 'is none of "In", "NotIn"', 'Write In or NotIn.');
    else if (count !== 1) refuse(field(expression, 'values'), `There are ${count} values, not one.`, 'Write one name of a node.');
    const key = field(expression, 'key');
    if (text(key) !== 'metadata.name') refuseValue(key, 'is no field of a node', 'Write metadata.name.');
    else for (const value of items(expression, 'values')) hasForm({ ...value, value: value.value ?? '' }, subdomain);
  }
}

function podTerm(pod: PodSpot, term: Spot): void {
  isLabelSelector(field(term, 'labelSelector'));
  isLabelSelector(field(term, 'namespaceSelector'));
  for (const namespace of items(term, 'namespaces')) hasForm({ ...namespace, value: namespace.value ?? '' }, label);
  checkLabelKeys(pod, term);
  needs(field(term, 'topologyKey'), qualified);
}
