import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { SoundExceptions } from '../../generators/exceptions/problems.ts';
import { codeName } from '../repository/kept/code-name.ts';
import { keep, kept } from '../repository/kept/sealed-file.ts';

/** Which exceptions earlier runs found to be without mistakes. It only ever saves time: what is not known is looked at. */
export interface KnownExceptions extends SoundExceptions {
  /** Keeps for later runs those that this one asked for or added. */
  remember(): void;
}

/** Bump it when what is kept is to mean something else. */
const format = 2;
/** What draws a service, and judges its exceptions: with any other byte of it nothing is known. */
const code = ['generators', 'scripts/catalog', 'package-lock.json'];
/** Part of what exceptions follow from. */
const data = ['generators/adjustments', 'generators/catalog'];

/** What is known of a repository: kept beside the packages, where there are any. */
export function knownExceptions(root: string): KnownExceptions {
  const packages = path.join(root, 'node_modules');
  return exceptionsIn(path.join(packages, '.cache/erp-gitops/exceptions'), existsSync(packages) ? codeName(code, data) : undefined);
}

/**
 * What is known in a file: one that was cut off, changed, or written by other code holds nothing.
 * @param name changes with the code; undefined: nothing is known or kept
 */
export function exceptionsIn(file: string, name: string | undefined): KnownExceptions {
  const known = (name === undefined ? undefined : (kept(file, `${format}\n${name}`) as ReadonlySet<string> | undefined)) ?? new Set();
  const sound = new Set<string>();
  return {
    has(follows) {
      const key = keyOf(follows);
      if (sound.has(key)) return true;
      if (known.has(key)) sound.add(key);
      return known.has(key);
    },
    add: (follows) => {
      sound.add(keyOf(follows));
    },
    remember() {
      if (name === undefined || (sound.size === known.size && [...sound].every((key) => known.has(key)))) return;
      keep(file, `${format}\n${name}`, sound);
    },
  };
}

const keys = new WeakMap<object, string>();

/** Names values by all that they hold; an environment is in many of them, and is looked through once. */
function keyOf(follows: readonly unknown[]): string {
  return hash('sha256', follows.map(partKey).join('\n'));
}

function partKey(value: unknown): string {
  const known = typeof value === 'object' && value !== null ? keys.get(value) : undefined;
  if (known !== undefined) return known;
  // Plain data; v8's own form of a number depends on what else the process has seen.
  const key = hash('sha256', JSON.stringify(value) ?? 'undefined');
  if (typeof value === 'object' && value !== null) keys.set(value, key);
  return key;
}
