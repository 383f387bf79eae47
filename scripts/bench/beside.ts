import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deserialize } from 'node:v8';
import { dump } from 'js-yaml';
import type { LintInput } from '../../policies/engine.ts';
import { onPath } from '../terminal/on-path.ts';
import { time } from './process.ts';

/** A program that judges manifests, ours or another. */
interface Judge {
  readonly name: string;
  /** What it takes the place of: checks of schemas, or of practice. */
  readonly does: 'schemas' | 'practice';
  readonly isOurs: boolean;
  run(files: readonly string[], signal: AbortSignal): Promise<number>;
}

/** Seconds of each judge over the same objects, in the order of `judgesHere`. */
export interface BesideRound {
  readonly objects: number;
  readonly seconds: readonly number[];
}

/** What was compared, and what could not be. */
export interface Beside {
  readonly judges: readonly Pick<Judge, 'name' | 'does' | 'isOurs'>[];
  readonly absent: readonly string[];
  readonly rounds: readonly BesideRound[];
}

/** Each is run so often, in turn with the others; the time in the middle counts. */
const turns = 3;

/**
 * The judges that can be run on this machine.
 * @param schemas where kubeconform finds its schemas (its `-schema-location`): without, it would fetch them while it is timed
 */
export function judgesHere(
  repository: string,
  schemas: string | undefined,
): { readonly judges: readonly Judge[]; readonly absent: readonly string[] } {
  const place = { scripts: path.join(repository, 'scripts'), folder: repository };
  const ours = (name: string, does: Judge['does'], script: string, ...args: readonly string[]): Judge => ({
    name,
    does,
    isOurs: true,
    run: async (files, signal) => (await time(place, [script, ...args, ...files], signal)).seconds,
  });
  const other = (name: string, does: Judge['does'], args: (files: readonly string[]) => readonly string[]): Judge => ({
    name,
    does,
    isOurs: false,
    run: (files, signal) => timeOf(name, args(files), signal),
  });
  const others = [
    other('kubeconform', 'schemas', (files) => [
      '-strict',
      '-summary',
      '-ignore-missing-schemas',
      '-schema-location',
      schemas ?? '',
      ...files,
    ]),
    other('kube-linter', 'practice', (files) => ['lint', ...files]),
    other('kube-score', 'practice', (files) => ['score', ...files]),
  ];
  const isThere = ({ name }: Judge) => isOnPath(name) && (name !== 'kubeconform' || schemas !== undefined);
  return {
    judges: [
      ours('validate', 'schemas', 'validate.ts', '--no-kubeconform'),
      ours('lint:policies', 'practice', 'lint-policies.ts'),
      ...others.filter(isThere),
    ],
    absent: others
      .filter((judge) => !isThere(judge))
      .map(({ name }) => (isOnPath(name) ? `${name} (no --schemas)` : `${name} (not on PATH)`)),
  };
}

/** Characters of a file, about: kube-linter (0.8.3, `maxFileSizeBytes` of its lintcontext) passes over what has more than 10 MiB. */
const longestFile = 4 * 2 ** 20;

/** Texts, one behind the other, in as few files as they may be. */
function inFiles(texts: readonly string[], name: string): readonly string[] {
  const parts: string[][] = [[]];
  let length = 0;
  for (const text of texts) {
    if (length + text.length > longestFile) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)?.push(text);
    length += text.length;
  }
  return parts.map((part, index) => {
    const file = `${name}-${index}.yaml`;
    writeFileSync(file, part.join('---\n'));
    return file;
  });
}

/**
 * Has all judges read the same files in turn.
 * @param built what the bench built of environments; the last one is judged
 */
export async function measureBeside(
  judges: readonly Judge[],
  built: string,
  signal: AbortSignal,
  said: (name: string, seconds: number) => void,
): Promise<BesideRound> {
  const inputs = deserialize(readFileSync(built)) as readonly LintInput[];
  const { manifests } = inputs.find(({ environment }) => environment === 'production') ?? { manifests: [] };
  const files = inFiles(
    manifests.map(({ fields }) => dump(fields, { noRefs: true })),
    built,
  );
  const taken = judges.map((): number[] => []);
  try {
    for (let turn = 0; turn < turns; turn += 1) {
      for (const [index, judge] of judges.entries()) {
        const seconds = await judge.run(files, signal);
        said(judge.name, seconds);
        taken[index]?.push(seconds);
      }
    }
  } finally {
    for (const file of files) rmSync(file);
  }
  return { objects: manifests.length, seconds: taken.map((times) => times.sort((a, b) => a - b)[Math.floor(turns / 2)] ?? 0) };
}

function isOnPath(name: string): boolean {
  return onPath(name, process.env['PATH'] ?? '') !== undefined;
}

function timeOf(command: string, args: readonly string[], signal: AbortSignal): Promise<number> {
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { signal, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
    });
    child.on('error', reject);
    child.on('close', () => {
      const seconds = (performance.now() - begin) / 1000;
      // Whoever judges nothing is fast.
      if (/no valid objects/i.test(said)) reject(new Error(`${command} found nothing to judge: ${said.trim()}`));
      else resolve(seconds);
    });
  });
}
