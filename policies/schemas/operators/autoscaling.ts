import { at, below, fieldsAt, listAt, numberAt, presentAt, textAt } from '../../kubernetes/fields.ts';
import { quantity } from '../../kubernetes/quantities.ts';
import type { Manifest } from '../../model.ts';
import { quoted, type SchemaProblem } from '../problem.ts';
import { refused } from './refusal.ts';

/** What the admission webhook of the Vertical Pod Autoscaler refuses (1.7.1, pkg/admission-controller/resource/vpa/validation.go). */
export function verticalAutoscalerProblems({ fields }: Manifest): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const add = (path: string, message: string, remediation: string) =>
    problems.push(refused(path, `${message}: the autoscaler's webhook refuses it.`, remediation));
  if (presentAt(fields, 'spec', 'targetRef') === undefined) add('spec', 'The autoscaler is about nothing', 'Set "targetRef".');
  if (presentAt(fields, 'spec', 'updatePolicy') !== undefined && presentAt(fields, 'spec', 'updatePolicy', 'updateMode') === undefined) {
    add('spec.updatePolicy', 'The policy of updates has no mode', 'Set "updateMode".');
  }
  if (listAt(fields, 'spec', 'recommenders').length > 1) add('spec.recommenders', 'There is more than one recommender', 'Keep one.');
  const replicas = numberAt(fields, 'spec', 'updatePolicy', 'minReplicas');
  if (replicas !== undefined && replicas <= 0)
    add('spec.updatePolicy.minReplicas', `The least number of replicas is ${replicas}`, 'Write 1 or more.');
  listAt(fields, 'spec', 'resourcePolicy', 'containerPolicies').forEach((policy, index) => {
    const path = `spec.resourcePolicy.containerPolicies[${index}]`;
    if ((textAt(policy, 'containerName') ?? '') === '') add(path, 'The policy is for no container', 'Set "containerName", or write "*".');
    for (const [key, least] of Object.entries(fieldsAt(policy, 'minAllowed'))) {
      const most = at(policy, 'maxAllowed', key);
      const [low, high] = [quantity(least), quantity(most)];
      if (low !== undefined && high !== undefined && low > high) {
        add(below(`${path}.minAllowed`, key), `At least ${String(least)} ${key} is more than the most, ${String(most)}`, 'Lower it.');
      }
    }
    for (const bound of ['minAllowed', 'maxAllowed']) {
      for (const [key, amount] of Object.entries(fieldsAt(policy, bound))) {
        const size = quantity(amount);
        const unit = key === 'cpu' ? 1000 : 1;
        if (size !== undefined && Math.abs(size * unit - Math.round(size * unit)) > 1e-6) {
          const what = key === 'cpu' ? 'thousandths of a core' : 'whole bytes';
          add(
            below(`${path}.${bound}`, key),
            `Field "${key}" is ${quoted(String(amount))}, which are no ${what}`,
            'Write a rounder amount.',
          );
        }
      }
    }
    if (textAt(policy, 'mode') === 'Off' && textAt(policy, 'controlledValues') === 'RequestsAndLimits') {
      add(
        `${path}.controlledValues`,
        'A container that is left alone has values that are controlled',
        'Remove one of "mode" and "controlledValues".',
      );
    }
  });
  return problems;
}
