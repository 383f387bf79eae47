import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Import, importsIn, typeScriptIn } from '../scripts/documents/imports.ts';
import { circles } from '../scripts/documents/rooms.ts';
import { loadModule } from '../scripts/repository/folder.ts';

const root = path.resolve(import.meta.dirname, '..');

/** Who may import whom. A layer is a folder or a file; the first that fits decides. What is not listed is forbidden. */
const layers: readonly { readonly layer: string; readonly may: readonly string[]; readonly packages: readonly string[] }[] = [
  { layer: 'generators/clouds', may: ['generators/clouds'], packages: [] },
  { layer: 'generators/catalog', may: ['generators/model'], packages: [] },
  { layer: 'generators/model', may: ['generators/clouds', 'generators/model'], packages: ['ajv', 'croner', 'fastest-levenshtein'] },
  { layer: 'generators/output', may: ['generators/output'], packages: ['js-yaml'] },
  {
    layer: 'generators/resources',
    may: ['generators/clouds', 'generators/model', 'generators/resources'],
    packages: ['kubernetes-models', '@kubernetes-models', 'node:crypto'],
  },
  {
    layer: 'generators/platform',
    may: ['generators/clouds', 'generators/model', 'generators/resources', 'generators/platform', 'generators/templates'],
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
  // What cannot be said in the catalog, one file a service: there may be none.
  { layer: 'generators/adjustments', may: ['generators/exceptions/adjust.ts'], packages: [] },
  {
    layer: 'generators/exceptions',
    // What a service has in the data layer is drawn there.
    may: ['generators/model', 'generators/platform/data', 'generators/resources', 'generators/exceptions'],
    packages: ['kubernetes-models', '@kubernetes-models'],
  },
  { layer: 'generators/kustomize', may: ['generators/model', 'generators/output', 'generators/kustomize'], packages: [] },
  {
    layer: 'generators/charts',
    may: ['generators/clouds', 'generators/model', 'generators/platform', 'generators/alerts', 'generators/templates', 'generators/charts'],
    packages: [],
  },
  {
    layer: 'generators/argocd',
    may: ['generators/model', 'generators/output', 'generators/charts', 'generators/argocd'],
    packages: ['@kubernetes-models'],
  },
  {
    layer: 'generators/delivery',
    // Which topics and rights there are is known where they are drawn.
    may: ['generators/clouds', 'generators/model', 'generators/output', 'generators/platform/data', 'generators/templates'],
    packages: ['@kubernetes-models'],
  },
  {
    layer: 'generators/applications.ts',
    may: [
      'generators/alerts',
      'generators/dashboards',
      'generators/exceptions',
      'generators/model',
      'generators/platform',
      'generators/resources',
    ],
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
      // Whose topics are others' to read.
      'generators/platform/data',
      'generators/pull-requests',
    ],
    packages: [],
  },
  {
    layer: 'generators/local',
    may: [
      'generators/applications.ts',
      'generators/local',
      'generators/model',
      'generators/platform',
      'generators/resources',
      'generators/templates',
    ],
    packages: ['kubernetes-models', 'node:crypto'],
  },
  {
    layer: 'generators/pull-requests',
    may: [
      'generators/argocd',
      'generators/kustomize',
      'generators/local',
      'generators/model',
      'generators/output',
      'generators/platform',
      'generators/pull-requests',
      'generators/resources',
    ],
    packages: [],
  },
  { layer: 'policies/company', may: ['policies/company'], packages: [] },
  { layer: 'policies/example.ts', may: [], packages: [] },
  { layer: 'policies/model.ts', may: ['policies/company', 'policies/environments.ts', 'policies/example.ts'], packages: [] },
  { layer: 'policies/options.ts', may: ['policies/model.ts'], packages: [] },
  { layer: 'policies/admission.ts', may: ['policies/model.ts', 'policies/environments.ts'], packages: [] },
  { layer: 'policies/cluster.ts', may: ['policies/company', 'policies/model.ts'], packages: [] },
  // A hash is part of the names that an operator gives.
  {
    layer: 'policies/kubernetes/operators',
    may: ['policies/company', 'policies/kubernetes', 'policies/model.ts', 'policies/cluster.ts'],
    packages: ['node:crypto'],
  },
  { layer: 'policies/environments.ts', may: ['policies/company'], packages: [] },
  { layer: 'policies/wording.ts', may: ['policies/model.ts'], packages: [] },
  {
    layer: 'policies/kubernetes',
    may: [
      'policies/company',
      'policies/kubernetes',
      'policies/model.ts',
      'policies/cluster.ts',
      'policies/environments.ts',
      'policies/wording.ts',
    ],
    packages: [],
  },
  {
    layer: 'policies/families',
    may: [
      'policies/example.ts',
      'policies/families',
      'policies/kubernetes',
      'policies/model.ts',
      'policies/environments.ts',
      'policies/wording.ts',
    ],
    packages: [],
  },
  {
    layer: 'policies/examples',
    may: ['policies/example.ts', 'policies/examples', 'policies/kubernetes', 'policies/model.ts'],
    packages: ['js-yaml'],
  },
  { layer: 'policies/metrics', may: ['policies/metrics'], packages: ['fastest-levenshtein'] },
  {
    layer: 'policies/promql',
    may: ['policies/promql', 'policies/metrics', 'policies/kubernetes', 'policies/model.ts', 'policies/wording.ts'],
    packages: ['@bufbuild/re2', '@prometheus-io/lezer-promql', '@grafana/lezer-logql', '@lezer/common'],
  },
  // Patterns are those of Go.
  { layer: 'policies/alertmanager', may: ['policies/alertmanager', 'policies/kubernetes'], packages: ['@bufbuild/re2'] },
  {
    layer: 'policies/rules',
    may: [
      'policies/alertmanager',
      'policies/company',
      'policies/examples',
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
  { layer: 'policies/fingerprint.ts', may: ['policies/model.ts'], packages: ['node:crypto'] },
  {
    layer: 'policies/reporters',
    may: ['policies/reporters', 'policies/fingerprint.ts', 'policies/model.ts'],
    packages: ['sarif', 'xmlbuilder2'],
  },
  { layer: 'policies/coverage', may: ['policies/coverage'], packages: [] },
  {
    layer: 'policies/requirements',
    may: [
      'policies/company',
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
    may: ['policies/schemas', 'policies/kubernetes', 'policies/promql', 'policies/model.ts', 'policies/wording.ts'],
    packages: [
      ...['@bufbuild/cel', '@bufbuild/re2', 'ajv', 'fastest-levenshtein'],
      ...['@kubernetes-models', 'kubernetes-models', '@kubernetes/client-node'],
    ],
  },
  {
    layer: 'policies/rollout',
    may: ['policies/company', 'policies/rollout', 'policies/kubernetes', 'policies/model.ts', 'policies/wording.ts'],
    packages: [],
  },
  { layer: 'policies/manifest.ts', may: ['policies/kubernetes', 'policies/model.ts'], packages: [] },
  {
    layer: 'policies/world.ts',
    may: ['policies/company', 'policies/environments.ts', 'policies/kubernetes', 'policies/rollout', 'policies/model.ts'],
    packages: [],
  },
  {
    layer: 'policies/ladder',
    may: [
      'policies/company',
      'policies/ladder',
      'policies/environments.ts',
      'policies/finding.ts',
      'policies/kubernetes',
      'policies/model.ts',
    ],
    packages: [],
  },
  { layer: 'policies/finding.ts', may: ['policies/model.ts'], packages: [] },
  {
    layer: 'policies/exemptions.ts',
    may: ['policies/company', 'policies/environments.ts', 'policies/finding.ts', 'policies/model.ts', 'policies/options.ts'],
    packages: [],
  },
  { layer: 'policies/foreign-exemptions', may: ['policies/environments.ts'], packages: [] },
  {
    layer: 'policies/foreign-exemptions.ts',
    may: [
      'policies/environments.ts',
      'policies/exemptions.ts',
      'policies/finding.ts',
      'policies/foreign-exemptions',
      'policies/model.ts',
      'policies/options.ts',
    ],
    packages: [],
  },
  {
    layer: 'policies/engine.ts',
    may: [
      'policies/company',
      'policies/exemptions.ts',
      'policies/foreign-exemptions.ts',
      'policies/finding.ts',
      'policies/kubernetes',
      'policies/model.ts',
      'policies/options.ts',
      'policies/world.ts',
    ],
    packages: [],
  },
];

/** The rooms of the edge, from the ground up: which other rooms of scripts/ each stands on, and what else it reaches. */
const rooms: readonly { readonly room: string; readonly on: readonly string[]; readonly beyond: readonly string[] }[] = [
  { room: 'terminal', on: [], beyond: ['policies/reporters'] },
  // Whatever is a page is made of it.
  { room: 'html', on: [], beyond: [] },
  { room: 'repository', on: ['terminal'], beyond: ['generators/output', 'policies'] },
  { room: 'test-copy', on: ['repository', 'terminal'], beyond: ['generators/output'] },
  { room: 'kustomize', on: ['repository', 'terminal'], beyond: ['generators/model', 'policies'] },
  { room: 'charts', on: ['kustomize', 'repository', 'terminal'], beyond: ['generators/model', 'policies'] },
  {
    room: 'catalog',
    on: ['charts', 'repository', 'terminal'],
    // What a credential is, the judge alone says: nobody else believes something of it.
    beyond: [
      ...['generators/exceptions/problems.ts', 'generators/exceptions/taken-names.ts', 'generators/model'],
      'policies/kubernetes/credentials',
    ],
  },
  {
    room: 'judging',
    on: ['catalog', 'charts', 'kustomize', 'repository', 'terminal'],
    beyond: ['generators/delivery', 'generators/generate.ts', 'generators/model', 'policies'],
  },
  { room: 'documents', on: ['charts', 'judging', 'kustomize', 'repository'], beyond: ['generators/model', 'policies'] },
  { room: 'alerts', on: ['terminal'], beyond: ['generators'] },
  { room: 'secrets', on: ['catalog', 'terminal'], beyond: ['generators/model'] },
  { room: 'cluster', on: ['charts', 'repository', 'terminal'], beyond: ['policies'] },
  { room: 'bench', on: ['catalog', 'charts', 'judging', 'kustomize', 'repository', 'terminal'], beyond: ['generators', 'policies'] },
  { room: 'suites', on: ['judging', 'repository', 'terminal'], beyond: ['policies'] },
  {
    room: 'operations',
    on: ['catalog', 'documents', 'judging', 'kustomize', 'repository', 'terminal', 'test-copy'],
    beyond: ['generators', 'policies'],
  },
  { room: 'demo', on: ['catalog', 'operations', 'terminal'], beyond: ['generators/model'] },
  {
    room: 'network',
    on: ['catalog', 'charts', 'documents', 'kustomize', 'operations', 'repository', 'terminal'],
    beyond: ['policies/kubernetes', 'policies/model.ts'],
  },
  {
    room: 'preview',
    on: ['catalog', 'charts', 'html', 'judging', 'kustomize', 'operations', 'repository', 'terminal'],
    beyond: ['generators', 'policies'],
  },
  {
    room: 'site',
    on: ['catalog', 'charts', 'documents', 'html', 'kustomize', 'network', 'operations', 'preview', 'repository', 'terminal'],
    beyond: ['generators', 'policies/kubernetes', 'policies/model.ts'],
  },
  {
    room: 'pull-requests',
    on: ['judging', 'kustomize', 'repository', 'terminal'],
    beyond: ['generators/model', 'generators/output', 'generators/pull-requests', 'policies'],
  },
  {
    room: 'local',
    on: ['catalog', 'judging', 'kustomize', 'terminal'],
    beyond: ['generators/local', 'generators/model', 'generators/output', 'policies'],
  },
  // The commands of `npm run ops`, one a file.
  { room: 'ops', on: ['catalog', 'judging', 'local', 'operations', 'preview', 'repository', 'terminal'], beyond: ['generators/model'] },
];

/** Rooms that hold one like thing a file, and so may hold many. */
const shelves =
  /^(generators\/(resources|charts|alerts\/areas)|policies\/(rules\/[\w-]+|schemas\/(kinds|operators)|metrics|requirements)|scripts(\/ops)?)$/;

/** Tables of data, which are as long as what they list. */
const tables =
  /^(generators\/alerts\/areas\/|policies\/(requirements|metrics|schemas\/kinds|schemas\/tables|foreign-exemptions)\/|policies\/(ladder\/explanations|kubernetes\/settings\/ranges)\.ts$|scripts\/documents\/services\/(texts|bounds)\.ts$)/;

const imports = importsIn(root, ['generators', 'policies', 'scripts', 'test']);
const own = imports.filter(({ file }) => !file.startsWith('test/'));
const inside = own.filter(({ target }) => target.endsWith('.ts'));

describe('the pure layers', () => {
  it.each(layers.map(({ layer, may, packages }) => ({ layer, may, packages })))(
    '$layer imports only what it may',
    ({ layer, may, packages }) => {
      const broken = own
        .filter(({ file }) => layerOf(file) === layer)
        .filter(({ target }) => !(target.endsWith('.ts') ? may : packages).some((allowed) => isIn(target, allowed)));
      expect(broken.map(line)).toEqual([]);
    },
  );

  it('cover every file of generators/ and policies/', () => {
    const files = [...typeScriptIn(root, ['generators']), ...typeScriptIn(root, ['policies'])];
    expect(files.filter((file) => layerOf(file) === undefined)).toEqual([]);
  });

  it('exist, so that no line of the table above is about nothing', () => {
    const files = [...typeScriptIn(root, ['generators']), ...typeScriptIn(root, ['policies'])];
    const empty = layers.filter(({ layer }) => !files.some((file) => layerOf(file) === layer)).map(({ layer }) => layer);
    expect(empty.filter((layer) => layer !== 'generators/adjustments')).toEqual([]);
  });

  it('load nothing at run time', () => {
    const dynamic = [...typeScriptIn(root, ['generators']), ...typeScriptIn(root, ['policies'])].filter((file) =>
      /\bimport\(/.test(read(file)),
    );
    expect(dynamic).toEqual([]);
  });
});

describe('the rooms of the edge', () => {
  it.each(rooms.map(({ room, on, beyond }) => ({ room, on, beyond })))('scripts/$room stands on what it may', ({ room, on, beyond }) => {
    const may = [`scripts/${room}`, ...on.map((name) => `scripts/${name}`), ...beyond];
    const broken = inside
      .filter(({ file }) => file.startsWith(`scripts/${room}/`))
      .filter(({ target }) => !may.some((allowed) => isIn(target, allowed)));
    expect(broken.map(line)).toEqual([]);
  });

  it('use every line of the table above', () => {
    const used = rooms.flatMap(({ room, on, beyond }) =>
      [...on.map((name) => `scripts/${name}`), ...beyond].filter(
        (allowed) => !inside.some(({ file, target }) => file.startsWith(`scripts/${room}/`) && isIn(target, allowed)),
      ),
    );
    expect(used).toEqual([]);
  });

  it('are all in the table', () => {
    const folders = readdirSync(path.join(root, 'scripts'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual(rooms.map(({ room }) => room).sort());
  });
});

it('no import goes round in a circle, of types neither: not from file to file, and at no level from room to room', () => {
  expect(circles(inside)).toEqual([]);
});

it('no room holds more than 15 files, but those that hold one like thing a file', () => {
  const sizes = Map.groupBy(typeScriptIn(root, ['generators', 'policies', 'scripts']), (file) => path.posix.dirname(file));
  const crowded = [...sizes].filter(([room, files]) => files.length > 15 && !shelves.test(room));
  expect(crowded.map(([room, files]) => `${room}: ${files.length}`)).toEqual([]);
});

it('no file is longer than 300 lines, but tables of data', () => {
  const long = typeScriptIn(root, ['generators', 'policies', 'scripts'])
    .filter((file) => !tables.test(file))
    .map((file) => ({ file, lines: read(file).split('\n').length - 1 }))
    .filter(({ lines }) => lines > 300);
  expect(long.map(({ file, lines }) => `${file}: ${lines}`)).toEqual([]);
});

it('the command line programs have under 60 lines: what they do lies in the rooms of scripts/', () => {
  const programs = typeScriptIn(root, ['scripts']).filter((file) => /^scripts\/(ops\/)?[^/]+$/.test(file));
  const long = programs.map((file) => ({ file, lines: read(file).split('\n').length - 1 })).filter(({ lines }) => lines >= 60);
  expect(long.map(({ file, lines }) => `${file}: ${lines}`)).toEqual([]);
});

it('judge and author share no code', () => {
  const crossing = own.filter(
    ({ file, target }) =>
      (file.startsWith('policies/') && target.startsWith('generators/')) ||
      (file.startsWith('generators/') && target.startsWith('policies/')),
  );
  expect(crossing).toEqual([]);
});

describe('the catalog is data', () => {
  it('and nothing imports it, tests neither', () => {
    expect(imports.filter(({ target }) => isIn(target, 'generators/catalog')).map(line)).toEqual([]);
  });

  it('so modules that are found by name are loaded in places that refuse it, or know whose names they load', async () => {
    const computed = typeScriptIn(root, ['generators', 'policies', 'scripts', 'test']).filter((file) =>
      /\bimport\(\s*[^\s')]|\brequire\(\s*[A-Za-z`]|createRequire|registerHooks|runInThisContext|\bnew Function\(/.test(read(file)),
    );
    expect(computed).toEqual([
      // Packages of schemas, by the name of a kind.
      'scripts/judging/validate/schemas.ts',
      'scripts/repository/folder.ts',
      // This list itself, a control that runs what all others must refuse, a module of a copy, and a list of what is loaded.
      'test/architecture.test.ts',
      'test/catalog/hostile-files.test.ts',
      'test/kustomize/tools.test.ts',
      'test/terminal/start.test.ts',
    ]);
    await expect(loadModule(path.join(root, 'generators/catalog/platform.ts'))).rejects.toThrow('is data: it is read, and never run.');
  });

  it('and imports only what gives it its type in the editor', () => {
    const data = own.filter(({ file }) => isIn(file, 'generators/catalog'));
    expect(new Set(data.map(({ target }) => target))).toEqual(
      new Set(['generators/model/environment.ts', 'generators/model/platform.ts', 'generators/model/service.ts']),
    );
  });
});

it('only tests import tests', () => {
  expect(own.filter(({ target }) => target.startsWith('test/'))).toEqual([]);
});

it('tests draw random cases from one place, which draws the same in every run', () => {
  const drawing = imports.filter(({ target }) => target === 'fast-check').map(({ file }) => file);
  expect(drawing).toEqual(['test/support/random.ts']);
});

it('no source file speaks of unfinished work', () => {
  const words = /\b(?:TODO|FIXME|XXX)\b/;
  expect(
    [...typeScriptIn(root, ['generators']), ...typeScriptIn(root, ['policies']), ...typeScriptIn(root, ['scripts'])].filter((file) =>
      words.test(read(file)),
    ),
  ).toEqual([]);
});

function layerOf(file: string): string | undefined {
  return layers.find(({ layer }) => file === layer || file.startsWith(`${layer}/`))?.layer;
}

function isIn(target: string, place: string): boolean {
  return target === place || target.startsWith(`${place}/`);
}

function line({ file, target }: Import): string {
  return `${file} imports ${target}`;
}

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}
