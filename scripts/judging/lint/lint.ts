import { realpathSync } from 'node:fs';
import { lint } from '../../../policies/engine.ts';
import { requiredEnvironments } from '../../../policies/environments.ts';
import { kindsElsewhere } from '../../../policies/kubernetes/data/stores-elsewhere.ts';
import { differenceFindings } from '../../../policies/ladder/differences.ts';
import { ladderFindings } from '../../../policies/ladder/ladder.ts';
import type { Finding, Kustomization, Manifest } from '../../../policies/model.ts';
import type { Report } from '../../../policies/reporters/report.ts';
import { servicesAskedFor, servicesOfManual } from '../../../policies/requirements/model/expectations.ts';
import { createWorld } from '../../../policies/world.ts';
import { factsFolder } from '../../charts/facts/applications.ts';
import { placesIn } from '../../charts/facts/places.ts';
import { chartManifests } from '../../charts/facts/world.ts';
import { judgedKustomizations } from '../../kustomize/components.ts';
import { manifestsIn, reach } from '../../kustomize/kustomizations.ts';
import { chooseEnvironments, type Prepared, type RenderedEnvironment } from '../../kustomize/kustomize.ts';
import { type Located, locateAll } from '../../kustomize/provenance.ts';
import { argoFiles, argoWorld } from '../../repository/argo-files.ts';
import { companyOf } from '../../repository/company/company.ts';
import { type Environment, findEnvironments } from '../../repository/environments.ts';
import { createSources, type Sources } from '../../repository/sources.ts';
import { doing } from '../../terminal/progress.ts';
import { inputFaults, inputFinding, overlayFinding } from '../input-findings.ts';
import { type ChangedFiles, type Changes, changedFiles, scopesOf, touchedIn } from './changed.ts';
import { declaredFacts } from './declared-facts.ts';
import { deliveryFacts } from './delivery-facts.ts';
import { completed, type Rendered, renderScopes, renderTouched } from './partial-render.ts';
import { combined, type Judgement, type Suite } from './report.ts';
import { rulesFolder } from './rules.ts';
import { unknownKindFindings } from './unknown-kinds.ts';

export interface RepositoryRequest {
  readonly root: string;
  /** Names of environments; absent: all that there are, and those that must be. */
  readonly environments?: readonly string[];
  /** Only what changed since `ref`, `files` where they are known; absent: everything. */
  readonly changed?: { readonly ref: string | undefined; readonly files?: readonly string[] };
  /** What is already there; `rendered` only without `environments` and `changed`. */
  readonly prepared?: Prepared;
}

export interface LintReport extends Report {
  /** What the reader should know about the extent of the run, one sentence each. */
  readonly notes: readonly string[];
  /** What standard input held, where it was judged. */
  readonly input?: string;
}

/**
 * Judges what the overlays of a repository build.
 * @throws UserError for an unknown environment or commit, and for a broken tool
 */
export async function lintRepository(request: RepositoryRequest, suite: Suite): Promise<LintReport> {
  const sources = request.prepared?.sources ?? createSources(realpathSync(request.root));
  // Git reads the tree while the folders are listed.
  const asked = request.changed && changesOf(sources, request.changed);
  asked?.catch(() => undefined);
  const environments = chooseEnvironments(findEnvironments(sources), request.environments);
  const { changes, early } = asked === undefined ? {} : await lookAround(sources, await asked, environments);
  const chosen = environments.filter(({ name }) => changes === undefined || changes.scopes.has(name));
  const built = request.prepared?.rendered;
  const rendered =
    built?.map((environment): Rendered => ({ ...environment, beside: [], isJudged: () => true })) ??
    (await renderScopes(sources, chosen, changes, early));
  const seen = new Set<string>();
  const judgements: Judgement[] = [];
  for (const environment of rendered) {
    doing(`judging ${environment.name}`);
    const kustomizations = kustomizationsOf(sources, environment, seen);
    const judgement = await judge(sources, environment, kustomizations, suite);
    const whole = await completed(sources, environment, judgement.findings);
    judgements.push(whole === undefined ? judgement : await judge(sources, whole, kustomizations, suite));
  }

  const isWhole = request.environments === undefined && changes === undefined;
  if (isWhole) judgements.push(judgeLadder(sources, rendered));
  const told = isWhole ? argoFiles(sources) : (changes?.argo ?? []);
  if (told.length > 0) judgements.push(await judgeArgo(sources, told, suite, isWhole ? rendered : undefined));
  const absent = isWhole ? requiredEnvironments.filter((name) => !environments.some((environment) => environment.name === name)) : [];
  judgements.push(...absent.map(missingEnvironment));
  // Whether a rule still finds something is asked where the examples are: a company may have none of what it is about.
  if (isWhole && suite.selected === undefined && servicesAskedFor(companyOf(sources)).length === servicesOfManual.length)
    judgements.push(unusedRules(judgements, suite, kindsElsewhere(rendered)));
  return { ...combined(judgements, suite), notes: changes === undefined ? [] : notesOn(changes, chosen) };
}

async function changesOf(sources: Sources, { ref, files }: { readonly ref: string | undefined; readonly files?: readonly string[] }) {
  return files === undefined || ref === undefined ? changedFiles(sources.root, ref, '--changed') : { ref, start: ref, files };
}

/** While Git searches for those that mention what changed, kustomize builds what is needed in any case. */
async function lookAround(sources: Sources, files: ChangedFiles, environments: readonly Environment[]) {
  const touched = touchedIn(sources, files, environments);
  const [changes, early] = await Promise.all([scopesOf(sources, files, touched), renderTouched(sources, touched)]);
  return { changes, early };
}

/** Judges what was built of one environment. */
export async function judge(
  sources: Sources,
  rendered: Rendered,
  kustomizations: readonly Kustomization[],
  suite: Suite,
): Promise<Judgement> {
  const { name, manifests, applicationOf, isJudged, concerns = () => true } = rendered;
  const judged = new Set(manifests.filter((manifest) => isJudged(applicationOf.get(manifest)?.name ?? '') && concerns(manifest)));
  const foreign = chartManifests(sources, name);
  const result = lint(
    {
      environment: name,
      company: companyOf(sources),
      manifests: [...manifests, ...rendered.beside],
      foreign,
      places: placesIn(sources, name, [...manifests, ...rendered.beside, ...foreign], (manifest) => applicationOf.get(manifest)?.name),
      kustomizations,
      // What charts render belongs to no folder: it is judged where all of the environment is, and with its own environment only.
      reports: (manifest) =>
        manifest.origin === undefined
          ? judged.has(manifest) || isKustomization(manifest.apiVersion)
          : isJudged(factsFolder) && manifest.file.startsWith(`${factsFolder}/${name}/`),
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

/**
 * What Argo CD is told, by the rules about single objects: the folder `argocd/` is no overlay, and no pods are in it. Projects
 * are always read, since Applications refer to them.
 * @param rendered all environments, whole; absent: what projects need is not known
 * @throws RuleCrash
 */
export async function judgeArgo(
  sources: Sources,
  files: readonly string[],
  suite: Suite,
  rendered?: readonly RenderedEnvironment[],
): Promise<Judgement> {
  const environment = argoWorld;
  const judged = new Set(files);
  const others = argoFiles(sources).filter((file) => !judged.has(file) && !file.includes('/applications/'));
  const faults = files.flatMap((file) =>
    sources.problems(file).map(({ message, ...where }) => inputFinding('yaml-syntax', message, { environment, file, ...where })),
  );
  const manifests = [...files, ...others].flatMap((file) => manifestsIn(sources, file));
  const result = lint(
    {
      environment,
      manifests,
      foreign: deliveryFacts(sources, rendered),
      company: companyOf(sources),
      reports: ({ file }) => judged.has(file),
    },
    { ...suite, rules: suite.rules.filter(({ scope }) => scope === 'object') },
  );
  const own = manifests.filter(({ file }) => judged.has(file));
  const findings = [...(await unknownKindFindings(own, environment)), ...result.findings].map((finding) => ({ finding }));
  return { environment, objects: own.length, looked: result.looked, findings: [...faults, ...locateAll(sources, findings)] };
}

/**
 * The kustomizations that the judged applications are built from, each in the first environment that uses it.
 * @param seen folders that were met already; added to
 */
export function kustomizationsOf(sources: Sources, { applications, isJudged }: Rendered, seen: Set<string>): readonly Kustomization[] {
  const folders = applications.filter(({ name }) => isJudged(name)).flatMap(({ folder }) => [...reach(sources, folder)]);
  const fresh = [...new Set(folders)].filter((folder) => !seen.has(folder));
  for (const folder of fresh) seen.add(folder);
  return judgedKustomizations(sources, fresh);
}

function identityOf({ file }: { readonly file: string }, object: Finding['object']): string {
  return [object.apiVersion, object.kind, object.namespace, object.name, file, object.document].join('\n');
}

/**
 * What environments of a higher tier are weaker in than those below, and what differs between those that the catalog describes without
 * its saying so, by what the overlays render.
 */
function judgeLadder(sources: Sources, rendered: readonly Rendered[]): Judgement {
  const company = companyOf(sources);
  const facts = declaredFacts(sources);
  const rungs = rendered.map(({ name, manifests }) => {
    const declared = facts.get(name);
    return { world: createWorld(name, manifests, undefined, [], company), manifests, ...(declared && { declared }) };
  });
  const described = rungs.flatMap(({ declared, ...rung }) => (declared === undefined ? [] : [{ ...rung, declared }]));
  const built = new Map(
    rendered.flatMap(({ name, manifests, applicationOf }) =>
      manifests.map(
        (manifest) => [`${name}\n${identityOf(manifest, manifest)}`, { manifest, folder: applicationOf.get(manifest)?.folder }] as const,
      ),
    ),
  );
  const findings = [
    ...ladderFindings(rungs, ladderRule('weaker-environment')),
    ...differenceFindings(described, ladderRule('undeclared-difference')),
  ].map((finding): Located => {
    const { manifest, folder } = built.get(`${finding.environment}\n${identityOf(finding, finding.object)}`) ?? {};
    return manifest === undefined || folder === undefined ? { finding } : { finding, rendered: { manifest, folder } };
  });
  return { environment: '', objects: 0, looked: new Map(), findings: locateAll(sources, findings) };
}

function ladderRule(id: 'weaker-environment' | 'undeclared-difference') {
  return { id, severity: 'error' as const, ...inputFaults[id] };
}

function missingEnvironment(environment: string): Judgement {
  const file = `overlays/${environment}/kustomization.yaml`;
  const message = `The environment "${environment}" has no overlays.`;
  return { environment, objects: 0, looked: new Map(), findings: [inputFinding('missing-environment', message, { environment, file })] };
}

/** @param absent kinds that nobody has, as the environments themselves say */
function unusedRules(judgements: readonly Judgement[], { rules, files }: Suite, absent: ReadonlySet<string>): Judgement {
  const findings = rules
    // What a rule forbids, such as plain Secrets, is best not there at all.
    .filter(({ id, scope }) => !(scope === 'object' && id.startsWith('forbid-')))
    .filter((rule) => rule.scope !== 'object' || rule.kinds === '*' || !rule.kinds.every((kind) => absent.has(kind)))
    .filter(({ id }) => judgements.every(({ looked }) => (looked.get(id) ?? 0) === 0))
    .map(({ id }) =>
      inputFinding('unused-rule', `The rule "${id}" found nothing to look at in the whole repository.`, {
        environment: '',
        file: files?.get(id) ?? rulesFolder,
      }),
    );
  return { environment: '', objects: 0, looked: new Map(), findings };
}

function notesOn({ ref, scopes, argo }: Changes, environments: readonly Environment[]): readonly string[] {
  const told = argo.length === 0 ? [] : [`Judged of what Argo CD is told: ${argo.length === 1 ? argo[0] : `${argo.length} files`}.`];
  if (environments.length === 0)
    return [...told, ...(told.length > 0 ? [] : [`Nothing that the overlays build has changed since ${ref}.`])];
  const notes = environments.map(({ name, applications }) => {
    const { judged, reason } = scopes.get(name) ?? {};
    if (judged === undefined) return `All of ${name} is judged: ${reason}.`;
    const names = applications.filter((application) => judged.has(application.name)).map((application) => application.name);
    return names.length === 0 ? `${name}: no application left to judge.` : `Judged in ${name}: ${names.join(', ')}.`;
  });
  return [...told, ...notes];
}

function isKustomization(apiVersion: string): boolean {
  return apiVersion.startsWith('kustomize.config.k8s.io/');
}
