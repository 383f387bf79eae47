import { CommanderError } from 'commander';
import { machineLines } from './machine.ts';
import { done } from './progress.ts';
import { endOnSignals } from './temporary.ts';

/** What went wrong, where, and how to put it right: one sentence each. */
export interface ErrorLines {
  readonly what: string;
  /** File, command or setting; absent when `what` says it. */
  readonly where?: string;
  readonly how: string;
}

/** A mistake of the user, or of the machine, that no finding can express. Printed in three lines, without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** Of the program that it ends; 2 unless a kind of error says otherwise. */
  readonly exitCode: number = 2;
  readonly lines: ErrorLines;

  constructor(lines: ErrorLines, options?: ErrorOptions) {
    super(lines.what, options);
    this.lines = lines;
  }

  /** What is printed; an error that holds several mistakes prints them all. */
  text(): string {
    return errorText(this.lines);
  }
}

/** The three lines of an error, as they are printed. */
export function errorText({ what, where, how }: ErrorLines): string {
  return [`error  ${what}`, ...(where === undefined ? [] : [`  at   ${where}`]), `  fix  ${how}`, ''].join('\n');
}

/**
 * Runs a command line program and sets the exit code of the process to what it returns. A `UserError` prints its three
 * lines and exits with its code, a refusal of the machine three lines and 2, anything else its stack and 2. A reader that hangs up (`| head`) ends the program without a word.
 */
export async function main(run: () => Promise<number>): Promise<void> {
  endOnSignals();
  let hungUp = false;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      hungUp = true;
    });
  }
  try {
    process.exitCode = await run();
    done();
  } catch (error) {
    done();
    process.exitCode = exitCodeOf(error);
    if (hungUp) return;
    const machine = machineLines(error);
    if (error instanceof UserError) process.stderr.write(error.text());
    else if (machine !== undefined) process.stderr.write(errorText(machine));
    // Commander has already printed what is wrong with the arguments, or the help that was asked for.
    else if (!(error instanceof CommanderError)) process.stderr.write(`${stackOf(error)}\n`);
  }
}

/** The exit code of a program that an error ends. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UserError) return error.exitCode;
  return error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
}

/** The stack of an error and of all its causes. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  return error.cause === undefined ? own : `${own}\nCaused by: ${stackOf(error.cause)}`;
}
