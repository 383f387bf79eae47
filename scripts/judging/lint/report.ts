import { crashedRule } from '../../../policies/finding.ts';
import type { Finding, Rule } from '../../../policies/model.ts';
import { type Report, reportOf } from '../../../policies/reporters/report.ts';

/** By what is judged. */
export interface Suite {
  /** All rules, also those that are not asked for: exemptions may name any of them. */
  readonly rules: readonly Rule[];
  /** Files of the rules by id, relative to the repository, for findings about rules. */
  readonly files?: ReadonlyMap<string, string>;
  /** Ids to report; absent: all. Faults of the input are always reported. */
  readonly selected?: readonly string[];
  /** `YYYY-MM-DD` */
  readonly today: string;
}

/** What judging one environment, or some files, gave. */
export interface Judgement {
  readonly environment: string;
  readonly objects: number;
  readonly looked: ReadonlyMap<string, number>;
  readonly findings: readonly Finding[];
}

/** The judgements as one report, with the rules that were asked for. */
export function combined(judgements: readonly Judgement[], { rules, selected }: Suite): Report {
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

/**
 * Exit code of a run: 0 clean, 1 where findings are told, 2 where a rule threw.
 * @param all also those that a baseline knows
 */
export function exitCodeOf(told: readonly Finding[], all: readonly Finding[]): 0 | 1 | 2 {
  if (all.some(({ rule }) => rule === crashedRule)) return 2;
  return told.length === 0 ? 0 : 1;
}
