import { readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../../terminal/errors.ts';
import { inTemporaryFolder } from '../../terminal/temporary.ts';
import { gitNames, tryGit } from './git.ts';

/** A throw-away place in which a change is made and judged: the repository and the files of its user stay as they are. */
export interface Workspace {
  /** The user's repository. */
  readonly repository: string;
  /** The place: a folder for temporary files. */
  readonly root: string;
  /** The commit that is checked out. What commands read of the user's files is what it holds. */
  readonly base: string;
  /** Whether that is so, which Git looks up meanwhile; rejected with a UserError that names files which are not committed. */
  readonly committed: Promise<void>;
}

const prefix = 'erp-gitops-ops-';
/** What commands read or run: it must be what is committed, or the commit would be judged by something else. */
const read = ['generators', 'policies', 'scripts', 'base', 'overlays', 'argocd', '.github', 'package.json', 'package-lock.json'];

/**
 * Runs a task with a place for it, which is removed afterwards.
 * @throws UserError outside the top of a repository, without a commit, and where what commands read is not committed
 */
export async function inWorkspace<T>(task: (workspace: Workspace) => Promise<T>): Promise<T> {
  const repository = await repositoryRoot();
  const base = await headOf(repository);
  const committed = assertCommitted(repository);
  committed.catch(() => undefined);
  removeAbandoned();
  try {
    return await inTemporaryFolder(prefix, (root) => task({ repository, root, base, committed }));
  } catch (problem) {
    // What is not committed may be why the task failed.
    await committed;
    throw problem;
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

/**
 * Whether the files that commands read are those of the commit.
 * @throws UserError that names some which are not
 */
export async function assertCommitted(repository: string): Promise<void> {
  const lines = await gitNames(repository, ['status', '--porcelain', '--no-renames', '-z', '--', ...read]);
  const files = lines.map((line) => line.slice(3));
  if (files.length === 0) return;
  const more = files.length > 3 ? `, and ${files.length - 3} more` : '';
  throw new UserError({
    what: `Not committed: ${files.slice(0, 3).join(', ')}${more}.`,
    where: repository,
    how: 'Commit these files, or put them aside with "git stash"; commands start from the commit that is checked out.',
  });
}

/** Removes the places of commands that were killed. */
function removeAbandoned(): void {
  const day = 86_400_000;
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const folder = path.join(tmpdir(), name);
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > day) rmSync(folder, { recursive: true, force: true });
  }
}
