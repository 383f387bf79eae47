import { execFile } from 'node:child_process';
import path from 'node:path';
import { start } from './start.ts';

/** What a process printed, and how it ended: its exit code, or the signal that ended it. */
export interface Run {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the repository's scripts as a process of its own, in a folder. */
export function runScript(
  script: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly input?: string },
): Promise<Run> {
  const command = [...start, path.resolve(import.meta.dirname, '../../scripts', script), ...args];
  return run(process.execPath, command, options);
}

/** How a program is run. */
export interface Running {
  readonly cwd: string;
  /** What it reads from standard input; absent: nothing. */
  readonly input?: string;
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which it is killed; absent: never. */
  readonly killAfter?: number;
}

/** Runs a program to its end. */
export function run(command: string, args: readonly string[], { cwd, input = '', env, killAfter }: Running): Promise<Run> {
  return new Promise((resolve) => {
    const options = { cwd, maxBuffer: 2 ** 28, ...(env !== undefined && { env: { ...process.env, ...env } }) };
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? error.signal ?? 'unknown'), stdout, stderr });
    });
    // A program that reads nothing may be gone before everything is written.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
    if (killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
  });
}
