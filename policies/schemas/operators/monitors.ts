import { RE2JS } from '@bufbuild/re2';
import { asFields, asList, below, numberAt, presentAt, textAt } from '../../kubernetes/fields.ts';
import type { Fields, Manifest } from '../../model.ts';
import { quoted, type SchemaProblem } from '../problem.ts';
import { refused } from './refusal.ts';

// Prometheus Operator 0.93.0 (pkg/prometheus/validation/validator.go, ValidateRelabelConfig), which leaves out a whole monitor.

const lists = ['relabelings', 'metricRelabelings', 'relabelConfigs', 'metricRelabelConfigs', 'relabelingConfigs'];
const ofTarget = ['replace', 'hashmod', 'lowercase', 'uppercase', 'keepequal', 'dropequal'];
const asItIs = ['lowercase', 'uppercase', 'keepequal', 'dropequal'];
/** What a relabeling has where it says nothing (Prometheus 3.14.0, model/relabel). */
const defaults: Fields = { regex: '(.*)', separator: ';', replacement: '$1', modulus: 0, targetLabel: '' };

/** Relabelings for which the operator leaves out the monitor. */
export function monitorProblems({ fields }: Manifest): readonly SchemaProblem[] {
  return relabelingsIn(fields['spec'], 'spec').flatMap(({ own, path }) => relabelingProblems(own, path));
}

function relabelingsIn(value: unknown, path: string): readonly { readonly own: Fields; readonly path: string }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => relabelingsIn(item, `${path}[${index}]`));
  return Object.entries(asFields(value) ?? {}).flatMap(([key, item]) => {
    if (!lists.includes(key)) return relabelingsIn(item, below(path, key));
    return asList(item).flatMap((one, index) => {
      const own = asFields(one);
      return own === undefined ? [] : [{ own, path: `${below(path, key)}[${index}]` }];
    });
  });
}

function relabelingProblems(own: Fields, path: string): readonly SchemaProblem[] {
  const action = (textAt(own, 'action') || 'replace').toLowerCase();
  const problems: SchemaProblem[] = [];
  const add = (key: string, message: string, remediation: string) =>
    problems.push(refused(`${path}.${key}`, `${message}: the operator leaves out the whole object.`, remediation));
  const isSet = (key: string) => presentAt(own, key) !== undefined && own[key] !== defaults[key];
  const regex = textAt(own, 'regex');
  if (regex !== undefined && !isExpression(regex)) add('regex', `${quoted(regex)} is no regular expression`, 'Correct the expression.');
  if (action === 'hashmod' && (numberAt(own, 'modulus') ?? 0) === 0) add('modulus', 'A hashmod has no modulus', 'Set it.');
  if (ofTarget.includes(action) && (textAt(own, 'targetLabel') ?? '') === '')
    add('targetLabel', `The action ${action} has no targetLabel`, 'Set it.');
  const others = action.endsWith('equal')
    ? ['regex', 'modulus', 'separator', 'replacement']
    : asItIs.includes(action)
      ? ['replacement']
      : /^label(drop|keep)$/.test(action)
        ? ['sourceLabels', 'targetLabel', 'modulus', 'separator', 'replacement']
        : [];
  for (const key of others) {
    if (isSet(key) && !isEmpty(own[key])) add(key, `The action ${action} takes no ${key}`, 'Remove it.');
  }
  return problems;
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isExpression(text: string): boolean {
  try {
    RE2JS.compile(`^(?s:${text})$`);
    return true;
  } catch {
    return false;
  }
}
