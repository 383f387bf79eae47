import type { Forge } from '../../../generators/model/platform/git-host.ts';
import { UserError } from '../../terminal/errors.ts';
import { fieldOf, listOf, textOf } from '../answers.ts';
import { withoutSecrets } from './remote.ts';
import type { OpenPullRequest } from './request.ts';

/** A repository on a forge, and who asks. */
interface Asking {
  /** Without a slash at its end. */
  readonly api: string;
  /** Such as `erp/erp-gitops`; on GitLab with all groups above it. */
  readonly path: string;
  readonly token: string;
}

interface ForgeApi {
  readonly name: string;
  /** What it calls pull requests. */
  readonly calls: string;
  /** Variables of the environment that may hold the token, the first that does counts. */
  readonly tokens: readonly string[];
  /** The variable that says where the API is, where it is not below the page of the host. */
  readonly apiVariable: string;
  api(page: URL): string;
  with(asking: Asking): OpenPullRequest;
}

/**
 * What each forge takes. GitHub's REST API in its version 2022-11-28 (`pulls/list`, `pulls/create`); GitLab's v4 (doc/api/merge_requests.md
 * and doc/api/rest/authentication.md); Gitea's v1 (routers/api/v1/api.go and modules/structs/pull.go of 1.22 and later), which Forgejo has, too.
 */
export const forges: Readonly<Record<Forge, ForgeApi>> = {
  github: {
    name: 'GitHub',
    calls: 'pull requests',
    tokens: ['GH_TOKEN', 'GITHUB_TOKEN'],
    apiVariable: 'GITHUB_API_URL',
    api: ({ host, origin }) => (host === 'github.com' ? 'https://api.github.com' : `${origin}/api/v3`),
    with: ({ api, path, token }) => {
      const headers = { accept: 'application/vnd.github+json', authorization: `Bearer ${token}`, 'x-github-api-version': '2022-11-28' };
      const call = caller('GitHub', headers);
      const pulls = `${api}/repos/${path}/pulls`;
      return async ({ branch, base, title, body }) => {
        const head = `${path.split('/')[0]}:${branch}`;
        const there = await call('GET', `${pulls}?${new URLSearchParams({ state: 'open', head, base })}`);
        const open = textOf(listOf(there)[0], 'html_url');
        if (open !== '') return { url: open, isNew: false };
        return made(textOf(await call('POST', pulls, { head: branch, base, title, body }), 'html_url'), pulls);
      };
    },
  },
  gitlab: {
    name: 'GitLab',
    calls: 'merge requests (scope api)',
    tokens: ['GITLAB_TOKEN'],
    apiVariable: 'CI_API_V4_URL',
    api: ({ origin }) => `${origin}/api/v4`,
    with: ({ api, path, token }) => {
      const call = caller('GitLab', { authorization: `Bearer ${token}` });
      const requests = `${api}/projects/${encodeURIComponent(path)}/merge_requests`;
      return async ({ branch, base, title, body }) => {
        const ends = { source_branch: branch, target_branch: base };
        const there = await call('GET', `${requests}?${new URLSearchParams({ state: 'opened', ...ends })}`);
        const open = textOf(listOf(there)[0], 'web_url');
        if (open !== '') return { url: open, isNew: false };
        return made(textOf(await call('POST', requests, { ...ends, title, description: body }), 'web_url'), requests);
      };
    },
  },
  gitea: {
    name: 'Gitea',
    calls: 'pull requests (repository: read and write)',
    tokens: ['GITEA_TOKEN'],
    apiVariable: 'GITEA_API_URL',
    api: ({ origin }) => `${origin}/api/v1`,
    with: ({ api, path, token }) => {
      const call = caller('Gitea', { authorization: `token ${token}` });
      const pulls = `${api}/repos/${path}/pulls`;
      return async ({ branch, base, title, body }) => {
        const ends = [base, ...branch.split('/')].map(encodeURIComponent);
        const there = await call('GET', [pulls, ...ends].join('/'), undefined, [404]);
        const open = textOf(there, 'html_url');
        if (open !== '' && textOf(there, 'state') === 'open') return { url: open, isNew: false };
        return made(textOf(await call('POST', pulls, { head: branch, base, title, body }), 'html_url'), pulls);
      };
    },
  },
};

type Call = (method: 'GET' | 'POST', address: string, body?: object, absent?: readonly number[]) => Promise<unknown>;

/** Asks a forge, as one who may; gives what it says as JSON, nothing for a status that means that there is nothing. */
function caller(forge: string, headers: Readonly<Record<string, string>>): Call {
  return async (method, address, body, absent = []) => {
    const where = `${method} ${address}`;
    let response: Response;
    try {
      response = await fetch(address, {
        method,
        headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
        // A token goes to the host that was named, and to none that it names.
        redirect: 'error',
        signal: AbortSignal.timeout(30_000),
      });
    } catch (error) {
      const said = withoutSecrets(error instanceof Error ? String(error.cause ?? error.message) : String(error));
      throw new UserError({ what: `${forge} does not answer: ${said}`, where, how: 'Look at the address and at the network.' });
    }
    const said = parsed(await response.text());
    if (response.ok) return said;
    if (absent.includes(response.status)) return undefined;
    throw new UserError({ what: `${forge} says ${response.status}: ${wordsOf(said)}`, where, how: remedyOf(response.status) });
  };
}

function remedyOf(status: number): string {
  if (status === 401) return 'Make a new token.';
  if (status === 403) return 'Give the token the right to read this repository and to open pull requests in it.';
  if (status === 404) return 'Look whether git.url in generators/catalog/platform.ts is right, and give the token this repository.';
  if (status === 409 || status === 422) return 'Put right what it says; a branch without a new commit has no pull request.';
  return 'Wait a little.';
}

/** What a forge says of itself: `message`, a text or a list, and the reasons below `errors`. */
function wordsOf(said: unknown): string {
  const reasons = listOf(said, 'errors').map((error) => (typeof error === 'string' ? error : textOf(error, 'message')));
  const message = fieldOf(said, 'message') ?? fieldOf(said, 'error');
  const words = [Array.isArray(message) ? message.join(', ') : message, ...reasons].filter(
    (word) => typeof word === 'string' && word !== '',
  );
  return words.length === 0 ? 'no reason is given.' : withoutSecrets(`${words.join(': ')}.`.replace(/\.\.$/, '.'));
}

function made(url: string, where: string): { readonly url: string; readonly isNew: boolean } {
  if (url !== '') return { url, isNew: true };
  throw new UserError({ what: 'The answer names no pull request.', where: `POST ${where}`, how: 'Look there whether one was opened.' });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
