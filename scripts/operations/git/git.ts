import { spawn } from 'node:child_process';
import { UserError } from '../../terminal/errors.ts';

interface GitOptions {
  /** Further variables of its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads from standard input. */
  readonly input?: string;
}

interface GitResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * What Git prints.
 * @throws UserError with Git's own words when it fails
 */
export async function git(root: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await tryGit(root, args, options);
  if (code === 0) return stdout;
  const words = stderr
    .trim()
    .split('\n')
    .find((line) => /^(fatal|error):/.test(line));
  throw new UserError({
    what: `Git failed: ${(words ?? stderr.trim()).replace(/^(fatal|error): /, '')}`,
    where: `git ${args.join(' ')}`,
    how: 'Put right what Git says; "npm run ops -- doctor" shows the state of the repository.',
  });
}

/** What Git prints, with its exit code, whatever that is. */
export function tryGit(root: string, args: readonly string[], { env = {}, input = '' }: GitOptions = {}): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    // Git runs hooks and other commands with these set; they would lead it to another repository than the folder's.
    const { GIT_DIR: _, GIT_WORK_TREE: __, GIT_INDEX_FILE: ___, GIT_PREFIX: ____, ...own } = process.env;
    const child = spawn('git', args, { cwd: root, env: { ...own, LC_ALL: 'C', ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', (cause) =>
      reject(new UserError({ what: `Git cannot run: ${cause.message}.`, where: root, how: 'Install Git.' }, { cause })),
    );
    child.on('close', (code) => resolve({ code: code ?? 1, stdout, stderr }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/**
 * The commit that a name means.
 * @throws UserError when there is none
 */
export async function commitOf(root: string, name: string, option: string): Promise<string> {
  const { code, stdout } = await tryGit(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
  if (code === 0) return stdout.trim();
  throw new UserError({ what: `Git knows no commit "${name}".`, where: option, how: 'Name a branch, a tag or a commit of "git log".' });
}

/** The text of a file in a commit; undefined when it is not there. */
export async function fileIn(root: string, commit: string, file: string): Promise<string | undefined> {
  const { code, stdout } = await tryGit(root, ['cat-file', 'blob', `${commit}:${file}`]);
  return code === 0 ? stdout : undefined;
}
