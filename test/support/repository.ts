import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { type Running, run } from './process.ts';
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
    'erp',
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
export async function runScript(
  root: string,
  script: string,
  args: readonly string[] = [],
  { env = {}, ...running }: Omit<Running, 'cwd'> = {},
): Promise<Outcome> {
  const command = [...startOfCopy, path.join('scripts', `${script}.ts`), ...args];
  const { code, ...printed } = await run(process.execPath, command, { cwd: root, env: { NO_COLOR: '1', ...env }, ...running });
  return { ...printed, code: typeof code === 'number' ? code : null };
}
