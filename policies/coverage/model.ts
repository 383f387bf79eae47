/** A mistake that checks of other tools look for, and what of ours reports it. */
export interface Fault {
  /** In words, as it is read in the table. */
  readonly what: string;
  /** Rules that report it, each by the example. Empty: only the validator does. */
  readonly rules: readonly string[];
  /** Whether `npm run validate` reports the example. */
  readonly validate?: true;
  /** YAML of a small manifest that has the mistake: of our own, and reported in production. */
  readonly example: string;
}

/** Faults by a name of their own. */
export type Faults = Readonly<Record<string, Fault>>;

/** One check of another tool: the faults that it looks for, or why nothing of ours does. */
export type Check = readonly [id: string, what: string, answer: readonly string[] | { readonly not: string }];

/** The checks of one tool, as they were read. */
export interface Tool {
  readonly name: string;
  /** Where its checks are listed, in its own repository. */
  readonly source: string;
  /** Version and commit that were read. */
  readonly version: string;
  /** Which of its checks are in the table, where that is not all. */
  readonly scope?: string;
  readonly checks: readonly Check[];
}
