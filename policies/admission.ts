import { type Tier, tiers } from './environments.ts';
import type { AdmissionCheck, Rule } from './model.ts';

/** One rule as the API server may judge it: what `generators/` makes policies of. */
export interface AdmissionRule {
  readonly id: string;
  /** What somebody is told who is refused: the rule, and how to put it right. */
  readonly message: string;
  /** Tiers of environments that the rule leaves alone. */
  readonly exceptIn: readonly Tier[];
  readonly checks: readonly AdmissionCheck[];
}

/** The part of the rules that the API server judges, in the order of the rules. */
export function admissionRules(rules: readonly Rule[]): readonly AdmissionRule[] {
  return rules.flatMap(({ id, remediation, tiers: own, admission }) =>
    admission === undefined
      ? []
      : [
          {
            id,
            message: `${id}: ${remediation}`,
            exceptIn: tiers.filter((tier) => own?.includes(tier) === false),
            checks: admission,
          },
        ],
  );
}
