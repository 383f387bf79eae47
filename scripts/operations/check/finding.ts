import type { Catalog } from '../../../generators/model/catalog.ts';
import type { Refusal } from '../gates/gates.ts';

/** Something that is against merging, or will be. */
export interface CheckFinding {
  readonly kind: 'tree' | 'expiry' | 'commit' | 'gate' | 'scope';
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly where: string;
  readonly fix: string;
}

/** What a pull request is checked by. */
export interface CheckRequest {
  readonly root: string;
  /** As it would be merged. */
  readonly catalog: Catalog;
  /** The branch that it goes to. */
  readonly base: string;
  readonly now: number;
  /** For how many days what ends is warned of; absent: for none. */
  readonly ahead?: number;
}

/** What a gate says, as a finding. */
export function gateFinding(where: string, { gate, message, fix }: Refusal): CheckFinding {
  return { kind: 'gate', severity: 'error', message, where: `${where} (gate: ${gate})`, fix };
}
