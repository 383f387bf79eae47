import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { look } from '../../scripts/operations/doctor/look.ts';
import { type Ruleset, weaker } from '../../scripts/operations/doctor/ruleset.ts';
import { folderWith } from '../support/folder.ts';
import { run } from '../support/process.ts';
import { start } from '../support/start.ts';

const root = path.resolve(import.meta.dirname, '../..');
const wanted = JSON.parse(readFileSync(path.join(root, '.github/rulesets/main.json'), 'utf8')) as Ruleset;
const tagRules = JSON.parse(readFileSync(path.join(root, '.github/rulesets/service-tags.json'), 'utf8')) as Ruleset;
const repository = 'erp/erp-gitops';
const at = `/repos/${repository}`;

type Replies = Readonly<Record<string, unknown>>;

/** What GitHub says of a repository that enforces everything. */
const manifests: Replies = {
  [at]: { default_branch: 'main' },
  [`${at}/rules/branches/main`]: wanted.rules.map((rule) => ({ ...rule, ruleset_source_type: 'Repository', ruleset_id: 1 })),
  [`${at}/rulesets`]: [{ id: 1, name: 'main', target: 'branch', enforcement: 'active' }],
  [`${at}/rulesets/1`]: { ...wanted, id: 1 },
  [`${at}/codeowners/errors`]: { errors: [] },
  [`${at}/actions/permissions/workflow`]: { default_workflow_permissions: 'read', can_approve_pull_request_reviews: false },
  '/orgs/example-erp/teams/incident-managers/members': [{ login: 'ines' }],
  '/orgs/example-erp/teams/ops/members': [{ login: 'sam' }],
  '/orgs/example-erp/teams/dev/members': [{ login: 'dora' }],
  '/orgs/example-erp/teams/qa/members': [{ login: 'quin' }],
};
const services: Replies = {
  [at]: { default_branch: 'main' },
  [`${at}/rulesets`]: [{ id: 2, name: 'release tags', target: 'tag', enforcement: 'active' }],
  [`${at}/rulesets/2`]: { ...tagRules, id: 2 },
  [`${at}/environments/release`]: { deployment_branch_policy: { protected_branches: false, custom_branch_policies: true } },
  [`${at}/environments/release/deployment-branch-policies`]: { branch_policies: [{ name: 'v*', type: 'tag' }] },
  [`${at}/actions/secrets`]: { secrets: [{ name: 'SLACK_WEBHOOK' }] },
  [`${at}/actions/permissions/workflow`]: { default_workflow_permissions: 'read', can_approve_pull_request_reviews: false },
};

let replies: Replies = {};
const asked: (string | undefined)[] = [];
const server = createServer((request, response) => {
  const [address = ''] = (request.url ?? '').split('?');
  asked.push(request.headers.authorization);
  const reply = replies[address];
  const status = reply === undefined ? 404 : typeof reply === 'number' ? reply : 200;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify(status === 200 ? reply : { message: status === 404 ? 'Not Found' : 'Resource not accessible by integration' }),
  );
});
let api = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
});

const asProcess = (args: readonly string[], env: Readonly<Record<string, string>>) =>
  run(process.execPath, [...start, path.join(root, 'scripts/ops.ts'), 'doctor', '--remote', ...args], {
    cwd: root,
    env: { GH_TOKEN: '', GITHUB_TOKEN: '', GITHUB_API_URL: '', ...env },
  });

async function looked(told: Replies, service = false): Promise<{ readonly open: readonly string[]; readonly well: readonly string[] }> {
  replies = told;
  vi.stubEnv('GH_TOKEN', 'sesame');
  vi.stubEnv('GITHUB_API_URL', api);
  const { text } = await look({ remote: true, repository, service });
  const lines = text.split('\n');
  return {
    open: lines.flatMap((line) => (line.startsWith('error  ') ? line.slice('error  '.length) : [])),
    well: lines.flatMap((line) => (line.startsWith('ok ') ? line.slice(7, 17).trim() : [])),
  };
}

/** Without its end: one thing that a reply says otherwise, and the line that names it. */
interface Open {
  readonly what: string;
  readonly replies: Replies;
  readonly found: string;
}

function withRule(type: string, parameters: Readonly<Record<string, unknown>> | undefined): Replies {
  const rules = wanted.rules.flatMap((rule) =>
    rule.type !== type ? [rule] : parameters === undefined ? [] : [{ ...rule, parameters: { ...rule.parameters, ...parameters } }],
  );
  return { [`${at}/rules/branches/main`]: rules };
}

describe('what GitHub enforces for the manifests', () => {
  it('is well when it is all of the ruleset, and nobody is told the token', async () => {
    replies = manifests;
    const { code, stdout, stderr } = await asProcess(['--repository', repository], { GH_TOKEN: 'sesame', GITHUB_API_URL: api });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').map((line) => line.slice(0, 17).trim())).toEqual([
      'ok     branch',
      'ok     rules',
      'ok     bypass',
      'ok     owners',
      'ok     token',
      'ok     two people',
      'GitHub enforces w',
      '',
    ]);
    expect(new Set(asked)).toEqual(new Set(['Bearer sesame']));
    expect(stdout).not.toContain('sesame');
  });

  it.each<Open>([
    {
      what: 'a rule is missing',
      replies: withRule('non_fast_forward', undefined),
      found: 'rules: main: the rule "non_fast_forward" is missing.',
    },
    {
      what: 'nobody need approve',
      replies: withRule('pull_request', { required_approving_review_count: 0 }),
      found: 'rules: main: "required_approving_review_count" of "pull_request" is 0 instead of 1.',
    },
    {
      what: 'owners are not asked',
      replies: withRule('pull_request', { require_code_owner_review: false }),
      found: 'rules: main: "require_code_owner_review" of "pull_request" is false instead of true.',
    },
    {
      what: 'an approval outlives the commit that it was for',
      replies: withRule('pull_request', { dismiss_stale_reviews_on_push: undefined }),
      found: 'rules: main: "dismiss_stale_reviews_on_push" of "pull_request" is not set instead of true.',
    },
    {
      what: 'commits may be squashed',
      replies: withRule('pull_request', { allowed_merge_methods: ['merge', 'squash'] }),
      found: 'rules: main: "allowed_merge_methods" of "pull_request" is ["merge","squash"] instead of ["merge"].',
    },
    {
      what: 'another check is required',
      replies: withRule('required_status_checks', { required_status_checks: [{ context: 'lint' }] }),
      found: 'rules: main: the check "npm run check" is not required.',
    },
    {
      what: 'somebody may pass by',
      replies: { [`${at}/rulesets/1`]: { ...wanted, bypass_actors: [{ actor_type: 'Integration', actor_id: 7, bypass_mode: 'always' }] } },
      found: 'bypass: Integration 7 may pass "main" by.',
    },
    {
      what: 'it does not show who may pass by',
      replies: { [`${at}/rulesets/1`]: { ...wanted, bypass_actors: undefined } },
      found: 'bypass: who may pass "main" by is not shown to this token.',
    },
    {
      what: 'another branch is the default',
      replies: { [at]: { default_branch: 'trunk' }, [`${at}/rules/branches/trunk`]: wanted.rules },
      found: 'branch: the default branch is trunk, and Argo CD follows main: the ruleset protects another one.',
    },
    {
      what: 'an owner does not exist',
      replies: { [`${at}/codeowners/errors`]: { errors: [{ message: 'Unknown owner on line 3\n  * @erp/nobody' }] } },
      found: 'owners: Unknown owner on line 3.',
    },
    {
      what: 'workflows may write and approve',
      replies: {
        [`${at}/actions/permissions/workflow`]: { default_workflow_permissions: 'write', can_approve_pull_request_reviews: true },
      },
      found: 'token: the token of workflows may write unless a workflow says less; workflows may approve pull requests.',
    },
    {
      what: 'one person is both approvals of an emergency',
      replies: { '/orgs/example-erp/teams/ops/members': [{ login: 'ines' }] },
      found: 'two people: ines is in @example-erp/ops and in @example-erp/incident-managers.',
    },
    {
      what: 'nobody can approve an emergency',
      replies: { '/orgs/example-erp/teams/incident-managers/members': [] },
      found: 'two people: nobody is in @example-erp/incident-managers: no emergency can be approved.',
    },
    {
      what: 'the token may not read the rules',
      replies: { [`${at}/rules/branches/main`]: 403 },
      found: 'rules: nobody knows, since GitHub does not show it: 403 Resource not accessible by integration.',
    },
  ])('is open when $what', async ({ replies: changed, found }) => {
    const { open, well } = await looked({ ...manifests, ...changed });
    expect({ open, well: well.length }).toEqual({ open: [found], well: 5 });
  });
});

describe('what GitHub enforces where services are developed', () => {
  it('is well when only tags get at the keys', async () => {
    expect(await looked(services, true)).toEqual({ open: [], well: ['tags', 'keys', 'secrets', 'token'] });
  });

  it.each<Open>([
    {
      what: 'anybody makes tags',
      replies: { [`${at}/rulesets`]: [] },
      found:
        'tags: the rule "creation" is missing; the rule "update" is missing; the rule "deletion" is missing; the rule "non_fast_forward" is missing.',
    },
    {
      what: 'the ruleset is about other tags',
      replies: {
        [`${at}/rulesets/2`]: { ...tagRules, conditions: { ref_name: { include: ['refs/tags/x*'], exclude: [] } }, rules: tagRules.rules },
      },
      found:
        'tags: the rule "creation" is missing; the rule "update" is missing; the rule "deletion" is missing; the rule "non_fast_forward" is missing.',
    },
    {
      what: 'there is no environment',
      replies: { [`${at}/environments/release`]: 404 },
      found: 'keys: there is no environment "release", or it is not shown.',
    },
    {
      what: 'any branch gets at the keys',
      replies: { [`${at}/environments/release`]: { deployment_branch_policy: null } },
      found: 'keys: any branch may take its keys.',
    },
    {
      what: 'branches get at the keys',
      replies: { [`${at}/environments/release/deployment-branch-policies`]: { branch_policies: [{ name: 'v*', type: 'branch' }] } },
      found: 'keys: branch v* may take its keys.',
    },
    {
      what: 'the keys are secrets of the whole repository',
      replies: { [`${at}/actions/secrets`]: { secrets: [{ name: 'GITOPS_APP_PRIVATE_KEY' }] } },
      found: 'secrets: every workflow of every branch may read GITOPS_APP_PRIVATE_KEY.',
    },
  ])('is open when $what', async ({ replies: changed, found }) => {
    const { open, well } = await looked({ ...services, ...changed }, true);
    expect({ open, well: well.length }).toEqual({ open: [found], well: 3 });
  });
});

describe('the question', () => {
  it('goes to gh where there is no token', async () => {
    const bin = folderWith({
      gh: `#!/bin/sh\nfor last; do :; done\necho "gh: Not Found (HTTP 404)" >&2; echo '{"message":"Not Found"}'; exit 1\n`,
    });
    chmodSync(path.join(bin, 'gh'), 0o755);
    const { code, stderr } = await asProcess(['--repository', repository], { PATH: `${bin}:${process.env['PATH']}` });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `error  GitHub shows no repository ${repository}: 404 Not Found.\n  at   ${at}\n  fix  Give --repository <owner>/<name>, and a token that may read it.\n`,
    });
  });

  it.each([
    { what: 'another token', told: { [at]: 401 }, args: ['--repository', repository], says: 'GitHub refuses the token' },
    { what: 'no repository of that form', told: {}, args: ['--repository', 'erp'], says: '"erp" is no repository.' },
    { what: 'a cluster at once', told: {}, args: ['--cluster'], says: '--remote is about the Git host, not about a cluster.' },
  ])('is refused with $what', async ({ told, args, says }) => {
    replies = told;
    const { code, stderr } = await asProcess(args, { GH_TOKEN: 'sesame', GITHUB_API_URL: api });
    expect(code).toBe(2);
    expect(stderr).toContain(`error  ${says}`);
  });
});

describe('the ruleset of main', () => {
  const folder = path.join(root, '.github/workflows');
  const workflows = readdirSync(folder).map((name) => load(readFileSync(path.join(folder, name), 'utf8')) as Workflow);

  it('requires checks that run for a pull request and again in the merge queue', () => {
    const required = wanted.rules.find(({ type }) => type === 'required_status_checks')?.parameters?.[
      'required_status_checks'
    ] as readonly { context: string }[];
    const running = workflows
      .filter(({ on }) => on !== undefined && 'pull_request' in on && 'merge_group' in on)
      .flatMap(({ jobs }) => Object.values(jobs).map(({ name }) => name));
    expect(required.length).toBeGreaterThan(0);
    expect(required.map(({ context }) => context).filter((context) => !running.includes(context))).toEqual([]);
  });

  it('asks as much as itself, and as a stricter one', () => {
    expect(weaker(wanted.rules, wanted.rules)).toEqual([]);
    const stricter = wanted.rules.map((rule) =>
      rule.type === 'pull_request' ? { ...rule, parameters: { ...rule.parameters, required_approving_review_count: 2 } } : rule,
    );
    expect(weaker(wanted.rules, stricter)).toEqual([]);
  });
});

interface Workflow {
  readonly on?: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, { readonly name?: string }>>;
}
