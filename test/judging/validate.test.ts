import { existsSync } from 'node:fs';
import { chmod, mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runKubeconform } from '../../scripts/judging/validate/kubeconform.ts';
import { knowsKind, validateObjects } from '../../scripts/judging/validate/validation.ts';
import { discover } from '../../scripts/repository/discover.ts';
import { UserError } from '../../scripts/terminal/errors.ts';
import { addTo, folderWith, type Tree } from '../support/folder.ts';
import { manifestsIn } from '../support/manifests.ts';
import { type Run, runScript } from '../support/process.ts';

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
const absent = 'kubeconform is not on PATH and did not run; the embedded schemas did.';

// With a kubeconform on PATH every run would wait for the network.
process.env['PATH'] = (process.env['PATH'] ?? '')
  .split(path.delimiter)
  .filter((folder) => !existsSync(path.join(folder, 'kubeconform')))
  .join(path.delimiter);
const withoutKubeconform = { ...process.env };

async function validate(tree: Tree, args: readonly string[], input = ''): Promise<Run> {
  return runScript('validate.ts', args, { cwd: folderWith(tree), input });
}

describe('npm run validate with paths', () => {
  it('is content with valid objects', async () => {
    expect(await validate({ 'a.yaml': configMap('a'), 'deep/b.yml': `${configMap('b')}---\n${configMap('c')}` }, ['.'])).toEqual({
      code: 0,
      stdout: `3 objects in 2 files, no findings. ${absent}\n`,
      stderr: '',
    });
  });

  it('says what is wrong, in which line, and what to write', async () => {
    const yaml = `# services\n${configMap('a')}---\n${configMap('b')}dta: {}\n`;
    expect(await validate({ 'a.yaml': yaml }, ['a.yaml'])).toEqual({
      code: 1,
      stdout: [
        'ConfigMap b',
        '  at   a.yaml:11',
        '   11 | dta: {}',
        '      | ^^^^^^^',
        '  error  schema-unknown-field  Unknown field "dta": did you mean "data"?  dta',
        '    fix  Rename "dta" to "data" (Kubernetes API reference).',
        '',
        `2 objects in 1 file, 1 finding (1 error). ${absent}\n`,
      ].join('\n'),
      stderr: '',
    });
  });

  it('reads standard input, and Lists', async () => {
    const list = 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: A\n';
    const { code, stdout } = await validate({}, ['-'], list);
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: [
        'ConfigMap A',
        '  at   -:7',
        '    7 |     name: A',
        '      |     ^^^^^^^',
        '  error  schema-invalid-value  Field "name" is "A", which is no valid name.  metadata.name',
        '    fix  Write lower-case letters, digits, "-" and ".", with a letter or digit at both ends of each part (Kubernetes API reference).',
        '',
        `1 object in 1 file, 1 finding (1 error). ${absent}\n`,
      ].join('\n'),
    });
  });

  it('reports broken YAML with its line, and still judges the other documents', async () => {
    const { code, stdout } = await validate({ 'a.yaml': `${configMap('a')}---\na: [\n---\n${configMap('B')}` }, ['a.yaml']);
    expect(code).toBe(1);
    expect(stdout.match(/(?<=^ {2})(error|warning) {2}\S+|at {3}\S+/gm)).toEqual([
      'at   a.yaml:6',
      'error  yaml-syntax',
      'at   a.yaml:11',
      'error  schema-invalid-value',
    ]);
  });

  it('reports removed APIs as errors and deprecated ones as warnings', async () => {
    const removed = 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: a}\n';
    const deprecated = 'apiVersion: v1\nkind: Endpoints\nmetadata: {name: a}\n';
    const { code, stdout } = await validate({ 'a.yaml': removed, 'b.yaml': deprecated }, ['a.yaml', 'b.yaml']);
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: [
        'PodDisruptionBudget a',
        '  at   a.yaml:1',
        '    1 | apiVersion: policy/v1beta1',
        '      | ^^^^^^^^^^^^^^^^^^^^^^^^^^',
        '  error  schema-removed-api  PodDisruptionBudget of "policy/v1beta1" is gone since Kubernetes 1.25.  apiVersion',
        '    fix  Write apiVersion: policy/v1 (Kubernetes API reference).',
        '',
        'Endpoints a',
        '  at   b.yaml:1',
        '    1 | apiVersion: v1',
        '      | ^^^^^^^^^^^^^^',
        '  warning  schema-deprecated-api  Endpoints of "v1" is deprecated since Kubernetes 1.33.  apiVersion',
        '    fix  Use an EndpointSlice of discovery.k8s.io/v1 (Kubernetes API reference).',
        '',
        'By rule:',
        '  1  schema-deprecated-api',
        '  1  schema-removed-api',
        '',
        `2 objects in 2 files, 2 findings (1 error, 1 warning). ${absent}\n`,
      ].join('\n'),
    });
  });

  it.each<[what: string, tree: Tree, message: string]>([
    ['an empty file', { 'a.yaml': '' }, '"a.yaml" holds no object.'],
    ['a file with only comments', { 'a.yaml': '# nothing\n---\n' }, '"a.yaml" holds no object.'],
    ['what is no object', { 'a.yaml': 'a: 1\n' }, 'Expected a Kubernetes object, got a mapping without apiVersion and kind.'],
  ])('is not content with %s', async (_, tree, message) => {
    const { code, stdout } = await validate(tree, ['a.yaml']);
    expect(code).toBe(1);
    expect(stdout).toContain(message);
  });

  it('is not content with a folder that holds nothing', async () => {
    const { code, stdout } = await validate({ 'a/readme.txt': 'x' }, ['a']);
    expect(code).toBe(1);
    expect(stdout).toContain('"a" holds no YAML or JSON file.');
  });

  it('prints JSON', async () => {
    const { code, stdout } = await validate({ 'a.yaml': `${configMap('a')}dta: {}\n` }, ['a.yaml', '--format', 'json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      findings: [
        { rule: 'schema-unknown-field', severity: 'error', file: 'a.yaml', line: 5, path: 'dta', object: { kind: 'ConfigMap', name: 'a' } },
      ],
      summary: { objects: 1, files: 1, findings: 1, errors: 1, warnings: 0 },
    });
  });

  it.each<[what: string, args: readonly string[], message: string]>([
    ['an unknown option', ['--formt', 'json'], 'Did you mean --format?'],
    ['an unknown format', ['--format', 'xml'], 'There are text, json, sarif'],
    ['a path that does not exist', ['nowhere.yaml'], '"nowhere.yaml" does not exist.'],
  ])('exits with 2 for %s', async (_, args, message) => {
    const { code, stderr } = await validate({}, args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('explains itself', async () => {
    const { code, stdout } = await validate({}, ['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Exit codes: 0 clean, 1 findings, 2 wrong use.');
  });
});

describe('kustomizations and patches', () => {
  const kustomization = 'resources: [a.yaml]\npatches:\n  - path: patch.yaml\n';
  const patch = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\nspec:\n  FIELD: 3\n';

  it('lets a patch that a kustomization names leave things out', async () => {
    const tree = {
      'kustomization.yaml': kustomization.replace('[a.yaml]', '[a.yaml, deployment.yaml]'),
      'a.yaml': configMap('a'),
      'deployment.yaml': `${patch.replace('FIELD', 'replicas')}  selector: { matchLabels: { app: a } }
  template: { metadata: { labels: { app: a } }, spec: { containers: [{ name: a, image: a }] } }
`,
      'patch.yaml': patch.replace('FIELD', 'replicas'),
    };
    expect(await validate(tree, ['.'])).toMatchObject({ code: 0, stdout: `4 objects in 4 files, no findings. ${absent}\n` });
    expect(await validate(tree, ['patch.yaml'])).toMatchObject({ code: 0 });
  });

  it.each<[what: string, tree: Tree, said: string]>([
    [
      'names a file that is not there',
      { 'kustomization.yaml': 'resources: [a.yaml]\n' },
      '" does not build: the resource "a.yaml" does not exist.',
    ],
    [
      'patches nothing',
      { 'kustomization.yaml': kustomization, 'a.yaml': configMap('a'), 'patch.yaml': patch.replace('FIELD', 'replicas') },
      '" does not build: the patch of Deployment "a" matches no object.',
    ],
    [
      'builds on another, which builds on it',
      { 'a/kustomization.yaml': 'resources: [../b]\n', 'b/kustomization.yaml': 'resources: [../a]\n' },
      'cycle detected',
    ],
    ['builds on itself', { 'a/kustomization.yaml': 'resources: [.]\n' }, 'cycle detected'],
    [
      'fetches',
      { 'kustomization.yaml': 'resources: ["https://example.com/a.yaml"]\n' },
      '" is not built: kustomization.yaml: "https://example.com/a.yaml" in "resources" is not a path below this repository: kustomize may fetch it.',
    ],
    [
      'makes objects of a chart',
      { 'kustomization.yaml': 'helmCharts: [{ name: a }]\n' },
      'The field "helmCharts" of the kustomization fetches and renders charts.',
    ],
  ])('says of a kustomization that it %s, as lint:policies does', async (_, tree, said) => {
    for (const script of ['validate.ts', 'lint-policies.ts']) {
      const { code, stdout } = await runScript(script, ['.'], { cwd: folderWith(tree) });
      expect(code).toBe(1);
      expect(stdout).toContain(said);
    }
  });

  it('says which component nobody includes, and takes no kustomization for a file of another program', async () => {
    const component = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages: [{ name: x, newTag: "1" }]\n';
    const tree = {
      'c/kustomization.yaml': component,
      'a/kustomization.yaml': 'bases: [../b]\n',
      'b/kustomization.yaml': 'resources: [a.yaml]\n',
      'b/a.yaml': configMap('a'),
    };
    const { stderr } = await validate(tree, ['.']);
    expect(stderr).toBe('Built with kustomize: a\nNot judged, since no overlay here includes the component: c\n');
  });

  it('does not let it misspell', async () => {
    const tree = { 'kustomization.yaml': kustomization, 'patch.yaml': patch.replace('FIELD', 'replica') };
    const { code, stdout } = await validate(tree, ['patch.yaml']);
    expect(code).toBe(1);
    expect(stdout).toContain('  at   patch.yaml:6\n');
    expect(stdout).toContain('Unknown field "replica": did you mean "replicas"?  spec.replica\n');
  });

  it('asks for everything of an object that is no patch', async () => {
    const { code, stdout } = await validate({ 'patch.yaml': patch.replace('FIELD', 'replicas') }, ['patch.yaml']);
    expect(code).toBe(1);
    expect(stdout.match(/Field "\w+" is missing/g)).toEqual(['Field "selector" is missing', 'Field "template" is missing']);
  });

  it('finds misspelt fields of kustomizations and of the patches in them', async () => {
    const inline = `resource: [a.yaml]\npatches:\n  - patch: |-\n${patch.replace('FIELD', 'replica').replace(/^(?=.)/gm, '      ')}`;
    const { code, stdout } = await validate({ 'kustomization.yaml': inline }, ['kustomization.yaml']);
    expect(code).toBe(1);
    expect(stdout.match(/Unknown field "\w+"|at {3}\S+/g)).toEqual([
      'at   kustomization.yaml:1',
      'Unknown field "resource"',
      'at   kustomization.yaml:3',
      'Unknown field "replica"',
    ]);
  });

  it('lets a file of a base leave out what overlays add, for the built object is judged', async () => {
    const deployment = patch.replace('FIELD', 'replicas');
    const tree = { 'base/a/kustomization.yaml': 'resources: [deployment.yaml]\n', 'base/a/deployment.yaml': deployment };
    expect(await validate(tree, ['base'])).toMatchObject({ code: 0 });
  });
});

describe('npm run validate', () => {
  const repository: Tree = {
    'base/a/kustomization.yaml': 'resources: [config-map.yaml]\n',
    'base/a/config-map.yaml': `${configMap('a')}data:\n  A: b\n`,
    'overlays/dev/kustomization.yaml': 'resources: [a]\n',
    'overlays/dev/a/kustomization.yaml': 'namespace: erp-dev\nresources: [../../../base/a]\npatches:\n  - path: config-map.patch.yaml\n',
    'overlays/dev/a/config-map.patch.yaml': `${configMap('a')}data:\n  A: c\n`,
    'overlays/test/kustomization.yaml': 'resources: [a]\n',
    'overlays/test/a/kustomization.yaml': 'namespace: erp-test\nresources: [../../../base/a]\n',
    'argocd/project.yaml': 'apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: erp}\nspec: {}\n',
  };

  it('judges what the overlays build, the kustomizations and the objects of Argo CD', async () => {
    // 2 ConfigMaps, 5 kustomizations, 1 AppProject.
    expect(await validate(repository, [])).toEqual({ code: 0, stdout: `8 objects in 8 files, no findings. ${absent}\n`, stderr: '' });
  });

  it('names the file at fault: a base once, whatever builds on it, and a patch', async () => {
    const { code, stdout } = await validate(
      {
        ...repository,
        'base/a/config-map.yaml': `${configMap('a')}dat:\n  A: b\n`,
        'overlays/dev/a/config-map.patch.yaml': `${configMap('a')}data:\n  A: 1\n`,
        'argocd/project.yaml': `${repository['argocd/project.yaml']}spek: {}\n`,
      },
      [],
    );
    expect(code).toBe(1);
    expect(stdout.match(/^\S.*\n {2}at .*/gm)).toEqual([
      'AppProject erp\n  at   argocd/project.yaml:5',
      'ConfigMap erp-dev/a\n  at   base/a/config-map.yaml:5',
      'ConfigMap erp-dev/a in dev\n  at   overlays/dev/a/config-map.patch.yaml:6',
    ]);
  });

  it('reports an overlay that does not build', async () => {
    const { code, stdout } = await validate({ ...repository, 'overlays/dev/a/kustomization.yaml': 'resources: [nowhere]\n' }, []);
    expect(code).toBe(1);
    expect(stdout).toContain('error  broken-overlay  ');
  });

  it('is never content with nothing', async () => {
    const { code, stderr } = await validate({ 'readme.txt': 'x' }, []);
    expect(code).toBe(2);
    expect(stderr).toContain('There is nothing to validate.');
  });
});

describe('in the same process', () => {
  it('validates objects', async () => {
    const [finding] = await validateObjects(manifestsIn(`${configMap('a')}dta: {}\n`), { environment: 'dev' });
    expect(finding).toMatchObject({ rule: 'schema-unknown-field', environment: 'dev', path: 'dta', manual: 'Kubernetes API reference' });
  });

  it.each<[apiVersion: string, kind: string, known: boolean]>([
    ['apps/v1', 'Deployment', true],
    ['keda.sh/v1alpha1', 'ScaledObject', true],
    ['gateway.networking.k8s.io/v1', 'ReferenceGrant', true],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', true],
    ['apiregistration.k8s.io/v1', 'APIService', true],
    ['events.k8s.io/v1', 'Event', true],
    ['v1', 'Event', true],
    ['apps/v1', 'Deploymnet', false],
    ['extensions/v1beta1', 'Ingress', false],
    ['', '', false],
  ])('knows %s %s: %s', async (apiVersion, kind, known) => {
    expect(await knowsKind(apiVersion, kind)).toBe(known);
  });
});

describe('discovery', () => {
  it('finds the files of a folder in an order that no locale changes, follows links, and survives their loops', async () => {
    const root = folderWith({
      'b.yaml': '',
      'B.yml': '',
      'a/x.json': '',
      'a/Kustomization': '',
      'a/y.txt': '',
      'node_modules/x.yaml': '',
      '.git/x.yaml': '',
      'ä.yaml': '',
    });
    await symlink('..', path.join(root, 'a', 'loop'));
    await symlink('nowhere', path.join(root, 'dead.yaml'));
    await mkdir(path.join(root, 'folder.yaml'));
    const { files, empty } = await discover([root]);
    expect(files.map((file) => path.posix.relative(root, file))).toEqual(['B.yml', 'a/Kustomization', 'a/x.json', 'b.yaml', 'ä.yaml']);
    expect(empty).toEqual([]);
  });

  it('takes a named file whatever it is called, and each file once', async () => {
    const root = folderWith({ 'manifest.txt': '', 'a.yaml': '' });
    const [text, yaml] = [path.join(root, 'manifest.txt'), path.join(root, 'a.yaml')];
    expect(await discover([text, yaml, root, '-'])).toEqual({ files: [text, yaml, '-'], empty: [] });
  });

  it('reports a folder without files, and refuses a path that does not exist', async () => {
    const root = folderWith({ 'a/readme.txt': '' });
    expect(await discover([path.join(root, 'a')])).toEqual({ files: [], empty: [path.join(root, 'a')] });
    await expect(discover([path.join(root, 'b')])).rejects.toThrow(UserError);
  });
});

describe('kubeconform', () => {
  const manifests = manifestsIn(`${configMap('a')}---\n${configMap('b')}`);

  async function withProgram<T>(script: string, use: () => Promise<T>): Promise<T> {
    const root = folderWith({});
    addTo(root, { kubeconform: `#!/bin/sh\n${script}\n` });
    await chmod(path.join(root, 'kubeconform'), 0o755);
    process.env['PATH'] = `${root}:${withoutKubeconform['PATH']}`;
    try {
      return await use();
    } finally {
      process.env['PATH'] = withoutKubeconform['PATH'];
    }
  }

  it('is asked strictly, and its verdicts become findings', async () => {
    const verdicts = [
      { filename: 'stdin', kind: 'ConfigMap', name: 'a', version: 'v1', status: 'statusValid', msg: '' },
      {
        filename: 'stdin',
        kind: 'ConfigMap',
        name: 'b',
        version: 'v1',
        status: 'statusInvalid',
        msg: 'problem validating schema',
        validationErrors: [{ path: '/data/0/a.b', msg: 'got number, want string' }],
      },
      { filename: 'stdin', kind: 'Other', name: 'c', version: 'v1', status: 'statusSkipped', msg: '' },
    ];
    const result = await withProgram(
      `case "$*" in *-strict*) cat >/dev/null; cat <<'END'\n${JSON.stringify({ resources: verdicts })}\nEND\n;; *) exit 1;; esac`,
      () => runKubeconform(manifests, () => 'dev'),
    );
    expect(result).toMatchObject({
      ran: true,
      note: 'kubeconform judged 2 objects; 1 without a schema were left to the embedded schemas.',
      findings: [
        {
          rule: 'kubeconform',
          message: 'kubeconform says: got number, want string.',
          path: 'data[0]["a.b"]',
          environment: 'dev',
          object: { name: 'b' },
        },
      ],
    });
    expect(result.findings).toHaveLength(1);
  });

  it('says when it cannot work', async () => {
    expect(await withProgram('echo "no network" >&2; exit 3', () => runKubeconform(manifests, () => ''))).toEqual({
      ran: false,
      note: 'kubeconform did not work: no network; the embedded schemas did.',
      findings: [],
    });
  });

  it('says when it is not there', async () => {
    process.env['PATH'] = '/nowhere';
    try {
      expect(await runKubeconform(manifests, () => '')).toEqual({ ran: false, note: absent, findings: [] });
    } finally {
      process.env['PATH'] = withoutKubeconform['PATH'];
    }
  });
});
