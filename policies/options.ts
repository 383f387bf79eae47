import type { Rule } from './model.ts';

/** By what a world is judged, and as of which day. */
export interface LintOptions {
  readonly rules: readonly Rule[];
  /** `YYYY-MM-DD`: decides which exemptions have run out. */
  readonly today: string;
}
