import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { GitHost } from '../../generators/model/platform/git-host.ts';
import { pullRequestsOf } from '../../scripts/operations/publishing/pull-requests.ts';
import { withoutSecrets } from '../../scripts/operations/publishing/remote.ts';
import { UserError } from '../../scripts/terminal/errors.ts';
import { folderWith } from '../support/folder.ts';
import { digestOf, opsRepository } from '../support/ops.ts';

const { root, ops, git } = opsRepository('2026-11-01T00:00Z');
const now = '2026-11-02T00:00Z';
const service = 'financial-service';
const branch = `promote/${service}/dev/1.1.0`;
const delivery = ['deliver', service, '--env', 'dev', '--version', '1.1.0', '--digest', digestOf('a')];
const token = 'sesame-open';

/** A repository that can be pushed to, with a hook of its own where one is given. */
function remote(hook?: string): string {
  const folder = folderWith(hook === undefined ? {} : { 'hooks/pre-receive': hook });
  spawnSync('git', ['init', '--bare', '--quiet', folder]);
  if (hook !== undefined) chmodSync(path.join(folder, 'hooks/pre-receive'), 0o755);
  git('remote', 'add', 'origin', folder);
  return folder;
}

const branchesOf = (folder: string) =>
  spawnSync('git', ['for-each-ref', '--format=%(refname:short)', 'refs/heads'], { cwd: folder, encoding: 'utf8' }).stdout.trim();

interface Asked {
  readonly call: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/** What the forge was asked, and what it says to each call. */
let asked: Asked[] = [];
let replies: Readonly<Record<string, { readonly status: number; readonly body: unknown }>> = {};
const forge = createServer((request, response) => {
  let text = '';
  request.on('data', (part: Buffer) => {
    text += part.toString();
  });
  request.on('end', () => {
    const call = `${request.method} ${request.url}`;
    asked.push({ call, authorization: request.headers.authorization, body: text === '' ? undefined : JSON.parse(text) });
    const { status, body } = replies[call] ?? { status: 404, body: { message: 'Not Found' } };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
});
let api = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => forge.listen(0, '127.0.0.1', resolve));
  api = `http://127.0.0.1:${(forge.address() as AddressInfo).port}`;
});
afterAll(() => {
  forge.close();
});
afterEach(() => {
  vi.unstubAllEnvs();
  asked = [];
  replies = {};
  spawnSync('git', ['remote', 'remove', 'origin'], { cwd: root });
  spawnSync('git', ['branch', '-qD', branch], { cwd: root });
});

/** The environment of a command: a folder with programs of the test before all others, and no token but those given. */
function surroundings(given: Readonly<Record<string, string>>, programs = folderWith({})): void {
  for (const name of ['GH_TOKEN', 'GITHUB_TOKEN', 'GITHUB_API_URL']) vi.stubEnv(name, '');
  // No gh of the machine.
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const git = folders.find((folder) => spawnSync('test', ['-x', path.join(folder, 'git')]).status === 0) ?? '';
  vi.stubEnv('PATH', [programs, withoutGh(git)].join(path.delimiter));
  for (const [name, value] of Object.entries(given)) vi.stubEnv(name, value);
}

/** A folder that has the git of another, and what it needs, and no gh. */
function withoutGh(folder: string): string {
  const own = folderWith({ git: `#!/bin/sh\nPATH=${process.env['PATH'] ?? ''} exec ${path.join(folder, 'git')} "$@"\n` });
  chmodSync(path.join(own, 'git'), 0o755);
  return own;
}

describe('--push', () => {
  it('pushes the branch of the command to its remote, says so, and pushes it again when it is run again', async () => {
    const there = remote();
    const first = await ops(now, [...delivery, '--push']);
    expect({ code: first.code, stderr: first.stderr, there: branchesOf(there) }).toEqual({ code: 0, stderr: '', there: branch });
    expect(first.stdout).toContain(`\nPushed to origin. Next: open a pull request. To look at it: git show ${branch}\n`);
    expect(git('rev-parse', '--abbrev-ref', `${branch}@{upstream}`)).toBe(`origin/${branch}`);
    const again = await ops(now, [...delivery, '--push', '--json']);
    expect({ code: again.code, ...(JSON.parse(again.stdout) as object) }).toMatchObject({
      code: 0,
      state: 'exists',
      published: { remote: 'origin' },
    });
  });

  it('takes the remote that Git pushes to', async () => {
    const there = remote();
    git('remote', 'rename', 'origin', 'company');
    git('remote', 'add', 'origin', '/nowhere');
    git('config', 'remote.pushDefault', 'company');
    const { code, stdout } = await ops(now, [...delivery, '--push']);
    git('config', '--unset', 'remote.pushDefault');
    git('remote', 'remove', 'company');
    expect({ code, said: stdout.includes('Pushed to company.'), there: branchesOf(there) }).toEqual({ code: 0, said: true, there: branch });
  });

  it('loses nothing when the remote refuses: branch and commit stay, and the same command goes on', async () => {
    const there = remote('#!/bin/sh\necho "Only on weekdays." >&2\nexit 1\n');
    const { code, stdout, stderr } = await ops(now, [...delivery, '--push']);
    expect({ code, there: branchesOf(there), commit: git('log', '-1', '--format=%s', branch) }).toEqual({
      code: 2,
      there: '',
      commit: `promote(${service}): build -> dev 1.1.0`,
    });
    expect(stdout).toContain(`is on the new branch ${branch};`);
    const [what = '', at, fix] = stderr.split('\n');
    expect({ what: what.replace(/'[^']*'/, "'there'"), at, fix }).toEqual({
      what: `error  Git could not push: remote: Only on weekdays. To ${there} ! [remote rejected] ${branch} -> ${branch} (pre-receive hook declined) failed to push some refs to 'there'`,
      at: `  at   git push -u origin ${branch}`,
      fix: `  fix  Do what the host asks. Branch and commit stay: the same command again goes on from there, or git push -u origin ${branch}.`,
    });
    const json = await ops(now, [...delivery, '--push', '--json']);
    expect({ code: json.code, ...(JSON.parse(json.stdout) as object) }).toMatchObject({
      code: 2,
      state: 'failed',
      branch,
      commit: git('rev-parse', branch),
    });
  });

  it.each([
    {
      what: 'without a remote',
      args: ['--push'],
      lines: ['This clone has no remote.', '--push', 'git remote add origin <address>'],
    },
    {
      what: 'together with --dry-run',
      args: ['--push', '--dry-run'],
      lines: ['With --dry-run there is no commit that could be pushed.', '--dry-run', 'Leave out --dry-run, or --push.'],
    },
  ])('is refused $what, before anything is made', async ({ args, lines: [what, at, fix] }) => {
    const { code, stdout, stderr } = await ops(now, [...delivery, ...args]);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `error  ${what}\n  at   ${at}\n  fix  ${fix}\n` });
    expect(git('branch', '--list', branch)).toBe('');
  });
});

describe('--pr', () => {
  const pulls = '/repos/erp/erp-gitops/pulls';
  const list = `GET ${pulls}?${new URLSearchParams({ state: 'open', head: `erp:${branch}`, base: 'main' })}`;
  const url = 'https://git.example.com/erp/erp-gitops/pull/7';

  it('opens the pull request with the token of the environment: title and text are those of the commit', async () => {
    surroundings({ GH_TOKEN: token, GITHUB_API_URL: `${api}/` });
    replies = { [list]: { status: 200, body: [] }, [`POST ${pulls}`]: { status: 201, body: { html_url: url } } };
    const there = remote();
    const { code, stdout, stderr } = await ops(now, [...delivery, '--pr']);
    expect({ code, stderr, there: branchesOf(there) }).toEqual({ code: 0, stderr: '', there: branch });
    expect(stdout).toContain(`\nPushed to origin. The pull request is open: ${url}\n`);
    const [title = '', ...body] = git('log', '-1', '--format=%B', branch).trim().split('\n');
    expect(asked).toEqual([
      { call: list, authorization: `Bearer ${token}`, body: undefined },
      {
        call: `POST ${pulls}`,
        authorization: `Bearer ${token}`,
        body: { head: branch, base: 'main', title, body: body.join('\n').trim() },
      },
    ]);
  });

  it('finds the one that is open already', async () => {
    surroundings({ GH_TOKEN: token, GITHUB_API_URL: api });
    replies = { [list]: { status: 200, body: [{ html_url: url }] } };
    remote();
    const { code, stdout } = await ops(now, [...delivery, '--pr', '--json']);
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({
      code: 0,
      published: { remote: 'origin', pullRequest: { url, isNew: false } },
    });
  });

  it('says what the forge says, that the branch is pushed, and no token', async () => {
    surroundings({ GH_TOKEN: token, GITHUB_API_URL: api });
    replies = {
      [list]: { status: 200, body: [] },
      [`POST ${pulls}`]: { status: 422, body: { message: 'Validation Failed', errors: [{ message: `No commits; ${token}` }] } },
    };
    const there = remote();
    const { code, stdout, stderr } = await ops(now, [...delivery, '--pr']);
    expect({ code, stderr, there: branchesOf(there), said: stdout.includes(branch) }).toEqual({
      code: 2,
      stderr: [
        'error  GitHub says 422: Validation Failed: No commits; ***.',
        `  at   POST ${api}${pulls}`,
        '  fix  Put right what it says; a branch without a new commit has no pull request. The branch is on origin: the same command again goes on from there.',
        '',
      ].join('\n'),
      there: branch,
      said: true,
    });
  });

  it('asks gh where it is on PATH', async () => {
    const programs = folderWith({
      gh: `#!/bin/sh\nprintf '%s\\n' "$*" >> "\${0%/*}/calls"\n[ "$2" = create ] && echo ${url}\nexit 0\n`,
    });
    chmodSync(path.join(programs, 'gh'), 0o755);
    surroundings({}, programs);
    remote();
    const { code, stdout } = await ops(now, [...delivery, '--pr']);
    expect({ code, said: stdout.includes(`The pull request is open: ${url}\n`) }).toEqual({ code: 0, said: true });
    const ends = `--repo git.example.com/erp/erp-gitops --head ${branch} --base main`;
    expect(readFileSync(path.join(programs, 'calls'), 'utf8').split('\n').slice(0, 2)).toEqual([
      `pr list ${ends} --state open --json url --jq .[].url`,
      `pr create ${ends} --title promote(${service}): build -> dev 1.1.0 --body ${git('log', '-1', '--format=%b', branch).split('\n')[0]}`,
    ]);
  });

  it('gives the words of gh', async () => {
    const programs = folderWith({ gh: '#!/bin/sh\necho "To get started, please run: gh auth login" >&2\nexit 4\n' });
    chmodSync(path.join(programs, 'gh'), 0o755);
    surroundings({}, programs);
    remote();
    const { code, stderr } = await ops(now, [...delivery, '--pr']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: [
        'error  gh failed: To get started, please run: gh auth login',
        '  at   gh pr list',
        '  fix  Log in with "gh auth login". The branch is on origin: the same command again goes on from there.',
        '',
      ].join('\n'),
    });
  });

  it('is refused before anything is made where there is neither gh nor a token', async () => {
    surroundings({});
    remote();
    const { code, stdout, stderr } = await ops(now, [...delivery, '--pr']);
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        'error  Nobody can open a pull request on GitHub: there is no token, and no gh.',
        '  at   GH_TOKEN, GITHUB_TOKEN, PATH',
        '  fix  Set GH_TOKEN to a token that may open pull requests, or install gh and log in; --push needs neither.',
        '',
      ].join('\n'),
    });
    expect(git('branch', '--list', branch)).toBe('');
  });
});

describe('each forge', () => {
  const request = { branch: 'scale/a/production/9-20', base: 'main', title: 'scale(a): more', body: 'Because.' };
  const host = (forge: GitHost['forge'], url = 'https://git.example.com/acme/platform/manifests.git'): GitHost => ({
    url,
    revision: 'main',
    forge,
  });
  const here = { name: 'origin', url: '/srv/git/manifests.git' };
  const { branch: head, base, title, body } = request;
  const project = encodeURIComponent('acme/platform/manifests');
  const query = new URLSearchParams({ state: 'opened', source_branch: head, target_branch: base });
  const url = 'https://git.example.com/pull/7';
  const forges = [
    {
      forge: 'gitlab',
      environment: { GITLAB_TOKEN: token },
      variable: 'CI_API_V4_URL',
      authorization: `Bearer ${token}`,
      list: `GET /projects/${project}/merge_requests?${query}`,
      none: { status: 200, body: [] },
      open: [{ web_url: url }],
      create: `POST /projects/${project}/merge_requests`,
      created: { web_url: url },
      sent: { source_branch: head, target_branch: base, title, description: body },
    },
    {
      forge: 'gitea',
      environment: { GITEA_TOKEN: token },
      variable: 'GITEA_API_URL',
      authorization: `token ${token}`,
      list: 'GET /repos/acme/platform/manifests/pulls/main/scale/a/production/9-20',
      none: { status: 404, body: { message: 'Not Found' } },
      open: { html_url: url, state: 'open' },
      create: 'POST /repos/acme/platform/manifests/pulls',
      created: { html_url: url },
      sent: { head, base, title, body },
    },
  ] as const;

  it.each(forges)('$forge: is asked for an open one, and makes one', async (one) => {
    const environment = { ...one.environment, [one.variable]: api };
    replies = { [one.list]: one.none, [one.create]: { status: 201, body: one.created } };
    expect(await pullRequestsOf(host(one.forge), here, environment)(request)).toEqual({ url, isNew: true });
    expect(asked).toEqual([
      { call: one.list, authorization: one.authorization, body: undefined },
      { call: one.create, authorization: one.authorization, body: one.sent },
    ]);
    replies = { [one.list]: { status: 200, body: one.open } };
    expect(await pullRequestsOf(host(one.forge), here, environment)(request)).toEqual({ url, isNew: false });
  });

  it('Gitea: one that was closed is not open', async () => {
    const [, { list, create }] = forges;
    replies = {
      [list]: { status: 200, body: { html_url: 'https://git.example.com/pull/3', state: 'closed' } },
      [create]: { status: 201, body: { html_url: url } },
    };
    expect(await pullRequestsOf(host('gitea'), here, { GITEA_TOKEN: token, GITEA_API_URL: api })(request)).toEqual({ url, isNew: true });
  });

  const refusal = async (open: () => unknown): Promise<string> => {
    try {
      await open();
    } catch (error) {
      if (error instanceof UserError) return error.text();
      throw error;
    }
    return '';
  };

  it.each([
    { status: 401, fix: 'Make a new token.' },
    { status: 403, fix: 'Give the token the right to read this repository and to open pull requests in it.' },
    {
      status: 404,
      fix: 'Look whether git.url in generators/catalog/platform.ts is right, and give the token this repository.',
    },
    { status: 500, fix: 'Wait a little.' },
  ])('says what to do about $status', async ({ status, fix }) => {
    const [{ list }] = forges;
    replies = { [list]: { status, body: { message: 'no' } } };
    const open = pullRequestsOf(host('gitlab'), here, { GITLAB_TOKEN: token, CI_API_V4_URL: api });
    expect(await refusal(() => open(request))).toBe(
      `error  GitLab says ${status}: no.\n  at   ${list.replace('GET ', `GET ${api}`)}\n  fix  ${fix}\n`,
    );
  });

  it('says when nobody answers', async () => {
    const open = pullRequestsOf(host('gitea'), here, { GITEA_TOKEN: token, GITEA_API_URL: 'http://127.0.0.1:9' });
    expect(await refusal(() => open(request))).toMatch(
      /^error {2}Gitea does not answer: .*\n.*\n {2}fix {2}Look at the address and at the network\.\n$/,
    );
  });

  it.each([
    { remote: 'git@git.example.com:acme/platform/manifests.git', is: 'the same' },
    { remote: 'ssh://git@git.example.com:2222/acme/platform/manifests', is: 'the same' },
    { remote: 'https://me:hunter2@git.example.com/acme/platform/manifests.git/', is: 'the same' },
    { remote: 'git@alias:acme/platform/manifests.git', is: 'the same' },
    { remote: '/srv/git/manifests.git', is: 'the same' },
    { remote: 'git@git.example.com:me/manifests.git', is: 'git.example.com/me/manifests' },
    { remote: 'https://git.example.org/acme/platform/manifests.git', is: 'git.example.org/acme/platform/manifests' },
  ])('takes $remote as $is', async ({ remote: url, is }) => {
    const said = await refusal(() => pullRequestsOf(host('gitlab'), { name: 'origin', url }, { GITLAB_TOKEN: token }));
    expect(said.split('\n')[0]).toBe(
      is === 'the same' ? '' : `error  The remote "origin" is ${is}, and pull requests go to git.example.com/acme/platform/manifests.`,
    );
  });
});

it('shows no token and no password in the words of others', () => {
  expect(withoutSecrets(`https://me:pass@host/x and ${token}`, { GITLAB_TOKEN: token })).toBe('https://host/x and ***');
});
