import { closest, distance } from 'fastest-levenshtein';
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
    how: meant(id, rules),
  });
}

/** As many letters wrong are a slip of the finger; who writes more of them knows the matter and not the name. */
const mostSlips = 3;
/** How ids of rules begin, and what says nothing of the matter. */
const emptyWords: ReadonlySet<string> = new Set([
  'forbid',
  'require',
  'limit',
  'match',
  'unique',
  'valid',
  'no',
  'not',
  'the',
  'a',
  'of',
  'for',
  'in',
]);
/** So many are read at a glance. */
const mostSpeaking = 8;

/** The rule that was meant: by its spelling, else by what it is about. */
function meant(id: string, rules: readonly Rule[]): string {
  const known = [...rules.map((candidate) => candidate.id), ...otherIds].sort();
  if (distance(id, closest(id, known)) <= mostSlips) return choices(id, known);
  const words = [...new Set(id.toLowerCase().split(/[^a-z0-9]+/))].filter((word) => word.length > 1 && !emptyWords.has(word));
  const speaking = rules
    .map((rule) => ({
      id: rule.id,
      score: words.filter((word) => speaksOf(rule, word)).length * 2 + words.filter((word) => rule.id.includes(word)).length,
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, mostSpeaking);
  if (speaking.length === 0) return choices(id, known);
  return `Rules that speak of ${words.map((word) => `"${word}"`).join(' or ')}: ${speaking.map((rule) => rule.id).join(', ')}. All are in policies/RULES.md.`;
}

function speaksOf({ id, summary, rationale }: Rule, word: string): boolean {
  return new RegExp(`\\b${word}`, 'i').test(`${id} ${summary} ${rationale}`);
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
