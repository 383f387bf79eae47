import path from 'node:path';
import { platformVersion } from '../../policies/kubernetes/settings/platform-version.ts';
import type { Case, PublicSuite, SuiteFolder } from './case.ts';

/** The levels of the Pod Security Standards, in place of checks. */
export const levels = ['baseline', 'restricted'] as const;

function matching({ files }: SuiteFolder, pattern: RegExp) {
  return files.flatMap((file) => {
    const match = pattern.exec(file);
    return match === null ? [] : [{ file, parts: match.slice(1).map((part) => part ?? '') }];
  });
}

function podSecurity(suite: SuiteFolder): readonly Case[] {
  const form = new RegExp(`/testdata/(${levels.join('|')})/v${platformVersion.replace('.', '\\.')}/(pass|fail)/[^/]+\\.yaml$`);
  return matching(suite, form).map(({ file, parts: [check = '', verdict] }) => ({ check, files: [file], fails: verdict === 'fail' }));
}

/** Objects say by their names what is expected of them; those that say nothing are left out. */
function kubeLinter(suite: SuiteFolder): readonly Case[] {
  return matching(suite, /\/tests\/checks\/([^/]+)\.ya?ml$/).flatMap(({ file, parts: [check = ''] }) =>
    suite.objects(file).flatMap((object) => {
      const name = object.slice(object.indexOf('/') + 1);
      const passes = /^(dont|no|not|should-?not|good|valid|should-pass|ignore)\b/.test(name);
      if (!passes && !/^(fire|bad|invalid|should-fire|misplaced)\b/.test(name)) return [];
      return [{ check, files: [file], object, fails: !passes }];
    }),
  );
}

function polaris(suite: SuiteFolder): readonly Case[] {
  return matching(suite, /\/test\/checks\/([^/]+)\/(success|failure)[^/]*\.ya?ml$/).map(({ file, parts: [check = '', verdict] }) => ({
    check,
    files: [file],
    fails: verdict === 'failure',
  }));
}

function kyverno(suite: SuiteFolder): readonly Case[] {
  const form = /\/((?:pod-security|best-practices)\/(?:[^/]+\/)*[^/]+)\/\.chainsaw-test\/([^/]+)\.ya?ml$/;
  return matching(suite, form).flatMap(({ file, parts: [check = '', name = ''] }) => {
    if (!/^(pods?|podcontrollers?|good|bad)\b/.test(name) || !/\b(good|bad)\b/.test(name)) return [];
    return suite.objects(file).map((object) => ({ check, files: [file], object, fails: /\bbad\b/.test(name) }));
  });
}

/** Its tests are in Go: the file, the name of the check and the grade stand in one line. */
function kubeScore(suite: SuiteFolder): readonly Case[] {
  const call = /testExpectedScore\(t, "([^"]+)", "([^"]+)", scorecard\.Grade(\w+)\)/g;
  return matching(suite, /^(.*\/score)\/(?:[^/]+\/)?[^/]+_test\.go$/).flatMap(({ file, parts: [folder = ''] }) =>
    [...suite.text(file).matchAll(call)].flatMap(([, name = '', title = '', grade = '']) => {
      const own = [path.posix.join(folder, 'testdata', name), path.posix.join(path.posix.dirname(file), 'testdata', name)].find((one) =>
        suite.files.includes(one),
      );
      if (own === undefined) return [];
      return [{ check: title.toLowerCase().replaceAll(' ', '-'), files: [own], fails: grade === 'Critical' || grade === 'Warning' }];
    }),
  );
}

/** Rules are tested, and controls name rules: a case counts for each control of its rule. */
function kubescape(suite: SuiteFolder): readonly Case[] {
  const controls = new Map<string, string[]>();
  for (const { file } of matching(suite, /\/controls\/[^/]+\.json$/)) {
    const { controlID, rulesNames } = JSON.parse(suite.text(file)) as { controlID?: string; rulesNames?: readonly string[] };
    for (const rule of rulesNames ?? []) controls.set(rule, [...(controls.get(rule) ?? []), controlID ?? '']);
  }
  const tests = matching(suite, /^(.*\/rules\/([^/]+)\/test\/[^/]+)\/input\/[^/]+\.(?:ya?ml|json)$/);
  return [...Map.groupBy(tests, ({ parts: [folder] }) => folder)].flatMap(([folder = '', inputs]) => {
    const expected = `${folder}/expected.json`;
    if (!suite.files.includes(expected)) return [];
    const said: unknown = JSON.parse(suite.text(expected).trim() || '[]');
    const fails = Array.isArray(said) && said.length > 0;
    const files = inputs.map(({ file }) => file);
    return (controls.get(inputs[0]?.parts[1] ?? '') ?? []).map((check) => ({ check, files, fails }));
  });
}

/** The suites that can be read, by the order of the page. */
export const suites: readonly PublicSuite[] = [
  {
    tool: 'Pod Security Standards',
    folder: 'pod-security-admission',
    source: 'github.com/kubernetes/pod-security-admission, test/testdata',
    verdict: `the folder of its level and version ${platformVersion}`,
    cases: podSecurity,
  },
  {
    tool: 'kube-linter',
    folder: 'kube-linter',
    source: 'github.com/stackrox/kube-linter, tests/checks',
    verdict: 'the name of the object, where it says fire or not',
    cases: kubeLinter,
  },
  {
    tool: 'kube-score',
    folder: 'kube-score',
    source: 'github.com/zegl/kube-score, score',
    verdict: 'the grade that its tests expect of the file; tests with options are left out',
    cases: kubeScore,
  },
  {
    tool: 'Polaris',
    folder: 'polaris',
    source: 'github.com/FairwindsOps/polaris, test/checks',
    verdict: 'the name of the file',
    cases: polaris,
  },
  {
    tool: 'Kyverno policies',
    folder: 'kyverno-policies',
    source: 'github.com/kyverno/policies, pod-security and best-practices',
    verdict: 'the name of the file, for each object in it',
    cases: kyverno,
  },
  {
    tool: 'Kubescape',
    folder: 'regolibrary',
    source: 'github.com/kubescape/regolibrary, rules',
    verdict: 'what its test expects, for each control of the rule',
    cases: kubescape,
  },
];
