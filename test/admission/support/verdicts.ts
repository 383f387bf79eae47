import { admissionRules } from '../../../policies/admission.ts';
import { lint } from '../../../policies/engine.ts';
import { tierOf } from '../../../policies/environments.ts';
import { manifestsOf } from '../../../policies/manifest.ts';
import type { AdmissionTarget, Fields, Rule } from '../../../policies/model.ts';

/** By which checks of a rule the objects of a kind are judged. */
const targets: Readonly<Record<string, readonly AdmissionTarget[]>> = {
  Pod: ['pods'],
  Deployment: ['workloads', 'serving-workloads'],
  StatefulSet: ['workloads', 'serving-workloads'],
  DaemonSet: ['workloads', 'serving-workloads'],
  Job: ['workloads'],
  CronJob: ['cron-jobs'],
  Service: ['services'],
  Role: ['roles'],
  RoleBinding: ['role-bindings'],
};

/** Kinds that policies of the rules are about. */
export const judgedKinds: readonly string[] = Object.keys(targets);

/** The rules that judge objects of a kind in the API server too. */
export function rulesAbout(rules: readonly Rule[], kind: string, environment: string): readonly Rule[] {
  const about = new Set(
    admissionRules(rules)
      .filter(
        ({ exceptIn, checks }) =>
          !exceptIn.includes(tierOf({}, environment)) && checks.some(({ on }) => on.some((target) => targets[kind]?.includes(target))),
      )
      .map(({ id }) => id),
  );
  return rules.filter(({ id }) => about.has(id));
}

/** Ids of those that the judge finds broken by one object alone, sorted. */
export function brokenRules(rules: readonly Rule[], object: Fields, environment: string): readonly string[] {
  const manifests = manifestsOf(object, { file: '', document: 0 }).flatMap((item) => ('fields' in item ? [item] : []));
  const { findings } = lint({ environment, manifests }, { rules, today: '2026-01-01' });
  return [...new Set(findings.map(({ rule }) => rule))].sort();
}
