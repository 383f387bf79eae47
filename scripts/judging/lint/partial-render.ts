import { asText, at } from '../../../policies/kubernetes/fields.ts';
import { patchedResources } from '../../../policies/kubernetes/kustomize/kustomize.ts';
import type { Finding, Manifest } from '../../../policies/model.ts';
import { rememberedBuilds } from '../../kustomize/build-cache.ts';
import { loadKustomization } from '../../kustomize/kustomizations.ts';
import { type RenderedEnvironment, renderEnvironments } from '../../kustomize/kustomize.ts';
import { type Application, type Environment, kustomizationFile } from '../../repository/environments.ts';
import type { Sources } from '../../repository/sources.ts';
import { type ChangedScope, type Changes, mentioning, namedBy, namedInFiles, namesInText, relatives, type Touched } from './changed.ts';

/** An environment, or the part of it that is judged, with what that part refers to. */
export interface Rendered extends RenderedEnvironment {
  /** Objects that are only there to be referred to. */
  readonly beside: readonly Manifest[];
  readonly isJudged: (application: string) => boolean;
  /** Which objects of a judged application are judged; absent: all. */
  readonly concerns?: (manifest: Manifest) => boolean;
}

/** An environment of which kustomize built only a part. */
interface PartlyRendered extends Rendered {
  /** Applications that are only there as they are written. */
  readonly rough: readonly Application[];
}

/** What a change needs around it in any case: what changed, what that refers to, and what all applications share. */
export async function renderTouched(sources: Sources, touched: readonly Touched[]): Promise<readonly RenderedEnvironment[]> {
  const partial = touched.filter(({ changed, reason }) => changed.size > 0 && reason === undefined);
  if (partial.length === 0) return [];
  const wanted = new Map(
    partial.map(({ environment, changed, shared }) => {
      return [environment.name, new Set([...changed, ...shared, ...namedInFiles(sources, environment, changed)])] as const;
    }),
  );
  return renderEnvironments(sources.root, {
    environments: [...wanted.keys()],
    sources,
    ...(await rememberedBuilds(sources)),
    applications: ({ name }, environment) => wanted.get(environment.name)?.has(name) === true,
  });
}

/**
 * The environments to judge. After a change kustomize builds the changed applications, those that mention them, what the changed
 * ones refer to, and what all share. What the others refer to is taken from its files, patched by our own reading of kustomize: good
 * enough to refer to, and many times cheaper. When such a look finds a fault, `completed` builds that too.
 * @param early what `renderTouched` built
 */
export async function renderScopes(
  sources: Sources,
  environments: readonly Environment[],
  changes: Changes | undefined,
  early: readonly RenderedEnvironment[] = [],
): Promise<readonly (Rendered | PartlyRendered)[]> {
  const names = environments.map(({ name }) => name);
  if (names.length === 0) return [];
  const scopeOf = (environment: string) => changes?.scopes.get(environment);
  const built = new Map(early.map((environment) => [environment.name, new Set(environment.applications.map(({ name }) => name))]));
  const rest = await renderEnvironments(sources.root, {
    environments: names,
    sources,
    ...(await rememberedBuilds(sources)),
    applications: ({ name }, environment) =>
      built.get(environment.name)?.has(name) !== true && scopeOf(environment.name)?.judged?.has(name) !== false,
  });
  const rendered = rest.map((environment) =>
    joined(
      early.find(({ name }) => name === environment.name),
      environment,
    ),
  );
  return rendered.map((environment) => {
    const scope = scopeOf(environment.name);
    const judged = scope?.judged;
    if (scope === undefined || judged === undefined) return { ...environment, beside: [], isJudged: () => true };
    const concerns = concernedBy(environment, scope, judged);
    const rough = neighbours(environment, judged, concerns);
    return {
      ...environment,
      rough,
      beside: rough.flatMap((application) => asWritten(sources, application)),
      isJudged: (application: string) => judged.has(application),
      concerns,
    };
  });
}

/** One environment that was built in two parts. */
function joined(first: RenderedEnvironment | undefined, second: RenderedEnvironment): RenderedEnvironment {
  if (first === undefined) return second;
  return {
    ...second,
    applications: [...first.applications, ...second.applications],
    manifests: [...first.manifests, ...second.manifests],
    applicationOf: new Map([...first.applicationOf, ...second.applicationOf]),
    problems: [...first.problems, ...second.problems.filter(({ rule }) => rule !== 'incomplete-environment')],
  };
}

/**
 * The environment with everything that its findings may be wrong about, built by kustomize: what was only there as it is written, and
 * whatever mentions a name that a finding mentions. Undefined when nothing is left to build.
 */
export async function completed(
  sources: Sources,
  rendered: Rendered | PartlyRendered,
  findings: readonly Finding[],
): Promise<Rendered | undefined> {
  if (!('rough' in rendered) || findings.length === 0) return undefined;
  const built = new Set(rendered.applications.map(({ name }) => name));
  const wanted = new Set(rendered.rough.map(({ name }) => name));
  for (const name of await mentioning(sources, rendered.name, namesIn(findings))) if (!built.has(name)) wanted.add(name);
  const [rest] = await renderEnvironments(sources.root, {
    environments: [rendered.name],
    sources,
    ...(await rememberedBuilds(sources)),
    applications: ({ name }) => wanted.has(name),
  });
  if (rest === undefined || rest.applications.length === 0) return undefined;
  const problems = [...rendered.problems, ...rest.problems.filter(({ rule }) => rule !== 'incomplete-environment')];
  const { rough: _, ...whole } = rendered;
  return { ...whole, problems, beside: rest.manifests };
}

/**
 * Which objects of judged applications a change concerns. What all applications share is judged because something in it names an
 * application that is judged; its other objects are about other applications, and there are as many of them as applications.
 */
function concernedBy(
  { applicationOf }: RenderedEnvironment,
  { changed, shared, names = changed }: ChangedScope,
  judged: ReadonlySet<string>,
): (manifest: Manifest) => boolean {
  const own = new Set([...names, ...[...judged].filter((name) => !shared.has(name))]);
  return (manifest) => !shared.has(applicationOf.get(manifest)?.name ?? '') || namesInText(JSON.stringify(manifest.fields), own).size > 0;
}

/** What the judged objects name and nobody has built, with its relatives. */
function neighbours(
  rendered: RenderedEnvironment,
  judged: ReadonlySet<string>,
  concerns: (manifest: Manifest) => boolean,
): readonly Application[] {
  const built = new Set(rendered.applications.map(({ name }) => name));
  const known = new Set(rendered.environment.applications.map(({ name }) => name));
  const named = namedBy(rendered, (manifest, application) => judged.has(application) && concerns(manifest), known);
  const wanted = new Set([...named, ...relatives(rendered.environment, new Set([...judged, ...named]))]);
  return rendered.environment.applications.filter(({ name }) => wanted.has(name) && !built.has(name));
}

/** The objects of an application as they are written, with the patches and in the namespace of its kustomization. */
function asWritten(sources: Sources, { folder }: Application): readonly Manifest[] {
  const file = kustomizationFile(sources, folder);
  const namespace = file === undefined ? undefined : asText(at(sources.documents(file)[0]?.value, 'namespace'));
  const kustomization = loadKustomization(sources, folder);
  const resources = kustomization === undefined ? [] : patchedResources(kustomization);
  if (namespace === undefined) return resources;
  return resources.map((manifest) => {
    const metadata = at(manifest.fields, 'metadata');
    const moved = { ...(typeof metadata === 'object' && metadata !== null ? metadata : {}), namespace };
    return { ...manifest, namespace, fields: { ...manifest.fields, metadata: moved } };
  });
}

/** What findings quote, as far as it can be the name of an object. */
function namesIn(findings: readonly Finding[]): readonly string[] {
  const quoted = findings.flatMap(({ message }) => [...message.matchAll(/"([a-z0-9][a-z0-9.-]*[a-z0-9])"/g)].map(([, name = '']) => name));
  return [...new Set(quoted)];
}
