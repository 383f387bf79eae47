import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSuite } from '../../scripts/judging/lint/suite.ts';
import { type MeasuredSuite, type Miss, measured } from '../../scripts/suites/measure.ts';
import { suitesPage } from '../../scripts/suites/page.ts';
import { explained, falseAlarms, reasons } from '../../scripts/suites/reasons.ts';
import { folderWith, type Tree } from '../support/folder.ts';
import { runScript } from '../support/process.ts';

const pod = (name: string, spec: string, labels = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: shop${labels} }\nspec: { ${spec} }\n`;
const container = (fields: string) => `containers: [{ name: app, image: app${fields} }]`;

/** A case or two of each suite, in the places where its maker keeps them. */
const tree: Tree = {
  'pod-security-admission/test/testdata/baseline/v1.35/fail/a.yaml': pod('a', `hostNetwork: true, ${container('')}`),
  'pod-security-admission/test/testdata/baseline/v1.35/pass/a.yaml': pod('a', container('')),
  // Other versions of Kubernetes say otherwise.
  'pod-security-admission/test/testdata/baseline/v1.30/fail/a.yaml': pod('a', container('')),
  'kube-linter/tests/checks/host-network.yml': [
    pod('fire', `hostNetwork: true, ${container('')}`),
    pod('dont-fire', container('')),
    // Named so that it says nothing.
    pod('app', container('')),
  ].join('---\n'),
  'kube-score/score/score_test.go': [
    'testExpectedScore(t, "root.yaml", "Container Security Context ReadOnlyRootFilesystem", scorecard.GradeCritical)',
    'testExpectedScore(t, "root-ok.yaml", "Container Security Context ReadOnlyRootFilesystem", scorecard.GradeAllOK)',
    'testExpectedScore(t, "absent.yaml", "Container Security Context ReadOnlyRootFilesystem", scorecard.GradeAllOK)',
    '',
  ].join('\n'),
  'kube-score/score/testdata/root.yaml': pod('a', container('')),
  'kube-score/score/testdata/root-ok.yaml': pod('a', container(', securityContext: { readOnlyRootFilesystem: true }')),
  'polaris/test/checks/hostNetworkSet/failure.yaml': pod('a', `hostNetwork: true, ${container('')}`),
  // It is one of a kind that a check of theirs is not about.
  'polaris/test/checks/hostNetworkSet/success.yaml': pod('a', container('')),
  'kyverno-policies/pod-security/baseline/disallow-host-ports-range/.chainsaw-test/pod-bad.yaml': pod(
    'a',
    container(', ports: [{ containerPort: 80, hostPort: 80 }]'),
  ),
  'kyverno-policies/pod-security/baseline/disallow-host-ports-range/.chainsaw-test/pod-good.yaml': pod(
    'a',
    container(', ports: [{ containerPort: 80, hostPort: 5000 }]'),
  ),
  'regolibrary/controls/C-0030.json': '{ "controlID": "C-0030", "rulesNames": ["ingress-and-egress-blocked"] }',
  'regolibrary/controls/C-0002.json': '{ "controlID": "C-9999", "rulesNames": ["ingress-and-egress-blocked"] }',
  'regolibrary/rules/ingress-and-egress-blocked/test/open/input/a.yaml': pod('a', container('')),
  'regolibrary/rules/ingress-and-egress-blocked/test/open/expected.json': '[{}]',
  // What a policy of Cilium closes, no NetworkPolicy has to.
  'regolibrary/rules/ingress-and-egress-blocked/test/closed/input/a.yaml': pod('a', container('')),
  'regolibrary/rules/ingress-and-egress-blocked/test/closed/input/b.yaml':
    'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: { name: a, namespace: shop }\nspec: {}\n',
  'regolibrary/rules/ingress-and-egress-blocked/test/closed/expected.json': '[]',
};

function cloned(files: Tree): string {
  const folder = folderWith(files);
  for (const name of readdirSync(folder)) {
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-C', path.join(folder, name), '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
        env: { ...process.env, GIT_AUTHOR_DATE: '2026-01-02T00:00Z', GIT_COMMITTER_DATE: '2026-01-02T00:00Z' },
      });
    git('init', '--quiet');
    git('-c', 'commit.gpgsign=false', 'commit', '--quiet', '--allow-empty', '--message', 'a');
  }
  return folder;
}

const judge = await loadSuite();
let folder = '';
let all: readonly MeasuredSuite[] = [];
beforeAll(async () => {
  folder = cloned(tree);
  all = await measured(folder, judge);
});

describe('the suites of others', () => {
  it('are read by the rules of each maker, and counted by check', () => {
    expect(all.map(({ suite, checks, leftOut }) => ({ tool: suite.tool, checks, leftOut }))).toEqual([
      { tool: 'Pod Security Standards', checks: [{ check: 'baseline', fails: 1, reported: 1, passes: 1, falsely: 0 }], leftOut: 0 },
      { tool: 'kube-linter', checks: [{ check: 'host-network', fails: 1, reported: 1, passes: 1, falsely: 0 }], leftOut: 0 },
      {
        tool: 'kube-score',
        checks: [{ check: 'container-security-context-readonlyrootfilesystem', fails: 1, reported: 1, passes: 1, falsely: 0 }],
        leftOut: 0,
      },
      { tool: 'Polaris', checks: [{ check: 'hostNetworkSet', fails: 1, reported: 1, passes: 1, falsely: 0 }], leftOut: 0 },
      {
        tool: 'Kyverno policies',
        checks: [{ check: 'pod-security/baseline/disallow-host-ports-range', fails: 1, reported: 1, passes: 1, falsely: 1 }],
        leftOut: 0,
      },
      // Both cases once more for a control of which docs/policy-coverage.md knows nothing.
      { tool: 'Kubescape', checks: [{ check: 'C-0030', fails: 1, reported: 1, passes: 1, falsely: 0 }], leftOut: 2 },
    ]);
    for (const { commit } of all) expect(commit).toMatch(/^[0-9a-f]{7} of 2026-01-02$/);
  });

  it('say of each case of which the two differ what was reported', () => {
    const file = 'kyverno-policies/pod-security/baseline/disallow-host-ports-range/.chainsaw-test/pod-good.yaml';
    expect(all.flatMap(({ misses }) => misses)).toEqual([
      {
        check: 'pod-security/baseline/disallow-host-ports-range',
        files: [file],
        object: 'Pod/a',
        fails: false,
        by: ['forbid-host-port: Container "app" opens port 5000 of the node.'],
      },
    ]);
  });

  it('become a page with a row for each, and a reason for each case that is reported all the same', () => {
    const lines = suitesPage(all, '2026-11-30').split('\n');
    const row = (title: string) => lines.find((line) => line.startsWith(`| ${title} `))?.replaceAll(/ +/g, ' ');
    expect(row('kube-linter')).toMatch(/^\| kube-linter \| [0-9a-f]{7} of 2026-01-02 \| 1 \| 1 \(100\.0 %\) \| 1 \| 0 \(0\.0 %\) \| 0 \|$/);
    expect(row('all')).toBe('| all | | 6 | 6 (100.0 %) | 6 | 1 (16.7 %) | |');
    expect(lines).toContain('Of 1 cases 1 are reported for a reason of ours, 0 falsely, and 0 nobody has read.');
    expect(row('`pod-security/baseline/disallow-host-ports-range`')).toBe(
      '| `pod-security/baseline/disallow-host-ports-range` | 1 of 1 | 1 of 1 |',
    );
  });
});

describe('why a case is reported all the same', () => {
  const miss = (check: string, rule: string, fails = false): Miss => ({
    check,
    files: ['a.yaml'],
    fails,
    by: fails ? [] : [`${rule}: A.`],
  });

  it('is a reason of ours, a false alarm of one check, or not known', () => {
    const cases = [
      miss('a', 'require-labels'),
      miss('C-0212', 'require-namespace'),
      // The same rule under another check, and a rule of which nothing is said.
      miss('a', 'require-namespace'),
      miss('a', 'unique-object-name'),
      miss('a', '', true),
    ];
    const { reasons: right, falsely, unread } = explained(cases);
    expect({
      right: right.map(({ cases: own }) => own),
      falsely: falsely.map(({ cases: own }) => own),
      unread,
    }).toEqual({ right: [[cases[0]]], falsely: [[cases[1]]], unread: [cases[2], cases[3]] });
  });

  it('names rules that exist, each in one row', () => {
    const named = [...reasons, ...falseAlarms].flatMap(({ by }) => by).filter((id) => !id.startsWith('schema-'));
    expect(named.filter((id) => !judge.rules.some((rule) => rule.id === id))).toEqual([]);
    expect(named.length).toBe(new Set(named).size);
  });
});

describe('npm run suites', () => {
  it('says what to clone where a suite is not there', { timeout: 60_000 }, async () => {
    const empty = folderWith({ 'polaris/a.yaml': '' });
    const { code, stdout, stderr } = await runScript('suites.ts', [empty], { cwd: empty });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      [
        'error  There is no pod-security-admission, no kube-linter, no kube-score, no kyverno-policies, no regolibrary.',
        `  at   ${empty}`,
        '  fix  Clone there: github.com/kubernetes/pod-security-admission as pod-security-admission; github.com/stackrox/kube-linter as kube-linter; github.com/zegl/kube-score as kube-score; github.com/kyverno/policies as kyverno-policies; github.com/kubescape/regolibrary as regolibrary.',
        '',
      ].join('\n'),
    );
  });

  it('prints the cases of which the two differ, then the page', { timeout: 60_000 }, async () => {
    const { code, stdout, stderr } = await runScript('suites.ts', [folder], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      'reported all the same  pod-security/baseline/disallow-host-ports-range  kyverno-policies/pod-security/baseline/disallow-host-ports-range/.chainsaw-test/pod-good.yaml Pod/a',
      '  forbid-host-port: Container "app" opens port 5000 of the node.',
      '<!-- Generated by "npm run suites -- <folder> --write". Do not edit: run it again. -->',
    ]);
  });
});
