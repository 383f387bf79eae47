import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AlertExample } from '../../generators/alerts/alert.ts';
import { areasOf } from '../../generators/alerts/alerts.ts';
import { prometheusRule } from '../../generators/alerts/prometheus-rule.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import { operated } from '../../generators/model/stores/stores.ts';
import { UserError } from '../terminal/errors.ts';
import { inTemporaryFolder } from '../terminal/temporary.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import { runPromtool } from './promtool.ts';
import { type AlertingRule, suiteFiles } from './suite.ts';

/** An alert with the examples that must tell it from its mutants. */
export interface MutatedAlert {
  readonly rule: AlertingRule;
  readonly examples: readonly AlertExample[];
}

/** What became of the mutants of an alert. */
export interface Verdict {
  readonly alert: string;
  readonly mutants: readonly Mutant[];
  /** Mutants that no example tells from the alert. */
  readonly survivors: readonly Mutant[];
}

/** Every alert once, as the first environment has it that has it; those of production before all others. */
export function alertsToMutate({ environments, platform }: Pick<Catalog, 'environments' | 'platform'>): readonly MutatedAlert[] {
  const ordered = environments
    .map(({ value }) => value)
    .toSorted(
      (a, b) => (operated(b, 'postgres')?.instances ?? 0) - (operated(a, 'postgres')?.instances ?? 0) || (a.name < b.name ? -1 : 1),
    );
  const found = new Map<string, MutatedAlert>();
  for (const environment of ordered) {
    for (const area of areasOf(environment)) {
      const rules = prometheusRule(area, environment, platform.value).spec.groups.flatMap((group) => group.rules);
      for (const [index, { name, examples }] of area.alerts.entries()) {
        const rule = rules[index];
        if (rule !== undefined && !found.has(name)) found.set(name, { rule, examples });
      }
    }
  }
  return [...found.values()];
}

/**
 * Tries the examples of each alert on all of its mutants at once, in some runs of promtool side by side. A mutant that cannot
 * be evaluated is killed: Prometheus would say so.
 * @throws UserError when promtool cannot be started, or the examples do not even hold for the alert itself
 */
export async function judgeMutants(
  alerts: readonly MutatedAlert[],
  { promtool, workers }: { readonly promtool: string; readonly workers: number },
) {
  return inTemporaryFolder('alert-mutants-', async (folder) => {
    const shares = Array.from({ length: workers }, (_, worker) => alerts.filter((_alert, index) => index % workers === worker));
    const verdicts = await Promise.all(
      shares.map((share, index) => judgeShare(share, { promtool, folder: path.join(folder, `${index}`) })),
    );
    return verdicts.flat().toSorted((a, b) => (a.alert < b.alert ? -1 : 1));
  });
}

interface Share {
  readonly promtool: string;
  /** Does not exist yet. */
  readonly folder: string;
}

async function judgeShare(alerts: readonly MutatedAlert[], { promtool, folder }: Share): Promise<readonly Verdict[]> {
  mkdirSync(folder);
  const trials = alerts.map((alert): Trial => ({ alert, mutants: mutantsOf(alert.rule), killed: new Set() }));
  let open = trials;
  while (open.length > 0) {
    const tests = open.flatMap((trial) => testsOf(trial, folder));
    const { status, stdout, stderr } = await runPromtool(promtool, ['test', 'rules', ...tests]).catch((error: unknown) => {
      throw new UserError(noPromtool(promtool), { cause: error });
    });
    if (status !== 0 && status !== 1) throw new UserError(noPromtool(promtool));
    const report = `${stdout}${stderr}`;
    const judged = open.map((trial) => ({ trial, isUnfinished: killedBy(trial, report) }));
    const isExplained = judged.some(({ trial }) => report.includes(variantName(trial)));
    if (status !== 0 && !isExplained) throw new UserError({ ...noPromtool(promtool), where: report.slice(-2000) });
    // Where a mutant cannot be evaluated, promtool says nothing of the others: they are tried again without it.
    open = judged.filter(({ isUnfinished }) => isUnfinished).map(({ trial }) => trial);
  }
  return trials.map(({ alert, mutants, killed }) => ({
    alert: alert.rule.alert,
    mutants,
    survivors: mutants.filter((_, index) => !killed.has(index)),
  }));
}

interface Trial {
  readonly alert: MutatedAlert;
  readonly mutants: readonly Mutant[];
  /** Positions of mutants that are known to differ. */
  readonly killed: Set<number>;
}

/** Writes what promtool needs to try the mutants that are left; the alert itself is among them, as a control. */
function testsOf(trial: Trial, folder: string): readonly string[] {
  const {
    alert: { rule, examples },
    mutants,
    killed,
  } = trial;
  const variants = mutants.flatMap((mutant, index) =>
    killed.has(index)
      ? []
      : [{ ...mutant.rule, alert: `${variantName(trial)}${index}`, labels: rule.labels, annotations: rule.annotations }],
  );
  const files = suiteFiles(rule.alert, [{ ...rule, alert: controlName(trial) }, ...variants], examples);
  for (const [name, text] of files) writeFileSync(path.join(folder, name), text);
  return [...files.keys()].filter((name) => name.endsWith('.test.json')).map((name) => path.join(folder, name));
}

/** Names of the rules that are tried: promtool's report names nothing else. */
function variantName({ alert }: Trial): string {
  return `${alert.rule.alert}Mutant`;
}

function controlName({ alert }: Trial): string {
  return `${alert.rule.alert}Control`;
}

/**
 * Marks the mutants that a report names; true when some could not be evaluated, so that nothing is known of the rest.
 * @throws UserError when the report names the alert itself
 */
function killedBy(trial: Trial, report: string): boolean {
  const { alert, mutants, killed } = trial;
  const named = (before: string, after: string) =>
    [...report.matchAll(new RegExp(`${before}${variantName(trial)}(\\d+)${after}`, 'g'))].map(([, index]) => Number(index));
  const broken = [...named('rule: ', ', time: '), ...named('"', '"')];
  for (const index of [...broken, ...named('alertname: ', ', time: ')]) killed.add(index);
  if (new RegExp(`\\b${controlName(trial)}\\b`).test(report)) {
    throw new UserError({
      what: `The examples of "${alert.rule.alert}" do not hold for the alert itself, so that they tell nothing of its mutants.`,
      how: 'Run "npx vitest run test/alerts" and put the alert or its examples right.',
    });
  }
  return broken.length > 0 && killed.size < mutants.length;
}

function noPromtool(command: string) {
  return {
    what: `"${command}" could not be run.`,
    how: 'Install promtool (Debian package prometheus), or put it on PATH.',
  };
}
