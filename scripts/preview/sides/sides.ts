import type { Manifest } from '../../../policies/model.ts';
import { applicationOf, applicationsOf, mentions, mostNames, namedInFiles, relatives } from '../../judging/lint/changed.ts';
import { rememberedBuilds } from '../../kustomize/build-cache.ts';
import { reach } from '../../kustomize/kustomizations.ts';
import { type RenderedEnvironment, renderEnvironments } from '../../kustomize/kustomize.ts';
import { changedSources } from '../../repository/changed-sources.ts';
import { type Application, baseNames, type Environment, findEnvironments } from '../../repository/environments.ts';
import type { Sources } from '../../repository/sources.ts';
import { inTemporaryFolder } from '../../terminal/temporary.ts';
import type { Revision } from './revision.ts';

/** One environment before and after the change: what changed, and what that has to do with. */
export interface Comparison {
  readonly name: string;
  /** Applications whose files changed. */
  readonly touched: ReadonlySet<string>;
  /** Applications to judge by the policies: the touched ones, and those that mention them. */
  readonly judged: ReadonlySet<string>;
  /** How many applications of the environment were left out, because nothing that changed has to do with them. */
  readonly leftOut: number;
  /** Undefined where there is, or was, no such environment. */
  readonly before: RenderedEnvironment | undefined;
  readonly after: RenderedEnvironment | undefined;
}

/** Both states of the repository. */
export interface Sides {
  readonly work: Sources;
  readonly base: Sources;
  readonly comparisons: readonly Comparison[];
}

/** Above so many applications an environment is never looked at as a whole: what a change costs follows the change. */
const mostWhole = 200;

/**
 * Builds the applications that a change touches, as they were and as they are, with what they share and whom they mention. Reads
 * of Git only what changed; what did not change is built once. `use` gets both; what was written for it is removed after it.
 * @throws UserError for a broken tool
 */
export async function withSides<T>(work: Sources, revision: Revision, use: (sides: Sides) => Promise<T>): Promise<T> {
  return inTemporaryFolder('erp-gitops-base-', async (scratch) => {
    const base = changedSources(work, revision.contents, scratch);
    return use({ work, base, comparisons: await compare(work, base, revision) });
  });
}

interface Scope {
  readonly name: string;
  readonly old: Environment | undefined;
  readonly now: Environment | undefined;
  readonly touched: ReadonlySet<string>;
  readonly judged: ReadonlySet<string>;
  readonly built: ReadonlySet<string>;
  /** Applications that the others live in. They name everybody, so they are only judged with everybody. */
  readonly shared: ReadonlySet<string>;
  readonly total: number;
}

async function compare(work: Sources, base: Sources, { files }: Revision): Promise<readonly Comparison[]> {
  const scopes = await scopesOf(work, base, files);
  const names = scopes.map(({ name }) => name);
  if (names.length === 0) return [];
  const scopeOf = (environment: Environment) => scopes.find(({ name }) => name === environment.name);
  const after = await renderEnvironments(work.root, {
    environments: names.filter((name) => scopes.some((scope) => scope.name === name && scope.now !== undefined)),
    sources: work,
    ...(await rememberedBuilds(work)),
    applications: ({ name }, environment) => scopeOf(environment)?.built.has(name) ?? false,
  });
  const isChanged = (application: Application) => {
    const folders = [...reach(base, application.folder)];
    return files.some((file) => folders.some((folder) => file.startsWith(`${folder}/`)));
  };
  const rebuilt = new Set<Application>();
  for (const { old, built } of scopes) {
    for (const application of old?.applications ?? []) {
      if (!built.has(application.name) || !isChanged(application)) continue;
      rebuilt.add(application);
    }
  }
  const folders = new Set([...rebuilt].map(({ folder }) => folder));
  const rendered = await renderEnvironments(base.root, {
    environments: scopes.filter(({ old }) => old !== undefined).map(({ name }) => name),
    sources: base,
    ...(await rememberedBuilds(base)),
    applications: ({ folder }) => folders.has(folder),
  });
  return scopes.map(({ name, old, now, touched, judged, built, total }) => {
    const current = now === undefined ? undefined : after.find((item) => item.name === name);
    const previous = old === undefined ? undefined : rendered.find((item) => item.name === name);
    return {
      name,
      touched,
      judged,
      leftOut: total - built.size,
      before: previous === undefined ? undefined : completed(previous, current, folders, built),
      after: current,
    };
  });
}

/** The environment as it was: what was built again, and what is the same now. */
function completed(
  previous: RenderedEnvironment,
  current: RenderedEnvironment | undefined,
  rebuilt: ReadonlySet<string>,
  built: ReadonlySet<string>,
): RenderedEnvironment {
  const same = new Map<Manifest, Application>();
  for (const [manifest, application] of current?.applicationOf ?? []) {
    const existed = previous.environment.applications.some(({ name }) => name === application.name);
    if (existed && !rebuilt.has(application.folder)) same.set(manifest, application);
  }
  return {
    ...previous,
    applications: previous.environment.applications.filter(({ name }) => built.has(name)),
    manifests: [...previous.manifests, ...same.keys()],
    applicationOf: new Map([...previous.applicationOf, ...same]),
  };
}

async function scopesOf(work: Sources, base: Sources, files: readonly string[]): Promise<readonly Scope[]> {
  const now = new Map(findEnvironments(work).map((environment) => [environment.name, environment]));
  const old = new Map(findEnvironments(base).map((environment) => [environment.name, environment]));
  const bases = new Set([...baseNames(work), ...baseNames(base)]);
  const rules = files.some((file) => /^policies\/.*\.ts$/.test(file));
  const scopes = [...new Set([...now.keys(), ...old.keys()])].flatMap((name): Scope[] => {
    const states = [
      { sources: work, environment: now.get(name) },
      { sources: base, environment: old.get(name) },
    ].flatMap(({ sources, environment }) => (environment === undefined ? [] : [{ sources, environment }]));
    const known = new Set(states.flatMap(({ environment }) => environment.applications.map((application) => application.name)));
    const touched = new Set(
      states
        .flatMap(({ sources, environment }) => files.flatMap((file) => touchedBy(sources, file, environment)))
        .filter((application) => known.has(application)),
    );
    const listed = states.some(({ environment }) => environment.file !== undefined && files.includes(environment.file));
    if (touched.size === 0 && !rules && !listed) return [];
    const shared = new Set([...known].filter((application) => !bases.has(application)));
    const whole = (rules || [...touched].some((application) => shared.has(application))) && known.size <= mostWhole;
    const built = whole ? known : new Set([...touched, ...shared]);
    return [
      {
        name,
        old: old.get(name),
        now: now.get(name),
        touched,
        judged: whole ? known : without(touched, shared),
        built,
        shared,
        total: known.size,
      },
    ];
  });
  return (await withMentions(work, scopes)).map((scope) => withNeighbours(work, base, scope));
}

function without(names: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...names].filter((name) => !others.has(name)));
}

/** Whoever a judged application mentions must be there, or the mention would look wrong. */
function withNeighbours(work: Sources, base: Sources, scope: Scope): Scope {
  const named = [
    ...(scope.now === undefined ? [] : namedWithRelatives(work, scope.now, scope.judged)),
    ...(scope.old === undefined ? [] : namedWithRelatives(base, scope.old, scope.judged)),
  ];
  return { ...scope, built: new Set([...scope.built, ...named]) };
}

/** What a service has elsewhere, such as `sales-service-data`, need not be named: it goes along with the service. */
function namedWithRelatives(sources: Sources, environment: Environment, judged: ReadonlySet<string>): readonly string[] {
  const named = namedInFiles(sources, environment, judged);
  return [...named, ...relatives(environment, new Set([...judged, ...named]))];
}

function touchedBy(sources: Sources, file: string, environment: Environment): readonly string[] {
  // An environment without application folders is itself the application.
  const itself = environment.applications.find(({ folder }) => folder === environment.folder);
  if (itself !== undefined && file.startsWith(`${itself.folder}/`)) return [itself.name];
  return applicationsOf(sources, file, environment);
}

/** Whoever mentions a touched application may be right or wrong about it now, so it is built and judged too. */
async function withMentions(work: Sources, scopes: readonly Scope[]): Promise<readonly Scope[]> {
  const names = new Set(scopes.flatMap(({ touched }) => [...touched]));
  const environments = scopes.filter(({ touched }) => touched.size > 0).map(({ name }) => name);
  const found = names.size === 0 || names.size > mostNames ? [] : await mentions(work, environments, [...names]);
  return scopes.map((scope) => {
    const known = new Set([scope.now, scope.old].flatMap((environment) => environment?.applications.map(({ name }) => name) ?? []));
    const own = found
      .filter(({ text }) => scope.touched.has(text))
      .flatMap(({ file }) => applicationOf(file, scope.name))
      .filter((name) => known.has(name) && !scope.shared.has(name));
    return { ...scope, judged: new Set([...scope.judged, ...own]), built: new Set([...scope.built, ...own]) };
  });
}
