import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { chartApplications } from '../../scripts/charts/facts/applications.ts';
import { drift } from '../../scripts/charts/facts/check.ts';
import { loadFacts } from '../../scripts/charts/facts/facts.ts';
import { findingsText } from '../../scripts/charts/facts/finding.ts';
import { objectsOf, UnstableError } from '../../scripts/charts/facts/rendered.ts';
import { renderCharts } from '../../scripts/charts/run.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { applicationTree, chartTree } from '../support/charts.ts';
import { folderWith, type Tree } from '../support/folder.ts';
import { runScript } from '../support/process.ts';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  template:
    metadata: { labels: { app: tool }, annotations: { checksum/config: abc } }
    spec:
      containers:
        - name: tool
          image: registry.example.com/tool:{{ .Chart.AppVersion }}
          command: [sh, -c, "echo a script"]
          args: [--verbose]
          env:
            - { name: MODE, value: literal }
            - { name: PASSWORD, valueFrom: { secretKeyRef: { name: tool, key: password } } }
          resources: {{- toYaml .Values.resources | nindent 12 }}
`;
const defaults = 'replicas: 1\nresources: {}\n';
const simple = { 'templates/deployment.yaml': deployment, 'values.yaml': defaults };

/** Runs over one Application of one chart. */
async function run(values: object, files: Tree, change?: Parameters<typeof applicationTree>[3]) {
  const root = folderWith({ ...applicationTree('tool', '1.0.0', values, change), ...chartTree('sources', 'tool', '1.0.0', files) });
  return { root, ...(await renderCharts(root, path.join(root, 'sources'), false)) };
}

const facts = 'charts/dev/tool.yaml';
const file = 'argocd/dev/applications/tool.yaml';
const source = 'generators/charts/tool.ts';

describe('the facts of a chart', () => {
  it('say what was rendered, and hold its objects without their texts', async () => {
    const { root, findings } = await run(
      { replicas: 2, resources: { limits: { cpu: '1' } } },
      {
        ...simple,
        'templates/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: tool }\ndata: { script: "a long story" }\n',
        'templates/secret.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: { name: tool }\nstringData: { password: hunter2 }\n',
        'crds/kinds.yaml': `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: tools.example.com }
spec:
  group: example.com
  scope: Cluster
  names: { kind: Tool, plural: tools }
  versions: [{ name: v1, served: true }, { name: v0, served: false }]
`,
        'templates/tool.yaml':
          'apiVersion: example.com/v1\nkind: Tool\nmetadata: { name: it, annotations: { argocd.argoproj.io/sync-wave: "1" } }\n',
      },
    );
    expect(findings).toEqual([]);
    const [read] = loadFacts(root, 'dev');
    expect(read?.facts).toMatchObject({
      application: 'tool',
      environment: 'dev',
      repository: 'https://charts.example.com',
      chart: 'tool',
      version: '1.0.0',
      appVersion: '7',
      release: 'tool',
      namespace: 'tools',
      images: { byDigest: [], byTag: ['registry.example.com/tool:7'] },
      definitions: [{ name: 'tools.example.com', group: 'example.com', kind: 'Tool', scope: 'Cluster', versions: ['v1'] }],
    });
    expect(read?.objects).toEqual([
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'tool', namespace: 'tools' },
        spec: {
          replicas: 2,
          template: {
            metadata: { labels: { app: 'tool' }, annotations: { 'checksum/config': 'sha256:ba7816bf8f01' } },
            spec: {
              containers: [
                {
                  name: 'tool',
                  image: 'registry.example.com/tool:7',
                  command: [expect.stringMatching(/^sha256:[0-9a-f]{12}$/)],
                  args: [expect.stringMatching(/^sha256:[0-9a-f]{12}$/)],
                  env: [
                    { name: 'MODE', value: expect.stringMatching(/^sha256:[0-9a-f]{12}$/) },
                    { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'tool', key: 'password' } } },
                  ],
                  resources: { limits: { cpu: '1' } },
                },
              ],
            },
          },
        },
      },
      { apiVersion: 'example.com/v1', kind: 'Tool', metadata: { name: 'it', annotations: { 'argocd.argoproj.io/sync-wave': '1' } } },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'tool', namespace: 'tools' },
        data: { script: expect.stringMatching(/^sha256:[0-9a-f]{12}$/) },
      },
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'tool', namespace: 'tools' }, stringData: { password: '' } },
    ]);
    const text = await readFile(path.join(root, facts), 'utf8');
    for (const said of ['echo a script', '--verbose', 'literal', 'a long story', 'hunter2', 'openAPIV3Schema'])
      expect(text).not.toContain(said);
    expect(await readFile(path.join(root, 'node_modules/.cache/crds/tool-1.0.0.yaml'), 'utf8')).toContain('tools.example.com');
  });

  it('are the same bytes in every run, whatever the chart makes by chance', async () => {
    const chance = `apiVersion: v1
kind: ConfigMap
metadata:
  name: tool
  labels: { run: "{{ randAlphaNum 12 }}" }
  annotations: { checksum/secret: {{ randAlphaNum 20 | sha256sum }} }
data: { key: "{{ genPrivateKey "ecdsa" | b64enc }}", steady: "yes" }
`;
    const { root } = await run({}, { ...simple, 'templates/chance.yaml': chance });
    const first = await readFile(path.join(root, facts), 'utf8');
    await renderCharts(root, path.join(root, 'sources'), true);
    expect(await readFile(path.join(root, facts), 'utf8')).toBe(first);
    expect(loadFacts(root)[0]?.objects.find(({ kind }) => kind === 'ConfigMap')?.['metadata']).toMatchObject({
      labels: { run: '(random)' },
    });
  });

  it('are made again only where they are stale, and taken away with their Application', async () => {
    const { root, lines } = await run({ replicas: 2 }, simple);
    expect(lines).toEqual([`${facts}  tool 1.0.0: 1 objects, 0 definitions, new`]);
    expect((await renderCharts(root, path.join(root, 'sources'), false)).lines).toEqual([]);
    expect((await renderCharts(root, path.join(root, 'sources'), true)).lines).toEqual([
      `${facts}  tool 1.0.0: 1 objects, 0 definitions, unchanged`,
    ]);
    await writeFile(path.join(root, file), Object.values(applicationTree('tool', '1.0.0', { replicas: 3 }))[0] ?? '');
    expect((await renderCharts(root, path.join(root, 'sources'), false)).lines).toEqual([
      `${facts}  tool 1.0.0: 1 objects, 0 definitions, the values changed`,
    ]);
    await rm(path.join(root, file));
    await renderCharts(root, path.join(root, 'sources'), false);
    expect(existsSync(path.join(root, facts))).toBe(false);
  });
});

const digest = 'a'.repeat(64);
const dropsDigest = {
  'templates/pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: { name: tool }\nspec: { containers: [{ name: a, image: "quay.io/{{ .Values.image.repository }}:{{ .Values.image.tag }}" }] }\n',
};
const largeDefinition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: tools.example.com }
spec: { group: example.com, scope: Cluster, names: { kind: Tool }, versions: [{ name: v1, served: true, deprecationWarning: "${'x'.repeat(262_144)}" }] }
`;

describe('a chart and its values that do not fit', () => {
  const cases: readonly {
    readonly name: string;
    readonly values: object;
    readonly files: Tree;
    readonly change?: Parameters<typeof applicationTree>[3];
    readonly what: RegExp;
  }[] = [
    {
      name: 'are refused by a template, with its reason',
      values: { replicas: 0 },
      files: { ...simple, 'templates/check.yaml': '{{- if eq (int .Values.replicas) 0 }}{{ fail "no replicas, no tool" }}{{ end }}' },
      what: /^Chart tool 1\.0\.0 refuses its values: .*no replicas, no tool/,
    },
    {
      name: 'are refused by the schema of the values',
      values: { replicas: 'many' },
      files: { ...simple, 'values.schema.json': '{"properties":{"replicas":{"type":"integer"}}}' },
      what: /refuses its values: .*replicas/,
    },
    { name: 'have a key at the top that nobody reads', values: { replica: 3 }, files: simple, what: /does not know the value "replica":/ },
    {
      name: 'have a key deep in a map that nobody reads',
      values: { service: { ports: { metric: 9 } } },
      files: { ...simple, 'values.yaml': `${defaults}service: { ports: { metrics: 1 } }\n` },
      what: /does not know the value "service\.ports\.metric":/,
    },
    {
      name: 'have a key for a chart within that it does not read',
      values: { inner: { replica: 2 } },
      files: {
        ...simple,
        'charts/inner/Chart.yaml': 'apiVersion: v2\nname: inner\nversion: 1.0.0\n',
        'charts/inner/values.yaml': 'replicas: 1\n',
        'charts/inner/templates/a.yaml':
          'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: inner }\ndata: { replicas: "{{ .Values.replicas }}" }\n',
      },
      what: /does not know the value "inner\.replica":/,
    },
    {
      name: 'have an unknown key although the chart makes something by chance',
      values: { replica: 3 },
      files: {
        ...simple,
        'templates/chance.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: tool }\ndata: { key: "{{ randAlphaNum 9 }}" }\n',
      },
      what: /does not know the value "replica":/,
    },
    {
      name: 'state a digest that is lost',
      values: { image: { repository: 'tools/tool', tag: '1', digest: `sha256:${digest}` } },
      files: { ...dropsDigest, 'values.yaml': 'image: { repository: "", tag: "", digest: "" }\n' },
      what: /renders the image "tools\/tool" by its tag, although "image" .* sha256:a{64}\.$/,
    },
    {
      name: 'have a default with a digest that is lost',
      values: {},
      files: { ...dropsDigest, 'values.yaml': `image: { repository: tools/tool, tag: "1", sha: ${digest} }\n` },
      what: /renders the image "tools\/tool" by its tag/,
    },
    {
      name: 'bring a definition that client-side apply cannot keep',
      values: {},
      files: { ...simple, 'crds/large.yaml': largeDefinition },
      change: { syncOptions: ['CreateNamespace=false'] },
      what: /^The definition "tools\.example\.com" has \d+ bytes/,
    },
    {
      name: 'render no YAML',
      values: {},
      files: { 'templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { a: "1", a: "2" }\n' },
      what: /^Chart tool 1\.0\.0 (?:refuses its values|has no steady rendering): /,
    },
  ];

  it.each(cases)('$name', async ({ values, files, change, what }) => {
    const { root, findings } = await run(values, files, change);
    expect(findings.map((finding) => finding.what)).toEqual([expect.stringMatching(what)]);
    expect(findings[0]?.where).toMatch(/^argocd\/dev\/applications\/tool\.yaml/);
    expect(findings[0]?.how).toContain(source);
    // What has a finding is not written: the check stays red.
    expect(existsSync(path.join(root, facts))).toBe(false);
  });

  it.each([
    ['of a map that the chart copies', { resources: { requests: { cpu: '1' }, limits: { 'example.com/gpu': 1 } } }, simple],
    ['that a template reads without a default', { extra: 3 }, { ...simple, 'templates/a.yaml': '# {{ .Values.extra }}\n' }],
    [
      'that is read within a block',
      { block: { deep: 'on' } },
      {
        ...simple,
        'values.yaml': `${defaults}block: {}\n`,
        'templates/a.yaml': '{{- with .Values.block }}\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: "{{ .deep }}" }\n{{- end }}\n',
      },
    ],
    [
      'of the schema',
      { later: 'on' },
      { ...simple, 'values.schema.json': '{"properties":{"later":{"$ref":"#/$defs/text"}},"$defs":{"text":{"type":"string"}}}' },
    ],
    [
      'that turns on a chart within',
      { inner: { enabled: false } },
      {
        ...simple,
        'Chart.yaml':
          'apiVersion: v2\nname: tool\nversion: 1.0.0\nappVersion: "7"\ndependencies: [{ name: inner, version: 1.0.0, condition: inner.enabled }]\n',
        'charts/inner/Chart.yaml': 'apiVersion: v2\nname: inner\nversion: 1.0.0\n',
      },
    ],
  ] as const)('takes a key %s', async (_, values, files) => {
    expect((await run(values, files)).findings).toEqual([]);
  });
});

it('has no steady facts of a chart that makes more objects one time than the other', () => {
  const object = (name: string) => `---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;
  expect(() => objectsOf(object('a'), object('a') + object('b'))).toThrow(UnstableError);
  expect(objectsOf(object('a'), object('b')).objects).toEqual([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: '(random)' } }]);
});

describe('npm run charts', () => {
  it('says for unpacked sources that are missing or of another version what to bring', async () => {
    const root = folderWith({
      ...applicationTree('tool', '1.0.0', {}),
      ...applicationTree('other', '2.0.0', {}),
      ...chartTree('sources', 'tool', '1.0.1', simple),
    });
    const { code, stdout, stderr } = await runScript('charts.ts', ['--from', 'sources'], { cwd: root });
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: 'charts: 0 rendered, 2 findings; 0 images by digest, 0 by tag.\n',
      stderr: `error  There are no sources of chart "other".
  at   ${path.join(root, 'sources/other')}
  fix  Unpack other 2.0.0 there.
error  The chart at hand is tool 1.0.1, the Application is of 1.0.0.
  at   ${path.join(root, 'sources/tool')} and generators/charts/tool.ts
  fix  Bring tool 1.0.0, or change the version in generators/charts/tool.ts.
`,
    });
  });
});

it('what is the same in several environments is told once, with every place', () => {
  const finding = { what: 'No.', how: 'Do.' };
  expect(
    findingsText([
      { ...finding, where: 'b' },
      { ...finding, where: 'a' },
      { ...finding, where: 'c', how: 'Undo.' },
    ]),
  ).toBe('error  No.\n  at   a\n       b\n  fix  Do.\nerror  No.\n  at   c\n  fix  Undo.\n');
});

describe('npm run charts -- --check', () => {
  const check = (root: string) => {
    const sources = createSources(root);
    return drift(chartApplications(sources), loadFacts(root, undefined, sources)).map(({ what, where }) => `${where}: ${what}`);
  };

  it.each([
    ['nothing', (text: string) => text, []],
    ['the version', (text: string) => text.replace('targetRevision: 1.0.0', 'targetRevision: 1.0.1'), ['version 1.0.0 became 1.0.1']],
    [
      'the repository',
      (text: string) => text.replace('charts.example.com', 'mirror.example.com'),
      ['repository https://charts.example.com became https://mirror.example.com'],
    ],
    ['the namespace', (text: string) => text.replace('namespace: tools', 'namespace: others'), ['namespace tools became others']],
    ['the release', (text: string) => text.replace('releaseName: tool', 'releaseName: that'), ['release tool became that']],
    ['a value', (text: string) => text.replace('replicas: 2', 'replicas: 3'), ['the values changed']],
    [
      'the order of values only',
      (text: string) => text.replace(/( +)replicas: 2\n( +resources:\n +limits:\n.*\n)/, '$2$1replicas: 2\n'),
      [],
    ],
  ])('tells %s', async (_, change, reasons) => {
    const { root } = await run({ replicas: 2, resources: { limits: { cpu: '1' } } }, simple);
    const before = await readFile(path.join(root, file), 'utf8');
    await writeFile(path.join(root, file), change(before));
    expect(check(root)).toEqual(
      reasons.map((reason) => `${facts} and ${source}: The facts of "tool" are not those of its Application: ${reason}.`),
    );
  });

  it('tells facts that are missing, that are of no Application, and definitions that no longer fit', async () => {
    const { root } = await run({}, { ...simple, 'crds/large.yaml': largeDefinition });
    expect(check(root)).toEqual([]);
    const text = await readFile(path.join(root, file), 'utf8');
    await writeFile(path.join(root, file), text.replace('ServerSideApply=true', 'PruneLast=true'));
    expect(check(root)).toEqual([
      expect.stringMatching(/^argocd\/dev\/applications\/tool\.yaml > spec\.syncPolicy\.syncOptions: The definition/),
    ]);
    await writeFile(path.join(root, file), text);
    await writeFile(path.join(root, 'charts/dev/gone.yaml'), await readFile(path.join(root, facts), 'utf8'));
    await rm(path.join(root, facts));
    expect(check(root)).toEqual([`${facts}: There are no facts of "tool".`, 'charts/dev/gone.yaml: The facts are of no Application.']);
    const { code } = await runScript('charts.ts', ['--check'], { cwd: root });
    expect(code).toBe(1);
  });

  it('ends with 2 for a file that holds no facts', async () => {
    const root = folderWith({ [facts]: 'apiVersion: v1\nkind: Pod\n' });
    const { code, stderr } = await runScript('charts.ts', ['--check'], { cwd: root });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `error  The file does not start with the facts of a chart.\n  at   ${facts}\n  fix  Remove the file and run "npm run charts".\n`,
    });
  });
});
