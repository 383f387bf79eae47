import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { vi } from 'vitest';
import { runOps } from '../../scripts/operations/program.ts';
import { UserError } from '../../scripts/terminal/errors.ts';
import { copyOfRepository, type Outcome, runScript } from './repository.ts';
import { startOfCopy } from './start.ts';

/** A copy of this repository under Git, on a branch `main` of one commit, with what the tests do to it. */
export interface OpsRepository {
  readonly root: string;
  /** Runs `npm run ops` at a time: an instant. */
  ops(now: string, args: readonly string[]): Promise<Outcome>;
  /** The same as a process of its own. */
  process(now: string, args: readonly string[], options?: { readonly killAfter?: number }): Promise<Outcome>;
  /** What Git prints, without the last line break; throws when Git fails. */
  git(...args: readonly string[]): string;
  /** Merges a branch into main, as a host does when a pull request is merged. */
  merge(now: string, branch: string): void;
}

/** Makes the copy; its only commit is as old as `since`. */
export function opsRepository(since: string): OpsRepository {
  const root = copyOfRepository();
  const gitAt = (now: string, args: readonly string[]): string => {
    const date = `${Date.parse(now.replace('Z', ':00Z')) / 1000} +0000`;
    const person = {
      GIT_AUTHOR_NAME: 'Op',
      GIT_AUTHOR_EMAIL: 'op@example.com',
      GIT_COMMITTER_NAME: 'Op',
      GIT_COMMITTER_EMAIL: 'op@example.com',
    };
    const { status, stdout, stderr } = spawnSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, ...person, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
    });
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout.replace(/\n$/, '');
  };
  writeFileSync(path.join(root, '.gitignore'), 'node_modules\n');
  begin(root);
  gitAt(since, ['init', '--quiet', '--initial-branch=main']);
  gitAt(since, ['config', 'user.name', 'Op']);
  gitAt(since, ['config', 'user.email', 'op@example.com']);
  gitAt(since, ['config', 'commit.gpgsign', 'false']);
  // Into one pack, which is written many times faster than thousands of files.
  gitAt(since, ['-c', 'core.bigFileThreshold=1', 'add', '--all']);
  gitAt(since, ['commit', '--quiet', '--message', 'What is there']);
  return {
    root,
    ops: (now, args) => inProcess(root, now, args),
    process: async (now, args, options = {}) => {
      const outcome = await runScript(root, 'ops', args, { ...options, env: { OPS_NOW: now } });
      // Said before all else, so that nobody takes the time of a test for the time.
      const note = `note   OPS_NOW is set: gates and commits of this command take it to be ${now}.\n`;
      return { ...outcome, stderr: outcome.stderr.startsWith(note) ? outcome.stderr.slice(note.length) : outcome.stderr };
    },
    git: (...args) => gitAt(since, args),
    merge: (now, branch) => {
      gitAt(now, ['switch', '--quiet', 'main']);
      gitAt(now, ['merge', '--quiet', '--no-ff', '--no-edit', branch]);
    },
  };
}

/** Of version 1.0.0, everywhere: no two services run the same image. */
const firstDigests: Readonly<Record<string, string>> = {
  'financial-service': digestOf('0'),
  'sales-service': digestOf('8'),
  'material-service': digestOf('9'),
};

/** Takes away what operators have done: every service is everywhere in version 1.0.0, and nothing is temporary. */
function begin(root: string): void {
  const data = path.join(root, 'generators/catalog');
  for (const kind of ['settings', 'scaling', 'freezes', 'thaws']) rmSync(path.join(data, kind), { recursive: true, force: true });
  for (const environment of ['dev', 'test', 'staging', 'production']) {
    for (const [service, digest] of Object.entries(firstDigests)) {
      writeFileSync(path.join(data, 'releases', environment, `${service}.yaml`), `version: 1.0.0\ndigest: ${digest}\n`);
    }
  }
  const { status, stderr } = spawnSync(process.execPath, [...startOfCopy, 'scripts/generate.ts'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

/** Runs a command in this process, which saves the start of another one. */
async function inProcess(root: string, now: string, args: readonly string[]): Promise<Outcome> {
  const printed = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      printed[name] += String(text);
      return true;
    }),
  );
  const folder = process.cwd();
  vi.stubEnv('OPS_NOW', now);
  process.chdir(root);
  try {
    return { code: await runOps(args), ...printed };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { code: error.exitCode, stdout: printed.stdout, stderr: error.text() };
  } finally {
    process.chdir(folder);
    process.exitCode = undefined;
    vi.unstubAllEnvs();
    for (const spy of spies) spy.mockRestore();
  }
}

/** A digest that no image has, by a letter or digit. */
export function digestOf(character: string): string {
  return `sha256:${character.repeat(64)}`;
}
