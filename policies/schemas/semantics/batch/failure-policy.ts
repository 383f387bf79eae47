import { hasForm, mayBeOneOf, namesOf, needsOneOf, qualified } from '../spots/checks.ts';
import { field, integer, isFilled, isSet, items, noDuplicates, refuse, refuseValue, type Spot, text } from '../spots/spot.ts';

/** What a Job makes of failed pods (k8s.io/kubernetes 1.35.4, pkg/apis/batch/validation: validatePodFailurePolicy). */
export function checkFailurePolicy(spec: Spot): void {
  const rules = items(spec, 'podFailurePolicy', 'rules');
  const containers = [...namesOf(spec, 'template', 'spec', 'containers'), ...namesOf(spec, 'template', 'spec', 'initContainers')];
  atMost(field(spec, 'podFailurePolicy', 'rules'), rules.length, 20);
  for (const rule of rules) {
    const action = field(rule, 'action');
    needsOneOf(action, ['Count', 'FailIndex', 'FailJob', 'Ignore']);
    if (text(action) === 'FailIndex' && !isSet(spec, 'backoffLimitPerIndex')) {
      refuse(action, 'The action "FailIndex" needs a backoffLimitPerIndex.', 'Set backoffLimitPerIndex, or write another action.');
    }
    const [codes, conditions] = [isSet(rule, 'onExitCodes'), isFilled(rule, 'onPodConditions')];
    if (codes === conditions) {
      refuse(
        rule,
        `The rule has ${codes ? 'onExitCodes and onPodConditions' : 'no condition'}.`,
        'Set either onExitCodes or onPodConditions.',
      );
    }
    if (codes) exitCodes(field(rule, 'onExitCodes'), containers);
    podConditions(rule);
  }
}

function podConditions(rule: Spot): void {
  const conditions = items(rule, 'onPodConditions');
  atMost(field(rule, 'onPodConditions'), conditions.length, 20);
  for (const condition of conditions) {
    hasForm({ ...field(condition, 'type'), value: text(condition, 'type') }, qualified);
    mayBeOneOf(field(condition, 'status'), ['False', 'True', 'Unknown']);
  }
}

function exitCodes(spot: Spot, containers: readonly string[]): void {
  const operator = field(spot, 'operator');
  needsOneOf(operator, ['In', 'NotIn']);
  const container = field(spot, 'containerName');
  if (typeof container.value === 'string' && !containers.includes(text(container))) {
    refuseValue(container, 'is no container of the pod', `Write one of ${containers.join(', ')}.`);
  }
  const codes = items(spot, 'values');
  const list = field(spot, 'values');
  if (codes.length === 0) refuse(list, 'There are no exit codes.', 'List at least one.');
  atMost(list, codes.length, 255);
  noDuplicates(codes, 'exit code');
  for (const [index, code] of codes.entries()) {
    if (text(operator) === 'In' && integer(code) === 0) refuse(code, 'The exit code 0 is no failure.', 'Remove it.');
    const before = codes[index - 1];
    if (before !== undefined && (integer(before) ?? 0) > (integer(code) ?? 0)) {
      refuse(list, 'The exit codes are not in order.', 'Sort them, the smallest first.');
      break;
    }
  }
}

function atMost(list: Spot, count: number, most: number): void {
  if (count > most) refuse(list, `There are ${count} items, more than ${most}.`, `Write at most ${most}.`);
}
