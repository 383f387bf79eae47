import { readFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';
import { markdownTable } from 'markdown-table';
import { exemptionPrefix, nonNegotiable } from '../../policies/exemptions.ts';
import type { Rule } from '../../policies/model.ts';
import { inputFaults } from '../judging/input-findings.ts';
import { examplesOf, fixText, subjectOf } from '../judging/reports/rule-examples.ts';

/** Where the document and its template lie. */
export const rulesDocument = 'policies/RULES.md';

/** The text of `policies/RULES.md`: every rule with its reasons and one pair of its examples. */
export function rulesText(rules: readonly Rule[], root: string): string {
  const template = Handlebars.compile(readFileSync(path.join(root, `${rulesDocument}.hbs`), 'utf8'), { noEscape: true, strict: true });
  return template({
    exemptionPrefix,
    nonNegotiable: nonNegotiable.map((id) => `[\`${id}\`](#${id})`).join(', '),
    inputFaults: Object.keys(inputFaults)
      .map((id) => `\`${id}\``)
      .join(', '),
    index: markdownTable([
      ['Rule', 'Manual or standard', 'What it asks'],
      ...rules.map(({ id, manual, summary }) => [`[${id}](#${id})`, cell(manual), cell(summary)]),
    ]),
    rules: rules.map((rule) => ({ ...rule, looksAt: subjectOf(rule), fixed: fixText(rule.fix), ...examplesOf(rule) })),
  });
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
