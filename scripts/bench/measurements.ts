import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import type { Catalog } from '../../generators/model/catalog.ts';
import { type LintInput, lint } from '../../policies/engine.ts';
import { factsFolder } from '../charts/facts/applications.ts';
import { chartManifests } from '../charts/facts/world.ts';
import { type LintReport, lintRepository } from '../judging/lint/lint.ts';
import type { Suite } from '../judging/lint/report.ts';
import { loadSuite } from '../judging/lint/suite.ts';
import { loadKustomization, reach } from '../kustomize/kustomizations.ts';
import { renderEnvironments } from '../kustomize/kustomize.ts';
import { createSources } from '../repository/sources.ts';
import { scaleOf } from './scale.ts';

/** What is done and measured, in an order in which each finds the files that it needs. */
export const measurementIds = [
  'load',
  'load-again',
  'generate',
  'generate-again',
  'write',
  'lint',
  'build',
  'rules',
  'change',
  'changed',
  'change-again',
  'changed-again',
  'promote',
  'promoted',
  'repository',
] as const;

export type MeasurementId = (typeof measurementIds)[number];

/** What one process measured of itself. */
export interface Measured {
  /** Wall time of the work, without the start of the process. */
  readonly seconds: number;
  /** Wall time from the start of the process to the start of the work: Node.js, the catalog and the rules are loaded. */
  readonly startSeconds: number;
  /** Most memory that the process held until the work was done, in 1024 * 1024 bytes. */
  readonly megabytes: number;
  /** How much work it was: files, objects, findings. */
  readonly amounts: Readonly<Record<string, number>>;
}

/** What a measurement is about. */
export interface Task {
  /** This repository: its platform and its environments. */
  readonly repository: string;
  /** The temporary folder that the synthetic catalog is generated into. */
  readonly folder: string;
  readonly services: number;
}

interface Setting {
  /** The folder of the task, without symbolic links. */
  readonly root: string;
  /** Only where something is generated: judging does without the generators, as its command does. */
  readonly generators: () => Promise<Generators>;
  readonly suite: Suite;
}

type Generators = Awaited<ReturnType<typeof loadGenerators>>;

/** Runs the part of a measurement that counts. */
type Clock = <T>(work: () => T | Promise<T>) => Promise<T>;

type Measurement = (setting: Setting, timed: Clock) => Promise<Readonly<Record<string, number>>>;

const execute = promisify(execFile);

const measurements: Readonly<Record<MeasurementId, Measurement>> = {
  async load({ root, generators }, timed) {
    const { catalog, loadCatalog, writeCatalog } = await generators();
    const folder = catalogFolderOf(root);
    writeCatalog(folder, catalog);
    // As in a repository with its packages, where what was read is remembered.
    await mkdir(path.join(folder, 'node_modules'));
    return loaded(await timed(() => loadCatalog(folder)));
  },
  async 'load-again'({ root }, timed) {
    const { loadCatalog } = await import('../catalog/catalog.ts');
    return loaded(await timed(() => loadCatalog(catalogFolderOf(root))));
  },
  generate: (setting, timed) => generated(setting, timed),
  'generate-again': (setting, timed) => generated(setting, timed),
  async write({ root }, timed) {
    const files = filesIn(root).map((file) => ({ file, content: readFileSync(path.join(root, file)) }));
    const folder = `${root}.written`;
    await timed(() => {
      for (const { file, content } of files) {
        mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
        writeFileSync(path.join(folder, file), content);
      }
    });
    return { files: files.length };
  },
  lint: async ({ root, suite }, timed) => counted(await timed(() => lintRepository({ root }, suite))),
  async build({ root }, timed) {
    const sources = createSources(root);
    const rendered = await timed(() => renderEnvironments(root, { sources }));
    const seen = new Set<string>();
    const inputs = rendered.map(({ name, manifests, applications }): LintInput => {
      const folders = applications
        .flatMap(({ folder }) => [...reach(sources, folder)])
        .filter((folder) => !seen.has(folder) && seen.add(folder));
      const foreign = chartManifests(sources, name);
      return {
        environment: name,
        manifests,
        foreign,
        kustomizations: folders.flatMap((folder) => loadKustomization(sources, folder) ?? []),
      };
    });
    await writeFile(inputsFile(root), serialize(inputs));
    return { objects: sum(inputs, ({ manifests }) => manifests.length) };
  },
  async rules({ root, suite }, timed) {
    const inputs = deserialize(await readFile(inputsFile(root))) as readonly LintInput[];
    const results = await timed(() => inputs.map((input) => lint(input, suite)));
    return {
      rules: suite.rules.length,
      objects: sum(results, ({ objects }) => objects),
      findings: sum(results, ({ findings }) => findings.length),
    };
  },
  async change(setting, timed) {
    const { root } = setting;
    // As in a repository with its packages, where builds are remembered.
    await mkdir(path.join(root, 'node_modules'));
    await writeFile(path.join(root, '.gitignore'), 'node_modules/\n');
    await git(root, ['init', '--quiet', '--initial-branch', 'main']);
    await commit(root);
    return generated(setting, timed, ({ withOneChange }, catalog) => withOneChange(catalog, 'once'));
  },
  changed: async ({ root, suite }, timed) => counted(await timed(() => lintRepository({ root, changed: { ref: 'HEAD' } }, suite))),
  'change-again': (setting, timed) => generated(setting, timed, ({ withOneChange }, catalog) => withOneChange(catalog, 'twice')),
  'changed-again': async ({ root, suite }, timed) => counted(await timed(() => lintRepository({ root, changed: { ref: 'HEAD' } }, suite))),
  async promote(setting, timed) {
    await commit(setting.root);
    return generated(setting, timed, ({ withOneChange, withOneRelease }, catalog) => withOneRelease(withOneChange(catalog, 'twice')));
  },
  promoted: async ({ root, suite }, timed) => counted(await timed(() => lintRepository({ root, changed: { ref: 'HEAD' } }, suite))),
  /** What commands read beside the generated files: the catalog as files, the handbook; all committed. */
  async repository({ root, generators }, timed) {
    const { repository, generate, generateTree, loadCatalog, synthetic, catalog, writeCatalog } = await generators();
    writeCatalog(root, synthetic.withOneRelease(synthetic.withOneChange(catalog, 'twice')));
    cpSync(path.join(repository, 'docs'), path.join(root, 'docs'), { recursive: true });
    await git(root, ['config', 'user.name', 'bench']);
    await git(root, ['config', 'user.email', 'bench@localhost']);
    // With what the charts make, as the commands read it.
    generateTree(root, generate(await loadCatalog(root)).files);
    await timed(() => commit(root));
    return {};
  },
};

/** Does one measurement in this process, which must do nothing else: the memory is that of the whole process. */
export async function measure(id: MeasurementId, { repository, folder, services }: Task): Promise<Measured> {
  const suite = await loadSuite();
  let startSeconds = 0;
  let seconds = 0;
  let megabytes = 0;
  const amounts = await measurements[id](
    { root: realpathSync(folder), generators: () => loadGenerators(repository, services), suite },
    async (work) => {
      const start = performance.now();
      startSeconds = start / 1000;
      const result = await work();
      seconds = (performance.now() - start) / 1000;
      megabytes = process.resourceUsage().maxRSS / 1024;
      return result;
    },
  );
  return { seconds, startSeconds, megabytes, amounts };
}

async function loadGenerators(repository: string, services: number) {
  const [{ generate }, { problemsIn }, { loadCatalog }, { CatalogError }, { generateTree }, synthetic, { writeCatalog }] =
    await Promise.all([
      import('../../generators/generate.ts'),
      import('../../generators/model/problems/problems.ts'),
      import('../catalog/catalog.ts'),
      import('../catalog/places.ts'),
      import('../repository/generated/generation.ts'),
      import('./synthetic-catalog.ts'),
      import('./catalog-files.ts'),
    ]);
  const catalog = synthetic.syntheticCatalog(await loadCatalog(repository), services);
  return { repository, generate, problemsIn, CatalogError, generateTree, synthetic, catalog, loadCatalog, writeCatalog };
}

async function generated(
  { root, generators }: Setting,
  timed: Clock,
  change: (synthetic: Generators['synthetic'], catalog: Catalog) => Catalog = (_, catalog) => catalog,
): Promise<Readonly<Record<string, number>>> {
  const { repository, generate, problemsIn, CatalogError, generateTree, synthetic, catalog } = await generators();
  const changed = change(synthetic, catalog);
  // What the charts render does not depend on the services.
  cpSync(path.join(repository, factsFolder), path.join(root, factsFolder), { recursive: true });
  const { paths, written } = await timed(() => {
    const problems = problemsIn(changed);
    if (problems.length > 0) throw new CatalogError(problems);
    const { files } = generate(changed);
    return { paths: files.map((file) => file.path), ...generateTree(root, files) };
  });
  return { files: paths.length, written, ...scaleOf(paths) };
}

function counted({ summary: { objects, findings } }: LintReport): Readonly<Record<string, number>> {
  return { objects, findings };
}

function loaded({ services, releases }: Catalog): Readonly<Record<string, number>> {
  return { services: services.length, releases: releases.length };
}

/** Where the files of the catalog alone are, for who only reads them. */
function catalogFolderOf(root: string): string {
  return `${root}.catalog`;
}

/** What was generated, relative to the folder. */
function filesIn(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith(factsFolder));
}

/** The objects that `build` leaves for `rules`: beside the folder, so that Git does not see them. */
export function inputsFile(root: string): string {
  return `${root}.objects`;
}

function sum<T>(items: readonly T[], amountOf: (item: T) => number): number {
  return items.reduce((total, item) => total + amountOf(item), 0);
}

async function commit(root: string): Promise<void> {
  await git(root, ['add', '--all']);
  await git(root, ['commit', '--quiet', '--message', 'Everything']);
}

async function git(root: string, args: readonly string[]): Promise<void> {
  const identity = [
    '-c',
    'user.name=bench',
    '-c',
    'user.email=bench@localhost',
    '-c',
    'gc.auto=0',
    '-c',
    'commit.gpgSign=false',
    '-c',
    'core.hooksPath=/dev/null',
  ];
  await execute('git', [...identity, ...args], { cwd: root, maxBuffer: 2 ** 28 });
}
