import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { load } from 'js-yaml';
import { describe, expect } from 'vitest';
import { itNeeds } from './support/programs.ts';

interface Job {
  readonly steps: readonly { readonly run?: string }[];
}

/** The scripts of a job, after the one that installs packages. */
function scriptsOf(workflow: string, job: string): readonly string[] {
  const text = readFileSync(path.resolve(import.meta.dirname, '../.github/workflows', workflow), 'utf8');
  const { jobs } = load(text) as { readonly jobs: Readonly<Record<string, Job>> };
  return (jobs[job]?.steps ?? []).flatMap(({ run }) => run ?? []).filter((run) => run !== 'npm ci');
}

interface World {
  readonly folder: string;
  git(cwd: string, ...args: string[]): string;
  write(name: string, text: string): void;
  run(cwd: string, script: string, env?: Readonly<Record<string, string>>): number | null;
  /** What `gh` was asked to change, each in a line. */
  asked(): readonly string[];
}

/** A folder with a repository `work` and its origin, and programs `npm` and `gh` that answer by what the test writes. */
function inWorld(use: (world: World) => void): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'erp-gitops-tidy-'));
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text, { mode: 0o755 });
  };
  const git = (cwd: string, ...args: string[]) =>
    spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], {
      cwd: path.join(folder, cwd),
      encoding: 'utf8',
    }).stdout.trim();
  try {
    git('.', 'init', '--quiet', '--bare', '--initial-branch=main', 'origin');
    git('.', 'clone', '--quiet', 'origin', 'work');
    git('work', 'switch', '--quiet', '--create', 'main');
    write('work/generators/catalog/scaling/dev/orders.yaml', 'min: 1\n');
    write('work/package.json', '{}\n');
    git('work', 'add', '--all');
    git('work', 'commit', '--quiet', '--message', 'What is there');
    git('work', 'push', '--quiet', 'origin', 'main');
    const run = (cwd: string, script: string, env: Readonly<Record<string, string>> = {}) =>
      spawnSync('bash', ['-e', '-c', script], {
        cwd: path.join(folder, cwd),
        env: {
          ...process.env,
          PATH: `${folder}/bin:${process.env['PATH']}`,
          WORLD: folder,
          GITHUB_STEP_SUMMARY: path.join(folder, 'summary'),
          GITHUB_OUTPUT: path.join(folder, 'output'),
          REPOSITORY: 'o/r',
          RUN: '1',
          COMMIT: git('work', 'rev-parse', 'main'),
          BASE: 'main',
          TITLE: 'Due',
          BRANCH: 'config/all/tidy/open',
          ...env,
        },
        encoding: 'utf8',
      }).status;
    const asked = () => (existsSync(path.join(folder, 'asked')) ? readFileSync(path.join(folder, 'asked'), 'utf8').trim().split('\n') : []);
    use({ folder, git, write, run, asked });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the workflow that tidies', () => {
  const look = scriptsOf('tidy.yml', 'look');
  const propose = scriptsOf('tidy.yml', 'propose');
  const gh = [
    '#!/bin/bash',
    'case "$1 $2" in',
    '  "run download") mkdir -p tidy; cp "$WORLD"/work/tidy/* tidy 2>/dev/null; exit 0 ;;',
    '  "issue list") cat "$WORLD/issue" 2>/dev/null; exit 0 ;;',
    '  "issue view") cat "$WORLD/body"; exit 0 ;;',
    '  "pr list") cat "$WORLD/open" 2>/dev/null; exit 0 ;;',
    '  "repo clone") exec git clone "file://$WORLD/origin" "$4" "${@:6}" ;;',
    '  "auth setup-git") exit 0 ;;',
    'esac',
    'echo "$*" >> "$WORLD/asked"',
  ].join('\n');
  const finding = { message: 'The scale of @orders ended.', where: 'a.yaml', fix: '[tidy](http://x)' };

  /** What comes of a day on which these are over, and this file is tidied. */
  const day = (
    { findings, tidied }: { readonly findings: readonly object[]; readonly tidied?: string },
    files: Readonly<Record<string, string>> = {},
  ) => {
    let result = {};
    inWorld(({ folder, git, write, run, asked }) => {
      const remove =
        tidied === undefined
          ? ''
          : `git switch -q -c config/all/tidy/day && git rm -q ${tidied} && git commit -qm 'config(all): over' && git switch -q main`;
      write(
        'bin/npm',
        `#!/bin/bash\ncase "$*" in *" check "*) printf '%s' '${JSON.stringify({ findings })}'; exit ${findings.length === 0 ? 0 : 1} ;; esac\n${remove}\nprintf '%s' '{"state":"${tidied === undefined ? 'unchanged' : 'made'}","branch":"config/all/tidy/day"}'\n`,
      );
      write('bin/gh', gh);
      for (const [name, text] of Object.entries(files)) write(name, text);
      const looked = look.map((script) => run('work', script));
      mkdirSync(path.join(folder, 'other'));
      const proposed = propose.map((script) => run('other', script));
      const body = path.join(folder, 'other/body.md');
      result = {
        codes: [looked, proposed],
        asked: asked(),
        pushed: git('origin', 'diff', '--name-status', 'main', 'config/all/tidy/open'),
        ...(existsSync(body) && { body: readFileSync(body, 'utf8') }),
      };
    });
    return result as { readonly codes: unknown; readonly asked: readonly string[]; readonly pushed: string; readonly body?: string };
  };
  const file = 'generators/catalog/scaling/dev/orders.yaml';
  const good = [
    [0, 0],
    [0, 0],
  ];

  itNeeds('jq')('tells what is over in an issue, and removes it by a pull request', () => {
    const { codes, asked, pushed } = day({ findings: [finding], tidied: file });
    expect({ codes, asked, pushed }).toEqual({
      codes: good,
      asked: [
        'issue create --repo o/r --title Due --body-file body.md',
        'pr create --repo o/r --base main --head config/all/tidy/open --title config(all): over --body-file body.md',
      ],
      pushed: `D\t${file}`,
    });
  });

  itNeeds('jq')('lets no text of a file become Markdown', () => {
    const { body } = day({ findings: [finding] });
    expect(body?.split('\n').slice(2)).toEqual(['    The scale of @orders ended.', '      at   a.yaml', '      fix  [tidy](http://x)', '']);
  });

  itNeeds('jq')('does nothing where nothing is over, and takes back what it said', () => {
    expect(day({ findings: [] })).toEqual({ codes: good, asked: [], pushed: '' });
    expect(day({ findings: [] }, { issue: '7\n', open: '8\n' }).asked).toEqual([
      'issue close 7 --repo o/r',
      'pr close 8 --repo o/r --comment Nothing is over any more.',
    ]);
  });

  itNeeds('jq')('keeps one issue and one pull request', () => {
    const again = day({ findings: [finding], tidied: file }, { issue: '7\n', open: '8\n', body: 'other\n' });
    expect(again.asked).toEqual(['issue edit 7 --repo o/r --body-file body.md', 'issue comment 7 --repo o/r --body-file body.md']);
    expect(again.pushed).toBe(`D\t${file}`);
  });

  itNeeds('jq')('pushes nothing that is no data of operations', () => {
    expect(day({ findings: [finding], tidied: 'package.json' })).toMatchObject({
      codes: [
        [0, 0],
        [0, 1],
      ],
      pushed: '',
    });
  });
});

describe('the workflow that asks again', () => {
  const [look = ''] = scriptsOf('recheck.yml', 'frozen');
  const [again = ''] = scriptsOf('recheck.yml', 'again');

  itNeeds('jq')('knows since when an environment is frozen, and that a freeze that was committed begins for the checks now', () => {
    const since = (frozen: readonly object[], event: string) => {
      let output = '';
      inWorld(({ folder, write, run }) => {
        write('bin/npm', `#!/bin/bash\nprintf '%s' '${JSON.stringify({ frozen })}'\n`);
        expect(run('work', look, { EVENT: event })).toBe(0);
        output = readFileSync(path.join(folder, 'output'), 'utf8').trim();
      });
      return output;
    };
    const frozen = [{ since: '2026-11-27T16:00Z' }, { since: '2026-11-28T16:00Z' }];
    expect(since([], 'schedule')).toBe('since=');
    expect(since(frozen, 'schedule')).toBe('since=2026-11-28T16:00Z');
    expect(since([], 'push')).toBe('since=');
    expect(since(frozen, 'push')).toMatch(/^since=20\d\d-\d\d-\d\dT\d\d:\d\dZ$/);
    expect(since(frozen, 'push')).not.toBe('since=2026-11-28T16:00Z');
  });

  itNeeds('jq')('starts again the checks that ended well before, and no others', () => {
    const runs = {
      a: { id: 1, conclusion: 'success', run_started_at: '2026-11-27T15:59:10Z' },
      b: { id: 2, conclusion: 'success', run_started_at: '2026-11-27T16:01:10Z' },
      c: { id: 3, conclusion: 'failure', run_started_at: '2026-11-27T15:00:00Z' },
    };
    inWorld(({ write, run, asked }) => {
      for (const [commit, value] of Object.entries(runs)) write(`run-${commit}`, JSON.stringify({ workflow_runs: [value] }));
      write(
        'bin/gh',
        [
          '#!/bin/bash',
          'case "$*" in',
          '  *--paginate*) printf "a\\nb\\nc\\nd\\n"; exit ;;',
          '  *head_sha=d*) exit ;;',
          '  *head_sha=*) commit=${2#*head_sha=}; jq -r "${@: -1}" "$WORLD/run-${commit%%&*}"; exit ;;',
          'esac',
          'echo "$*" >> "$WORLD/asked"',
        ].join('\n'),
      );
      expect(run('work', again, { SINCE: '2026-11-27T16:00Z' })).toBe(0);
      expect(asked()).toEqual(['api --method POST repos/o/r/actions/runs/1/rerun --silent']);
    });
  });
});
