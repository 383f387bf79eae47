/** What one check of a tool says of a file in its own test suite. */
export interface Case {
  /** As `policies/coverage/tools` names it. */
  readonly check: string;
  /** The files that are judged together, relative to the folder of the suites. */
  readonly files: readonly string[];
  /** The object that the verdict is about; absent: any of the files. */
  readonly object?: string;
  /** Whether the check reports it. */
  readonly fails: boolean;
}

/** A test suite that the maker of a tool keeps for its checks. */
export interface PublicSuite {
  /** As `policies/coverage/tools` names the tool. */
  readonly tool: string;
  /** Where its repository lies, below the folder of the suites. */
  readonly folder: string;
  /** Where it is cloned from. */
  readonly source: string;
  /** How a verdict is read there, a sentence. */
  readonly verdict: string;
  readonly cases: (suite: SuiteFolder) => readonly Case[];
}

/** The files of one suite. */
export interface SuiteFolder {
  /** All files, as paths from the folder of the suites, sorted. */
  readonly files: readonly string[];
  readonly text: (file: string) => string;
  /** The names of the objects of a file, with their kinds: `Deployment/dont-fire`. */
  readonly objects: (file: string) => readonly string[];
}
