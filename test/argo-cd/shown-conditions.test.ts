import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { asFields, asText, at, listAt, textAt } from '../../policies/kubernetes/fields.ts';
import { allParts } from '../../policies/promql/expression.ts';
import { parsePromql } from '../../policies/promql/parse-promql.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';

/** Argo CD 3.4.7 has argocd_app_condition of those conditions only that this flag of its controller names. */
const flag = '--metrics-application-conditions=';

const values = at(asFields(load(readFileSync('argocd/argo-cd.yaml', 'utf8'))), 'spec', 'source', 'helm', 'valuesObject');
const shown = listAt(values, 'controller', 'extraArgs')
  .map((argument) => asText(argument) ?? '')
  .filter((argument) => argument.startsWith(flag))
  .flatMap((argument) => argument.slice(flag.length).split(','));

const asked = (await renderEnvironments(process.cwd()))
  .flatMap(({ manifests }) => manifests)
  .filter(({ kind }) => kind === 'PrometheusRule')
  .flatMap(({ fields }) => listAt(fields, 'spec', 'groups'))
  .flatMap((group) => listAt(group, 'rules'))
  .flatMap((rule) => conditionsIn(textAt(rule, 'expr') ?? ''));

describe('the controller of Argo CD', () => {
  it('shows every condition that an alert asks for', () => {
    expect(asked.length).toBeGreaterThan(0);
    expect([...new Set(asked)].filter((condition) => !shown.includes(condition))).toEqual([]);
  });

  it('shows none that nobody asks for', () => {
    expect(shown.filter((condition) => !asked.includes(condition))).toEqual([]);
  });
});

function conditionsIn(query: string): readonly string[] {
  const { expression } = parsePromql(query);
  return (expression === undefined ? [] : allParts(expression))
    .flatMap((part) => (part.kind === 'selector' && part.metric === 'argocd_app_condition' ? part.matchers : []))
    .filter(({ name }) => name === 'condition')
    .flatMap(({ value }) => value.split('|'));
}
