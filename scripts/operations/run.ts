import type { Command } from 'commander';
import type { Change, Ground } from './changes/change.ts';

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

/** Makes a change, decided by what is committed and by the time, and says what became of it. */
export async function change(options: ChangeOptions, decide: (ground: Ground, now: number) => Promise<Change>): Promise<void> {
  const [{ makeChange }, { currentTime }, { outcomeText }] = await Promise.all([
    import('./changes/change.ts'),
    import('./clock.ts'),
    import('./outcome-text.ts'),
  ]);
  const outcome = await makeChange((ground) => decide(ground, currentTime()), { dryRun: options.dryRun === true });
  process.stdout.write(options.json === true ? `${JSON.stringify(outcome, undefined, 2)}\n` : outcomeText(outcome));
}
