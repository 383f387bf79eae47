import { asFields } from '../../../kubernetes/fields.ts';
import { matches, labelSelector as readSelector } from '../../../kubernetes/selectors.ts';
import { areLabels, hasForm, isOneOf, labelValue, listed, qualified } from './checks.ts';
import { entries, field, items, refuse, type Spot, text } from './spot.ts';

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const;
const nodeOperators = [...operators, 'Gt', 'Lt'] as const;

/** A label selector that is there. */
export function isLabelSelector(spot: Spot): void {
  areLabels(field(spot, 'matchLabels'));
  for (const expression of items(spot, 'matchExpressions')) isRequirement(expression, operators);
}

/** One requirement of a selector by labels. */
function isRequirement(spot: Spot, known: readonly string[] = operators, { values = true }: { readonly values?: boolean } = {}): void {
  operands(spot, known);
  hasForm(keyOf(spot), qualified);
  if (values) for (const value of items(spot, 'values')) hasForm(value, labelValue);
}

/** One requirement of a selector of nodes by labels. */
export function isNodeRequirement(spot: Spot, checked: { readonly values?: boolean } = {}): void {
  isRequirement(spot, nodeOperators, checked);
}

function keyOf(spot: Spot): Spot {
  const key = field(spot, 'key');
  return { ...key, value: key.value ?? '' };
}

function operands(spot: Spot, known: readonly string[]): void {
  const operator = text(spot, 'operator');
  const values = field(spot, 'values');
  const count = items(spot, 'values').length;
  if (!known.includes(operator)) {
    const own = field(spot, 'operator');
    if (own.value === undefined) refuse(own, 'The requirement has no operator.', `Write one of ${listed(known)}.`);
    else isOneOf(own, known);
  } else if (['In', 'NotIn'].includes(operator) && count === 0) {
    refuse(values, `The operator "${operator}" has no values.`, 'List at least one value.');
  } else if (['Exists', 'DoesNotExist'].includes(operator) && count > 0) {
    refuse(values, `The operator "${operator}" has values.`, 'Remove the values.');
  } else if (['Gt', 'Lt'].includes(operator) && count !== 1) {
    refuse(values, `The operator "${operator}" has ${count} values, not one.`, 'Write one number, as text.');
  }
}

/** Whether a selector selects by something. */
export function isEmptySelector(spot: Spot): boolean {
  return entries(spot, 'matchLabels').length === 0 && items(spot, 'matchExpressions').length === 0;
}

/** A selector must match the labels of the pods that its object makes. */
export function matchesTemplate(selector: Spot, template: Spot): void {
  if (asFields(selector.value) === undefined) return;
  const read = readSelector(selector.value);
  const labels = Object.fromEntries(entries(template, 'metadata', 'labels').map(([key, value]) => [key, text(value)]));
  if (read !== undefined && matches(read, labels)) return;
  refuse(selector, 'The selector does not match the labels of the pod template.', 'Give the pod template the labels of the selector.');
}
