import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Rule } from '../../policies/model.ts';
import type { Suite } from '../../scripts/judging/lint/report.ts';
import { plainText } from '../../scripts/preview/impacts/sentence.ts';
import { previewHtml } from '../../scripts/preview/page/document.ts';
import { writePage } from '../../scripts/preview/page/write.ts';
import { type Preview, preview, previewOf } from '../../scripts/preview/run.ts';
import { previewMarkdown } from '../../scripts/preview/text/document.ts';
import { diffFiles, previewJson, writePreview } from '../../scripts/preview/text/output.ts';
import { summary } from '../../scripts/preview/text/summary.ts';
import { loadModule } from '../../scripts/repository/folder.ts';
import { addTo, folderWith, type Tree } from '../support/folder.ts';
import { run } from '../support/process.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const none: Suite = { rules: [], today: '2026-01-01' };

const deployment = (name: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: ${name}
          image: registry.example.com/${name}
          resources:
            requests:
              cpu: 500m
              memory: 1Gi
          envFrom:
            - configMapRef:
                name: ${name}-config
`;
const base = (name: string) => `resources:
  - deployment.yaml
configMapGenerator:
  - name: ${name}-config
    literals:
      - LEVEL=info
`;
const overlay = (name: string, tag = '1.0.0') => `namespace: shop
resources:
  - ../../../base/${name}
images:
  - name: registry.example.com/${name}
    newTag: ${tag}
    digest: ${digest}
`;

const shop: Tree = {
  'base/one/kustomization.yaml': base('one'),
  'base/one/deployment.yaml': deployment('one'),
  'base/two/kustomization.yaml': base('two'),
  'base/two/deployment.yaml': deployment('two'),
  'overlays/dev/kustomization.yaml': 'resources: [one, two]\n',
  'overlays/dev/one/kustomization.yaml': overlay('one'),
  'overlays/dev/two/kustomization.yaml': overlay('two'),
  'overlays/production/kustomization.yaml': 'resources: [one, two]\n',
  'overlays/production/one/kustomization.yaml': overlay('one'),
  'overlays/production/two/kustomization.yaml': overlay('two'),
};

const git = (root: string, ...args: string[]) =>
  run(
    'git',
    ['-c', 'user.name=t', '-c', 'user.email=t@localhost', '-c', 'commit.gpgSign=false', '-c', 'core.hooksPath=/dev/null', ...args],
    { cwd: root },
  );

/** A repository of that tree with one commit on main. */
async function repository(tree: Tree = shop): Promise<string> {
  const root = folderWith(tree);
  await git(root, 'init', '--quiet', '--initial-branch=main');
  await git(root, 'add', '--all');
  await git(root, 'commit', '--quiet', '--message', 'Everything');
  return root;
}

/** What changed objects there are: `environment/application Kind name state`. */
function objects({ changed }: Preview): readonly string[] {
  return changed.map(({ pair }) => {
    const state = pair.before === undefined ? 'new' : pair.after === undefined ? 'gone' : 'changed';
    return `${pair.environment}/${pair.application} ${pair.kind} ${pair.name} ${state}`;
  });
}

const says = ({ impacts }: Preview) =>
  impacts.map(({ class: name, environment, object, text }) => `${name} ${environment} ${object}: ${plainText(text)}`);

it('a small change, as the reviewer reads it', async () => {
  const root = await repository();
  addTo(root, { 'overlays/production/one/kustomization.yaml': overlay('one', '1.1.0') });
  const result = await preview(root, undefined, none);
  expect(previewMarkdown({ ...result, start: '0123456789abcdef' })).toMatchInlineSnapshot(`
    "<!-- erp-gitops-preview -->
    ## Preview: risk **medium**

    Compared with \`main\` at \`0123456789ab\`: 1 object (1 changed) of 1 application in 1 environment.

    | What it does   | Risk   | \`production\` |
    | :------------- | :----- | -----------: |
    | Restarts pods  | medium |            1 |
    | Image versions | medium |            1 |

    **Restarts pods**

    - \`production\`: \`Deployment shop/one\` replaces its pods, because of \`spec.containers[name=one].image\`

    **Image versions**

    - \`production\`: \`Deployment shop/one\` \`one\`: \`1.0.0\` becomes \`1.1.0\`

    **Policies**: 0 new findings, 0 gone, 0 as before.

    Not judged, because they have nothing to do with the change: \`1\` applications. "npm run check" judges all.

    ### Changes, by their shape

    <details><summary><code>production</code>: <code>Deployment shop&#47;one</code> (+1 -1)</summary>

    \`\`\`diff
    @@ -17,7 +17,7 @@
             - envFrom:
                 - configMapRef:
                     name: one-config-2748f727mg
    -          image: registry.example.com/one:1.0.0@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    +          image: registry.example.com/one:1.1.0@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
               name: one
               resources:
                 requests:
    \`\`\`

    </details>
    "
  `);
});

describe('the base', () => {
  it('is compared with the work tree, committed or not, and the work tree stays as it is', async () => {
    const root = await repository();
    await git(root, 'switch', '--quiet', '--create', 'work');
    addTo(root, { 'base/one/kustomization.yaml': base('one').replace('info', 'warn') });
    await git(root, 'commit', '--quiet', '--all', '--message', 'Warn');
    addTo(root, { 'overlays/dev/two/kustomization.yaml': overlay('two', '2.0.0') });
    const before = await git(root, 'status', '--porcelain');
    const result = await preview(root, undefined, none);
    expect(objects(result)).toEqual([
      'dev/one ConfigMap one-config changed',
      'dev/one Deployment one changed',
      'dev/two Deployment two changed',
      'production/one ConfigMap one-config changed',
      'production/one Deployment one changed',
    ]);
    expect(result.shapes.map(({ kind, objects: own }) => [kind, own.length])).toEqual([
      ['Deployment', 2],
      ['Deployment', 1],
      ['ConfigMap', 2],
    ]);
    expect(await git(root, 'status', '--porcelain')).toEqual(before);
    expect((await git(root, 'worktree', 'list')).stdout.trim().split('\n')).toHaveLength(1);
  });

  it('is where the work began, not what others merged since', async () => {
    const root = await repository();
    await git(root, 'switch', '--quiet', '--create', 'work');
    await git(root, 'switch', '--quiet', 'main');
    addTo(root, { 'overlays/dev/one/kustomization.yaml': overlay('one', '3.0.0') });
    await git(root, 'commit', '--quiet', '--all', '--message', 'Theirs');
    await git(root, 'switch', '--quiet', 'work');
    expect(objects(await preview(root, undefined, none))).toEqual([]);
  });

  it('can be any commit, and its own state says that nothing changes', async () => {
    const root = await repository();
    const result = await preview(root, 'HEAD', none);
    expect(previewMarkdown(result)).toContain('nothing that would be deployed changes');
    expect(result.risk).toBe('low');
  });

  it.each([
    ['an unknown commit', 'nowhere', 'Git knows no commit "nowhere".'],
    ['an option in the place of a commit', '--output=x', 'Git knows no commit "--output=x".'],
  ])('refuses %s', async (_, ref, what) => {
    const root = await repository();
    await expect(preview(root, ref, none)).rejects.toThrow(expect.objectContaining({ message: what, exitCode: 2 }));
    expect(existsSync(path.join(root, 'x'))).toBe(false);
  });

  it('must be named where there is no main', async () => {
    const root = await repository();
    await git(root, 'branch', '--quiet', '--move', 'other');
    await expect(preview(root, undefined, none)).rejects.toThrow(
      'There is neither a branch "origin/main" nor a branch "main" to compare with.',
    );
  });

  it('must have something in common with the work', async () => {
    const root = await repository();
    await git(root, 'switch', '--quiet', '--orphan', 'alone');
    addTo(root, shop);
    await git(root, 'add', '--all');
    await git(root, 'commit', '--quiet', '--message', 'Alone');
    await expect(preview(root, undefined, none)).rejects.toThrow('"main" and the work have no commit in common');
  });

  it('cannot be found outside a repository', async () => {
    const root = folderWith(shop);
    await expect(preview(root, undefined, none)).rejects.toThrow('The folder is in no Git repository');
  });
});

describe('what is added, moved and removed', () => {
  it('an application that goes takes its objects with it', async () => {
    const root = await repository();
    await rm(path.join(root, 'overlays/production/two'), { recursive: true });
    addTo(root, { 'overlays/production/kustomization.yaml': 'resources: [one]\n' });
    expect(objects(await preview(root, undefined, none))).toEqual([
      'production/two ConfigMap two-config gone',
      'production/two Deployment two gone',
    ]);
  });

  it('an application that comes', async () => {
    const root = await repository();
    addTo(root, {
      'overlays/dev/kustomization.yaml': 'resources: [one, two, three]\n',
      'overlays/dev/three/kustomization.yaml': 'namespace: shop\nresources: [config.yaml]\n',
      'overlays/dev/three/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: three\n',
    });
    expect(objects(await preview(root, undefined, none))).toEqual(['dev/three ConfigMap three new']);
  });

  it('a renamed application is one that goes and one that comes', async () => {
    const root = await repository();
    await rename(path.join(root, 'overlays/dev/two'), path.join(root, 'overlays/dev/zwei'));
    addTo(root, { 'overlays/dev/kustomization.yaml': 'resources: [one, zwei]\n' });
    await git(root, 'add', '--all');
    expect(objects(await preview(root, undefined, none))).toEqual([
      'dev/two ConfigMap two-config gone',
      'dev/two Deployment two gone',
      'dev/zwei ConfigMap two-config new',
      'dev/zwei Deployment two new',
    ]);
  });

  it('a file that only moves within its application changes nothing', async () => {
    const root = await repository();
    await rename(path.join(root, 'base/one/deployment.yaml'), path.join(root, 'base/one/workload.yaml'));
    addTo(root, { 'base/one/kustomization.yaml': base('one').replace('deployment.yaml', 'workload.yaml') });
    expect(objects(await preview(root, undefined, none))).toEqual([]);
  });

  it('an environment that goes', async () => {
    const root = await repository();
    await rm(path.join(root, 'overlays/production'), { recursive: true });
    const result = await preview(root, undefined, none);
    expect(objects(result)).toHaveLength(4);
    expect(new Set(objects(result).map((text) => text.split(' ').at(-1)))).toEqual(new Set(['gone']));
    expect(result.problems).toEqual([]);
  });

  it('an environment without application folders', async () => {
    const root = await repository({
      'overlays/dev/kustomization.yaml': 'resources: [a.yaml]\n',
      'overlays/dev/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n',
    });
    addTo(root, { 'overlays/dev/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  A: b\n' });
    expect(objects(await preview(root, undefined, none))).toEqual(['dev/dev ConfigMap a changed']);
  });
});

describe('what cannot be built', () => {
  it('now: is said once, and its objects do not look deleted', async () => {
    const root = await repository();
    addTo(root, {
      'overlays/dev/one/kustomization.yaml': 'resources: [nowhere.yaml]\n',
      'overlays/dev/two/kustomization.yaml': overlay('two', '2.0.0'),
    });
    const result = await preview(root, undefined, none);
    expect(objects(result)).toEqual(['dev/two Deployment two changed']);
    expect(result.problems).toEqual([
      {
        side: 'after',
        environment: 'dev',
        file: 'overlays/dev/one/kustomization.yaml',
        message: 'The overlay "overlays/dev/one" does not build: the resource "nowhere.yaml" does not exist.',
      },
    ]);
    expect(result.risk).toBe('high');
    expect(previewMarkdown(result)).toContain('### Cannot be compared');
  });

  it('before: is said too, and no risk', async () => {
    const root = await repository({ ...shop, 'base/one/deployment.yaml': 'a: b: c\n' });
    addTo(root, shop);
    const result = await preview(root, undefined, none);
    expect(objects(result)).toEqual([]);
    expect(result.problems.map(({ side, environment, file }) => [side, environment, file])).toEqual([
      ['before', 'dev', 'base/one/deployment.yaml'],
      ['before', 'production', 'base/one/deployment.yaml'],
    ]);
    expect(result.risk).toBe('low');
  });

  it("of Argo CD's own files: the file and the line", async () => {
    const root = await repository({
      ...shop,
      'argocd/dev/project.yaml': 'apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata:\n  name: dev\n',
    });
    addTo(root, { 'argocd/dev/project.yaml': 'kind: a: b\n' });
    const result = await preview(root, undefined, none);
    expect(result.problems.map(({ side, file, message }) => [side, file, message.split(':')[0]])).toEqual([
      ['after', 'argocd/dev/project.yaml', 'Line 1 cannot be read'],
    ]);
    expect(objects(result)).toEqual([]);
  });
});

describe("Argo CD's objects and the policies", () => {
  const application = (size: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: redis
  namespace: argocd
spec:
  source:
    chart: redis
    targetRevision: 1.0.0
    helm:
      valuesObject:
        persistentVolume:
          size: ${size}
`;

  it('shows the values of a chart', async () => {
    const root = await repository({ ...shop, 'argocd/production/applications/redis.yaml': application('10Gi') });
    addTo(root, { 'argocd/production/applications/redis.yaml': application('5Gi') });
    const result = await preview(root, undefined, none);
    expect(says(result)).toEqual([
      'data production Application argocd/redis: spec.source.helm.valuesObject.persistentVolume.size 10Gi becomes 5Gi: a volume cannot shrink',
      'restarts production Application argocd/redis: the chart is installed anew and decides which pods that replaces: spec.source.helm.valuesObject.persistentVolume.size',
    ]);
    expect(result.risk).toBe('high');
    expect([...diffFiles(result).keys()]).toEqual(['production/argocd.diff']);
  });

  const requireDigest = async () =>
    loadModule<Rule>(path.resolve(import.meta.dirname, '../../policies/rules/images/require-image-digest.ts'));

  it('tells findings that are new from those that were there, and from those that are gone', async () => {
    const suite = { ...none, rules: [await requireDigest()] };
    const without = (name: string) => overlay(name).replace(/ +digest.*\n/, '');
    const root = await repository({ ...shop, 'overlays/production/two/kustomization.yaml': without('two') });
    addTo(root, {
      'overlays/production/one/kustomization.yaml': without('one'),
      'base/two/kustomization.yaml': base('two').replace('info', 'warn'),
    });
    const added = await preview(root, undefined, suite);
    expect(added.findings.added.map(({ rule, environment, object }) => [rule, environment, object.name])).toEqual([
      ['require-image-digest', 'production', 'one'],
    ]);
    expect([added.findings.gone.length, added.findings.same]).toEqual([0, 1]);
    addTo(root, {
      'overlays/production/two/kustomization.yaml': overlay('two'),
      'overlays/production/one/kustomization.yaml': overlay('one'),
    });
    const gone = await preview(root, undefined, suite);
    expect([gone.findings.added.length, gone.findings.gone.length, gone.findings.same]).toEqual([0, 1, 0]);
  });

  const rule = (limit: number) => `import { distance } from 'fastest-levenshtein';
export default {
  id: 'few-replicas', scope: 'object', kinds: ['Deployment'], severity: 'error', manual: '', summary: '', rationale: '', remediation: '',
  check: ({ fields }) => fields.spec.replicas > ${limit} + distance('a', 'a') ? [{ message: 'Too many.', path: 'spec.replicas' }] : [],
  examples: { pass: [], fail: [] },
};
`;
  const packages = path.resolve(import.meta.dirname, '../../node_modules');

  /** A repository with one rule, which is changed; what the preview says then, with the rules of now. */
  const changedRule = async (before: number, after: number, tree: Tree = {}) => {
    const root = await repository({ ...shop, 'policies/rules/few-replicas.ts': rule(before), 'package.json': '{"type":"module"}\n' });
    await symlink(packages, path.join(root, 'node_modules'));
    addTo(root, { '.git/info/exclude': 'node_modules\n', 'policies/rules/few-replicas.ts': rule(after), ...tree });
    const now = await loadModule<Rule>(path.join(root, 'policies/rules/few-replicas.ts'));
    const result = await preview(root, undefined, { ...none, rules: [now] });
    return { result, notes: result.findings.notes.map(plainText) };
  };

  it('says what a stricter rule finds in what was there', async () => {
    const { result, notes } = await changedRule(5, 1);
    expect(result.findings.added.map(({ rule: id, environment, object }) => [id, environment, object.name])).toEqual([
      ['few-replicas', 'dev', 'one'],
      ['few-replicas', 'dev', 'two'],
      ['few-replicas', 'production', 'one'],
      ['few-replicas', 'production', 'two'],
    ]);
    expect(notes).toEqual([expect.stringMatching(/^The rules themselves change \(1 files\).* no longer find 0\.$/)]);
    expect(result.otherFiles).toEqual(['policies/rules/few-replicas.ts']);
  });

  it('says what a rule finds that the change itself makes weaker, packages of the rule included', async () => {
    const more = { 'base/one/deployment.yaml': deployment('one').replace('replicas: 2', 'replicas: 9') };
    const { result, notes } = await changedRule(5, 100, more);
    expect(result.findings.added.map(({ environment, object }) => [environment, object.name])).toEqual([
      ['dev', 'one'],
      ['production', 'one'],
    ]);
    expect(result.risk).toBe('high');
    expect(notes).toEqual([expect.stringMatching(/^The rules themselves change \(1 files\).* no longer find 2\.$/)]);
  });

  it('judges what Argo CD is told, all of it when some of it changes', async () => {
    const project = (repository: string) => `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: dev
  namespace: argocd
spec:
  sourceRepos: ['${repository}']
`;
    const anywhere = `export default {
  id: 'known-repository', scope: 'object', kinds: ['AppProject'], severity: 'error', manual: '', summary: '', rationale: '', remediation: '',
  check: ({ fields }) => fields.spec.sourceRepos.includes('*') ? [{ message: 'Any repository.', path: 'spec.sourceRepos' }] : [],
  examples: { pass: [], fail: [] },
};
`;
    const root = await repository({ ...shop, 'policies/rules/known-repository.ts': anywhere, 'argocd/dev/project.yaml': project('a') });
    addTo(root, { 'argocd/dev/project.yaml': project('*') });
    const suite = { ...none, rules: [await loadModule<Rule>(path.join(root, 'policies/rules/known-repository.ts'))] };
    const { findings, risk } = await preview(root, undefined, suite);
    expect([findings.added.map(({ rule: id, environment }) => [id, environment]), risk]).toEqual([
      [['known-repository', 'argocd']],
      'high',
    ]);
  });
});

describe('a commit of which nothing is run', () => {
  const head = async (root: string, change: () => void | Promise<void>) => {
    await git(root, 'switch', '--quiet', '--create', 'work');
    await change();
    await git(root, 'add', '--all');
    await git(root, 'commit', '--quiet', '--message', '@everyone [a](https://a.example) ::error::x');
    await git(root, 'switch', '--quiet', 'main');
  };

  it('is previewed as if it were checked out, which it is not', async () => {
    const root = await repository();
    const change = {
      'overlays/production/one/kustomization.yaml': overlay('one', '1.1.0'),
      'base/two/kustomization.yaml': base('two').replace('info', 'warn'),
    };
    await head(root, () => addTo(root, change));
    const committed = await previewOf(root, undefined, 'work', none);
    expect(readFileSync(path.join(root, 'overlays/production/one/kustomization.yaml'), 'utf8')).toBe(overlay('one'));
    await git(root, 'switch', '--quiet', 'work');
    expect(previewMarkdown(committed)).toBe(previewMarkdown(await preview(root, undefined, none)));
    expect(objects(committed)).toHaveLength(5);
  });

  it('brings rules, packages and scripts that stay unread', async () => {
    const root = await repository({ ...shop, 'package.json': '{"type":"module"}\n' });
    const ran = path.join(root, 'ran');
    const script = `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(ran)}, '');\nexport default {};\n`;
    await head(root, () =>
      addTo(root, {
        'policies/rules/bad.ts': script,
        'policies/engine.ts': script,
        'generators/catalog/services/bad.ts': script,
        'scripts/ops/preview.ts': script,
        'package.json': '{"type":"module","scripts":{"preinstall":"touch ran"}}\n',
        'overlays/production/one/kustomization.yaml': overlay('one', '1.1.0'),
      }),
    );
    const result = await previewOf(root, undefined, 'work', none);
    expect(objects(result)).toEqual(['production/one Deployment one changed']);
    expect(result.findings.notes.map(plainText)[0]).toMatch(/^The rules themselves change \(2 files\).* those of now are not run here\.$/);
    expect(existsSync(ran)).toBe(false);
  });

  it.each([
    [
      'a base from elsewhere',
      'overlays/dev/one/kustomization.yaml',
      'resources: ["https://github.com/o/r?ref=main"]\n',
      'kustomize may fetch it',
    ],
    ['a program', 'overlays/dev/one/kustomization.yaml', 'transformers: [x.yaml]\n', 'may be programs'],
    ['a source for Argo CD', 'overlays/dev/one/.argocd-source.yaml', 'a: b\n', 'replace the source'],
  ])('is not built with %s', async (_, file, text, words) => {
    const root = await repository();
    await head(root, () => addTo(root, { [file]: text }));
    const result = await previewOf(root, undefined, 'work', none);
    expect(result.problems).toEqual([{ side: 'after', environment: '', message: expect.stringContaining(words), file }]);
    expect([result.risk, objects(result)]).toEqual(['high', []]);
    expect(previewMarkdown(result)).toContain('### Cannot be compared');
  });

  it('is not built with a link, which is never followed', async () => {
    const root = await repository();
    await head(root, () => symlink('/etc/passwd', path.join(root, 'overlays/dev/one/x.yaml')));
    const result = await previewOf(root, undefined, 'work', none);
    expect(result.problems.map(({ file, message }) => [file, message.slice(0, 15)])).toEqual([
      ['overlays/dev/one/x.yaml', 'A symbolic link'],
    ]);
  });

  it.each([
    ['nowhere', 'Git knows no commit "nowhere".'],
    ['--output=x', 'Git knows no commit "--output=x".'],
  ])('must be one that Git knows, unlike %s', async (name, what) => {
    const root = await repository();
    await expect(previewOf(root, undefined, name, none)).rejects.toThrow(expect.objectContaining({ message: what, exitCode: 2 }));
  });
});

it('capacity is requests times replicas, before and after', async () => {
  const root = await repository();
  addTo(root, { 'base/one/deployment.yaml': deployment('one').replace('replicas: 2', 'replicas: 4') });
  const { capacity } = await preview(root, undefined, none);
  const delta = { cores: 1, memory: 2 * 2 ** 30, storage: 0 };
  expect(capacity).toEqual([
    { environment: 'dev', least: delta, most: delta },
    { environment: 'production', least: delta, most: delta },
  ]);
});

describe('what is written', () => {
  it('is one diff for each application of each environment, beside the comment, its data and the label', async () => {
    const root = await repository();
    addTo(root, { 'base/one/kustomization.yaml': base('one').replace('info', 'warn') });
    const out = path.join(root, 'out');
    await mkdir(path.join(out, 'diff/old'), { recursive: true });
    const result = await preview(root, undefined, none);
    writePreview(out, result);
    const files = readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(out, path.join(entry.parentPath, entry.name)))
      .sort();
    expect(files).toEqual(['diff/dev/one.diff', 'diff/production/one.diff', 'preview.json', 'preview.md', 'risk']);
    expect(readFileSync(path.join(out, 'risk'), 'utf8')).toBe('medium\n');
    expect(readFileSync(path.join(out, 'diff/dev/one.diff'), 'utf8')).toMatchInlineSnapshot(`
      "=== ConfigMap shop/one-config (+1 -1)
      @@ -4,4 +4,4 @@
         name: one-config
         namespace: shop
       data:
      -  LEVEL: info
      +  LEVEL: warn

      === Deployment shop/one (+0 -0)
      # mentions what changed: ConfigMap one-config
      "
    `);
    expect(readFileSync(path.join(out, 'preview.md'), 'utf8')).toBe(previewMarkdown(result));
    writePreview(out, result, true);
    expect(readFileSync(path.join(out, 'preview.md'), 'utf8')).toBe(`${summary(result).trimEnd()}\n`);
    expect(previewMarkdown(result)).toContain('### Changes, by their shape');
  });

  it('is written as a page, whole or with a word of what stands in the way', async () => {
    const root = await repository();
    await addTo(root, { 'overlays/dev/one/kustomization.yaml': overlay('one', '1.1.0') });
    const result = await preview(root, undefined, none);
    const file = path.join(root, 'new/page.html');
    writePage(file, result);
    expect(readFileSync(file, 'utf8')).toBe(previewHtml(result));
    expect(() => writePage(path.join(file, 'below.html'), result)).toThrow(/^The page cannot be written: .*\.$/);
    expect(readdirSync(path.dirname(file))).toEqual(['page.html']);
  });

  it('never holds a value of a Secret', async () => {
    const secret = (value: string) =>
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstringData:\n  password: ${value}\n  user: same-user\n`;
    const tree = {
      'overlays/dev/kustomization.yaml': 'resources: [one]\n',
      'overlays/dev/one/kustomization.yaml': 'resources: [s.yaml]\n',
    };
    const root = await repository({ ...tree, 'overlays/dev/one/s.yaml': secret('old-value') });
    addTo(root, { 'overlays/dev/one/s.yaml': secret('new-value') });
    const result = await preview(root, undefined, none);
    const everything = [previewMarkdown(result), previewJson(result), ...diffFiles(result).values()].join('\n');
    expect(everything).toContain('data.password has another value'.replace('data', 'stringData'));
    expect(everything).toContain('+  password: (hidden, after)');
    expect(everything).toContain('   user: (hidden)');
    expect(everything).not.toMatch(/old-value|new-value|same-user/);
  });
});
