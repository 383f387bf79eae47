import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RuleCrash } from '../../../policies/engine.ts';
import type { Finding, Rule } from '../../../policies/model.ts';
import { judge, judgeArgo, kustomizationsOf } from '../../judging/lint/lint.ts';
import type { Suite } from '../../judging/lint/report.ts';
import { loadRules } from '../../judging/lint/rules.ts';
import { argoFiles, isArgoFile } from '../../repository/argo-files.ts';
import type { Sources } from '../../repository/sources.ts';
import { baseName } from '../diff/pairs.ts';
import { type Sentence, say } from '../impacts/sentence.ts';
import type { Comparison, Sides } from './sides.ts';

/** How the policies judge what changed, before and after. */
export interface FindingsDelta {
  readonly added: readonly Finding[];
  readonly gone: readonly Finding[];
  readonly same: number;
  /** What the reader should know about how it was judged. */
  readonly notes: readonly Sentence[];
}

/** By which rules. */
export interface Judges {
  readonly suite: Suite;
  /** Whether the suite is that of before, and the rules of now are nobody's to run. */
  readonly isBefore: boolean;
}

/**
 * Judges both states by the rules of before: a change cannot talk itself out of a rule that it weakens. Where the rules themselves
 * changed, what the rules of now find beyond that is new too. Findings are told apart by rule, object and message.
 */
export async function findingsDelta(
  { work, base, comparisons }: Sides,
  files: readonly string[],
  { suite, isBefore }: Judges,
): Promise<FindingsDelta> {
  const changed = files.filter((file) => /^policies\/.*\.ts$/.test(file)).length;
  const argo = changed > 0 || files.some(isArgoFile);
  const findings = (side: 'before' | 'after', by: Suite) => findingsOf(side === 'before' ? base : work, comparisons, side, by, argo);
  const notes: Sentence[] = [];
  const old = changed === 0 || isBefore ? suite : await suiteOf(base, suite, notes);
  if (changed > 0 && isBefore)
    notes.push(
      say`The rules themselves change (${changed} files): both states are judged by those of before, and those of now are not run here.`,
    );
  const before = await findings('before', old);
  const after = await findings('after', old);
  const now = old === suite ? after : await findings('after', suite);
  if (old !== suite)
    notes.push(
      say`The rules themselves change (${changed} files): both states are judged by those of before, and what is now by those of now, too. Of what the rules of before find now, those of now no longer find ${without(after, now).length}.`,
    );
  const leftOut = comparisons.filter(({ judged, leftOut }) => judged.size > 0 && leftOut > 0).reduce((sum, item) => sum + item.leftOut, 0);
  if (leftOut > 0)
    notes.push(say`Not judged, because they have nothing to do with the change: ${leftOut} applications. "npm run check" judges all.`);
  const all = [...after, ...without(now, after)];
  const added = without(all, before);
  return { added, gone: without(before, after), same: all.length - added.length, notes };
}

/** The suite with the rules as they were; that of now where they cannot be run, which is said. */
async function suiteOf(base: Sources, suite: Suite, notes: Sentence[]): Promise<Suite> {
  try {
    return { ...suite, rules: await rulesOf(base) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    notes.push(say`The rules of before cannot be run (${error.message.split('\n')[0] ?? ''}): both states are judged by those of now.`);
    return suite;
  }
}

async function findingsOf(
  sources: Sources,
  comparisons: readonly Comparison[],
  side: 'before' | 'after',
  suite: Suite,
  argo: boolean,
): Promise<readonly Finding[]> {
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (const { [side]: rendered, judged } of comparisons) {
    if (rendered === undefined) continue;
    const part = { ...rendered, beside: [], isJudged: (name: string) => judged.has(name) };
    const result = await judge(sources, part, kustomizationsOf(sources, part, seen), suite);
    findings.push(...result.findings);
  }
  // A changed project decides about Applications that did not change: all that Argo CD is told, or nothing.
  const told = argo ? argoFiles(sources) : [];
  return told.length === 0 ? findings : [...findings, ...(await judgeArgo(sources, told, suite)).findings];
}

/**
 * The rules as they were, written out and loaded, beside the packages of now: they are pure, and import each other and packages.
 * @throws Error for what cannot be loaded
 */
async function rulesOf(base: Sources): Promise<readonly Rule[]> {
  base.write?.(['policies']);
  const packages = path.join((base.work ?? base).root, 'node_modules');
  writeFileSync(path.join(base.root, 'package.json'), '{"type":"module"}\n');
  symlinkSync(packages, path.join(base.root, 'node_modules'), 'junction');
  const rules = (await loadRules(base.root)).map(({ value }) => value);
  if (rules.length === 0) throw new RuleCrash('there are none');
  return rules;
}

function without(findings: readonly Finding[], others: readonly Finding[]): readonly Finding[] {
  const counts = new Map<string, number>();
  for (const finding of others) counts.set(keyOf(finding), (counts.get(keyOf(finding)) ?? 0) + 1);
  return findings.filter((finding) => {
    const left = counts.get(keyOf(finding)) ?? 0;
    counts.set(keyOf(finding), left - 1);
    return left <= 0;
  });
}

function keyOf({ rule, environment, object, message }: Finding): string {
  const name = baseName(object.kind, object.name);
  return [rule, environment, object.kind, object.namespace, name, message.replaceAll(object.name, name)].join('\n');
}
