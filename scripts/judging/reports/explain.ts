import { exemptionPrefix, nonNegotiable } from '../../../policies/exemptions.ts';
import type { Rule } from '../../../policies/model.ts';
import { type RuleHelp, sourceOf } from '../../../policies/reporters/told.ts';
import { choices } from '../../terminal/choices.ts';
import { UserError } from '../../terminal/errors.ts';
import { otherHelp, otherIds } from './helps.ts';
import { examplesOf, fixText, subjectOf } from './rule-examples.ts';

/**
 * All about one rule, or about another cause of findings: what it asks and why, an example of each kind, how to put it right, how to be
 * exempt.
 * @param rules all that there are
 * @throws UserError that names the one that was probably meant
 */
export function explained(id: string, rules: readonly Rule[]): string {
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule !== undefined) return ruleText(rule);
  const other = otherHelp(id);
  if (other !== undefined) return `${headText(other)}\nNo exemption is possible: it is no rule.\n`;
  throw new UserError({
    what: `There is no rule "${id}".`,
    where: '--explain',
    how: choices(id, [...rules.map((candidate) => candidate.id), ...otherIds].sort()),
  });
}

function headText({ id, severity, summary, rationale, remediation, manual }: RuleHelp): string {
  return `${id} (${severity})\n\n${summary}\n${rationale}\n\nAsked for by: ${sourceOf(manual)}\nFix: ${remediation}\n`;
}

function ruleText(rule: Rule): string {
  const { pass, fail } = examplesOf(rule);
  const fixed = fixText(rule.fix);
  return [
    headText(rule),
    `Looks at: ${subjectOf(rule)}\n`,
    ...(fixed === undefined ? [] : [`--fix ${fixed}\n`]),
    `\nPasses (${pass.name}):\n\n${indented(pass.yaml)}\n`,
    `\nFails${fail.diff === undefined ? '' : ' with one change'} (${fail.name}):\n\n${indented(fail.diff ?? fail.yaml ?? '')}\n\n${indented(fail.output)}\n`,
    `\n${exemptionText(rule)}\n`,
  ].join('');
}

/** How an object is exempted from a rule. */
function exemptionText({ id }: Rule): string {
  return (
    'Exempt: "exempt" in the file of the service (generators/catalog/services), with reason, owner and last day; any other object by the\n' +
    `annotation ${exemptionPrefix}${id}: "<last day, YYYY-MM-DD> <reason> (<owner>)". A forgotten one is a finding.` +
    (nonNegotiable.includes(id) ? '\nIn production nobody is exempt from it.' : '')
  );
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
