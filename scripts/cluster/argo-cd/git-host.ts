import type { IncomingMessage, ServerResponse } from 'node:http';

/** A pull request as every Git host knows it. */
export interface PullRequest {
  readonly number: number;
  readonly title: string;
  readonly branch: string;
  /** SHA-1 of its last commit, 40 hexadecimal digits. */
  readonly commit: string;
  readonly labels: readonly string[];
  /** Full name of the repository that its branch is in; without: the repository itself. */
  readonly fork?: string;
}

/** How a host answers, as long as nobody changes it. */
export interface GitHostState {
  /** Those that are open, newest first. */
  open: readonly PullRequest[];
  /** What it answers every request with instead; `gone`: it ends the connection. */
  fault: 404 | 500 | 'gone' | undefined;
  /** What it was asked for, with the query. */
  readonly asked: string[];
}

/** A Git host that answers what Argo CD asks to list the pull requests of one repository. */
export interface GitHost {
  /** Where its API is. */
  readonly host: string;
  readonly state: GitHostState;
  answer(request: IncomingMessage, response: ServerResponse): void;
}

interface Answered {
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How one software is asked, and answers. */
interface Api {
  readonly host: string;
  /** Header that carries the token, and its value. */
  readonly authorization: readonly [string, string];
  read(url: URL, open: readonly PullRequest[]): Answered | undefined;
}

/** Of the repository, as its page has it: `https://github.com/example-erp/erp-services`. */
export function gitHost(software: 'github' | 'gitlab' | 'gitea', page: string, token: string): GitHost {
  const { hostname, pathname } = new URL(page);
  const api = apis[software](hostname, pathname.slice(1), token);
  const state: GitHostState = { open: [], fault: undefined, asked: [] };
  return {
    host: api.host,
    state,
    answer: (request, response) => {
      const url = new URL(request.url ?? '/', `https://${api.host}`);
      state.asked.push(`${url.pathname}${url.search}`);
      if (state.fault === 'gone') return void request.socket.destroy();
      const [header, value] = api.authorization;
      if (state.fault !== undefined) return reply(response, state.fault, { body: { message: 'It is told to answer so' } });
      if (request.headers[header] !== value) return reply(response, 401, { body: { message: 'The token is not the one' } });
      const found = api.read(url, state.open);
      return found === undefined ? reply(response, 404, { body: { message: 'Not Found' } }) : reply(response, 200, found);
    },
  };
}

function reply(response: ServerResponse, status: number, { body, headers }: Answered): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(body));
}

const apis: Readonly<Record<'github' | 'gitlab' | 'gitea', (host: string, repository: string, token: string) => Api>> = {
  // As go-github 69.2.0 reads it; a server of one's own has the API below /api/v3, github.com has a host for it.
  github: (host, repository, token) => ({
    host: host === 'github.com' ? 'api.github.com' : host,
    authorization: ['authorization', `Bearer ${token}`],
    read: (url, open) => {
      if (url.pathname !== `${host === 'github.com' ? '' : '/api/v3'}/repos/${repository}/pulls`) return undefined;
      const { page, pulls, next } = pageOf(url, open, 'per_page', 30);
      url.searchParams.set('page', String(page + 1));
      return { body: pulls.map((pull) => branched(pull, repository)), ...(next && { headers: { link: `<${url}>; rel="next"` } }) };
    },
  }),
  // As client-go 1.46.0 of GitLab reads it; the project is one segment, with its slashes written as %2F.
  gitlab: (host, project, token) => ({
    host,
    authorization: ['private-token', token],
    read: (url, open) => {
      if (url.pathname === '/api/v4/') return { body: {} };
      if (url.pathname !== `/api/v4/projects/${encodeURIComponent(project)}/merge_requests`) return undefined;
      const { page, pulls, next } = pageOf(url, open, 'per_page', 20);
      return { body: pulls.map(mergeRequest), headers: { 'x-page': String(page), 'x-next-page': next ? String(page + 1) : '' } };
    },
  }),
  // As its SDK 0.23.2 reads it, which asks for the version first. A limit of 0 is the server's own: 30 (`DEFAULT_PAGING_NUM`).
  gitea: (host, repository, token) => ({
    host,
    authorization: ['authorization', `token ${token}`],
    read: (url, open) => {
      if (url.pathname === '/api/v1/version') return { body: { version: '1.25.1' } };
      if (url.pathname !== `/api/v1/repos/${repository}/pulls`) return undefined;
      return { body: pageOf(url, open, 'limit', 30).pulls.map((pull) => branched(pull, repository)) };
    },
  }),
};

function pageOf(url: URL, open: readonly PullRequest[], sizeName: string, ownSize: number) {
  const page = Number(url.searchParams.get('page') ?? '1') || 1;
  const size = Number(url.searchParams.get(sizeName) ?? '0') || ownSize;
  return { page, pulls: open.slice((page - 1) * size, page * size), next: open.length > page * size };
}

/** GitHub and Gitea write what Argo CD reads with the same names. */
function branched({ number, title, branch, commit, labels, fork }: PullRequest, repository: string) {
  const [owner = ''] = repository.split('/');
  const home = fork ?? repository;
  return {
    id: 1_000_000 + number,
    number,
    state: 'open',
    locked: false,
    title,
    user: { id: 7, login: 'somebody', username: 'somebody' },
    labels: labels.map((name, index) => ({ id: index + 1, name, color: 'ededed', default: false, description: null })),
    draft: false,
    head: { label: `${home.split('/')[0]}:${branch}`, ref: branch, sha: commit, repo: { full_name: home, fork: fork !== undefined } },
    base: { label: `${owner}:main`, ref: 'main', sha: '0'.repeat(40), repo: { full_name: repository, fork: false } },
  };
}

function mergeRequest({ number, title, branch, commit, labels, fork }: PullRequest) {
  return {
    id: 1_000_000 + number,
    iid: number,
    project_id: 1,
    source_project_id: fork === undefined ? 1 : 2,
    target_project_id: 1,
    state: 'opened',
    title,
    source_branch: branch,
    target_branch: 'main',
    sha: commit,
    labels,
    author: { id: 7, username: 'somebody', name: 'Somebody', state: 'active' },
    draft: false,
  };
}
