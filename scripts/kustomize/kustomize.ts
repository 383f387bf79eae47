import { mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { asFields, textAt } from '../../policies/kubernetes/fields.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Fields, Manifest } from '../../policies/model.ts';
import { type Application, type Environment, findEnvironments, listingProblems } from '../repository/environments.ts';
import { createSources, type Sources, slashed } from '../repository/sources.ts';
import { parseYaml } from '../repository/yaml.ts';
import { choices } from '../terminal/choices.ts';
import { UserError } from '../terminal/errors.ts';
import { doing } from '../terminal/progress.ts';
import { inTemporaryFolder } from '../terminal/temporary.ts';
import { BuildError, brokenOverlay, build, type OverlayProblem } from './build.ts';
import type { BuildCache } from './build-cache.ts';
import { groupsOf, limiter } from './groups.ts';
import { assertInside } from './inside.ts';
import { manifestsIn, reach } from './kustomizations.ts';

/** Everything that the overlays of one environment build. */
export interface RenderedEnvironment {
  readonly name: string;
  readonly environment: Environment;
  /** The applications that were built, or should have been. */
  readonly applications: readonly Application[];
  /** Objects as Argo CD would apply them. `file` and `document` say where each was written: a base, an overlay, a kustomization. */
  readonly manifests: readonly Manifest[];
  readonly applicationOf: ReadonlyMap<Manifest, Application>;
  readonly problems: readonly OverlayProblem[];
}

export interface RenderOptions {
  /** Names of environments; absent: all. */
  readonly environments?: readonly string[];
  /** Whether an application is built; absent: all. */
  readonly applications?: (application: Application, environment: Environment) => boolean;
  /** Files that were already read. */
  readonly sources?: Sources;
  /** What was built before; absent: everything is built. */
  readonly cache?: BuildCache;
}

/** What a run has already read and built, so that its stages need not do it again. */
export interface Prepared {
  readonly sources?: Sources;
  /** All environments of the repository, whole. */
  readonly rendered?: readonly RenderedEnvironment[];
}

// Kustomize compares all objects of a build with each other, and starting it costs too: groups of about 20 applications cost least per application.
const groupSize = 20;
const originKey = 'config.kubernetes.io/origin';
const transformationsKey = 'alpha.config.kubernetes.io/transformations';

/**
 * Builds the environments of a repository, in groups of applications, as many at once as there are processors. A broken
 * application is a problem of its environment and does not hide the others.
 * @throws UserError for an environment that does not exist, and for a broken tool
 */
export async function renderEnvironments(root: string, options: RenderOptions = {}): Promise<readonly RenderedEnvironment[]> {
  const sources = options.sources ?? createSources(await realpath(root));
  const chosen = chooseEnvironments(findEnvironments(sources), options.environments);
  const limit = limiter(availableParallelism());
  doing(`building ${chosen.map(({ name }) => name).join(', ')}`);
  return inTemporaryFolder('erp-gitops-', (scratch) =>
    Promise.all(chosen.map((environment) => renderEnvironment(environment, options, { sources, scratch, limit }))),
  );
}

/**
 * What one folder builds, each object with the file that it was written in.
 * @throws BuildError for what kustomize refuses, and for what it would fetch or run
 */
export async function buildFolder(sources: Sources, folder: string): Promise<readonly Manifest[]> {
  const application = { name: folder, folder };
  const limit = limiter(1);
  const built = await inTemporaryFolder('erp-gitops-', (scratch) => buildTogether([application], { sources, scratch, limit }));
  return built.map(({ manifest }) => manifest);
}

/** The environments of these names, all when no name is given. */
export function chooseEnvironments(all: readonly Environment[], names: readonly string[] | undefined): readonly Environment[] {
  const known = all.map(({ name }) => name);
  for (const name of names ?? []) {
    if (known.includes(name)) continue;
    throw new UserError({ what: `There is no environment "${name}".`, where: 'overlays/', how: choices(name, known) });
  }
  return names === undefined ? all : all.filter(({ name }) => names.includes(name));
}

interface Workshop {
  readonly sources: Sources;
  /** A folder for wrappers. */
  readonly scratch: string;
  readonly limit: <T>(task: () => Promise<T>) => Promise<T>;
}

interface Built {
  readonly manifest: Manifest;
  readonly application: Application;
}

async function renderEnvironment(environment: Environment, options: RenderOptions, workshop: Workshop): Promise<RenderedEnvironment> {
  const { sources } = workshop;
  const isChosen = options.applications ?? (() => true);
  const applications = environment.applications.filter((application) => isChosen(application, environment));
  const problems: OverlayProblem[] = listingProblems(sources, environment).map((problem) => ({
    rule: 'incomplete-environment',
    ...problem,
  }));
  const remembered = rememberedOf(applications, options.cache, sources);
  const groups = groupsOf(
    applications.filter((application) => !remembered.found.has(application)),
    groupSize,
  );
  const results = await Promise.all(groups.map((group) => renderGroup(environment, group, workshop)));
  const fresh = results.flatMap((result) => result.built);
  if (results.every((result) => result.problems.length === 0)) remember(fresh, remembered.keys, options.cache);
  // Application by application, whatever was remembered and whatever was built together: the order is the same on every run.
  const own = Map.groupBy(fresh, ({ application }) => application);
  const built = applications.flatMap(
    (application): readonly Built[] =>
      remembered.found.get(application)?.map((manifest) => ({ application, manifest })) ?? own.get(application) ?? [],
  );
  problems.push(...results.flatMap((result) => result.problems));
  const withObjects = new Set(built.map(({ application }) => application.name));
  const broken = new Set(results.flatMap((result) => result.broken));
  for (const { name, folder } of applications) {
    if (withObjects.has(name) || broken.has(name)) continue;
    problems.push({
      rule: 'empty-overlay',
      message: `The overlay "${folder}" builds no object.`,
      file: `${folder}/kustomization.yaml`,
      path: '',
    });
  }
  return {
    name: environment.name,
    environment,
    applications,
    manifests: built.map(({ manifest }) => manifest),
    applicationOf: new Map(built.map(({ manifest, application }) => [manifest, application])),
    problems,
  };
}

interface Remembered {
  readonly found: ReadonlyMap<Application, readonly Manifest[]>;
  /** Under which key to remember the others. */
  readonly keys: ReadonlyMap<Application, string>;
}

function rememberedOf(applications: readonly Application[], cache: BuildCache | undefined, sources: Sources): Remembered {
  const found = new Map<Application, readonly Manifest[]>();
  const keys = new Map<Application, string>();
  for (const application of cache === undefined ? [] : applications) {
    const key = cache?.keyOf(sources, application.folder);
    const manifests = key === undefined ? undefined : cache?.get(key);
    if (manifests !== undefined) found.set(application, manifests);
    else if (key !== undefined) keys.set(application, key);
  }
  return { found, keys };
}

function remember(built: readonly Built[], keys: ReadonlyMap<Application, string>, cache: BuildCache | undefined): void {
  for (const [application, own] of Map.groupBy(built, (item) => item.application)) {
    const key = keys.get(application);
    if (key !== undefined)
      cache?.put(
        key,
        own.map(({ manifest }) => manifest),
      );
  }
}

interface GroupResult {
  readonly built: readonly Built[];
  readonly problems: readonly OverlayProblem[];
  /** Names of the applications that do not build. */
  readonly broken: readonly string[];
}

async function renderGroup(environment: Environment, group: readonly Application[], workshop: Workshop): Promise<GroupResult> {
  try {
    return { built: await workshop.limit(() => buildTogether(group, workshop)), problems: [], broken: [] };
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    const [only] = group;
    if (only !== undefined && group.length === 1) {
      return { built: [], problems: [brokenOverlay(only.folder, error, workshop.sources)], broken: [only.name] };
    }
    const singles = await Promise.all(group.map((application) => renderGroup(environment, [application], workshop)));
    const built = singles.flatMap((single) => single.built);
    const problems = singles.flatMap((single) => single.problems);
    const broken = singles.flatMap((single) => single.broken);
    // Each builds alone, but not all together. Objects of the same name are the rules' business.
    if (problems.length === 0 && !hasDuplicates(built)) problems.push(brokenOverlay(environment.folder, error, workshop.sources));
    return { built, problems, broken };
  }
}

function hasDuplicates(built: readonly Built[]): boolean {
  const names = built.map(
    ({ manifest: { apiVersion, kind, namespace, name } }) => `${apiVersion.replace(/[^/]*$/, '')}${kind}/${namespace}/${name}`,
  );
  return new Set(names).size < names.length;
}

/** Builds applications through one wrapper that makes kustomize name the file of each object. */
async function buildTogether(group: readonly Application[], { sources, scratch }: Workshop): Promise<readonly Built[]> {
  const owners = new Map<string, Application[]>();
  for (const application of group) {
    for (const folder of reach(sources, application.folder)) owners.set(folder, [...(owners.get(folder) ?? []), application]);
  }
  assertInside(sources, owners.keys());
  sources.write?.(owners.keys());
  const shares = [...owners.values()].some((list) => list.length > 1);
  const wrapper = await mkdtemp(path.join(scratch, 'group-'));
  const kustomization = {
    resources: group.map(({ folder }) => slashed(path.relative(wrapper, path.join(sources.root, folder)))),
    // The list of transformations triples the output; it is only needed to tell apart applications that share a base.
    buildMetadata: shares ? ['originAnnotations', 'transformerAnnotations'] : ['originAnnotations'],
  };
  await writeFile(path.join(wrapper, 'kustomization.yaml'), JSON.stringify(kustomization));
  const { documents, problems } = parseYaml(await build(wrapper));
  if (problems[0] !== undefined) throw new Error(`Kustomize printed YAML that cannot be read: ${problems[0].message}`);

  const isAbsolute = group.some(({ folder }) => path.isAbsolute(folder));
  const relative = (file: string) =>
    slashed(isAbsolute ? path.resolve(wrapper, file) : path.relative(sources.root, path.resolve(wrapper, file)));
  return documents.flatMap(({ value }) => {
    const annotated = asFields(value);
    if (annotated === undefined) return [];
    const origin = originOf(annotated, relative);
    const changedBy = changedIn(annotated, relative);
    const fields = withoutMarks(annotated);
    return manifestsOf(fields, { file: origin, document: 0 }).flatMap((item) => {
      if (!('fields' in item)) throw new BuildError(item.problem);
      const manifest = { ...item, document: documentOf(sources, item) };
      const application = ownerOf(group, owners, origin, changedBy);
      return application === undefined ? [] : [{ manifest, application }];
    });
  });
}

/** The file that an object was written in: its own, or the kustomization that generates it. Empty for a remote one. */
function originOf(fields: Fields, relative: (file: string) => string): string {
  const [origin] = parseYaml(textAt(fields, 'metadata', 'annotations', originKey) ?? '').documents;
  if (textAt(origin?.value, 'repo') !== undefined) return '';
  const file = textAt(origin?.value, 'path') ?? textAt(origin?.value, 'configuredIn');
  return file === undefined ? '' : relative(file);
}

function changedIn(fields: Fields, relative: (file: string) => string): readonly string[] {
  const text = textAt(fields, 'metadata', 'annotations', transformationsKey) ?? '';
  return [...text.matchAll(/configuredIn: (.*)/g)].map(([, file]) => path.posix.dirname(relative(file ?? '')));
}

function ownerOf(
  group: readonly Application[],
  owners: ReadonlyMap<string, readonly Application[]>,
  origin: string,
  changedBy: readonly string[],
): Application | undefined {
  const candidates = owners.get(path.posix.dirname(origin)) ?? group.filter(({ folder }) => origin.startsWith(`${folder}/`));
  return candidates.find(({ folder }) => changedBy.includes(folder)) ?? candidates[0] ?? group[0];
}

/** The object without the annotations that the wrapper asked for. */
function withoutMarks(fields: Fields): Fields {
  const metadata = asFields(fields['metadata']) ?? {};
  const { [originKey]: _, [transformationsKey]: __, ...annotations } = asFields(metadata['annotations']) ?? {};
  const { annotations: ___, ...rest } = metadata;
  return { ...fields, metadata: Object.keys(annotations).length === 0 ? rest : { ...metadata, annotations } };
}

/** The document of the object's file that it was made from; names may have got a prefix or suffix since. */
function documentOf(sources: Sources, { file, kind, name }: Manifest): number {
  if (sources.documents(file).length < 2) return 0;
  const candidates = manifestsIn(sources, file).filter((manifest) => manifest.kind === kind);
  const match = candidates.find((manifest) => manifest.name === name) ?? candidates.find((manifest) => name.includes(manifest.name));
  return match?.document ?? 0;
}
