import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../terminal/errors.ts';

/**
 * The first of the numbered places in a folder that no other process has, until this one ends: the same again for the same process.
 * A place whose process is gone is free.
 * @param parent is made where it is not there; only its owner may look into it
 * @throws UserError where it is another user's
 */
export function takeSlot(parent: string, name: string): string {
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  if (process.getuid !== undefined && statSync(parent).uid !== process.getuid()) {
    throw new UserError({ what: 'This folder belongs to another user.', where: parent, how: 'Set TMPDIR to a folder of your own.' });
  }
  for (let number = 0; ; number += 1) {
    const slot = path.join(parent, `${name}-${number}`);
    if (take(`${slot}.lock`)) return slot;
  }
}

function take(lock: string): boolean {
  const owner = ownerOf(lock);
  if (owner === process.pid) return true;
  if (owner === undefined) return begin(lock);
  if (isAlive(owner)) return false;
  // Of several who find that the owner is gone, one looks again and takes it.
  const turn = `${lock}.turn`;
  if (!begin(turn)) return false;
  try {
    if (ownerOf(lock) !== owner) return false;
    rmSync(lock);
    return begin(lock);
  } finally {
    rmSync(turn, { force: true });
  }
}

/** Written beside first, so that nobody reads an empty one. */
function begin(lock: string): boolean {
  const own = `${lock}.${process.pid}`;
  writeFileSync(own, `${process.pid}\n`);
  try {
    linkSync(own, lock);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
  process.once('exit', () => {
    if (ownerOf(lock) === process.pid) rmSync(lock, { force: true });
  });
  return true;
}

function ownerOf(lock: string): number | undefined {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
