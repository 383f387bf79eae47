import type { Command } from 'commander';
import { createColors } from 'picocolors';
import type { UserError } from '../terminal/errors.ts';
import { type Change, type Ground, makeChange, type Outcome } from './changes/change.ts';
import { Refused } from './gates/gates.ts';

/** Options of every command that changes something. */
export interface ChangeOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Adds the options of every command that changes something. */
export function changing(command: Command): Command {
  return command
    .option('--dry-run', 'judge everything and print the change as a diff, but make no commit')
    .option('--json', 'print the result as JSON');
}

/** Adds examples to the help of a command: each line a comment or a command. */
export function examples(command: Command, text: string): Command {
  return command.addHelpText('after', `\nExamples:\n${text.trim().replace(/^ */gm, '  ')}`);
}

/** Makes a change and says what became of it. */
export async function change(options: ChangeOptions, decide: (ground: Ground) => Promise<Change>): Promise<void> {
  const outcome = await makeChange(decide, { dryRun: options.dryRun === true });
  process.stdout.write(options.json === true ? `${JSON.stringify(outcome, undefined, 2)}\n` : outcomeText(outcome));
}

/** An error as JSON, for callers that asked for it. */
export function errorJson(error: UserError): string {
  const refused = error instanceof Refused ? { refusals: error.refusals } : {};
  return `${JSON.stringify({ state: error instanceof Refused ? 'refused' : 'failed', error: error.lines, ...refused }, undefined, 2)}\n`;
}

function outcomeText({ state, subject, branch, commit, effects, next = [], diff }: Outcome): string {
  switch (state) {
    case 'unchanged':
      return `${subject}\nIt is so already; nothing was changed.\n`;
    case 'planned':
      return `${diff ?? ''}\n${subject}\nWould be committed on ${branch}; nothing was changed.\n`;
    default: {
      const colors = createColors(process.stdout.isTTY === true && !process.env['NO_COLOR']);
      const count = `${effects.length} object${effects.length === 1 ? '' : 's'} changed`;
      const made = state === 'made' ? 'is on the new branch' : 'was on the branch already:';
      return [
        colors.bold(subject),
        `${commit?.slice(0, 12)} ${made} ${branch}; ${count}. Your files and your branch are as they were.`,
        `Next: git push -u origin ${branch}, and open a pull request. To look at it: git show ${branch}`,
        ...next,
        '',
      ].join('\n');
    }
  }
}
