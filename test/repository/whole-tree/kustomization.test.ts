import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderEnvironments } from '../../../scripts/kustomize/kustomize.ts';
import { kustomizationFaults } from '../../../scripts/repository/whole-tree/kustomization.ts';
import { parseYaml } from '../../../scripts/repository/yaml.ts';
import { addTo, folderWith } from '../../support/folder.ts';
import { run } from '../../support/process.ts';
import fc from '../../support/random.ts';
import { copyOfRepository, runScript } from '../../support/repository.ts';

const files = new Set(['overlays/dev/a/x.yaml', 'overlays/dev/a/p.yaml', 'base/a/x.yaml', 'overlays/dev/github.com/o/r/x.yaml']);
const folders = new Set(['base/a', 'overlays/dev/a', 'overlays/dev/b', 'overlays/production/a', 'docs/a', 'overlays/dev/a/github.com/o/r']);
const around = { isFile: (file: string) => files.has(file), isFolder: (folder: string) => folders.has(folder) };
const faults = (text: string, file = 'overlays/dev/a/kustomization.yaml') => kustomizationFaults(file, parseYaml(text), around);

/** What kustomize 5.7.1 takes for something that is elsewhere (`api/internal/git/repospec.go`, `api/internal/loader/fileloader.go`). */
const remote = [
  'https://github.com/o/r',
  'https://github.com/o/r?ref=main',
  'https://github.com/o/r//path?ref=v1&timeout=90s&submodules=false',
  'HTTPS://example.com/o/r',
  'http://example.com/a.yaml',
  'hTTp://example.com/a.yaml',
  'https:/example.com/a.yaml',
  'https:a.yaml',
  'ssh://git@example.com/o/r.git',
  'ssh://git@example.com:22/o/r',
  'git@github.com:o/r.git//path',
  'user@host.example.com:o/r',
  'org-12345@github.com:o/r',
  'github.com/o/r',
  'GitHub.com/o/r?ref=x',
  'github.com:o/r',
  'git::https://example.com/o/r',
  'GIT::github.com/o/r',
  'git::git@example.com:o/r',
  'https://user:password@example.com/_git/r',
  'https://dev.azure.com/o/p/_git/r//path',
  'file:///etc',
  'file://../x',
  's3::https://example.com/bucket/x',
  'hg::https://example.com/r',
  'gcs::https://example.com/r',
  'oci://example.com/r',
];

const elsewhere = [
  '/etc/passwd',
  '../../../../x',
  '~/x.yaml',
  '../../../docs/a',
  '../../production/a',
  '..\\b',
  'a//b',
  'nothing.yaml',
  '../../../base/a/x.yaml',
];

describe('a kustomization', () => {
  it.each([
    'resources: [x.yaml, ../../../base/a, ../b, ./x.yaml]\nnamespace: a\nimages: [{name: a, newTag: b}]\n',
    'resources: [../../../base/a]\npatches:\n  - path: p.yaml\n  - {patch: "a: 1", target: {kind: A}}\n',
    'configMapGenerator:\n  - {name: a, files: [x.yaml, key=p.yaml], literals: ["a=http://x"], envs: [p.yaml]}\n',
    'patchesStrategicMerge:\n  - p.yaml\n  - |\n    kind: A\n    url: https://example.com\n',
  ])('that stays in its tree is none: %j', (text) => {
    expect(faults(text)).toEqual([]);
  });

  const places: readonly (readonly [string, (value: string) => string])[] = [
    ['resources', (value) => `resources: [${JSON.stringify(value)}]`],
    ['bases', (value) => `bases: [${JSON.stringify(value)}]`],
    ['components', (value) => `components: [${JSON.stringify(value)}]`],
    ['a patch', (value) => `patches: [{path: ${JSON.stringify(value)}}]`],
    ['an old patch', (value) => `patchesStrategicMerge: [${JSON.stringify(value)}]`],
    ['a JSON patch', (value) => `patchesJson6902: [{path: ${JSON.stringify(value)}, target: {kind: A}}]`],
    ['a replacement', (value) => `replacements: [{path: ${JSON.stringify(value)}}]`],
    ['a content', (value) => `configMapGenerator: [{name: a, files: [${JSON.stringify(`key=${value}`)}]}]`],
    ['variables', (value) => `secretGenerator: [{name: a, envs: [${JSON.stringify(value)}]}]`],
  ];
  describe.each(places)('with %s', (_, text) => {
    it.each([...remote, ...elsewhere])('from %s', (value) => {
      expect(faults(text(value))).toHaveLength(1);
    });
  });

  it('is refused a folder of the name of a host, for kustomize clones it all the same', () => {
    expect(faults('resources: [github.com/o/r]')).toHaveLength(1);
  });

  it.each([
    'generators: [x.yaml]',
    'transformers: [x.yaml]',
    'validators: [x.yaml]',
    'transformers:\n  - |-\n    kind: A\n    metadata: {annotations: {config.kubernetes.io/function: "exec: {path: ./x}"}}\n',
    'helmCharts: [{name: a, repo: "https://example.com"}]',
    'helmGlobals: {chartHome: ../x}',
    'helmChartInflationGenerator: [{chartName: a}]',
    'openapi: {path: x.yaml}',
    'crds: [x.yaml]',
    'configurations: [x.yaml]',
    'vars: []',
    'RESOURCES: [x.yaml]',
    'Generators: [x.yaml]',
    '"resources ": []',
    'patches: [{Path: "https://example.com/x"}]',
    'configMapGenerator: [{name: a, env: x.yaml}]',
    'patches: [p.yaml]',
    'resources: [{a: b}]',
    'resources: [""]',
    'resources: [x.yaml]\nresources: [p.yaml]',
    'resources: [x.yaml]\n---\nresources: [p.yaml]',
    '- a',
    '',
    'resources: [',
  ])('is refused %j', (text) => {
    expect(faults(text)).not.toEqual([]);
  });

  it('is never clean where something that it names holds a colon, whatever surrounds it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (before, after) => {
        expect(faults(`resources: [${JSON.stringify(`${before}:${after}`)}]`)).not.toEqual([]);
      }),
    );
  });
});

describe('nothing is fetched', () => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.end('kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n');
  });
  let address = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
  });

  it.each([
    ['a resource', (url: string) => ({ 'overlays/dev/a/kustomization.yaml': `resources: ["${url}/x.yaml"]\n` })],
    [
      'a base of a base',
      (url: string) => ({
        'overlays/dev/a/kustomization.yaml': 'resources: [../../../base/a]\n',
        'base/a/kustomization.yaml': `resources: ["${url}/x.yaml"]\n`,
      }),
    ],
    ['a patch', (url: string) => ({ 'overlays/dev/a/kustomization.yaml': `patches: [{path: "${url}/x.yaml"}]\n` })],
    ['a content', (url: string) => ({ 'overlays/dev/a/kustomization.yaml': `configMapGenerator: [{name: a, files: ["a=${url}/x"]}]\n` })],
  ] as const)('for %s: the build says so instead', async (_, tree) => {
    const root = folderWith({ 'overlays/dev/kustomization.yaml': 'resources: [a]\n', ...tree(address) });
    const [rendered] = await renderEnvironments(root);
    expect(rendered?.problems.map(({ message }) => message).join()).toContain('kustomize may fetch it');
    expect(asked).toBe(0);
  });

  it('by any command, for a tree whose commit names an address', async () => {
    const root = copyOfRepository();
    const git = (...args: string[]) => run('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], { cwd: root });
    await git('init', '--quiet', '--initial-branch=main');
    await git('add', '--all', '--', ':!node_modules');
    await git('commit', '--quiet', '--message', 'Everything');
    const file = 'overlays/dev/sales-service/kustomization.yaml';
    const marked = `# Generated from generators/catalog. Do not edit: change that file and run "npm run generate".\nresources: ["${address}/x.yaml"]\n`;
    addTo(root, { [file]: marked });
    await git('commit', '--quiet', '--all', '--message', 'An address');
    const of = async (script: string, ...args: string[]) => {
      const { code, stdout, stderr } = await runScript(root, script, args);
      return { code, says: (stdout + stderr).includes('kustomize may fetch it') };
    };
    for (const [script, ...args] of [
      ['generate', '--check'],
      ['ops', 'check', '--base', 'HEAD~1'],
      ['ops', 'preview', '--base', 'HEAD~1'],
      ['lint-policies', '--env', 'dev'],
      ['validate'],
      ['prove'],
    ] as const)
      expect([script, await of(script, ...args)]).toEqual([script, { code: 1, says: true }]);
    expect(await of('kustomize', path.dirname(file))).toEqual({ code: 2, says: true });
    expect(await of('kustomize', `${address}/x`)).toEqual({ code: 2, says: false });
    // Writes the file anew; what is committed stays what it is.
    expect(await of('build')).toEqual({ code: 1, says: true });
    expect(asked).toBe(0);
  }, 600_000);
});
