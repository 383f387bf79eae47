import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { UserError } from '../terminal/errors.ts';
import type { Measured, MeasurementId, Task } from './measurements.ts';

/** A measurement, and the most memory of one kustomize process that ran for it; undefined where none ran or nobody can know. */
export interface Observed extends Measured {
  readonly kustomizeMegabytes: number | undefined;
}

/** How a command of the repository ended, and how long it took, the start of its process included. */
export interface Timed {
  readonly seconds: number;
  readonly code: number | null;
}

/**
 * Does one measurement in a process of its own, so that its memory is nobody else's.
 * @throws UserError when the process fails or is stopped
 */
export async function observe(id: MeasurementId, { repository, folder, services }: Task, signal: AbortSignal): Promise<Observed> {
  const args = [path.join(repository, 'scripts/bench.ts'), '--measure', id, '--services', String(services), '--folder', folder];
  const child = start(repository, args, signal);
  let most = 0;
  const watch = setInterval(() => {
    if (child.pid !== undefined) most = Math.max(most, largestKustomize(child.pid));
  }, 20);
  try {
    const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended(child)]);
    if (code !== 0) {
      throw new UserError({
        what: `The measurement "${id}" of ${services} services failed: ${errors.trim()}`,
        how: 'Correct that, and run it again.',
      });
    }
    return { ...(JSON.parse(output) as Measured), kustomizeMegabytes: most === 0 ? undefined : most };
  } finally {
    clearInterval(watch);
  }
}

/** Where a script is, and the folder that it works on. */
export interface Place {
  readonly scripts: string;
  readonly folder: string;
}

/** Runs a script as `npm run` does in a folder, without npm. */
export async function time({ scripts, folder }: Place, [script = '', ...args]: readonly string[], signal: AbortSignal): Promise<Timed> {
  const begin = performance.now();
  const child = start(folder, [path.join(scripts, script), ...args], signal);
  const [code] = await Promise.all([ended(child), text(child.stdout), text(child.stderr)]);
  return { seconds: (performance.now() - begin) / 1000, code };
}

function start(cwd: string, args: readonly string[], signal: AbortSignal) {
  // A Git hook that runs this has named its own repository in the environment.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  return spawn(process.execPath, ['--import', new URL('../terminal/start.mjs', import.meta.url).href, ...args], {
    cwd,
    env,
    signal,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function ended(child: ReturnType<typeof start>): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on('close', resolve);
    child.on('error', (cause) => reject(new UserError({ what: 'A measurement was stopped.', how: 'Run it again.' }, { cause })));
  });
}

/** High-water mark of the largest kustomize process below a process, as the kernel of Linux tells; elsewhere 0. */
function largestKustomize(parent: number): number {
  return Math.max(0, ...childrenOf(parent).map(megabytesOf));
}

function childrenOf(parent: number): readonly string[] {
  return readable(`/proc/${parent}/task/${parent}/children`)
    .split(' ')
    .filter((id) => id !== '' && /^(kubectl|kustomize)$/m.test(readable(`/proc/${id}/comm`)));
}

function megabytesOf(id: string): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readable(`/proc/${id}/status`))?.[1] ?? 0) / 1024;
}

/** The text of a file; empty when there is none, as of a process that has ended. */
function readable(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
