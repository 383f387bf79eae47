import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { done } from './progress.ts';

const places = new Set<string>();
/** What a shell says of a program that such a signal ended: 128 and its number. */
const codes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs a task with a temporary folder, and removes it after it: also when a signal ends the program.
 * @param parent where it is made; absent: where temporary files are
 */
export async function inTemporaryFolder<T>(prefix: string, task: (folder: string) => Promise<T>, parent?: string): Promise<T> {
  // Made and remembered in one step: no signal is heard in between.
  const folder = realpathSync(mkdtempSync(path.join(parent ?? tmpdir(), prefix)));
  places.add(folder);
  try {
    return await task(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    places.delete(folder);
  }
}

/**
 * From now on a signal ends the program with the code that shells have for it, and nothing temporary stays. What is being written is
 * written to its end first. Whoever listens to a signal too decides himself.
 */
export function endOnSignals(): void {
  for (const [signal, code] of Object.entries(codes)) {
    process.on(signal, () => {
      if (process.listenerCount(signal) > 1) return;
      done();
      removePlaces();
      process.exit(code);
    });
  }
}

function removePlaces(): void {
  for (const place of places) {
    try {
      rmSync(place, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // Another program may be writing into it still: what stays is in the folder of temporary files.
    }
  }
}
