import { at, below, fieldsAt, listAt, presentAt, textAt } from '../../kubernetes/fields.ts';
import type { Manifest } from '../../model.ts';
import { parsePromql } from '../../promql/parse-promql.ts';
import { placeOf } from '../../promql/place-of.ts';
import { quoted, type SchemaProblem } from '../problem.ts';
import { prometheusFunctions } from '../tables/template-functions.ts';
import { templateFault } from './go-template.ts';
import { refused } from './refusal.ts';

// Prometheus 3.14.0 (model/rulefmt/rulefmt.go), by which the operator judges each PrometheusRule and leaves out a whole one that is wrong.

/** What templates of an alert may say besides what they make themselves. */
const variables = ['$labels', '$externalLabels', '$externalURL', '$value'];
const metricName = /^[A-Za-z_:][\w:]*$/;
const labelName = /^[A-Za-z_]\w*$/;

/** Rules that keep Prometheus from loading their file. */
export function prometheusRuleProblems({ fields }: Manifest): readonly SchemaProblem[] {
  return listAt(fields, 'spec', 'groups').flatMap((group, index) =>
    listAt(group, 'rules').flatMap((rule, position) => ruleProblems(rule, `spec.groups[${index}].rules[${position}]`)),
  );
}

function ruleProblems(rule: unknown, path: string): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const add = (place: string, message: string, remediation: string) =>
    problems.push(refused(`${path}${place}`, `${message}: Prometheus loads nothing of the object.`, remediation));
  const [alert, record] = [textAt(rule, 'alert') ?? '', textAt(rule, 'record') ?? ''];
  if ((alert === '') === (record === '')) {
    add('', alert === '' ? 'The rule has neither "alert" nor "record"' : 'The rule has "alert" and "record"', 'Set one of them.');
  }
  if (record !== '') {
    for (const key of ['for', 'keep_firing_for', 'annotations']) {
      if (presentAt(rule, key) !== undefined) add(`.${key}`, `A recording rule has no "${key}"`, 'Remove it.');
    }
    if (!metricName.test(record)) add('.record', `${quoted(record)} is no name of a metric`, 'Write letters, digits, "_" and ":".');
  }
  problems.push(...expressionProblems(at(rule, 'expr'), `${path}.expr`));
  for (const part of ['labels', 'annotations']) {
    for (const [name, text] of Object.entries(fieldsAt(rule, part))) {
      const own = below(`${path}.${part}`, name);
      if (!labelName.test(name) || (part === 'labels' && name === '__name__')) {
        const message = `${quoted(name)} is no plain name of a label: queries and templates cannot name it, and Prometheus before 3.0 refuses it.`;
        problems.push(refused(own, message, 'Write letters, digits and "_".'));
      }
      const fault = alert === '' || typeof text !== 'string' ? undefined : templateFault(text, prometheusFunctions, variables);
      if (fault !== undefined)
        problems.push(
          refused(own, `The template cannot be read: ${fault}. Prometheus loads nothing of the object.`, 'Correct the template.'),
        );
    }
  }
  return problems;
}

function expressionProblems(expression: unknown, path: string): readonly SchemaProblem[] {
  if (typeof expression === 'number') return [];
  if (typeof expression !== 'string') return [];
  if (expression.trim() === '') return [refused(path, 'The rule has no expression: Prometheus loads nothing of the object.', 'Write one.')];
  const [error] = parsePromql(expression).errors;
  if (error === undefined) return [];
  const message = `The expression ${error.message} (${placeOf(expression, error.at)}): Prometheus loads nothing of the object.`;
  return [refused(path, message, 'Correct the expression.')];
}
