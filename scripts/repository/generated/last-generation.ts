import { spawnSync } from 'node:child_process';
import { createHash, type Hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { filesIn } from '../files-in.ts';
import { owned } from './tree.ts';

/** A run of the generators that ended well: of what it was made, and what stood there afterwards. */
interface LastGeneration {
  /** How many files it made. */
  readonly count: number;
  /** Of the content of everything that a run reads. */
  readonly inputs: string;
  /** Of the names, sizes, times and places of everything in the generated folders. */
  readonly tree: string;
}

/** Bump it when a record is to mean something else. */
const format = 1;
/** What a run reads: the catalog, the code, what charts make, and what is declared of the packages. */
const read = ['generators', 'charts', 'policies', 'scripts'];
/** Longer than the clock of a file system takes for a step: what changes later has another time. */
const step = 25;

/**
 * How many files the last run made, where this one would read the same and everything stands as it was left: then it would write
 * nothing (`inputsOf`). As Git does with its index, files are told from changed ones by size, times and place on the disk, of which no program
 * sets the time of the last change of the place. Undefined where anything is different, or nothing is known.
 */
export function countOfLastGeneration(root: string, inputs: string): number | undefined {
  try {
    const last = JSON.parse(readFileSync(recordOf(root), 'utf8')) as LastGeneration;
    return last.inputs === inputs && last.tree === treeOf(root) ? last.count : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Remembers a run, beside the packages, where there are any. What cannot be written counts as not remembered.
 * @param count of the files that it made
 * @param inputs as they were before it began (`inputsOf`)
 */
export function rememberGeneration(root: string, count: number, inputs: string): void {
  const file = recordOf(root);
  try {
    statSync(path.join(root, 'node_modules'));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, step);
    const tree = treeOf(root);
    if (tree === undefined) return;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.${process.pid}`, JSON.stringify({ count, inputs, tree } satisfies LastGeneration));
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    return;
  }
}

/** By what everything that a run reads is known again; undefined where something of it cannot be read. */
export function inputsOf(root: string): string | undefined {
  const hash = createHash('sha256').update(`${format}\n${process.version}\n`);
  // What may not go undeclared is what is committed, there or on the branch that all start from.
  hash.update(spawnSync('git', ['show-ref', '--head', 'main'], { cwd: root }).stdout ?? '');
  try {
    const packages = ['package.json', 'package-lock.json'].filter((file) => existsSync(path.join(root, file)));
    for (const file of [...read.flatMap((folder) => filesIn(root, folder)), ...packages]) {
      const content = readFileSync(path.join(root, file));
      hash.update(`${file}\n${content.length}\n`).update(content);
    }
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}

function recordOf(root: string): string {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  return path.join(root, 'node_modules/.cache/erp-gitops/generated', `${name}.json`);
}

/** Undefined where something else than files and folders stands there. */
function treeOf(root: string): string | undefined {
  const hash = createHash('sha256');
  const isWhole = owned.folders.every((folder) => addFolder(hash, root, folder));
  if (!isWhole) return undefined;
  for (const file of owned.files) {
    // The owners of files stand at one of these places, as the Git host has it.
    if (existsSync(path.join(root, file))) addFile(hash, root, file);
  }
  return hash.digest('hex');
}

function addFolder(hash: Hash, root: string, folder: string): boolean {
  hash.update(`${folder}/\n`);
  const entries = readdirSync(path.join(root, folder), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.every((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return addFolder(hash, root, name);
    if (entry.isFile()) addFile(hash, root, name);
    return entry.isFile();
  });
}

function addFile(hash: Hash, root: string, file: string): void {
  const { size, mtimeMs, ctimeMs, ino } = statSync(path.join(root, file));
  hash.update(`${file} ${size} ${mtimeMs} ${ctimeMs} ${ino}\n`);
}
