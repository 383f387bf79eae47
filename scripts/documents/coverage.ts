import { markdownTable } from 'markdown-table';
import { faults, tools } from '../../policies/coverage/coverage.ts';
import type { Check, Tool } from '../../policies/coverage/model.ts';
import { rulesDocument } from './rules-document.ts';

/** The page that holds our rules against the checks of other tools. */
export const coverageDocument = 'docs/policy-coverage.md';

/** The page, as it is committed. */
export function coverageText(): string {
  const rows = tools.map((tool) => {
    const { ours, validated, not } = countsOf(tool);
    return [`[${tool.name}](#${anchorOf(tool.name)})`, tool.checks.length, ours, validated, not].map(String);
  });
  const parts = [
    '<!-- Generated from policies/coverage by "npm run docs". Do not edit: change the tables there and run it again. -->',
    '# What other tools check, and what reports it here',
    'For each check of seven tools the rules of ours that report the same mistake, or `npm run validate`, or why nothing does. Each mistake has a small ' +
      'manifest of our own in `policies/coverage/faults`, and `test/policies/coverage.test.ts` holds that every rule which is named here reports it in ' +
      'production. What a check does beside that mistake is not compared: ours mostly ask more, since they see all objects of an environment at once.',
    markdownTable([['Tool', 'Checks', 'A rule of ours', 'validate', 'Neither'], ...rows], { alignDelimiters: false, padding: false }),
    ...tools.flatMap((tool) => [
      `## ${tool.name}`,
      `Read: ${tool.source}; ${tool.version}.${tool.scope === undefined ? '' : ` ${tool.scope}`}`,
      markdownTable([['Check', 'What it looks for', 'Ours'], ...tool.checks.map(rowOf)], { alignDelimiters: false, padding: false }),
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function rowOf([id, what, answer]: Check): readonly string[] {
  if (!Array.isArray(answer)) return [`\`${id}\``, escaped(what), `none. ${escaped((answer as { readonly not: string }).not)}`];
  const own = answer.flatMap((name) => faults[name] ?? []);
  const rules = [...new Set(own.flatMap((fault) => fault.rules))].map((rule) => `[${rule}](../${rulesDocument}#${rule})`);
  return [`\`${id}\``, escaped(what), [...rules, ...(own.some(({ validate }) => validate) ? ['validate'] : [])].join(', ')];
}

function countsOf({ checks }: Tool) {
  const answered = checks.flatMap(([, , answer]) => (Array.isArray(answer) ? [answer as readonly string[]] : []));
  const ours = answered.filter((names) => names.some((name) => (faults[name]?.rules.length ?? 0) > 0)).length;
  return { ours, validated: answered.length - ours, not: checks.length - answered.length };
}

function anchorOf(name: string): string {
  return name.toLowerCase().replaceAll(' ', '-');
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
