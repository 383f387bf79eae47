import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { start } from './start.ts';

const made: string[] = [];

afterAll(async () => {
  await Promise.all(made.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

/** Files by their path, with slashes. */
export type Tree = Readonly<Record<string, string>>;

/** Writes a tree into a new temporary folder, removed after the test file, and gives the folder. */
export async function writeTree(tree: Tree): Promise<string> {
  const root = await mkdtemp(path.join(await realpath(tmpdir()), 'erp-gitops-test-'));
  made.push(root);
  await addTo(root, tree);
  return root;
}

/** Writes files into a folder, over those of the same name. */
export async function addTo(root: string, tree: Tree): Promise<void> {
  for (const [name, content] of Object.entries(tree)) {
    const file = path.join(root, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

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

/** Runs a program in a folder, with a text on its standard input. */
export function run(
  command: string,
  args: readonly string[],
  { cwd, input = '' }: { readonly cwd: string; readonly input?: string },
): Promise<Run> {
  return new Promise((resolve) => {
    const child = execFile(command, args, { cwd, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? error.signal ?? 'unknown'), stdout, stderr });
    });
    // A program that reads nothing may be gone before everything is written.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
