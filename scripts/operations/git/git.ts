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
  throw new UserError({ what: `Git failed: ${wordsOf(stderr)}`, where: `git ${args.join(' ')}`, how: remedyOf(stderr) });
}

/**
 * What Git lists with `-z`: names, each whole whatever is in it.
 * @throws UserError with Git's own words when it fails
 */
export async function gitNames(root: string, args: readonly string[]): Promise<readonly string[]> {
  return (await git(root, args)).split('\0').filter((name) => name !== '');
}

/** Git's own words, all of them, in one line: what a hook says stands among them. */
export function wordsOf(stderr: string): string {
  const lines = stderr
    .trim()
    .split('\n')
    .map((line) => line.replace(/^(?:fatal|error): /, '').trim())
    .filter((line) => line !== '' && !line.startsWith('hint:'));
  return lines.length === 0 ? 'it does not say why.' : lines.join(' ');
}

/** What to do about what Git says (its messages in 2.39 to 2.51: `lockfile.c`, `refs.c`, `refs/files-backend.c`). */
export function remedyOf(stderr: string): string {
  const lock = /'([^'\n]+\.lock)': File exists/.exec(stderr)?.[1];
  if (lock !== undefined) return `End the other Git command; if none runs, one was killed: remove ${lock} and run the command again.`;
  if (/aborted by hook|hook declined/.test(stderr))
    return 'A hook of this repository refuses (.git/hooks, or core.hooksPath): do what it asks.';
  if (/; cannot create '|cannot lock ref .* exists/.test(stderr))
    return 'Look for a branch whose name is the beginning of this one ("git branch --list"), and remove it.';
  if (/No space left|Disk quota/.test(stderr)) return 'Make room, and run the command again.';
  if (/Permission denied|insufficient permission|Read-only file system/.test(stderr))
    return 'Give yourself the right to write into .git, and run the command again.';
  if (/tell me who you are|unable to auto-detect email|empty ident/i.test(stderr))
    return 'Say who you are: git config user.name "<name>" and git config user.email <address>.';
  return 'Put right what Git says; "npm run ops -- doctor" shows the state of the repository.';
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
