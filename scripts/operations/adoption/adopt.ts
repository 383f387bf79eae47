import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { removeEmpty, writeWhole } from '../../repository/generated/tree.ts';
import { UserError } from '../../terminal/errors.ts';
import { keep } from '../../test-copy/keep.ts';
import { exampleFolder } from '../../test-copy/parts.ts';
import { type Answers, checked, exampleText, questions, readAnswers } from './answers.ts';
import { outsideText } from './outside.ts';
import { type AdoptionPlan, adoptionPlan, presentIn } from './plan.ts';

/** What `npm run ops -- adopt` is told. */
export interface AdoptOptions {
  readonly from?: string;
  readonly example?: boolean;
  readonly dryRun?: boolean;
}

/**
 * Makes a repository that of a company; prints what it does, and what must exist outside. All files stay as they are where something
 * is wrong.
 * @throws UserError with all that is wrong with the answers
 */
export async function adopt(root: string, { from, example, dryRun }: AdoptOptions): Promise<string> {
  const present = presentIn(root).answers;
  if (example === true) return exampleText(present);
  const answers = from === undefined ? await asked(present) : readAnswers(textOf(from), from);
  const plan = await adoptionPlan(root, answers);
  if (dryRun !== true) apply(root, plan);
  return said(plan, dryRun === true);
}

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    const how = 'Write the answers into it: "npm run ops -- adopt --example" prints a file to start from.';
    throw new UserError({ what: `"${file}" cannot be read.`, how }, { cause });
  }
}

/** On a terminal: an empty answer leaves what is. */
async function asked(present: Readonly<Record<string, string>>): Promise<Answers> {
  if (!process.stdin.isTTY) {
    throw new UserError({ what: 'Nobody is there to answer.', how: 'Give a file of answers: --from <file>; --example prints one.' });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const told: Record<string, string> = {};
  try {
    for (const { key, ask, like } of questions) {
      const answer = (await terminal.question(`${ask} (such as ${like})\n  [${present[key] ?? ''}] `)).trim();
      if (answer !== '') told[key] = answer;
    }
  } finally {
    terminal.close();
  }
  return checked({ told, platform: {}, environments: {} }, 'the answers');
}

function apply(root: string, { written, removed, kept }: AdoptionPlan): void {
  keep(root, kept);
  for (const [file, text] of written) writeWhole(path.join(root, file), text, path.join(root, `${file}.part`));
  for (const file of removed) {
    rmSync(path.join(root, file), { force: true });
    removeEmpty(root, path.dirname(file));
  }
}

function said({ written, removed, kept, platform, environments }: AdoptionPlan, isDry: boolean): string {
  const list = (title: string, files: readonly string[]) => (files.length === 0 ? [] : [`${title}:`, ...files.map((file) => `  ${file}`)]);
  if (written.size + removed.length === 0) return `It is so already; nothing was changed.\n\n${outsideText(platform, environments)}`;
  const forTests = `the catalog, facts and pages of the example, which "npm test" stands on: ${kept.length} files below ${exampleFolder}`;
  return [
    ...list(isDry ? 'Would be written' : 'Written', [...written.keys()]),
    ...list(isDry ? 'Would be removed' : 'Removed', removed),
    ...(kept.length === 0 ? [] : [`${isDry ? 'Would be kept' : 'Kept'}: ${forTests}`]),
    '',
    'Next:',
    '  1. npm run generate && npm run charts && npm run generate    the charts are rendered with the new values (needs their repositories)',
    '  2. npm run build && npm run docs                             then look at the difference, and commit it',
    '  3. npm run ops -- new service <name>                         the first service of your own',
    '',
    outsideText(platform, environments),
  ].join('\n');
}
