import { UserError } from '../../terminal/errors.ts';
import { tryGit, wordsOf } from '../git/git.ts';

/** Where branches are pushed to. */
export interface Remote {
  readonly name: string;
  /** As Git pushes to it, `insteadOf` applied. */
  readonly url: string;
}

/**
 * The remote that a branch is pushed to, as `git push` finds it: `remote.pushDefault`, the remote of the branch that is checked out,
 * `origin`, or the only one.
 * @throws UserError when there is none, or which is meant is not clear
 */
export async function remoteOf(repository: string): Promise<Remote> {
  const said = async (...args: readonly string[]) => {
    const { code, stdout } = await tryGit(repository, args);
    return code === 0 ? stdout.trim() : '';
  };
  const names = (await said('remote')).split('\n').filter((name) => name !== '');
  const branch = await said('symbolic-ref', '--quiet', '--short', 'HEAD');
  const wanted = [
    await said('config', '--get', 'remote.pushDefault'),
    branch === '' ? '' : await said('config', '--get', `branch.${branch}.remote`),
    'origin',
    names.length === 1 ? (names[0] ?? '') : '',
  ];
  const name = wanted.find((candidate) => names.includes(candidate));
  if (name === undefined) {
    throw new UserError({
      what: names.length === 0 ? 'This clone has no remote.' : `Which of the remotes ${names.join(', ')} is meant is not said.`,
      where: '--push',
      how: names.length === 0 ? 'git remote add origin <address>' : 'git config remote.pushDefault <name>',
    });
  }
  return { name, url: await said('remote', 'get-url', '--push', name) };
}

/**
 * Pushes one branch, and makes the remote's its upstream.
 * @throws UserError with what the remote says; the branch is as it was
 */
export async function push(repository: string, { name }: Remote, branch: string): Promise<void> {
  const ref = `refs/heads/${branch}`;
  const { code, stderr } = await tryGit(repository, ['push', '--quiet', '--set-upstream', name, `${ref}:${ref}`]);
  if (code === 0) return;
  throw new UserError({
    what: `Git could not push: ${withoutSecrets(wordsOf(stderr))}`,
    where: `git push -u ${name} ${branch}`,
    how: remedyOf(stderr, name, branch),
  });
}

/** What to do about what Git and hosts say (Git 2.39 to 2.51: `transport.c`, `builtin/push.c`, `http.c`, `connect.c`). */
function remedyOf(stderr: string, remote: string, branch: string): string {
  if (/\((?:non-fast-forward|fetch first|stale info)\)/.test(stderr))
    return `There is another branch of that name: merge it, or remove it with "git push ${remote} --delete ${branch}".`;
  if (/Authentication failed|could not read (?:Username|Password)|Permission denied|[Rr]epository not found|error: 40[13]/.test(stderr))
    return 'Log in to the host with an account that may push.';
  if (/\[remote rejected\]|hook declined|GH0\d\d|protected/.test(stderr)) return 'Do what the host asks.';
  if (/pre-push|failed to push some refs/.test(stderr)) return 'A hook of this clone or of the host refuses: do what it asks.';
  return `Look at the address with "git remote get-url ${remote}", and at the network.`;
}

const variables = ['GH_TOKEN', 'GITHUB_TOKEN', 'GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN', 'GITLAB_TOKEN', 'GITEA_TOKEN'];

/** A text of others without what nobody may read: the tokens of the environment, and what stands before the host of an address. */
export function withoutSecrets(text: string, environment: NodeJS.ProcessEnv = process.env): string {
  const tokens = variables.map((name) => environment[name] ?? '').filter((token) => token !== '');
  const plain = text.replaceAll(/(\w+:\/\/)[^/@\s'"]+@/g, '$1');
  return tokens.reduce((shown, token) => shown.replaceAll(token, '***'), plain);
}
