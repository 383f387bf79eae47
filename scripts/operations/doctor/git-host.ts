import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from '../../terminal/errors.ts';
import { tryGit } from '../git/git.ts';

const execute = promisify(execFile);

/** What GitHub said: a body, or why there is none. */
export type Answer = { readonly body: unknown } | Unanswered;

/** Why there is no body: the HTTP status, and GitHub's words. */
export interface Unanswered {
  readonly status: number;
  readonly said: string;
}

/** A repository on GitHub, and how to ask about it. */
export interface GitHost {
  /** Such as `erp/erp-gitops`. */
  readonly repository: string;
  /** @param path of the REST API, such as `/repos/erp/erp-gitops` */
  ask(path: string): Promise<Answer>;
}

const page = 'docs/repository-rules.md';
/** Of GitHub's REST API. */
const apiVersion = '2022-11-28';

/**
 * The repository that `origin` names, asked with the token of the environment (`GH_TOKEN`, `GITHUB_TOKEN`), else with `gh`. Another
 * address than that of github.com, such as `https://github.example.com/api/v3`, is that of `GITHUB_API_URL`.
 * @param named owner and name of another repository
 * @throws UserError when no repository is known, it is not on GitHub, or there is neither a token nor `gh`
 */
export async function gitHost(root: string, named: string | undefined): Promise<GitHost> {
  const repository = named ?? (await repositoryOf(root));
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    throw new UserError({ what: `"${repository}" is no repository.`, where: '--repository', how: 'Write owner/name.' });
  }
  const token = process.env['GH_TOKEN'] || process.env['GITHUB_TOKEN'];
  return { repository, ask: token ? (path) => askWithToken(token, path) : askWithGh };
}

/** Owner and name, as the address of `origin` ends. */
async function repositoryOf(root: string): Promise<string> {
  const address = (await tryGit(root, ['remote', 'get-url', 'origin'])).stdout.trim();
  if (address === '') {
    throw new UserError({ what: 'This clone has no remote "origin".', where: root, how: 'Give --repository <owner>/<name>.' });
  }
  const found = /^(?:https?:\/\/(?:[^@/]*@)?|ssh:\/\/(?:[^@/]*@)?|[^@/]+@)([^/:]+)(?::\d+)?[/:](.+?)(?:\.git)?\/?$/.exec(address);
  const [, host = '', name = ''] = found ?? [];
  if (host !== 'github.com' && !process.env['GITHUB_API_URL']) {
    throw new UserError({
      what: `What ${host || address} enforces cannot be read: this knows GitHub only.`,
      where: 'git remote get-url origin',
      how: `Set GITHUB_API_URL when it is a GitHub of your own. For GitLab and Gitea go through ${page}.`,
    });
  }
  return name;
}

async function askWithToken(token: string, path: string): Promise<Answer> {
  const address = `${(process.env['GITHUB_API_URL'] || 'https://api.github.com').replace(/\/$/, '')}${path}`;
  let response: Response;
  try {
    response = await fetch(address, {
      headers: { accept: 'application/vnd.github+json', authorization: `Bearer ${token}`, 'x-github-api-version': apiVersion },
      signal: AbortSignal.timeout(20_000),
    });
  } catch (error) {
    throw unreachable(address, error instanceof Error ? String(error.cause ?? error.message) : String(error));
  }
  const text = await response.text();
  if (response.status === 401) throw refused(address, text);
  return response.ok ? { body: parsed(text) } : { status: response.status, said: messageIn(text) };
}

async function askWithGh(path: string): Promise<Answer> {
  try {
    const { stdout } = await execute('gh', ['api', '--header', `X-GitHub-Api-Version: ${apiVersion}`, path], {
      maxBuffer: 64 * 2 ** 20,
      timeout: 20_000,
    });
    return { body: parsed(stdout) };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (code === 'ENOENT') {
      throw new UserError({
        what: 'Nobody can be asked: there is neither a token nor gh.',
        where: 'GH_TOKEN, GITHUB_TOKEN, PATH',
        how: 'Set GH_TOKEN to a token that may read the administration of the repository, or install gh and log in.',
      });
    }
    const status = Number(/\(HTTP (\d+)\)/.exec(stderr)?.[1]);
    if (status === 401) throw refused(path, stdout);
    if (!Number.isInteger(status)) throw unreachable(path, stderr.trim().split('\n')[0] ?? '');
    return { status, said: messageIn(stdout) };
  }
}

function unreachable(address: string, said: string): UserError {
  return new UserError({ what: `GitHub does not answer: ${said}`, where: address, how: 'Look at the network, or at GITHUB_API_URL.' });
}

function refused(address: string, text: string): UserError {
  return new UserError({ what: `GitHub refuses the token: ${messageIn(text)}`, where: address, how: 'Make a new one, or log in with gh.' });
}

function messageIn(text: string): string {
  const body = parsed(text);
  return typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : 'no reason given';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
