import { errorText } from '../terminal/errors.ts';
import type { Equivalent } from './equivalents.ts';
import type { Verdict } from './mutation.ts';

/** What a run of mutants says: findings to print, and a line that sums up. */
export interface MutationReport {
  readonly findings: readonly string[];
  readonly summary: string;
}

/** Holds the survivors against the list of those that are explained, which must all survive. */
export function mutationReport(verdicts: readonly Verdict[], equivalents: readonly Equivalent[]): MutationReport {
  const explained = new Set(equivalents.map(({ alert, mutant }) => `${alert}: ${mutant}`));
  const judged = new Set(verdicts.map(({ alert }) => alert));
  const survivors = verdicts.flatMap(({ alert, survivors: own }) =>
    own.map((mutant) => ({ title: `${alert}: ${mutant.name}`, ...mutant.rule })),
  );
  const alive = new Set(survivors.map(({ title }) => title));
  const count = verdicts.reduce((sum, { mutants }) => sum + mutants.length, 0);
  const unexplained = survivors.filter(({ title }) => !explained.has(title));
  const stale = equivalents.filter(({ alert, mutant }) => judged.has(alert) && !alive.has(`${alert}: ${mutant}`));
  return {
    findings: [
      ...unexplained.map(({ title, expr, for: held }) =>
        errorText({
          what: `No example tells this mutant from its alert: ${title}.`,
          where: `${expr.replaceAll(/\s+/g, ' ')}${held === undefined ? '' : ` for ${held}`}`,
          how: 'Add an example in generators/alerts/areas, or say in scripts/alerts/equivalents.ts why there is no difference.',
        }),
      ),
      ...stale.map(({ alert, mutant }) =>
        errorText({
          what: `The mutant "${mutant}" of "${alert}" is listed as equivalent, but does not survive.`,
          where: 'scripts/alerts/equivalents.ts',
          how: 'Take it off the list.',
        }),
      ),
    ],
    summary: `${count} mutants of ${verdicts.length} alerts: ${count - survivors.length} killed, ${survivors.length - unexplained.length} equivalent, ${unexplained.length} survived`,
  };
}
