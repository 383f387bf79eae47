import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { requiredEnvironments } from '../../policies/environments.ts';
import { folderWith, type Tree } from '../support/folder.ts';
import { run, runScript } from '../support/process.ts';
import { start } from '../support/start.ts';

const digest = `sha256:${'a'.repeat(64)}`;

function pod(name: string, image: string): string {
  return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  containers:\n    - name: ${name}\n      image: ${image}\n`;
}

const good = pod('good', `registry.example.com/good:1.0.0@${digest}`);
const bad = pod('bad', 'registry.example.com/bad:1.0.0');

/** Lints with the one rule that most tests are about, in JSON. */
async function lintJson(args: readonly string[], options: { tree?: Tree; input?: string } = {}) {
  const cwd = folderWith(options.tree ?? {});
  const { code, stdout, stderr } = await runScript('lint-policies.ts', ['--format', 'json', '--rule', 'require-image-digest', ...args], {
    cwd,
    ...(options.input === undefined ? {} : { input: options.input }),
  });
  return { code, stderr, report: JSON.parse(stdout === '' ? '{}' : stdout) };
}

/** Rule and place of each finding. */
function brief({ findings }: { findings: { rule: string; file: string; line: number; message: string }[] }): readonly string[] {
  return findings.map(({ rule, file, line, message }) => `${rule} ${file}:${line} ${message}`);
}

const noDigest = 'Container "bad" uses "registry.example.com/bad:1.0.0", which has no digest.';

describe('given files', () => {
  it.each<{
    title: string;
    args?: readonly string[];
    tree?: Tree;
    input?: string;
    notes?: string;
    code: number;
    found: readonly string[];
    objects: number;
  }>([
    { title: 'a clean file', tree: { 'a.yaml': good }, args: ['a.yaml'], code: 0, found: [], objects: 1 },
    {
      title: 'a file with a finding',
      tree: { 'a.yaml': bad },
      args: ['a.yaml'],
      code: 1,
      found: [`require-image-digest a.yaml:8 ${noDigest}`],
      objects: 1,
    },
    { title: 'standard input', input: bad, args: ['-'], code: 1, found: [`require-image-digest -:8 ${noDigest}`], objects: 1 },
    {
      title: 'a folder, with everything in it',
      tree: { 'x/a.yaml': good, 'x/y/b.yml': bad, 'x/y/notes.txt': 'a: b: c' },
      args: ['x'],
      code: 1,
      found: [`require-image-digest x/y/b.yml:8 ${noDigest}`],
      objects: 2,
    },
    {
      title: 'several documents',
      input: `${good}---\n---\n${bad}`,
      args: ['-'],
      code: 1,
      found: [`require-image-digest -:18 ${noDigest}`],
      objects: 2,
    },
    {
      title: 'a List',
      input: `apiVersion: v1\nkind: List\nitems:\n${[good, bad].map((text) => `  - ${text.trimEnd().replaceAll('\n', '\n    ')}\n`).join('')}`,
      args: ['-'],
      code: 1,
      found: [`require-image-digest -:19 ${noDigest}`],
      objects: 2,
    },
    {
      title: 'broken YAML beside a good document',
      input: `${bad}---\na: b: c\n`,
      args: ['-'],
      code: 1,
      found: [`require-image-digest -:8 ${noDigest}`, expect.stringMatching(/^yaml-syntax -:10 /) as unknown as string],
      objects: 1,
    },
    {
      title: 'a key that is there twice',
      input: 'apiVersion: v1\nkind: Pod\nkind: Pod\n',
      args: ['-'],
      code: 1,
      found: ['yaml-syntax -:3 Duplicated mapping key "kind".'],
      objects: 0,
    },
    {
      title: 'anchors',
      input:
        'apiVersion: v1\nkind: Pod\nmetadata: &named {name: bad}\nspec:\n  containers: [{<<: *named, image: "registry.example.com/bad:1.0.0"}]\n',
      args: ['-'],
      code: 1,
      found: [`require-image-digest -:5 ${noDigest}`],
      objects: 1,
    },
    {
      title: 'an empty file',
      tree: { 'a.yaml': '' },
      args: ['a.yaml'],
      code: 1,
      found: ['empty-input a.yaml:0 "a.yaml" holds no object.'],
      objects: 0,
    },
    {
      title: 'empty standard input',
      input: '# nothing\n---\n',
      args: ['-'],
      code: 1,
      found: ['empty-input -:0 Standard input holds no object.'],
      objects: 0,
    },
    {
      title: 'an empty List',
      input: 'apiVersion: v1\nkind: List\nitems: []\n',
      args: ['-'],
      code: 1,
      found: ['empty-input -:0 Standard input holds no object.'],
      objects: 0,
    },
    {
      title: 'an empty folder',
      tree: { 'x/notes.txt': '' },
      args: ['x'],
      code: 1,
      found: ['empty-input x:0 "x" holds no YAML or JSON file.'],
      objects: 0,
    },
    {
      title: 'documents that are no objects',
      input: 'just text\n---\n- a list\n---\nkind: Pod\n',
      args: ['-'],
      code: 1,
      found: [
        'not-an-object -:1 Expected a Kubernetes object, got the string "just text".',
        'not-an-object -:3 Expected a Kubernetes object, got a list.',
        'not-an-object -:5 Expected a Kubernetes object, got a mapping without apiVersion.',
      ],
      objects: 0,
    },
    {
      title: 'a kind that does not exist',
      input: 'apiVersion: apps/v1\nkind: Deploymint\nmetadata: {name: a}\n',
      args: ['-'],
      code: 1,
      found: ['unknown-kind -:2 There is no kind "Deploymint" in "apps/v1".'],
      objects: 1,
    },
    {
      title: 'a kind in a version that Kubernetes serves no more, though it has a schema',
      input: 'apiVersion: flowcontrol.apiserver.k8s.io/v1beta3\nkind: FlowSchema\nmetadata: {name: a}\n',
      args: ['-'],
      code: 1,
      found: ['unknown-kind -:2 There is no kind "FlowSchema" in "flowcontrol.apiserver.k8s.io/v1beta3".'],
      objects: 1,
    },
    { title: 'JSON', input: '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}', args: ['-'], code: 0, found: [], objects: 1 },
    {
      title: 'fields of wrong types',
      input: 'apiVersion: v1\nkind: Pod\nmetadata: []\nspec: {containers: {a: b}}\n',
      args: ['-'],
      code: 0,
      found: [],
      objects: 1,
    },
    {
      title: 'binary rubbish',
      input: '\0\x01\xff\xfe',
      args: ['-'],
      code: 1,
      found: [expect.stringMatching(/^(yaml-syntax|not-an-object) -:1 /) as unknown as string],
      objects: 0,
    },
    {
      title: 'a kustomization with its patches, which are no objects',
      tree: {
        'x/kustomization.yaml': 'resources: [a.yaml]\npatches: [{path: p.yaml}]\n',
        'x/a.yaml': good,
        'x/p.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: good}\n',
      },
      args: ['x'],
      notes: 'Built with kustomize: x\n',
      code: 0,
      found: [],
      objects: 1,
    },
    {
      title: 'what an overlay with a component builds, not its parts',
      tree: {
        'x/base/kustomization.yaml': 'resources: [a.yaml]\n',
        'x/base/a.yaml': good.replace('namespace: erp-prod', 'namespace: default'),
        'x/parts/kustomization.yaml':
          'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{path: p.yaml}]\nimages: [{name: registry.example.com/good, newName: docker.io/erp/bad}]\n',
        'x/parts/p.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: good}\nspec: {terminationGracePeriodSeconds: 61}\n',
        'x/prod/kustomization.yaml': 'namespace: erp-prod\nresources: [../base]\ncomponents: [../parts]\n',
      },
      args: ['x', '--rule', 'forbid-dead-patch', '--rule', 'forbid-unused-image', '--rule', 'limit-image-registries'],
      notes: 'Built with kustomize: x/prod\n',
      code: 1,
      found: [expect.stringMatching(/^limit-image-registries x\/.* uses "docker.io\/erp\/bad/) as unknown as string],
      objects: 1,
    },
    {
      title: 'nothing that kustomize would fetch',
      tree: {
        'x/kustomization.yaml': 'resources: ["https://example.com/erp/base?ref=main"]\n',
      },
      args: ['x'],
      code: 1,
      found: [expect.stringMatching(/^broken-overlay x\/kustomization.yaml:.*may fetch it/) as unknown as string],
      objects: 0,
    },
  ])('judges $title', async ({ tree = {}, args = [], input, notes = '', code, found, objects }) => {
    const outcome = await lintJson(args, { tree, ...(input === undefined ? {} : { input }) });
    expect({ code: outcome.code, stderr: outcome.stderr, found: brief(outcome.report), objects: outcome.report.summary.objects }).toEqual({
      code,
      stderr: notes,
      found,
      objects,
    });
  });

  it('prints one JSON document with all that is known', async () => {
    const { report } = await lintJson(['--env', 'staging', 'a.yaml'], { tree: { 'a.yaml': bad } });
    expect(report).toEqual({
      findings: [
        {
          rule: 'require-image-digest',
          severity: 'error',
          message: noDigest,
          remediation: expect.stringMatching(/\.$/),
          manual: expect.stringMatching(/./),
          environment: 'staging',
          object: { apiVersion: 'v1', kind: 'Pod', namespace: '', name: 'bad', document: 0 },
          path: 'spec.containers[0].image',
          file: 'a.yaml',
          line: 8,
        },
      ],
      summary: {
        environments: { staging: { objects: 1, findings: 1 } },
        rules: { 'require-image-digest': { looked: 1, findings: 1 } },
        objects: 1,
        findings: 1,
        errors: 1,
        warnings: 0,
      },
    });
  });

  it('shows the object, its line, what is wrong and what to do, without colours', async () => {
    const cwd = folderWith({ 'a.yaml': bad });
    const { stdout } = await runScript('lint-policies.ts', ['--rule', 'require-image-digest', 'a.yaml'], { cwd });
    expect(stdout.split('\n')).toEqual([
      'Pod bad in production',
      '  at   a.yaml:8',
      '    8 |       image: registry.example.com/bad:1.0.0',
      '      |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^',
      `  error  require-image-digest  ${noDigest}  spec.containers[0].image`,
      expect.stringMatching(/^ {4}fix {2}[A-Z].*\w \(manual .*\)\.$/),
      '',
      '1 object (production 1), 1 rule, 1 finding (1 error).',
      '',
    ]);
  });

  it('judges without --rule by all rules', async () => {
    const cwd = folderWith({ 'a.yaml': bad });
    const { code, stdout } = await runScript('lint-policies.ts', ['--format', 'json', 'a.yaml'], { cwd });
    expect(code).toBe(1);
    expect(Object.keys(JSON.parse(stdout).summary.rules).length).toBeGreaterThan(20);
  });
});

const kustomization = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n';

function repository(environments: readonly string[] = requiredEnvironments): Tree {
  return {
    'base/bad/kustomization.yaml': `${kustomization}resources: [pod.yaml]\n`,
    'base/bad/pod.yaml': `# Generated from generators/catalog/services/bad.ts. Do not edit: change that file and run "npm run generate".\n${bad}`,
    ...Object.fromEntries(
      environments.flatMap((name) => [
        [`overlays/${name}/kustomization.yaml`, `${kustomization}resources: [bad]\n`],
        [`overlays/${name}/bad/kustomization.yaml`, `${kustomization}namespace: erp-${name}\nresources: [../../../base/bad]\n`],
      ]),
    ),
  };
}

describe('given nothing', () => {
  it('judges what each environment of the repository builds, and names the file to edit', async () => {
    const { code, report } = await lintJson([], { tree: repository() });
    expect(code).toBe(1);
    expect(report.summary.environments).toEqual({
      dev: { objects: 1, findings: 0 },
      test: { objects: 1, findings: 0 },
      staging: { objects: 1, findings: 1 },
      production: { objects: 1, findings: 1 },
    });
    expect(report.findings.map((finding: { environment: string; object: unknown }) => [finding.environment, finding.object])).toEqual(
      ['staging', 'production'].map((name) => [
        name,
        { apiVersion: 'v1', kind: 'Pod', namespace: `erp-${name}`, name: 'bad', document: 0 },
      ]),
    );
    expect(report.findings[0]).toMatchObject({
      file: 'base/bad/pod.yaml',
      line: 9,
      remediation: expect.stringMatching(/\. Edit generators\/catalog\/services\/bad\.ts\.$/),
    });
  });

  it('misses the environments that must be there', async () => {
    const { code, report } = await lintJson([], { tree: repository(['dev', 'staging']) });
    expect(code).toBe(1);
    expect(brief(report).filter((line) => line.startsWith('missing-environment'))).toEqual([
      'missing-environment overlays/test/kustomization.yaml:0 The environment "test" has no overlays.',
      'missing-environment overlays/production/kustomization.yaml:0 The environment "production" has no overlays.',
    ]);
  });

  it('misses all of them in a folder without overlays', async () => {
    const { code, report } = await lintJson([]);
    expect(code).toBe(1);
    expect(report.findings.map(({ rule }: { rule: string }) => rule)).toEqual(requiredEnvironments.map(() => 'missing-environment'));
  });

  it('judges one environment when it is named', async () => {
    const { report } = await lintJson(['--env', 'test', '--env', 'dev'], { tree: repository() });
    expect(Object.keys(report.summary.environments)).toEqual(['dev', 'test']);
  });

  it('reports a broken application and judges the others', async () => {
    const tree = {
      ...repository(['staging']),
      'overlays/staging/kustomization.yaml': 'resources: [bad, empty, stock]\n',
      'overlays/staging/stock/kustomization.yaml': `${kustomization}resources: [gone.yaml]\n`,
      'overlays/staging/empty/kustomization.yaml': `${kustomization}resources: []\n`,
    };
    const { code, report } = await lintJson(['--env', 'staging'], { tree });
    expect(code).toBe(1);
    expect(brief(report)).toEqual([
      'broken-overlay overlays/staging/stock/kustomization.yaml:1 The overlay "overlays/staging/stock" does not build: the resource "gone.yaml" does not exist.',
      `require-image-digest base/bad/pod.yaml:9 ${noDigest}`,
      'empty-overlay overlays/staging/empty/kustomization.yaml:1 The overlay "overlays/staging/empty" builds no object.',
    ]);
  });

  it('names rules that found nothing to look at, but only when it looked at everything', async () => {
    const cwd = folderWith(repository());
    const whole = await runScript('lint-policies.ts', ['--format', 'json'], { cwd });
    const unused = brief(JSON.parse(whole.stdout)).filter((line) => line.startsWith('unused-rule'));
    expect(unused).toContain(
      'unused-rule policies/rules/availability/require-rolling-update.ts:0 The rule "require-rolling-update" found nothing to look at in the whole repository.',
    );
    expect(unused.some((line) => line.includes('require-image-digest'))).toBe(false);
    const one = await runScript('lint-policies.ts', ['--format', 'json', '--env', 'dev'], { cwd });
    expect(brief(JSON.parse(one.stdout)).filter((line) => line.startsWith('unused-rule'))).toEqual([]);
  });

  it('lists with --verbose how much each rule looked at', async () => {
    const cwd = folderWith(repository());
    const { stdout } = await runScript('lint-policies.ts', ['--verbose', '--rule', 'require-image-digest', '--env', 'staging'], { cwd });
    expect(stdout.split('\n').slice(-3, -1)).toEqual([
      '1  require-image-digest: 1 finding',
      '1 object (staging 1), 1 rule, 1 finding (1 error).',
    ]);
  });
});

describe('wrong use', () => {
  it.each([
    {
      title: 'an unknown environment',
      args: ['--env', 'prodution'],
      says: ['There is no environment "prodution".', 'Did you mean "production"?'],
    },
    {
      title: 'an unknown environment for files',
      args: ['--env', 'stagin', '-'],
      says: ['There is no environment "stagin".', 'Did you mean "staging"?'],
    },
    {
      title: 'an unknown rule',
      args: ['--rule', 'require-image-digets'],
      says: ['There is no rule "require-image-digets".', 'Did you mean "require-image-digest"?'],
    },
    { title: 'an unknown option', args: ['--fromat', 'json'], says: ["Unknown option '--fromat'", 'Did you mean --format?'] },
    { title: 'an unknown format', args: ['--format', 'xml'], says: ['There is no format "xml".', 'There are text, json'] },
    { title: 'a path that does not exist', args: ['--format', 'json', 'gone.yaml'], says: ['"gone.yaml" does not exist.', '  fix  '] },
    {
      title: 'files and two environments',
      args: ['--env', 'dev', '--env', 'test', '-'],
      says: ['Paths are judged by the rules of one environment.'],
    },
    { title: 'files and --changed', args: ['--changed=HEAD', '-'], says: ['--changed and paths exclude each other.'] },
    { title: '--changed outside Git', args: ['--changed'], says: ['no Git repository'] },
  ])('$title: exit code 2, a remedy, and nothing on standard output', async ({ args, says }) => {
    const cwd = folderWith(repository());
    const { code, stdout, stderr } = await runScript('lint-policies.ts', args, { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const words of says) expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+\)?\n/);
  });

  it('--help explains the options and exits with 0', async () => {
    const { code, stdout } = await runScript('lint-policies.ts', ['--help'], { cwd: folderWith({}) });
    expect(code).toBe(0);
    for (const option of ['--env', '--rule', '--format', '--changed', '--verbose']) expect(stdout).toContain(option);
  });

  it('a reader that hangs up is no error', async () => {
    const cwd = folderWith({ 'a.yaml': Array.from({ length: 3_000 }, () => bad).join('---\n') });
    const script = path.resolve('scripts/lint-policies.ts');
    const command = `'${process.execPath}' ${start.join(' ')} '${script}' a.yaml | head -1`;
    const { stdout, stderr } = await run('sh', ['-c', command], { cwd });
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toBe('');
  });
});

describe('--changed', () => {
  const services: Tree = {
    ...Object.fromEntries(
      ['bad', 'caller', 'other'].flatMap((name) => [
        [`base/${name}/kustomization.yaml`, `${kustomization}resources: [pod.yaml]\n`],
        [
          `base/${name}/pod.yaml`,
          pod(name, `registry.example.com/${name}:1.0.0`) +
            (name === 'caller' ? '      env: [{name: ADDRESS, value: "bad-grpc:50051"}]\n' : ''),
        ],
        ...['staging', 'production'].map((environment) => [
          `overlays/${environment}/${name}/kustomization.yaml`,
          `${kustomization}namespace: erp\nresources: [../../../base/${name}]\n`,
        ]),
      ]),
    ),
    ...Object.fromEntries(
      ['staging', 'production'].flatMap((environment) => [
        [`overlays/${environment}/kustomization.yaml`, `${kustomization}resources: [bad, caller, namespaces, other]\n`],
        [`overlays/${environment}/namespaces/kustomization.yaml`, `${kustomization}resources: [namespace.yaml]\n`],
        [`overlays/${environment}/namespaces/namespace.yaml`, 'apiVersion: v1\nkind: Namespace\nmetadata: {name: erp}\n'],
      ]),
    ),
  };

  async function committed(): Promise<string> {
    const cwd = folderWith(services);
    for (const args of [
      ['init', '-q', '-b', 'main'],
      ['add', '.'],
      ['-c', 'user.name=n', '-c', 'user.email=e', 'commit', '-qm', 'x'],
    ]) {
      expect((await run('git', args, { cwd })).code).toBe(0);
    }
    return cwd;
  }

  it.each<{ title: string; file: string; content?: string; judged: readonly string[]; notes: string }>([
    {
      title: 'an overlay: that application and those that mention it, in that environment',
      file: 'overlays/staging/bad/kustomization.yaml',
      judged: ['staging bad', 'staging caller'],
      notes: 'Judged in staging: bad, caller.\n',
    },
    {
      title: 'a base: its application in all environments',
      file: 'base/other/pod.yaml',
      judged: ['production other', 'staging other'],
      notes: 'Judged in staging: other.\nJudged in production: other.\n',
    },
    {
      title: 'a file that Git does not know yet',
      file: 'overlays/production/other/new.yaml',
      judged: ['production other'],
      notes: 'Judged in production: other.\n',
    },
    {
      title: 'what the applications share: all of that environment',
      file: 'overlays/staging/namespaces/namespace.yaml',
      judged: ['staging bad', 'staging caller', 'staging other'],
      notes: 'All of staging is judged: overlays/staging/namespaces/namespace.yaml changed, which the applications share.\n',
    },
    {
      title: 'the rules: everything',
      file: 'policies/rules/x.ts',
      judged: ['production bad', 'production caller', 'production other', 'staging bad', 'staging caller', 'staging other'],
      notes: 'All of staging is judged: policies/rules/x.ts changed.\nAll of production is judged: policies/rules/x.ts changed.\n',
    },
    { title: 'something else: nothing', file: 'docs/x.md', judged: [], notes: 'Nothing that the overlays build has changed since HEAD.\n' },
  ])('judges after a change of $title', async ({ file, judged, notes }) => {
    const cwd = await committed();
    await mkdir(path.join(cwd, path.dirname(file)), { recursive: true });
    await appendFile(path.join(cwd, file), '# changed\n');
    const { code, stdout, stderr } = await runScript(
      'lint-policies.ts',
      ['--changed', '--format', 'json', '--rule', 'require-image-digest'],
      { cwd },
    );
    const { findings } = JSON.parse(stdout) as { findings: { environment: string; object: { name: string } }[] };
    expect({ code, judged: findings.map(({ environment, object }) => `${environment} ${object.name}`).sort(), stderr }).toEqual({
      code: judged.length === 0 ? 0 : 1,
      judged,
      stderr: notes,
    });
  });

  it('judges those that mention an application which is gone', async () => {
    const cwd = await committed();
    await rm(path.join(cwd, 'overlays/staging/bad'), { recursive: true });
    await writeFile(path.join(cwd, 'overlays/staging/kustomization.yaml'), `${kustomization}resources: [caller, namespaces, other]\n`);
    const { stderr } = await runScript('lint-policies.ts', ['--changed', 'HEAD', '--rule', 'require-image-digest'], { cwd });
    expect(stderr).toBe('Judged in staging: caller.\n');
  });

  it('refuses a commit that does not exist', async () => {
    const { code, stderr } = await runScript('lint-policies.ts', ['--changed', 'nope'], { cwd: await committed() });
    expect(code).toBe(2);
    expect(stderr).toContain('Git knows no commit "nope".');
  });
});
