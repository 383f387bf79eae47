import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { loadFolder, loadModule } from '../repository/folder.ts';
import { CommandLine } from '../terminal/command-line.ts';
import { exitCodeOf, UserError } from '../terminal/errors.ts';

const description = `Day-2 operations as commits: what kubectl set image, rollout undo, scale and edit did by hand (manual 7.1, 7.2).
A command that changes something makes one commit on a branch of its own, from what is checked out, after the gates and all
checks, and leaves your files and your branch as they are. It pushes with --push or --pr only.`;

const examples = `
Examples:
  npm run ops -- status                                                       what runs where, since when
  npm run ops -- promote financial-service --from test --to staging           the next environment
  npm run ops -- rollback financial-service --env production --reason "5xx"   the version before, and a hold
  npm run ops -- scale financial-service --env production --min 10 --until 7d --reason "year end"
  npm run ops -- <command> --help                                             more examples

Exit codes: 0 done, 1 findings, 2 wrong use or a broken tool, 3 a gate refuses.`;

type Add = (program: CommandLine) => void;

/**
 * Runs one command and gives its exit code. Commands are the files of `scripts/ops`, by name: a file there is the registration. Each
 * loads what it does only when it is run, and a command that is named is the only one that is loaded.
 * @throws UserError, unless the result is wanted as JSON
 * @throws CommanderError for wrong arguments, and for help
 */
export async function runOps(args: readonly string[]): Promise<number> {
  const program = new CommandLine('ops').description(description).addHelpText('after', examples);

  for (const add of await commandsFor(args[0])) add(program);
  process.exitCode = 0;
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof UserError) || !args.includes('--json')) throw error;
    const { errorJson } = await import('./outcome-text.ts');
    process.stdout.write(errorJson(error));
    return exitCodeOf(error);
  }
  return Number(process.exitCode);
}

/** A program that has all commands, to be asked what they take. */
export async function allCommands(): Promise<CommandLine> {
  const program = new CommandLine('erp');
  for (const add of await commandsFor()) add(program);
  return program;
}

/** The command of that name alone; all where there is none: for the help, and for what is said of a wrong name. */
async function commandsFor(name = ''): Promise<readonly Add[]> {
  const folder = path.join(import.meta.dirname, '../ops');
  const file = path.join(folder, `${name}.ts`);
  if (/^[a-z-]+$/.test(name) && existsSync(file)) return [await loadModule<Add>(file)];
  return (await loadFolder<Add>(folder)).map(({ value }) => value);
}

/** The other programs of package.json, which `erp` runs by their names. */
export function programs(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../package.json'), 'utf8')) as Package;
  return Object.entries(scripts).flatMap(([name, command]) => (/ scripts\/(?!ops\.)[\w-]+\.ts$/.test(command) ? [name] : []));
}

interface Package {
  readonly scripts: Readonly<Record<string, string>>;
}
