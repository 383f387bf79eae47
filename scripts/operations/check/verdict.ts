import { errorText } from '../../terminal/errors.ts';
import type { CheckFinding } from './finding.ts';

/** What findings come to: the exit code of the command, and what it says to people. */
export interface Verdict {
  /** 0: nothing is against merging. 3: a gate refuses. 1: anything else. */
  readonly code: 0 | 1 | 3;
  readonly text: string;
}

/** @param strict warnings are against merging, too */
export function verdictOf(findings: readonly CheckFinding[], strict: boolean): Verdict {
  const bad = findings.filter(({ severity }) => severity === 'error' || strict);
  const told = findings.map(({ severity, message, where, fix }) =>
    errorText({ what: message, where, how: fix }).replace(/^error {2}/, `${severity}  `),
  );
  return {
    code: bad.length === 0 ? 0 : bad.some(({ kind }) => kind === 'gate') ? 3 : 1,
    text: `${told.join('')}ops check: ${bad.length === 0 ? 'nothing is against merging' : `${bad.length} against merging`}.\n`,
  };
}
