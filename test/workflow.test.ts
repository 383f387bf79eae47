import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { itNeeds, programPath } from './support/programs.ts';

const folder = path.resolve(import.meta.dirname, '../.github/workflows');
const workflows = readdirSync(folder).map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }));

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly 'timeout-minutes'?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress'?: boolean | string };
  readonly jobs: Readonly<Record<string, Job>>;
}

/** What each may write at most; the others may only read. */
const rightsToWrite: Readonly<Record<string, readonly string[]>> = {
  'facts.yml': ['contents'],
  'preview-comment.yml': ['issues', 'pull-requests'],
  'recheck.yml': ['actions'],
  'site.yml': ['id-token', 'pages'],
  'tidy.yml': ['contents', 'issues', 'pull-requests'],
};

/** What runs in a job that may write, beside what is written there: it takes what another job made, and nothing of a repository. */
const publishers = ['actions/deploy-pages@d6db90164ac5ed86f2b6aed7e0febac5b3c0c03e'];

describe.each(workflows)('$name', ({ name, text }) => {
  const workflow = load(text) as Workflow;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  itNeeds('actionlint')('is accepted by actionlint', () => {
    const { status, stdout, stderr } = spawnSync(programPath('actionlint') ?? 'actionlint', [path.join(folder, name)], {
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('uses every action by commit', () => {
    const actions = steps.flatMap(({ uses }) => uses ?? []);
    expect(actions.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });

  it('may only read unless a job says more, and does not run for ever', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    // What waits for a person, or for a pull request, ends soon; at night nobody waits.
    const longest = name === 'nightly.yml' ? 75 : 30;
    for (const job of Object.values(workflow.jobs)) expect(job['timeout-minutes']).toBeLessThanOrEqual(longest);
  });

  it('leaves no credentials in a checkout', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
  });

  it('runs nothing of a repository in a job that may write', () => {
    const writing = Object.values(workflow.jobs).filter(({ permissions = {} }) => Object.values(permissions).includes('write'));
    expect(writing.flatMap((job) => job.steps.flatMap(({ uses }) => uses ?? []))).toEqual(name === 'site.yml' ? publishers : []);
    expect(writing.flatMap((job) => job.steps.flatMap(({ run }) => run ?? [])).join('\n')).not.toMatch(/\bnpm |\bnode |\bsource /);
  });

  it('has no right to write that is not needed', () => {
    const rights = Object.values(workflow.jobs).flatMap(({ permissions = {} }) =>
      Object.entries(permissions).flatMap(([right, level]) => (level === 'write' ? [right] : [])),
    );
    expect(rights.filter((right) => !rightsToWrite[name]?.includes(right))).toEqual([]);
  });

  it('where it has more rights than the pull request, knows only the code of the default branch', () => {
    if (!('pull_request_target' in workflow.on || 'workflow_run' in workflow.on)) return;
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.map((step) => step.with?.['ref'])).toEqual(checkouts.map(() => '${{ github.event.repository.default_branch }}'));
    expect(steps.flatMap(({ run }) => run ?? []).join('\n')).not.toMatch(
      /git (?:checkout|switch|restore|reset|merge|rebase|worktree|submodule)\b/,
    );
  });

  it('never cancels a run on main, and is not run twice for nothing', () => {
    const { concurrency, on } = workflow;
    if (!('push' in on || 'pull_request' in on || 'pull_request_target' in on || 'workflow_run' in on)) return;
    expect(concurrency?.group).toBeDefined();
    if ('push' in on) {
      expect(concurrency).toEqual({
        group: '${{ github.workflow }}-${{ github.event.pull_request.number || github.sha }}',
        'cancel-in-progress': "${{ github.event_name == 'pull_request' }}",
      });
    }
  });

  it('fails where a test would be skipped for want of a program', () => {
    const testing = steps.filter(({ run }) => /npm (?:test|run (?:check|test(?::\w+)?))\b/.test(run ?? ''));
    expect(testing.filter(({ env }) => env?.['REQUIRE_TOOLS'] !== '1')).toEqual([]);
  });

  it('puts no text of an event into a script, only into its environment', () => {
    expect(steps.flatMap(({ run }) => run ?? []).filter((run) => run.includes('${{'))).toEqual([]);
  });
});

const workflowNamed = (name: string) => load(workflows.find((workflow) => workflow.name === name)?.text ?? '') as Workflow;
const runs = ({ steps }: Job | undefined = { steps: [] }) => steps.flatMap(({ run }) => run ?? []);

it('a pull request runs exactly what "npm run check" runs, with the programs of its tests, and then checks the operations against its base', () => {
  expect(runs(workflowNamed('pull-request.yml').jobs['check'])).toEqual([
    'npm ci',
    '.ci/tools',
    'npm run check',
    'npm run ops -- check --base "$BASE"',
  ]);
});

describe('the preview of a pull request', () => {
  const { on, jobs } = workflowNamed('preview-comment.yml');
  const script = runs(jobs['comment']).join('\n');
  const stepNamed = (name: string) => jobs['preview']?.steps.find((step) => step.name === name)?.run ?? '';

  it('is made of main, and without a right to write', () => {
    expect(on).toEqual({ pull_request_target: { branches: ['main'] } });
    expect(jobs['preview']?.permissions).toBeUndefined();
    expect(jobs['comment']?.permissions).toEqual({ actions: 'read', issues: 'write', 'pull-requests': 'write' });
    expect(runs(jobs['preview'])).toEqual(['npm ci', stepNamed('Fetch the commit as data'), stepNamed('Compare')]);
  });

  it('fetches the commit of the pull request beside what is checked out, or ends where it has moved on', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'erp-gitops-fetch-'));
    try {
      const git = (cwd: string, ...args: string[]) =>
        spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], { cwd: path.join(folder, cwd), encoding: 'utf8' });
      git('.', 'init', '--quiet', '--initial-branch=main', 'origin');
      git('origin', 'commit', '--quiet', '--allow-empty', '--message', 'main');
      git('.', 'clone', '--quiet', 'origin', 'work');
      writeFileSync(path.join(folder, 'origin/theirs'), '');
      git('origin', 'add', '--all');
      git('origin', 'commit', '--quiet', '--message', 'theirs');
      const commit = git('origin', 'rev-parse', 'HEAD').stdout.trim();
      git('origin', 'update-ref', 'refs/pull/7/head', commit);
      writeFileSync(path.join(folder, 'gh'), '#!/bin/sh\n', { mode: 0o755 });
      const fetch = (wanted: string) =>
        spawnSync('bash', ['-c', stepNamed('Fetch the commit as data')], {
          cwd: path.join(folder, 'work'),
          env: { ...process.env, PATH: `${folder}:${process.env['PATH']}`, NUMBER: '7', COMMIT: wanted },
        }).status;
      expect(fetch('0'.repeat(40))).toBe(1);
      expect(fetch(commit)).toBe(0);
      expect(git('work', 'rev-parse', 'refs/preview/head').stdout.trim()).toBe(commit);
      expect(existsSync(path.join(folder, 'work/theirs'))).toBe(false);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.each([
    [0, 0],
    [1, 0],
    [2, 1],
  ])('for a comparison that ends with %i ends with %i, and takes nothing that is printed for a command', (code, expected) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'erp-gitops-compare-'));
    try {
      writeFileSync(path.join(folder, 'npm'), `#!/bin/sh\necho "::error::out"\necho "::error::$*" >&2\nexit ${code}\n`, { mode: 0o755 });
      const { status, stdout, stderr } = spawnSync('bash', ['-c', stepNamed('Compare')], {
        env: { ...process.env, PATH: `${folder}:${process.env['PATH']}` },
        encoding: 'utf8',
      });
      const token = /^::stop-commands::([0-9a-f]{32})\n::\1::\n$/.exec(stdout)?.[1];
      expect({ status, token: token !== undefined, stderr }).toEqual({
        status: expected,
        token: true,
        stderr:
          '::error::run --silent ops -- preview --base origin/main --head refs/preview/head --out preview --html preview/preview.html\n',
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  // What `gh` would be asked for a preview that holds these files, by a program of that name that answers as GitHub does.
  const post = (
    files: { readonly risk: string; readonly text?: string },
    { comments = '', result = 'success', labels = 'yes', head = 'abc', page = '' } = {},
  ) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'erp-gitops-comment-'));
    try {
      const gh = [
        '#!/bin/bash',
        'if [ "$1" = run ]; then cp given/* preview; exit; fi',
        'case "$*" in *"--jq .head.sha"*) echo "$HEAD"; exit ;; *--paginate*) printf "%s" "$COMMENTS"; exit ;; esac',
        'case "$*" in "api repos/o/r/labels/"*) [ "$LABELS" = yes ]; exit ;; esac',
        'echo "$*" >> asked',
      ].join('\n');
      mkdirSync(path.join(folder, 'given'));
      writeFileSync(path.join(folder, 'gh'), gh, { mode: 0o755 });
      writeFileSync(path.join(folder, 'given/risk'), files.risk);
      writeFileSync(path.join(folder, 'given/preview.md'), files.text ?? '<!-- erp-gitops-preview -->\ntext\n');
      const env = {
        ...process.env,
        PATH: `${folder}:${process.env['PATH']}`,
        REPOSITORY: 'o/r',
        RUN: '1',
        NUMBER: '7',
        COMMIT: 'abc',
        RESULT: result,
        COMMENTS: comments,
        LABELS: labels,
        HEAD: head,
        PAGE: page,
      };
      const { status } = spawnSync('bash', ['-c', script], { cwd: folder, env, encoding: 'utf8' });
      const asked = existsSync(path.join(folder, 'asked')) ? readFileSync(path.join(folder, 'asked'), 'utf8').trim().split('\n') : [];
      return {
        status,
        asked,
        body: existsSync(path.join(folder, 'body.json')) ? readFileSync(path.join(folder, 'body.json'), 'utf8') : '',
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };

  itNeeds('jq')('is one comment, which is updated, and one label, which is made where there is none', () => {
    const first = post({ risk: 'high\n' }, { labels: 'no' });
    expect(first.status).toBe(0);
    expect(first.asked).toEqual([
      'api --method POST repos/o/r/issues/7/comments --input body.json --silent',
      'api --method POST repos/o/r/labels -f name=risk/high -f color=d93f0b --silent',
      'api --method DELETE repos/o/r/issues/7/labels/risk%2Flow --silent',
      'api --method DELETE repos/o/r/issues/7/labels/risk%2Fmedium --silent',
      'api --method POST repos/o/r/issues/7/labels -f labels[]=risk/high --silent',
    ]);
    expect(JSON.parse(first.body)).toEqual({ body: '<!-- erp-gitops-preview -->\ntext\n' });
    const linked = post({ risk: 'low\n' }, { page: 'https://github.com/o/r/actions/runs/1/artifacts/2' });
    expect(JSON.parse(linked.body)).toEqual({
      body: '<!-- erp-gitops-preview -->\ntext\n\n**[All of it as a page](https://github.com/o/r/actions/runs/1/artifacts/2)**: YAML side by side, flows as a picture, charts. Open preview.html of the artifact.',
    });
    const second = post({ risk: 'low\n' }, { comments: '42' });
    expect(second.asked[0]).toBe('api --method PATCH repos/o/r/issues/comments/42 --input body.json --silent');
    expect(second.asked.filter((line) => line.includes('/labels -f name='))).toEqual([]);
  });

  itNeeds('jq')('is of high risk where nothing could be compared, whatever an earlier commit said', () => {
    const { status, asked, body } = post({ risk: 'low\n' }, { result: 'failure', comments: '42' });
    expect([status, asked.at(-1)]).toEqual([0, 'api --method POST repos/o/r/issues/7/labels -f labels[]=risk/high --silent']);
    expect(body).toContain('risk **high**');
  });

  it('is not posted for a risk that is none', () => {
    expect(post({ risk: 'low; x' })).toEqual({ status: 1, asked: [], body: '' });
  });

  it('is not posted for a pull request that has moved on', () => {
    expect(post({ risk: 'low' }, { head: 'def' })).toEqual({ status: 0, asked: [], body: '' });
  });
});

describe('the facts of charts on a pull request', () => {
  const { facts } = workflowNamed('pull-request.yml').jobs;
  const { on, jobs } = workflowNamed('facts.yml');
  const script = runs(jobs['commit']).join('\n');

  it('are made without a right to write, of the commit that they are for', () => {
    expect(facts?.permissions).toBeUndefined();
    expect(runs(facts).slice(0, 2)).toEqual([
      'npm ci',
      [
        'npm run generate',
        'npm run charts',
        'npm run generate',
        'git add --all charts argocd base overlays',
        'mkdir facts',
        'git diff --cached --binary > facts/facts.patch',
        `if [ -s facts/facts.patch ]; then echo 'changed=true' >> "$GITHUB_OUTPUT"; fi`,
        '',
      ].join('\n'),
    ]);
  });

  it('are committed by a workflow of the default branch that runs nothing of the pull request, on branches of Renovate here', () => {
    expect(Object.keys(on ?? {})).toEqual(['workflow_run']);
    expect(jobs['commit']?.permissions).toEqual({ actions: 'read', contents: 'write' });
    expect(jobs['commit']?.steps.flatMap(({ uses }) => uses ?? [])).toEqual([]);
    expect(script).not.toMatch(/npm |node /);
    const condition = (jobs['commit'] as { readonly if?: string } | undefined)?.if ?? '';
    expect(condition).toContain('head_repository.full_name == github.repository');
    expect(condition).toContain("startsWith(github.event.workflow_run.head_branch, 'renovate/')");
  });

  // What is pushed to a branch for a run that left this patch, made of files that were written into a clone.
  const push = (files: Readonly<Record<string, string>>, options: { readonly moved?: true; readonly none?: true } = {}) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'erp-gitops-facts-'));
    try {
      const git = (cwd: string, ...args: string[]) =>
        spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], { cwd: path.join(folder, cwd), encoding: 'utf8' });
      const write = (cwd: string, name: string, text: string) => {
        mkdirSync(path.dirname(path.join(folder, cwd, name)), { recursive: true });
        writeFileSync(path.join(folder, cwd, name), text);
      };
      git('.', 'init', '--quiet', '--bare', '--initial-branch=main', 'origin');
      git('.', 'clone', '--quiet', 'origin', 'work');
      write('work', 'charts/dev/tool.yaml', 'old\n');
      write('work', 'package.json', '{}\n');
      git('work', 'checkout', '--quiet', '-b', 'renovate/charts');
      git('work', 'add', '--all');
      git('work', 'commit', '--quiet', '--message', 'A pin');
      git('work', 'push', '--quiet', 'origin', 'HEAD');
      const commit = git('work', 'rev-parse', 'HEAD').stdout.trim();
      for (const [name, text] of Object.entries(files)) write('work', name, text);
      git('work', 'add', '--all');
      write('given', 'facts.patch', git('work', 'diff', '--cached', '--binary').stdout);
      if (options.moved)
        git(
          'work',
          'push',
          '--quiet',
          'origin',
          `${git('work', 'commit-tree', 'HEAD^{tree}', '-p', 'HEAD', '-m', 'x').stdout.trim()}:renovate/charts`,
        );
      const gh = [
        '#!/bin/bash',
        `if [ "$1 $2" = 'run download' ]; then ${options.none ? 'exit 1' : 'cp -r given facts; exit'}; fi`,
        `if [ "$1 $2" = 'repo clone' ]; then git clone "file://$PWD/origin" "$4" "\${@:6}"; fi`,
      ].join('\n');
      writeFileSync(path.join(folder, 'gh'), gh, { mode: 0o755 });
      const env = {
        ...process.env,
        PATH: `${folder}:${process.env['PATH']}`,
        REPOSITORY: 'o/r',
        RUN: '1',
        COMMIT: commit,
        BRANCH: 'renovate/charts',
      };
      const { status } = spawnSync('bash', ['-c', script], { cwd: folder, env, encoding: 'utf8' });
      const changed = git('origin', 'diff', '--name-only', commit, 'renovate/charts').stdout.trim();
      return { status, changed: changed === '' ? [] : changed.split('\n') };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };

  it.each([
    [
      'generated files',
      { 'charts/dev/tool.yaml': 'new\n', 'argocd/a.yaml': 'a\n' },
      {},
      { status: 0, changed: ['argocd/a.yaml', 'charts/dev/tool.yaml'] },
    ],
    [
      'a file that nobody generates',
      { 'charts/dev/tool.yaml': 'new\n', 'package.json': '{"scripts":{}}\n' },
      {},
      { status: 1, changed: [] },
    ],
    ['a branch that has moved on', { 'charts/dev/tool.yaml': 'new\n' }, { moved: true }, { status: 0, changed: [] }],
    ['a run that changed nothing', { 'charts/dev/tool.yaml': 'new\n' }, { none: true }, { status: 0, changed: [] }],
  ] as const)('are pushed for %s as they should be', (_, files, options, expected) => {
    expect(push(files, options)).toEqual(expected);
  });
});
