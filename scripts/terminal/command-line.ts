import { Command, type ErrorOptions } from 'commander';
import { UserError } from './errors.ts';

/**
 * What a program and its commands take. Help is printed and thrown as a CommanderError, which `main` knows; wrong arguments are told in
 * the three lines of every other mistake (Commander 14.0.3 says each through `Command.error`).
 */
export class CommandLine extends Command {
  constructor(name?: string) {
    super(name);
    this.exitOverride();
  }

  override createCommand(name?: string): CommandLine {
    return new CommandLine(name);
  }

  override error(message: string, _options?: ErrorOptions): never {
    const [first = '', ...others] = message.replace(/^error: /, '').split('\n');
    const what = `${first.charAt(0).toUpperCase()}${first.slice(1)}`;
    const meant = others.map((line) => /^\((Did you mean .*\?)\)$/.exec(line)?.[1]).filter((line) => line !== undefined);
    const call = called(this);
    throw new UserError({
      what: what.endsWith('.') ? what : `${what}.`,
      where: call,
      how: [...meant, `"${call.includes(' -- ') ? call : `${call} --`} --help" lists what it takes.`].join(' '),
    });
  }
}

/** How a person calls it through npm: `npm run ops -- promote`. */
function called(command: Command): string {
  const names: string[] = [];
  for (let one: Command | null = command; one !== null; one = one.parent) names.unshift(one.name());
  const [program = '', ...commands] = names;
  return [`npm run ${program}`, ...(commands.length > 0 ? ['--', ...commands] : [])].join(' ');
}
