import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { startOfCopy } from './start.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const made: string[] = [];

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A copy of this repository as a user has it, with the installed packages linked in; removed after the test file. */
export function copyOfRepository(): string {
  const copy = realpathSync(mkdtempSync(path.join(tmpdir(), 'erp-gitops-copy-')));
  made.push(copy);
  for (const name of [
    'base',
    'overlays',
    'argocd',
    'charts',
    'generators',
    'policies',
    'scripts',
    'docs',
    'package.json',
    'tsconfig.json',
    '.github',
  ]) {
    cpSync(path.join(repository, name), path.join(copy, name), { recursive: true });
  }
  symlinkSync(path.join(repository, 'node_modules'), path.join(copy, 'node_modules'));
  return copy;
}

/** What a command printed, and how it ended. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script of a repository as `npm run` does, without npm. */
export function runScript(
  root: string,
  script: string,
  args: readonly string[] = [],
  {
    input = '',
    env = {},
    killAfter,
  }: { readonly input?: string; readonly env?: Readonly<Record<string, string>>; readonly killAfter?: number } = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...startOfCopy, path.join('scripts', `${script}.ts`), ...args], {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1', ...env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    if (killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
  });
}
