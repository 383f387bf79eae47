import type { Finding, Rule } from '../../../policies/model.ts';
import type { RuleHelp } from '../../../policies/reporters/told.ts';
import { inputFaults } from '../input-findings.ts';

/** What judges beside the rules: faults of the input, schemas, exemptions. */
const others: Readonly<Record<string, Pick<RuleHelp, 'summary' | 'rationale' | 'remediation' | 'manual'>>> = {
  ...inputFaults,
  'valid-exemption': {
    summary:
      'Give every exemption a rule that there is, a reason, an owner and a last day, and remove it when it is over or exempts nothing.',
    rationale: 'An exemption that nobody remembers hides the next mistake of its kind.',
    remediation: 'Correct or remove the exemption.',
    manual: 'README, exemptions',
  },
  'schema-unknown-field': {
    summary: 'Write no field that the kind does not have.',
    rationale: 'The API server drops it, or refuses the object: what it was to say is not done.',
    remediation: 'Correct the name of the field, or remove it.',
    manual: 'Kubernetes API reference',
  },
  'schema-wrong-type': {
    summary: 'Give every field a value of its type.',
    rationale: 'The API server refuses the whole object.',
    remediation: 'Write a value of the type that the field has.',
    manual: 'Kubernetes API reference',
  },
  'schema-missing-field': {
    summary: 'Write every field that the kind requires.',
    rationale: 'The API server refuses the whole object.',
    remediation: 'Add the field.',
    manual: 'Kubernetes API reference',
  },
  'schema-invalid-value': {
    summary: 'Give every field a value that the API server and the operator of the kind take.',
    rationale: 'The API server refuses the whole object, or its operator does nothing with it.',
    remediation: 'Write one of the values that the message names.',
    manual: 'Kubernetes API reference',
  },
  'schema-unknown-kind': {
    summary: 'Use kinds that Kubernetes or an operator of the platform serves.',
    rationale: 'Nothing can be said about an object of another kind, and no cluster of the platform would take it.',
    remediation: inputFaults['unknown-kind'].remediation,
    manual: 'Kubernetes API reference',
  },
  'schema-removed-api': {
    summary: 'Use no version of an API that the clusters no longer serve.',
    rationale: 'The API server refuses the whole object.',
    remediation: 'Use the version that took its place.',
    manual: 'Kubernetes deprecation guide',
  },
  'schema-deprecated-api': {
    summary: 'Use no version of an API that will go.',
    rationale: 'A later Kubernetes refuses the object.',
    remediation: 'Use the version that takes its place.',
    manual: 'Kubernetes deprecation guide',
  },
  kubeconform: {
    summary: 'Give kubeconform nothing to refuse.',
    rationale: 'It judges by the schemas of Kubernetes itself.',
    remediation: 'Correct the field.',
    manual: 'kubeconform',
  },
};

/** Help on some rules, and on everything else that has findings, by id, sorted. */
export function helpsOf(rules: readonly Rule[], findings: readonly Finding[]): ReadonlyMap<string, RuleHelp> {
  const helps = new Map<string, RuleHelp>(rules.map((rule) => [rule.id, helpOf(rule)]));
  for (const { rule, severity, remediation, manual } of findings) {
    if (helps.has(rule)) continue;
    helps.set(rule, { id: rule, severity, ...(others[rule] ?? { summary: rule, rationale: '', remediation, manual }) });
  }
  return new Map([...helps].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Ids of everything that can have findings and is no rule. */
export const otherIds: readonly string[] = Object.keys(others).sort();

/** Help on what is no rule. */
export function otherHelp(id: string): RuleHelp | undefined {
  const other = Object.hasOwn(others, id) ? others[id] : undefined;
  return other === undefined ? undefined : { id, severity: id === 'schema-deprecated-api' ? 'warning' : 'error', ...other };
}

function helpOf({ id, severity, summary, rationale, remediation, manual }: Rule): RuleHelp {
  return { id, severity, summary, rationale, remediation, manual };
}
