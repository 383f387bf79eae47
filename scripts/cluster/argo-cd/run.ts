import { execFile, spawn } from 'node:child_process';
import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { goVersion } from '../programs.ts';
import { pullRequestModule } from './programs.ts';
import { stepsFor } from './steps.ts';

/** What a person may ask of `npm run test:argocd`. */
export interface ArgoTestOptions {
  readonly crds?: string;
  /** Names of steps; all of them where none is given. */
  readonly only?: readonly string[];
}

/** Where `npm run charts` keeps the CustomResourceDefinitions of the charts. */
const chartCrds = 'node_modules/.cache/crds';
const untested = 'NOT TESTED: no Argo CD synced this repository, and none made environments of pull requests: ';

/**
 * Runs the tests of `test/argo-cd`. Where a program is missing it says what was not tested and passes; where REQUIRE_TOOLS is set, as
 * in CI, it fails.
 * @returns the exit code
 * @throws UserError for a step that there is not
 */
export async function testArgoCd(root: string, options: ArgoTestOptions): Promise<number> {
  const only = options.only ?? [];
  const chosen = stepsFor(only);
  const missing: string[] = [];
  const go = await goVersion(chosen.some(({ alone }) => alone) ? pullRequestModule : undefined);
  if ('missing' in go) missing.push(go.missing);
  const redis = await onPath('redis-server');
  if (redis === undefined) missing.push('redis-server is not on PATH (Debian: redis-server)');
  if ((await onPath('openssl')) === undefined) missing.push('openssl is not on PATH');
  if (!(await servesGit())) missing.push('git http-backend is missing (it comes with Git)');
  const crds = path.resolve(root, options.crds ?? chartCrds);
  if (!(await isThere(crds)))
    missing.push(
      `there are no CustomResourceDefinitions in ${options.crds ?? chartCrds}: run "npm run charts -- --all", or give a folder with --crds`,
    );
  if (redis === undefined || missing.length > 0) {
    process.stderr.write(`${untested}${missing.join('; ')}.\n`);
    return process.env['REQUIRE_TOOLS'] === undefined ? 0 : 1;
  }
  // What the programs store lies in a folder that is removed however they end.
  const folder = await mkdtemp(path.join(tmpdir(), 'erp-gitops-'));
  try {
    return await vitest(root, { TMPDIR: folder, ARGO_CD_CRDS: crds, ARGO_CD_REDIS: redis, ARGO_CD_ONLY: only.join(',') });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  }
}

async function servesGit(): Promise<boolean> {
  const { stdout } = await promisify(execFile)('git', ['--exec-path']).catch(() => ({ stdout: '' }));
  return isThere(path.join(stdout.trim(), 'git-http-backend'));
}

async function onPath(name: string): Promise<string | undefined> {
  const folders = [process.env['TEST_TOOLS'] ?? '', ...(process.env['PATH'] ?? '').split(path.delimiter)].filter((folder) => folder !== '');
  for (const folder of folders) if (await isThere(path.join(folder, name))) return path.join(folder, name);
  return undefined;
}

function isThere(file: string): Promise<boolean> {
  return access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
}

function vitest(root: string, env: Readonly<Record<string, string>>): Promise<number> {
  const args = [path.join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--config', 'test/argo-cd/vitest.config.ts'];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0 ? 0 : 1));
  });
}
