import { readFileSync, writeFileSync } from 'node:fs';
import { createTwoFilesPatch } from 'diff';
import type { Finding, Rule } from '../../../policies/model.ts';
import { type FixPlan, planFixes } from './plan.ts';

/** Tries again with what the first changes have moved, until nothing is left to write. */
const mostRounds = 5;

/**
 * Puts right what findings name and what has one right value, or says what it would write.
 * @param judge judges again, with the files as they are then
 * @returns what was done, for people, and the findings that are left
 */
export async function fixFindings<Report extends { readonly findings: readonly Finding[] }>(
  first: Report,
  rules: readonly Rule[],
  judge: () => Promise<Report>,
  { dryRun }: { readonly dryRun: boolean },
): Promise<{ readonly text: string; readonly report: Report }> {
  let report = first;
  let plan = planFixes(report.findings, rules, readText);
  if (dryRun) return { text: `${patchOf(plan)}${wouldText(plan)}`, report };
  const written = new Set<string>();
  let fixed = 0;
  for (let round = 0; round < mostRounds && plan.files.size > 0; round += 1) {
    for (const [file, { after }] of plan.files) {
      writeFileSync(file, after);
      written.add(file);
    }
    fixed += plan.fixed;
    report = await judge();
    plan = planFixes(report.findings, rules, readText);
  }
  const catalog = [...written].some((file) => file.startsWith('generators/')) ? ' Run "npm run generate".' : '';
  const done = fixed === 0 ? 'Nothing was written.' : `Put right: ${fixed} findings in ${[...written].join(', ')}.${catalog}`;
  return { text: `${[done, ...plan.left].join('\n')}\n`, report };
}

function wouldText({ fixed, files, left }: FixPlan): string {
  const would = files.size === 0 ? 'Nothing would be written.' : `Would put right ${fixed} findings in ${[...files.keys()].join(', ')}.`;
  return `${[would, ...left].join('\n')}\n`;
}

function patchOf({ files }: FixPlan): string {
  return [...files].map(([file, { before, after }]) => createTwoFilesPatch(file, file, before, after)).join('');
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
