import type { Company } from './company/company.ts';
import { applyExemptions } from './exemptions.ts';
import { crashOf, findingOf } from './finding.ts';
import { applyForeignExemptions, applyOperatorExemption, operatorExemptionOf } from './foreign-exemptions.ts';
import { isAsleep } from './kubernetes/namespaces.ts';
import { titleOf } from './kubernetes/objects.ts';
import { isServing } from './kubernetes/pods/workloads.ts';
import type { Finding, Kustomization, Manifest, Place, Pod, Problem, Rule, World } from './model.ts';
import type { LintOptions } from './options.ts';
import { createWorld } from './world.ts';

/** One environment to judge. */
export interface LintInput {
  readonly environment: string;
  readonly manifests: readonly Manifest[];
  readonly kustomizations?: readonly Kustomization[];
  /** What charts render, with its origin. */
  readonly foreign?: readonly Manifest[];
  /** Whose names hold; absent: that of the examples. */
  readonly company?: Company;
  /** When each object is applied in a first sync; absent: as the objects say themselves. */
  readonly places?: ReadonlyMap<Manifest, Place>;
  /** Objects to report on; absent: all. The others are only there to be referred to. What operators make is reported with what it is of. */
  readonly reports?: (manifest: Manifest) => boolean;
}

export interface LintResult {
  readonly findings: readonly Finding[];
  readonly objects: number;
  /** How many subjects (objects, pods, containers, namespaces, kustomizations) each rule looked at. */
  readonly looked: ReadonlyMap<string, number>;
  readonly exempted: number;
}

/** The rules themselves are broken: a fault of theirs, never of the judged object. */
export class RuleCrash extends Error {
  override readonly name = 'RuleCrash';
}

interface Subject {
  readonly manifest: Manifest;
  readonly check: () => readonly Problem[];
}

/** Judges one environment by all rules. Findings come in the order of the objects, then of the rules. */
export function lint(input: LintInput, options: LintOptions): LintResult {
  const world = createWorld(input.environment, input.manifests, input.places, input.foreign, input.company);
  const reports = input.reports ?? (() => true);
  const judged = judgedIn(world, reports);
  const looked = new Map<string, number>();
  const found: { manifest: Manifest; finding: Finding }[] = [];
  const crashes: Finding[] = [];
  let exemptedOfOperators = 0;
  for (const rule of options.rules) {
    if (rule.tiers?.includes(world.tier) === false) continue;
    let count = 0;
    for (const subject of subjectsOf(rule, world, input.kustomizations ?? [], judged)) {
      count += 1;
      const accepted = operatorExemptionOf(rule, subject.manifest, options.today, world);
      if (accepted !== undefined) {
        const problems = guarded(rule, subject, crashes, input.environment);
        const { complaint, covered } = applyOperatorExemption(accepted, subject.manifest, problems.length, world);
        exemptedOfOperators += covered;
        found.push(...complaint);
        continue;
      }
      for (const problem of guarded(rule, subject, crashes, input.environment)) {
        found.push(foundOf(rule, subject.manifest, problem, input.environment));
      }
    }
    looked.set(rule.id, count);
  }
  const subjects = input.manifests.filter(reports);
  const own = applyExemptions(found, subjects, options, world, (manifest) => isAsleep(manifest, world));
  const foreign = (input.foreign ?? []).filter(reports);
  const { findings, exempted } = applyForeignExemptions(own.findings, foreign, options, world);
  return { findings: [...findings, ...crashes], objects: subjects.length, looked, exempted: own.exempted + exempted + exemptedOfOperators };
}

/** The objects that a rule judges. */
interface Judged {
  is(rule: Rule, manifest: Manifest): boolean;
  /** All of a kind, or all there are; looked for once for all rules that judge what the same have written. */
  ofKind(rule: Rule, kind: string): readonly Manifest[];
}

function judgedIn(world: World, reports: (manifest: Manifest) => boolean): Judged {
  const lists = new Map<string, readonly Manifest[]>();
  return {
    is: (rule, manifest) => isJudged(rule, manifest, reports),
    ofKind(rule, kind) {
      const key = `${kind} ${rule.foreign} ${rule.made}`;
      const known = lists.get(key) ?? (kind === '*' ? world.manifests : world.ofKind(kind)).filter((item) => isJudged(rule, item, reports));
      lists.set(key, known);
      return known;
    },
  };
}

/** What an operator makes is judged where the object that it is made of is; what comes with the cluster, never. */
function isJudged(rule: Rule, manifest: Manifest, reports: (manifest: Manifest) => boolean): boolean {
  switch (manifest.origin?.by) {
    case undefined:
      return reports(manifest);
    case 'chart':
      return rule.foreign === true && reports(manifest);
    case 'operator':
      return rule.made === true && reports(manifest.origin.of);
    case 'cluster':
      return false;
  }
}

/** A problem of what an operator makes is one of the object that a person can change. */
function foundOf(rule: Rule, manifest: Manifest, problem: Problem, environment: string) {
  const { origin } = manifest;
  if (origin?.by !== 'operator') return { manifest, finding: findingOf(rule, manifest, problem, environment) };
  const message = `${origin.operator} makes ${titleOf(manifest)} of it: ${problem.message.replace(/^The /, 'the ')}`;
  return { manifest: origin.of, finding: findingOf(rule, origin.of, { message, path: '' }, environment) };
}

function* subjectsOf(rule: Rule, world: World, kustomizations: readonly Kustomization[], judged: Judged): Iterable<Subject> {
  switch (rule.scope) {
    case 'object':
      for (const kind of rule.kinds === '*' ? ['*'] : rule.kinds) {
        for (const manifest of judged.ofKind(rule, kind)) yield { manifest, check: () => rule.check(manifest, world) };
      }
      return;
    case 'namespace':
      for (const namespace of world.namespaces) {
        if (judged.is(rule, namespace.manifest)) yield { manifest: namespace.manifest, check: () => rule.check(namespace, world) };
      }
      return;
    case 'every-pod':
    case 'serving-pod':
      for (const pod of templates(world)) {
        if (!judged.is(rule, pod.manifest)) continue;
        if (rule.scope === 'every-pod' || pod.serving) yield { manifest: pod.manifest, check: () => rule.check(pod, world) };
      }
      return;
    case 'every-container':
    case 'serving-container':
      for (const pod of templates(world)) {
        if (!judged.is(rule, pod.manifest)) continue;
        for (const container of pod.containers) {
          if (rule.scope === 'every-container' || isServing(container)) {
            yield { manifest: pod.manifest, check: () => rule.check(container, world) };
          }
        }
      }
      return;
    case 'kustomization':
      for (const kustomization of kustomizations) {
        const manifest = kustomizationManifest(kustomization);
        if (judged.is(rule, manifest)) yield { manifest, check: () => rule.check(kustomization) };
      }
      return;
  }
}

/** Each pod template once, whatever roles its pods play. */
function templates(world: World): readonly Pod[] {
  return world.pods.filter((pod) => pod.count === undefined || world.podOf(pod.manifest) === pod);
}

function kustomizationManifest(kustomization: Kustomization): Manifest {
  return {
    fields: kustomization.fields,
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    name: '',
    namespace: '',
    labels: {},
    annotations: {},
    file: kustomization.file,
    document: 0,
  };
}

/** What a rule says of a subject. Where it throws, that is a finding of the object, beside those of all other rules. */
function guarded(rule: Rule, { manifest, check }: Subject, crashes: Finding[], environment: string): readonly Problem[] {
  try {
    return check();
  } catch (cause) {
    crashes.push(crashOf(rule, manifest.origin?.by === 'operator' ? manifest.origin.of : manifest, cause, environment));
    return [];
  }
}
