import { spawn } from 'node:child_process';

/** What a run of promtool left. */
export interface PromtoolRun {
  /** Exit code; null when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs promtool to its end, whatever that is. Rejects when it cannot be started. */
export function runPromtool(command: string, args: readonly string[]): Promise<PromtoolRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const text = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text.stdout += part;
    });
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      text.stderr += part;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, ...text }));
  });
}
