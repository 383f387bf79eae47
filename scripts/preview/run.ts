import path from 'node:path';
import { type Tier, tiers } from '../../policies/environments.ts';
import type { Manifest, World } from '../../policies/model.ts';
import { createWorld } from '../../policies/world.ts';
import { chartManifests } from '../charts/facts/world.ts';
import type { Suite } from '../judging/lint/report.ts';
import { manifestsIn } from '../kustomize/kustomizations.ts';
import type { RenderedEnvironment } from '../kustomize/kustomize.ts';
import { companyOf } from '../repository/company/company.ts';
import { createSources, type Sources } from '../repository/sources.ts';
import type { TreeFault } from '../repository/whole-tree/names.ts';
import { doing } from '../terminal/progress.ts';
import { type CapacityDelta, capacityDelta } from './capacity.ts';
import { changedChartObjects, isChartFile } from './charts.ts';
import { pairsOf, titleOf } from './diff/pairs.ts';
import { type ExceptionChange, exceptionChanges } from './exceptions.ts';
import { changedObjects, type ExemptionChange, exemptionChanges, networkImpacts, objectImpacts } from './impacts/classify.ts';
import type { ChangedObject, Impact } from './impacts/impact.ts';
import { highest, type Risk, riskOf, risks } from './impacts/risk.ts';
import { say } from './impacts/sentence.ts';
import { releaseImpacts } from './releases.ts';
import { type Shape, shapesOf } from './shapes.ts';
import { withCommitted } from './sides/committed.ts';
import { type FindingsDelta, findingsDelta, type Judges } from './sides/findings.ts';
import { findRevision, type Revision } from './sides/revision.ts';
import { type Comparison, type Sides, withSides } from './sides/sides.ts';
import { decidesAccess, textImpacts } from './text-files.ts';

/** Why something could not be compared. */
export interface SideProblem {
  readonly side: 'before' | 'after';
  readonly environment: string;
  readonly message: string;
  readonly file: string;
}

/** Everything that there is to say about a change. */
export interface Preview {
  /** The branch that it was compared with, and the commit at which the work left it. */
  readonly ref: string;
  readonly start: string;
  readonly risk: Risk;
  readonly changed: readonly ChangedObject[];
  /** In the order of the classes. */
  readonly impacts: readonly Impact[];
  readonly shapes: readonly Shape[];
  readonly capacity: readonly CapacityDelta[];
  readonly findings: FindingsDelta;
  readonly exemptions: readonly ExemptionChange[];
  /** Adjustments and objects of services' own among what changed. */
  readonly exceptions: readonly ExceptionChange[];
  readonly problems: readonly SideProblem[];
  /** Changed files of which nothing is built: rules, the catalog, documents. */
  readonly otherFiles: readonly string[];
}

/** What Argo CD's own objects are called where applications are named. */
export const argoApplication = 'argocd';

/**
 * Compares what is desired now with what was desired where the work began: committed or not, without a cluster, and without touching
 * the work tree.
 * @throws UserError without Git, without such a commit, and for a broken tool
 */
export async function preview(root: string, ref: string | undefined, suite: Suite): Promise<Preview> {
  const revision = await findRevision(root, ref);
  return withSides(createSources(root), revision, (sides) => compared(root, sides, revision, { suite, isBefore: false }));
}

/**
 * The same of a commit that nothing is checked out or run of: its overlays are data for the kustomize and the rules of the code that
 * runs, after a look at what they would fetch. What may not be built is said, and nothing is built then.
 * @throws UserError without Git, without such commits, and for a broken tool
 */
export async function previewOf(root: string, ref: string | undefined, head: string, suite: Suite): Promise<Preview> {
  return withCommitted(root, ref, head, async ({ work, revision, faults }) => {
    if (faults.length > 0) return refused(revision, faults);
    return withSides(work, revision, (sides) => compared(root, sides, revision, { suite, isBefore: true }));
  });
}

function refused({ ref, start, files }: Revision, faults: readonly TreeFault[]): Preview {
  return {
    ref,
    start,
    risk: 'high',
    changed: [],
    impacts: [],
    shapes: [],
    capacity: [],
    findings: { added: [], gone: [], same: 0, notes: [say`Nothing was built or judged, for what stands above.`] },
    exemptions: [],
    exceptions: [],
    problems: faults.map(({ what, where }) => ({ side: 'after', environment: '', message: what, file: where })),
    otherFiles: files,
  };
}

async function compared(root: string, sides: Sides, revision: Revision, judges: Judges): Promise<Preview> {
  const { comparisons } = sides;
  const argo = argoObjects(sides, revision.files);
  const problems = [...comparisons.flatMap(problemsOf), ...argo.problems, ...chartProblems(sides, revision.files)];
  const changed: ChangedObject[] = [];
  const found: Impact[] = [];
  const tierIn = new Map<string, Tier>();
  const capacity: CapacityDelta[] = [];
  for (const comparison of comparisons) {
    const own = changedIn(comparison);
    changed.push(...own);
    const worlds = {
      before: createWorld(
        comparison.name,
        comparison.before?.manifests ?? [],
        undefined,
        chartManifests(sides.base, comparison.name),
        companyOf(sides.base),
      ),
      after: createWorld(
        comparison.name,
        comparison.after?.manifests ?? [],
        undefined,
        chartManifests(sides.work, comparison.name),
        companyOf(sides.work),
      ),
    };
    tierIn.set(comparison.name, stricter(worlds.before, worlds.after));
    found.push(...objectImpacts(own));
    // Of an environment that is new or gone every flow is.
    if (comparison.before !== undefined && comparison.after !== undefined) {
      found.push(...networkImpacts({ environment: comparison.name, ...worlds, changed: own }));
    }
    capacity.push(capacityDelta(comparison.name, worlds, own));
  }
  const charts = changedChartObjects(sides.work, sides.base, revision.files);
  changed.push(...argo.changed, ...charts);
  found.push(...objectImpacts(argo.changed), ...objectImpacts(charts), ...textFiles(sides, revision.files));
  found.push(...(await releaseImpacts({ root, start: revision.start }, sides, revision.files)));
  const impacts = found.map((impact): Impact => {
    const tier = tierIn.get(impact.environment);
    return tier === undefined ? impact : { ...impact, tier };
  });
  doing('judging both sides');
  const findings = await findingsDelta(sides, revision.files, judges);
  const exemptions = exemptionChanges(changed);
  const exceptions = exceptionChanges(changed);
  const levels = [
    ...impacts.map(riskOf),
    ...(problems.some(({ side }) => side === 'after') || findings.added.some(({ severity }) => severity === 'error')
      ? ['high' as const]
      : []),
    ...(exemptions.some(({ change }) => change !== 'removed') ||
    exceptions.some(({ change }) => change === 'new' || change === 'other') ||
    findings.added.length > 0
      ? ['medium' as const]
      : []),
  ];
  return {
    ref: revision.ref,
    start: revision.start,
    risk: highest(levels),
    changed,
    impacts,
    shapes: shapesOf(changed, namespacesOf(comparisons), rankBy(impacts)),
    capacity,
    findings,
    exemptions,
    exceptions,
    problems,
    otherFiles: revision.files.filter((file) => !/^(?:base|overlays|argocd)\//.test(file) && !isChartFile(file) && !decidesAccess(file)),
  };
}

/** An environment that is new is judged as what it becomes, one that goes as what it was, and one that is made weaker as what it was. */
function stricter(before: World, after: World): Tier {
  const named = [before, after].filter(({ manifests }) =>
    manifests.some(({ kind, origin }) => kind === 'Namespace' && origin === undefined),
  );
  return tiers.findLast((tier) => named.some((world) => world.tier === tier)) ?? after.tier;
}

/** How risky the change of an object is, by what it does. */
function rankBy(impacts: readonly Impact[]): (object: ChangedObject) => number {
  const ranks = new Map<string, number>();
  for (const impact of impacts) {
    const key = `${impact.environment}\n${impact.object}`;
    ranks.set(key, Math.max(ranks.get(key) ?? 0, 1 + risks.indexOf(riskOf(impact))));
  }
  return ({ pair }) => ranks.get(`${pair.environment}\n${titleOf(pair)}`) ?? 0;
}

function changedIn({ name, touched, before, after }: Comparison): readonly ChangedObject[] {
  return [...touched].sort().flatMap((application) => {
    // An application that does not build has objects all the same; they are neither new nor gone.
    if (isBroken(before, application) || isBroken(after, application)) return [];
    const place = { environment: name, application };
    return changedObjects(pairsOf(place, objectsOf(before, application), objectsOf(after, application)));
  });
}

function objectsOf(rendered: RenderedEnvironment | undefined, application: string): readonly Manifest[] {
  return rendered?.manifests.filter((manifest) => rendered.applicationOf.get(manifest)?.name === application) ?? [];
}

function isBroken(rendered: RenderedEnvironment | undefined, application: string): boolean {
  const folder = rendered?.environment.applications.find(({ name }) => name === application)?.folder;
  return rendered?.problems.some(({ message }) => message.startsWith(`The overlay "${folder}" does not build`)) ?? false;
}

function problemsOf({ name, before, after }: Comparison): readonly SideProblem[] {
  const of = (side: 'before' | 'after', rendered: RenderedEnvironment | undefined) =>
    (rendered?.problems ?? []).map(({ message, file }) => ({ side, environment: name, message, file }));
  // What was incomplete before concerns nobody any more.
  return [...of('after', after), ...of('before', before).filter(({ message }) => message.includes('does not build'))];
}

/** Argo CD's own objects are no application: each changed file is read as it is. */
function argoObjects({ work, base }: Sides, files: readonly string[]) {
  const own = files.filter((file) => /^argocd\/.*\.ya?ml$/.test(file));
  const environmentOf = (file: string) => /^argocd\/([^/]+)\//.exec(file)?.[1] ?? '';
  const problems = own.flatMap((file) => [
    ...brokenIn(work, 'after', environmentOf(file), file),
    ...brokenIn(base, 'before', environmentOf(file), file),
  ]);
  const broken = new Set(problems.map(({ file }) => file));
  const groups = Map.groupBy(
    own.filter((file) => !broken.has(file)),
    environmentOf,
  );
  const changed = [...groups].flatMap(([environment, group]) => {
    const read = (sources: Sources) => group.flatMap((file) => manifestsIn(sources, file));
    return changedObjects(pairsOf({ environment, application: argoApplication }, read(base), read(work)));
  });
  return { changed, problems };
}

function chartProblems({ work, base }: Sides, files: readonly string[]): readonly SideProblem[] {
  return files.filter(isChartFile).flatMap((file) => {
    const environment = file.split('/')[1] ?? '';
    return [...brokenIn(work, 'after', environment, file), ...brokenIn(base, 'before', environment, file)];
  });
}

function brokenIn(sources: Sources, side: 'before' | 'after', environment: string, file: string): readonly SideProblem[] {
  return sources.problems(file).map(({ message, line }) => ({
    side,
    environment,
    message: `Line ${line} cannot be read: ${message}`,
    file,
  }));
}

function textFiles({ work, base }: Sides, files: readonly string[]): readonly Impact[] {
  return files.filter(decidesAccess).flatMap((file) =>
    textImpacts({
      file,
      before: base.text(file) ?? '',
      after: work.text(file) ?? '',
      // A file beside others that were there may say what becomes of a bucket that was there.
      isNew: !base.isFolder(path.posix.dirname(file)),
    }),
  );
}

/** The namespaces of the environments: names that differ between them anyway. */
function namespacesOf(comparisons: readonly Comparison[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    comparisons.map(({ name, before, after }) => [
      name,
      [...new Set([...(before?.manifests ?? []), ...(after?.manifests ?? [])].map(({ namespace }) => namespace))].filter(
        (text) => text !== '',
      ),
    ]),
  );
}
