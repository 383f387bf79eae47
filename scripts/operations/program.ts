import path from 'node:path';
import { Command } from 'commander';
import { loadFolder } from '../repository/folder.ts';
import { exitCodeOf, UserError } from '../terminal/errors.ts';
import { errorJson } from './run.ts';

const description = `Day-2 operations as commits: what kubectl set image, rollout undo, scale and edit did by hand (manual 7.1, 7.2).
A command that changes something makes one commit on a branch of its own, from what is checked out, after the gates and all
checks; it never pushes, and leaves your files and your branch as they are.`;

const examples = `
Examples:
  npm run ops -- status                                                       what runs where, since when
  npm run ops -- promote financial-service --from test --to staging           the next environment
  npm run ops -- rollback financial-service --env production --reason "5xx"   the version before, and a hold
  npm run ops -- scale financial-service --env production --min 10 --until 7d --reason "year end"
  npm run ops -- <command> --help                                             more examples

Exit codes: 0 done, 1 findings, 2 wrong use or a broken tool, 3 a gate refuses.`;

/**
 * Runs one command and gives its exit code. Commands are the files of `scripts/ops`: loading the folder is the registration.
 * @throws UserError, unless the result is wanted as JSON
 * @throws CommanderError for wrong arguments, and for help
 */
export async function runOps(args: readonly string[]): Promise<number> {
  const program = new Command('ops').description(description).addHelpText('after', examples);
  program.showHelpAfterError('(See "npm run ops -- --help".)').exitOverride();
  for (const { value } of await loadFolder<(program: Command) => void>(path.join(import.meta.dirname, '../ops'))) value(program);
  process.exitCode = 0;
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof UserError) || !args.includes('--json')) throw error;
    process.stdout.write(errorJson(error));
    return exitCodeOf(error);
  }
  return Number(process.exitCode);
}
