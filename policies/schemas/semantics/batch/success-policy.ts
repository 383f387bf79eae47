import { within } from '../spots/checks.ts';
import { field, integer, isSet, items, missing, refuse, refuseValue, type Spot, text } from '../spots/spot.ts';

/** When an indexed Job has done enough (k8s.io/kubernetes 1.35.4, pkg/apis/batch/validation: validateSuccessPolicy). */
export function checkSuccessPolicy(policy: Spot, completions: number): void {
  const rules = items(policy, 'rules');
  if (rules.length === 0) missing(field(policy, 'rules'), 'Write at least one rule.');
  if (rules.length > 20) refuse(field(policy, 'rules'), `There are ${rules.length} rules, more than 20.`, 'Write at most 20.');
  for (const rule of rules) {
    const [count, indexes] = [field(rule, 'succeededCount'), field(rule, 'succeededIndexes')];
    if (!isSet(count) && !isSet(indexes)) refuse(rule, 'The rule asks for nothing.', 'Set succeededCount or succeededIndexes.');
    const total = isSet(indexes) ? totalOf(text(indexes), completions) : completions;
    if (total === undefined) refuseValue(indexes, `is no list of indexes below ${completions}`, 'Write indexes in order, such as 0,2-4.');
    within(count, 0, Math.min(completions, total ?? completions));
    if (integer(count) === undefined && text(indexes).length > 65_536)
      refuseValue(indexes, 'is longer than 65536 characters', 'Write ranges.');
  }
}

/** How many indexes a text such as `0,2-4` names; undefined when it is none. */
function totalOf(value: string, completions: number): number | undefined {
  if (value === '') return 0;
  let total = 0;
  let last = -1;
  for (const part of value.split(',')) {
    const match = /^([+-]?\d+)(?:-(\d+))?$/.exec(part);
    if (match === null) return undefined;
    const from = Number(match[1]);
    const to = match[2] === undefined ? from : Number(match[2]);
    const isRange = match[2] !== undefined;
    if (from >= completions || to >= completions || (isRange && from >= to) || (total > 0 && last >= from)) return undefined;
    total += to - from + 1;
    last = to;
  }
  return total;
}
