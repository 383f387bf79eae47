import { RuleCrash } from '../../../policies/engine.ts';
import type { Finding, Rule } from '../../../policies/model.ts';
import { judge, kustomizationsOf } from '../../judging/lint/lint.ts';
import type { Suite } from '../../judging/lint/report.ts';
import { loadRules } from '../../judging/lint/rules.ts';
import type { RenderedEnvironment } from '../../kustomize/kustomize.ts';
import type { Sources } from '../../repository/sources.ts';
import { baseName } from '../diff/pairs.ts';
import { type Sentence, say } from '../impacts/sentence.ts';
import type { Comparison, Sides } from './sides.ts';

/** How the policies judge the changed applications, before and after. */
export interface FindingsDelta {
  readonly added: readonly Finding[];
  readonly gone: readonly Finding[];
  readonly same: number;
  /** What the reader should know about how it was judged. */
  readonly notes: readonly Sentence[];
}

/**
 * Judges both states: each by its own rules where the rules changed, else by the same. Findings are told apart by rule, object and
 * message.
 */
export async function findingsDelta({ work, base, comparisons }: Sides, files: readonly string[], suite: Suite): Promise<FindingsDelta> {
  const changedRules = files.filter((file) => /^policies\/.*\.ts$/.test(file));
  const notes: Sentence[] = [];
  let before: readonly Finding[];
  try {
    const rules = changedRules.length === 0 ? suite.rules : await rulesOf(base);
    before = await findingsOf(base, comparisons, 'before', { ...suite, rules });
  } catch (error) {
    if (changedRules.length === 0 || !(error instanceof Error)) throw error;
    notes.push(say`The rules of before cannot be run (${error.message.split('\n')[0] ?? ''}): both states are judged by those of now.`);
    before = await findingsOf(base, comparisons, 'before', suite);
  }
  const after = await findingsOf(work, comparisons, 'after', suite);
  const leftOut = comparisons.filter(({ judged, leftOut }) => judged.size > 0 && leftOut > 0).reduce((sum, item) => sum + item.leftOut, 0);
  if (leftOut > 0)
    notes.push(say`Not judged, because they have nothing to do with the change: ${leftOut} applications. "npm run check" judges all.`);
  const added = without(after, before);
  return { added, gone: without(before, after), same: after.length - added.length, notes };
}

async function findingsOf(
  sources: Sources,
  comparisons: readonly Comparison[],
  side: 'before' | 'after',
  suite: Suite,
): Promise<readonly Finding[]> {
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (const { [side]: rendered, judged } of comparisons) {
    if (rendered === undefined) continue;
    const part = { ...judgeable(rendered), isJudged: (name: string) => judged.has(name) };
    const result = await judge(sources, part, kustomizationsOf(sources, part, seen), suite);
    findings.push(...result.findings);
  }
  return findings;
}

function judgeable(rendered: RenderedEnvironment) {
  return { ...rendered, beside: [] };
}

/** The rules as they were, written out and loaded; they are pure and import nothing but each other. */
async function rulesOf(base: Sources): Promise<readonly Rule[]> {
  base.write?.(['policies']);
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
