import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');

/** Who may import whom. A layer is a folder or a file; the first that fits decides. What is not listed is forbidden. */
const layers: readonly { readonly layer: string; readonly may: readonly string[]; readonly packages: readonly string[] }[] = [
  { layer: 'generators/catalog', may: ['generators/model'], packages: [] },
  { layer: 'generators/model', may: ['generators/model'], packages: ['ajv', 'croner', 'fastest-levenshtein'] },
  { layer: 'generators/output', may: ['generators/output'], packages: ['js-yaml'] },
  {
    layer: 'generators/resources',
    may: ['generators/model', 'generators/resources'],
    packages: ['kubernetes-models', '@kubernetes-models'],
  },
  {
    layer: 'generators/platform',
    may: ['generators/model', 'generators/resources', 'generators/platform', 'generators/templates'],
    packages: ['kubernetes-models', '@kubernetes-models'],
  },
  {
    layer: 'generators/alerts',
    may: ['generators/model', 'generators/resources', 'generators/templates', 'generators/alerts'],
    packages: ['kubernetes-models', '@kubernetes-models'],
  },
  {
    layer: 'generators/dashboards',
    may: ['generators/dashboards', 'generators/model', 'generators/output'],
    packages: ['@grafana/grafana-foundation-sdk', 'kubernetes-models'],
  },
  // Texts in languages of their own, read once from the files beside.
  { layer: 'generators/templates', may: ['generators/output', 'generators/templates'], packages: ['handlebars', 'node:fs'] },
  { layer: 'generators/kustomize', may: ['generators/model', 'generators/output', 'generators/kustomize'], packages: [] },
  {
    layer: 'generators/charts',
    may: ['generators/model', 'generators/platform', 'generators/alerts', 'generators/templates', 'generators/charts'],
    packages: [],
  },
  {
    layer: 'generators/argocd',
    may: ['generators/model', 'generators/output', 'generators/charts', 'generators/argocd'],
    packages: ['@kubernetes-models'],
  },
  {
    layer: 'generators/delivery',
    may: ['generators/model', 'generators/output', 'generators/templates'],
    packages: ['@kubernetes-models'],
  },
  {
    layer: 'generators/applications.ts',
    may: ['generators/alerts', 'generators/dashboards', 'generators/model', 'generators/platform', 'generators/resources'],
    packages: [],
  },
  {
    layer: 'generators/generate.ts',
    may: [
      'generators/applications.ts',
      'generators/argocd',
      'generators/delivery',
      'generators/kustomize',
      'generators/model',
      'generators/output',
    ],
    packages: [],
  },
  { layer: 'policies/model.ts', may: [], packages: [] },
  { layer: 'policies/cluster.ts', may: ['policies/model.ts'], packages: [] },
  // A hash is part of the names that an operator gives.
  {
    layer: 'policies/kubernetes/operators',
    may: ['policies/kubernetes', 'policies/model.ts', 'policies/cluster.ts'],
    packages: ['node:crypto'],
  },
  { layer: 'policies/environments.ts', may: [], packages: [] },
  { layer: 'policies/wording.ts', may: ['policies/model.ts'], packages: [] },
  {
    layer: 'policies/kubernetes',
    may: ['policies/kubernetes', 'policies/model.ts', 'policies/cluster.ts', 'policies/environments.ts', 'policies/wording.ts'],
    packages: [],
  },
  {
    layer: 'policies/families',
    may: ['policies/families', 'policies/kubernetes', 'policies/model.ts', 'policies/environments.ts', 'policies/wording.ts'],
    packages: [],
  },
  { layer: 'policies/metrics', may: ['policies/metrics'], packages: ['fastest-levenshtein'] },
  {
    layer: 'policies/promql',
    may: ['policies/promql', 'policies/metrics', 'policies/kubernetes', 'policies/model.ts'],
    packages: ['@prometheus-io/lezer-promql', '@grafana/lezer-logql', '@lezer/common'],
  },
  {
    layer: 'policies/rules',
    may: [
      'policies/families',
      'policies/kubernetes',
      'policies/metrics',
      'policies/promql',
      'policies/rollout',
      'policies/model.ts',
      'policies/cluster.ts',
      'policies/environments.ts',
      'policies/wording.ts',
    ],
    packages: [],
  },
  { layer: 'policies/reporters', may: ['policies/reporters', 'policies/model.ts'], packages: [] },
  {
    layer: 'policies/requirements',
    may: [
      'policies/requirements',
      'policies/kubernetes',
      'policies/promql',
      'policies/model.ts',
      'policies/environments.ts',
      'policies/wording.ts',
    ],
    packages: [],
  },
  {
    layer: 'policies/schemas',
    may: ['policies/schemas', 'policies/kubernetes', 'policies/model.ts', 'policies/wording.ts'],
    packages: ['ajv', 'fastest-levenshtein', '@kubernetes-models', 'kubernetes-models', '@kubernetes/client-node'],
  },
  { layer: 'policies/rollout', may: ['policies/rollout', 'policies/kubernetes', 'policies/model.ts', 'policies/wording.ts'], packages: [] },
  { layer: 'policies/manifest.ts', may: ['policies/kubernetes', 'policies/model.ts'], packages: [] },
  { layer: 'policies/world.ts', may: ['policies/kubernetes', 'policies/rollout', 'policies/model.ts'], packages: [] },
  { layer: 'policies/finding.ts', may: ['policies/model.ts'], packages: [] },
  { layer: 'policies/exemptions.ts', may: ['policies/engine.ts', 'policies/finding.ts', 'policies/model.ts'], packages: [] },
  { layer: 'policies/foreign-exemptions', may: [], packages: [] },
  {
    layer: 'policies/foreign-exemptions.ts',
    may: ['policies/engine.ts', 'policies/environments.ts', 'policies/finding.ts', 'policies/foreign-exemptions', 'policies/model.ts'],
    packages: [],
  },
  {
    layer: 'policies/engine.ts',
    may: [
      'policies/exemptions.ts',
      'policies/foreign-exemptions.ts',
      'policies/finding.ts',
      'policies/kubernetes',
      'policies/model.ts',
      'policies/world.ts',
    ],
    packages: [],
  },
];

interface Import {
  readonly file: string;
  readonly specifier: string;
}

const imports = ['generators', 'policies', 'scripts', 'test'].flatMap((folder) => filesIn(folder).flatMap(importsOf));

describe('the pure layers', () => {
  it.each(layers.map(({ layer, may, packages }) => ({ layer, may, packages })))(
    '$layer imports only what it may',
    ({ layer, may, packages }) => {
      const own = imports.filter(({ file }) => layerOf(file) === layer);
      const broken = own.filter(({ file, specifier }) => {
        if (!specifier.startsWith('.')) return !packages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
        const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
        return !may.some((allowed) => target === allowed || target.startsWith(`${allowed}/`));
      });
      expect(broken.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([]);
    },
  );

  it('cover every file of generators/ and policies/', () => {
    const files = [...filesIn('generators'), ...filesIn('policies')];
    expect(files.filter((file) => layerOf(file) === undefined)).toEqual([]);
  });

  it('exist, so that no line of the table above is about nothing', () => {
    const files = [...filesIn('generators'), ...filesIn('policies')];
    expect(layers.filter(({ layer }) => !files.some((file) => layerOf(file) === layer)).map(({ layer }) => layer)).toEqual([]);
  });

  it('load nothing at run time', () => {
    const dynamic = [...filesIn('generators'), ...filesIn('policies')].filter((file) => /\bimport\(/.test(read(file)));
    expect(dynamic).toEqual([]);
  });
});

it('judge and author share no code', () => {
  const crossing = imports.filter(
    ({ file, specifier }) =>
      (file.startsWith('policies/') && specifier.includes('generators/')) ||
      (file.startsWith('generators/') && specifier.includes('policies/')),
  );
  expect(crossing).toEqual([]);
});

it('only tests import tests', () => {
  expect(imports.filter(({ file, specifier }) => !file.startsWith('test/') && /(^|\/)test\//.test(specifier))).toEqual([]);
});

it('the command line programs are short: what they do lies in the rooms of scripts/', () => {
  const long = readdirSync(path.join(root, 'scripts'))
    .filter((name) => name.endsWith('.ts'))
    .filter((name) => read(`scripts/${name}`).split('\n').length > 130);
  expect(long).toEqual([]);
});

it('no source file speaks of unfinished work', () => {
  const words = /\b(?:TODO|FIXME|XXX)\b/;
  expect([...filesIn('generators'), ...filesIn('policies'), ...filesIn('scripts')].filter((file) => words.test(read(file)))).toEqual([]);
});

function layerOf(file: string): string | undefined {
  return layers.find(({ layer }) => file === layer || file.startsWith(`${layer}/`))?.layer;
}

function filesIn(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

function importsOf(file: string): Import[] {
  return [...read(file).matchAll(/^\s*(?:import|export)\s[^;'"=()]*?from\s+'([^']+)'|^\s*import\s+'([^']+)'/gm)].map((match) => ({
    file,
    specifier: match[1] ?? match[2] ?? '',
  }));
}

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}
