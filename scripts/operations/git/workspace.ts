import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../../terminal/errors.ts';
import type { Edits } from '../data-files.ts';
import { git, tryGit } from './git.ts';

/** A throw-away clone in which a change is made and judged: the repository and the files of its user stay as they are. */
export interface Workspace {
  /** The user's repository. */
  readonly repository: string;
  /** The clone, a folder for temporary files. */
  readonly root: string;
  /** The commit that both stand on. */
  readonly base: string;
}

const prefix = 'erp-gitops-ops-';
/** What commands read or run: it must be what is committed, or the commit would be judged by something else. */
const read = ['generators', 'policies', 'scripts', 'base', 'overlays', 'argocd', '.github', 'package.json', 'package-lock.json'];

/**
 * Runs a task in a clone of what is checked out, which is removed afterwards.
 * @throws UserError outside the top of a repository, without a commit, and where what commands read is not committed
 */
export async function inWorkspace<T>(task: (workspace: Workspace) => Promise<T>): Promise<T> {
  const repository = await repositoryRoot();
  const base = await headOf(repository);
  await assertCommitted(repository);
  removeAbandoned();
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), prefix)));
  const remove = () => rmSync(root, { recursive: true, force: true });
  // Whoever listens to a signal has to end the process too: it comes again, and nobody listens any more.
  const end = (signal: NodeJS.Signals) => {
    remove();
    process.kill(process.pid, signal);
  };
  process.once('SIGINT', end).once('SIGTERM', end);
  try {
    await git(repository, ['clone', '--quiet', '--shared', '--no-checkout', '--no-tags', repository, root]);
    mkdirSync(path.join(root, '.git/info'), { recursive: true });
    writeFileSync(path.join(root, '.git/info/exclude'), 'node_modules\n');
    await git(root, ['-c', 'core.hooksPath=', 'checkout', '--quiet', '--detach', base]);
    symlinkSync(path.join(repository, 'node_modules'), path.join(root, 'node_modules'));
    return await task({ repository, root, base });
  } finally {
    remove();
    process.removeListener('SIGINT', end).removeListener('SIGTERM', end);
  }
}

/**
 * The folder that a command works on.
 * @throws UserError when it is not the top of a Git repository
 */
export async function repositoryRoot(): Promise<string> {
  const folder = realpathSync(process.cwd());
  const { code, stdout } = await tryGit(folder, ['rev-parse', '--show-toplevel']);
  if (code === 0 && realpathSync(stdout.trim()) === folder) return folder;
  const what = code === 0 ? 'The folder is not the top of its Git repository.' : 'The folder is in no Git repository.';
  throw new UserError({ what, where: folder, how: 'Run the command in the folder that "git clone" made.' });
}

async function headOf(repository: string): Promise<string> {
  const { code, stdout } = await tryGit(repository, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  if (code === 0) return stdout.trim();
  throw new UserError({ what: 'The repository has no commit.', where: repository, how: 'Commit what is there first.' });
}

async function assertCommitted(repository: string): Promise<void> {
  const lines = (await git(repository, ['status', '--porcelain', '--no-renames', '-z', '--', ...read])).split('\0');
  const files = lines.filter((line) => line !== '').map((line) => line.slice(3));
  if (files.length === 0) return;
  const more = files.length > 3 ? `, and ${files.length - 3} more` : '';
  throw new UserError({
    what: `Not committed: ${files.slice(0, 3).join(', ')}${more}.`,
    where: repository,
    how: 'Commit these files, or put them aside with "git stash"; commands start from the commit that is checked out.',
  });
}

/** Writes and removes data files of a clone. */
export function applyEdits(root: string, edits: Edits): void {
  for (const [file, text] of edits) {
    const target = path.join(root, file);
    if (text === undefined) rmSync(target, { force: true });
    else {
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
  }
}

/** Removes clones of commands that were killed. */
function removeAbandoned(): void {
  const day = 86_400_000;
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const folder = path.join(tmpdir(), name);
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > day) rmSync(folder, { recursive: true, force: true });
  }
}
