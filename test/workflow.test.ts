import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { itNeeds, programPath } from './support/programs.ts';

const folder = path.resolve(import.meta.dirname, '../.github/workflows');
const workflows = readdirSync(folder).map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }));

interface Job {
  readonly 'timeout-minutes'?: number;
  readonly permissions?: unknown;
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}

interface Workflow {
  readonly on?: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

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

  it('puts no text of an event into a script, only into its environment', () => {
    expect(steps.flatMap(({ run }) => run ?? []).filter((run) => run.includes('${{'))).toEqual([]);
  });
});

const workflowNamed = (name: string) => load(workflows.find((workflow) => workflow.name === name)?.text ?? '') as Workflow;
const runs = ({ steps }: Job | undefined = { steps: [] }) => steps.flatMap(({ run }) => run ?? []);

it('a pull request runs exactly what "npm run check" runs, after "npm ci", and then checks the operations against its base', () => {
  expect(runs(workflowNamed('pull-request.yml').jobs['check'])).toEqual(['npm ci', 'npm run check', 'npm run ops -- check --base "$BASE"']);
});

describe('the preview of a pull request', () => {
  const { preview } = workflowNamed('pull-request.yml').jobs;
  const { on, jobs } = workflowNamed('preview-comment.yml');
  const script = runs(jobs['comment']).join('\n');

  it('is made without a right to write', () => {
    expect(preview?.permissions).toBeUndefined();
    expect(runs(preview).join('\n')).toContain('npm run --silent ops -- preview --base "origin/$BASE" --out preview');
  });

  it('is posted by a workflow of the default branch that runs nothing of the pull request', () => {
    expect(Object.keys(on ?? {})).toEqual(['workflow_run']);
    expect(jobs['comment']?.permissions).toEqual({ actions: 'read', 'pull-requests': 'write' });
    expect(jobs['comment']?.steps.flatMap(({ uses }) => uses ?? [])).toEqual([]);
    expect(script).not.toMatch(/npm |node |checkout|source /);
  });

  // What `gh` would be asked for a preview that holds these files, by a program of that name that answers as GitHub does.
  const post = (files: { readonly number: string; readonly risk: string; readonly text?: string }, comments = '') => {
    const folder = mkdtempSync(path.join(tmpdir(), 'erp-gitops-comment-'));
    try {
      const gh = [
        '#!/bin/bash',
        'if [ "$1" = run ]; then mkdir preview; cp given/* preview; exit; fi',
        'case "$*" in *"--jq .head.sha"*) echo abc; exit ;; *--paginate*) printf "%s" "$COMMENTS"; exit ;; esac',
        'echo "$*" >> asked',
      ].join('\n');
      mkdirSync(path.join(folder, 'given'));
      writeFileSync(path.join(folder, 'gh'), gh, { mode: 0o755 });
      writeFileSync(path.join(folder, 'given/number'), files.number);
      writeFileSync(path.join(folder, 'given/risk'), files.risk);
      writeFileSync(path.join(folder, 'given/preview.md'), files.text ?? '<!-- erp-gitops-preview -->\ntext\n');
      const env = {
        ...process.env,
        PATH: `${folder}:${process.env['PATH']}`,
        REPOSITORY: 'o/r',
        RUN: '1',
        COMMIT: 'abc',
        COMMENTS: comments,
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

  itNeeds('jq')('is one comment, which is updated, and one label', () => {
    const first = post({ number: '7\n', risk: 'high\n' });
    expect(first.status).toBe(0);
    expect(first.asked).toEqual([
      'api --method POST repos/o/r/issues/7/comments --input body.json --silent',
      'api --method DELETE repos/o/r/issues/7/labels/risk%2Flow --silent',
      'api --method DELETE repos/o/r/issues/7/labels/risk%2Fmedium --silent',
      'api --method POST repos/o/r/issues/7/labels -f labels[]=risk/high --silent',
    ]);
    expect(JSON.parse(first.body)).toEqual({ body: '<!-- erp-gitops-preview -->\ntext\n' });
    expect(post({ number: '7\n', risk: 'low\n' }, '42').asked[0]).toBe(
      'api --method PATCH repos/o/r/issues/comments/42 --input body.json --silent',
    );
  });

  it.each([
    ['a number that is none', { number: '7/../8', risk: 'low' }],
    ['no number', { number: '', risk: 'low' }],
    ['a risk that is none', { number: '7', risk: 'low; x' }],
  ])('is not posted for %s', (_, files) => {
    expect(post(files)).toEqual({ status: 1, asked: [], body: '' });
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
