import { realpathSync } from 'node:fs';
import path from 'node:path';
import { type LintResult, lint } from '../../policies/engine.ts';
import { requiredEnvironments } from '../../policies/environments.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Finding, Kustomization, Manifest, Rule } from '../../policies/model.ts';
import { type Report, reportOf } from '../../policies/reporters/report.ts';
import { kindKey } from '../../policies/schemas/catalog.ts';
import { type Changes, changesSince, namedBy, namedInFiles } from './changed.ts';
import { type Environment, findEnvironments, kustomizationNames } from './environments.ts';
import { UserError } from './errors.ts';
import { inputFinding, overlayFinding } from './input-findings.ts';
import { unknownKinds } from './known-kinds.ts';
import { loadKustomization, partsOf, reach } from './kustomizations.ts';
import { chooseEnvironments, type Prepared, type RenderedEnvironment, renderEnvironments } from './kustomize.ts';
import { type Located, locateAll } from './provenance.ts';
import { createSources, type Sources } from './sources.ts';

/** By what is judged. */
export interface Suite {
  /** All rules, also those that are not asked for: exemptions may name any of them. */
  readonly rules: readonly Rule[];
  /** Ids to report; absent: all. Faults of the input are always reported. */
  readonly selected?: readonly string[];
  /** `YYYY-MM-DD` */
  readonly today: string;
}

export interface RepositoryRequest {
  readonly root: string;
  /** Names of environments; absent: all that there are, and those that must be. */
  readonly environments?: readonly string[];
  /** Only what changed since `ref`; absent: everything. */
  readonly changed?: { readonly ref: string | undefined };
  /** What is already there; only without `environments` and `changed`. */
  readonly prepared?: Prepared;
}

export interface LintReport extends Report {
  /** What the reader should know about the extent of the run, one sentence each. */
  readonly notes: readonly string[];
}

/** What judging one environment, or some files, gave. */
export interface Judgement {
  readonly environment: string;
  readonly objects: number;
  readonly looked: ReadonlyMap<string, number>;
  readonly findings: readonly Finding[];
}

/**
 * Judges what the overlays of a repository build.
 * @throws UserError for an unknown environment or commit, and for a broken tool
 * @throws RuleCrash
 */
export async function lintRepository(request: RepositoryRequest, suite: Suite): Promise<LintReport> {
  const sources = request.prepared?.sources ?? createSources(realpathSync(request.root));
  const environments = chooseEnvironments(findEnvironments(sources), request.environments);
  const changes = request.changed === undefined ? undefined : await changesSince(sources, request.changed.ref, environments);
  const chosen = environments.filter(({ name }) => changes === undefined || changes.scopes.has(name));
  const rendered = await renderAll(sources, chosen, changes, request.prepared?.rendered);
  const seen = new Set<string>();
  const judgements: Judgement[] = [];
  for (const environment of rendered) judgements.push(await judge(sources, environment, seen, suite));

  const isWhole = request.environments === undefined && changes === undefined;
  const absent = isWhole ? requiredEnvironments.filter((name) => !environments.some((environment) => environment.name === name)) : [];
  judgements.push(...absent.map(missingEnvironment));
  if (isWhole && suite.selected === undefined) judgements.push(unusedRules(judgements, suite.rules));
  return { ...combined(judgements, suite), notes: changes === undefined ? [] : notesOn(changes, chosen) };
}

/** The environments to judge; after a change only the applications concerned, and those that these need. */
async function renderAll(
  sources: Sources,
  environments: readonly Environment[],
  changes: Changes | undefined,
  built: readonly RenderedEnvironment[] | undefined,
): Promise<readonly Rendered[]> {
  if (built !== undefined) return built.map((rendered) => ({ ...rendered, beside: [], isJudged: () => true }));
  const names = environments.map(({ name }) => name);
  if (names.length === 0) return [];
  const scopeOf = (environment: string) => changes?.scopes.get(environment);
  const expected = new Map(
    environments.map((environment) => [
      environment.name,
      namedInFiles(sources, environment, scopeOf(environment.name)?.judged ?? new Set()),
    ]),
  );
  const first = await renderEnvironments(sources.root, {
    environments: names,
    sources,
    applications: ({ name }, environment) => {
      const scope = scopeOf(environment.name);
      return (
        scope?.judged === undefined ||
        scope.judged.has(name) ||
        scope.shared.has(name) ||
        expected.get(environment.name)?.has(name) === true
      );
    },
  });
  const neighbours = new Map<string, ReadonlySet<string>>();
  for (const rendered of first) {
    const judged = scopeOf(rendered.name)?.judged;
    if (judged === undefined) continue;
    const known = new Set(rendered.environment.applications.map(({ name }) => name));
    const named = namedBy(rendered, judged, known);
    for (const { name } of rendered.applications) known.delete(name);
    neighbours.set(rendered.name, new Set([...named].filter((name) => known.has(name))));
  }
  const second = await renderEnvironments(sources.root, {
    environments: [...neighbours.keys()].filter((name) => (neighbours.get(name)?.size ?? 0) > 0),
    sources,
    applications: ({ name }, environment) => neighbours.get(environment.name)?.has(name) ?? false,
  });
  return first.map((rendered) => {
    const beside = second.find(({ name }) => name === rendered.name);
    const judged = scopeOf(rendered.name)?.judged;
    const problems = [...rendered.problems, ...(beside?.problems ?? []).filter(({ rule }) => rule !== 'incomplete-environment')];
    return { ...rendered, problems, beside: beside?.manifests ?? [], isJudged: (application: string) => judged?.has(application) ?? true };
  });
}

/** What was built of an environment, and which of it is judged. */
export interface Rendered extends RenderedEnvironment {
  /** Objects that are only there to be referred to. */
  readonly beside: readonly Manifest[];
  readonly isJudged: (application: string) => boolean;
}

/**
 * Judges what was built of one environment.
 * @param seen folders of kustomizations that were judged already; added to
 * @throws RuleCrash
 */
export async function judge(sources: Sources, rendered: Rendered, seen: Set<string>, suite: Suite): Promise<Judgement> {
  const { name, manifests, applicationOf, isJudged } = rendered;
  const judged = new Set(manifests.filter((manifest) => isJudged(applicationOf.get(manifest)?.name ?? '')));
  const result = lint(
    {
      environment: name,
      manifests: [...manifests, ...rendered.beside],
      kustomizations: kustomizationsOf(sources, rendered, seen),
      reports: (manifest) => judged.has(manifest) || isKustomization(manifest.apiVersion),
    },
    suite,
  );
  const byIdentity = new Map<string, Manifest>();
  for (const manifest of judged)
    if (!byIdentity.has(identityOf(manifest, manifest))) byIdentity.set(identityOf(manifest, manifest), manifest);
  const located = locateAll(sources, [
    ...rendered.problems.map((problem) => ({ finding: overlayFinding(problem, name) })),
    ...[...(await unknownKindFindings([...judged], name)), ...result.findings].map((finding): Located => {
      const manifest = byIdentity.get(identityOf(finding, finding.object));
      const folder = manifest === undefined ? undefined : applicationOf.get(manifest)?.folder;
      return manifest === undefined || folder === undefined ? { finding } : { finding, rendered: { manifest, folder } };
    }),
  ]);
  return { environment: name, objects: judged.size, looked: result.looked, findings: located };
}

/** The kustomizations that the judged applications are built from, each in the first environment that uses it. */
function kustomizationsOf(sources: Sources, { applications, isJudged }: Rendered, seen: Set<string>): readonly Kustomization[] {
  const folders = applications.filter(({ name }) => isJudged(name)).flatMap(({ folder }) => [...reach(sources, folder)]);
  return folders.flatMap((folder) => {
    if (seen.has(folder)) return [];
    seen.add(folder);
    return loadKustomization(sources, folder) ?? [];
  });
}

function identityOf({ file }: { readonly file: string }, object: Finding['object']): string {
  return [object.apiVersion, object.kind, object.namespace, object.name, file, object.document].join('\n');
}

async function unknownKindFindings(manifests: readonly Manifest[], environment: string): Promise<readonly Finding[]> {
  const kinds = new Map(manifests.map((manifest) => [kindKey(manifest.apiVersion, manifest.kind), manifest]));
  const unknown = await unknownKinds([...kinds.values()]);
  return manifests
    .filter(({ apiVersion, kind }) => unknown.has(kindKey(apiVersion, kind)))
    .map((manifest) => {
      const message = `There is no kind "${manifest.kind}" in "${manifest.apiVersion}".`;
      return inputFinding('unknown-kind', message, { environment, file: manifest.file, manifest, path: 'kind' });
    });
}

function missingEnvironment(environment: string): Judgement {
  const file = `overlays/${environment}/kustomization.yaml`;
  const message = `The environment "${environment}" has no overlays.`;
  return { environment, objects: 0, looked: new Map(), findings: [inputFinding('missing-environment', message, { environment, file })] };
}

function unusedRules(judgements: readonly Judgement[], rules: readonly Rule[]): Judgement {
  const findings = rules
    // What a rule forbids, such as plain Secrets, is best not there at all.
    .filter(({ id, scope }) => !(scope === 'object' && id.startsWith('forbid-')))
    .filter(({ id }) => judgements.every(({ looked }) => (looked.get(id) ?? 0) === 0))
    .map(({ id }) =>
      inputFinding('unused-rule', `The rule "${id}" found nothing to look at in the whole repository.`, {
        environment: '',
        file: `policies/rules/${id}.ts`,
      }),
    );
  return { environment: '', objects: 0, looked: new Map(), findings };
}

/** The judgements as one report, with the rules that were asked for. */
function combined(judgements: readonly Judgement[], { rules, selected }: Suite): Report {
  const isSelected = (id: string) => selected === undefined || selected.includes(id);
  const ids = new Set(rules.map(({ id }) => id));
  const optional = new Set([...ids, 'valid-exemption']);
  const looked = new Map<string, number>();
  for (const judgement of judgements) {
    for (const [id, count] of judgement.looked) if (isSelected(id)) looked.set(id, (looked.get(id) ?? 0) + count);
  }
  return reportOf({
    objects: new Map(judgements.filter(({ environment }) => environment !== '').map(({ environment, objects }) => [environment, objects])),
    looked,
    findings: judgements.flatMap(({ findings }) => findings.filter(({ rule }) => !optional.has(rule) || isSelected(rule))),
  });
}

function notesOn({ ref, scopes }: Changes, environments: readonly Environment[]): readonly string[] {
  if (environments.length === 0) return [`Nothing that the overlays build has changed since ${ref}.`];
  return environments.map(({ name, applications }) => {
    const { judged, reason } = scopes.get(name) ?? {};
    if (judged === undefined) return `All of ${name} is judged: ${reason}.`;
    const names = applications.filter((application) => judged.has(application.name)).map((application) => application.name);
    return names.length === 0 ? `${name}: no application left to judge.` : `Judged in ${name}: ${names.join(', ')}.`;
  });
}

/** Files to judge as they are written. */
export interface FilesRequest {
  /** Paths as the user knows them; `-` for standard input. */
  readonly files: readonly string[];
  /** Folders and files that were asked for and hold nothing. */
  readonly empty: readonly string[];
  /** What standard input holds. */
  readonly input: string;
  readonly environment: string;
}

/**
 * Judges Kubernetes objects as they are written in files. Kustomizations among them are judged by the rules about kustomizations,
 * their patches and the files of their generators only through them.
 */
export async function lintFiles({ files, empty, input, environment }: FilesRequest, suite: Suite): Promise<Report> {
  const sources = createSources('', new Map([['-', input]]));
  const kustomizations = files
    .filter((file) => kustomizationNames.includes(path.basename(file)))
    .flatMap((file) => loadKustomization(sources, path.dirname(file)) ?? []);
  const parts = new Set(kustomizations.flatMap((kustomization) => [kustomization.file, ...partsOf(kustomization)]));
  const manifests: Manifest[] = [];
  const faults: Finding[] = empty.map((file) =>
    inputFinding('empty-input', `"${file}" holds no YAML or JSON file.`, { environment, file }),
  );
  for (const file of files) {
    const isPart = parts.has(path.normalize(file));
    if (sources.text(file) === undefined)
      throw new UserError({ what: `"${file}" cannot be read.`, how: 'Give the path of a readable text file.' });
    const problems = sources.problems(file);
    for (const { message, line } of problems) faults.push(inputFinding('yaml-syntax', message, { environment, file, line }));
    if (isPart) continue;
    let found = 0;
    sources.documents(file).forEach(({ value, line }, document) => {
      if (value === undefined || value === null) return;
      for (const item of manifestsOf(value, { file, document })) {
        found += 1;
        if ('fields' in item) manifests.push(item);
        else faults.push(inputFinding('not-an-object', item.problem, { environment, file, document, line }));
      }
    });
    if (found === 0 && problems.length === 0)
      faults.push(inputFinding('empty-input', `${nameOf(file)} holds no object.`, { environment, file }));
  }
  const result: LintResult = lint({ environment, manifests, kustomizations }, suite);
  const findings = [...(await unknownKindFindings(manifests, environment)), ...result.findings];
  const located = locateAll(
    sources,
    findings.map((finding) => ({ finding })),
  );
  return combined([{ environment, objects: result.objects, looked: result.looked, findings: [...faults, ...located] }], suite);
}

function nameOf(file: string): string {
  return file === '-' ? 'Standard input' : `"${file}"`;
}

function isKustomization(apiVersion: string): boolean {
  return apiVersion.startsWith('kustomize.config.k8s.io/');
}
