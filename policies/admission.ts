import { requiredEnvironments } from './environments.ts';
import type { AdmissionCheck, Rule } from './model.ts';

/** One rule as the API server may judge it: what `generators/` makes policies of. */
export interface AdmissionRule {
  readonly id: string;
  /** What somebody is told who is refused: the rule, and how to put it right. */
  readonly message: string;
  /** Environments that the rule leaves alone. */
  readonly exceptIn: readonly string[];
  readonly checks: readonly AdmissionCheck[];
}

/** The part of the rules that the API server judges, in the order of the rules. */
export function admissionRules(rules: readonly Rule[]): readonly AdmissionRule[] {
  return rules.flatMap(({ id, remediation, environments, admission }) =>
    admission === undefined
      ? []
      : [
          {
            id,
            message: `${id}: ${remediation}`,
            exceptIn: requiredEnvironments.filter((environment) => environments !== undefined && !environments(environment)),
            checks: admission,
          },
        ],
  );
}
