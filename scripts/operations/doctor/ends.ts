import type { Finding } from '../../../policies/model.ts';
import { github } from '../../../policies/reporters/github.ts';
import { counted, placeOf } from '../../../policies/reporters/told.ts';
import { type Lifetime, lifetimesFile } from './lifetimes.ts';

/**
 * What ends soon, as findings: a warning while there is time to raise it from environment to environment, an error where it is short.
 * @param within whole days before the end from which on it is told
 * @param red whole days before the end from which on it is an error
 */
export function endsAmong(lifetimes: readonly Lifetime[], { within, red }: { readonly within: number; readonly red: number }): Finding[] {
  return lifetimes.flatMap(({ name, version, environments, until = '', source = '', line, daysLeft }): Finding[] => {
    if (daysLeft === undefined || daysLeft > Math.max(within, red)) return [];
    const left = daysLeft < 0 ? 'which is over' : daysLeft === 0 ? 'which is today' : `${counted(daysLeft, 'day')} from now`;
    return [
      {
        rule: 'lifetimes',
        severity: daysLeft <= red ? 'error' : 'warning',
        message: `${name} ${version} in ${environments.join(', ')} is mended until ${until}, ${left}.`,
        remediation: `Raise it from the first environment on (docs/runbooks/upgrade.md). What its maker says: ${source}`,
        manual: '',
        environment: '',
        object: { apiVersion: '', kind: '', namespace: '', name: '', document: 0 },
        path: '',
        file: lifetimesFile,
        line,
      },
    ];
  });
}

/** Three lines for each end: what, where, how. */
export function endsText(ends: readonly Finding[]): string {
  return ends.map((end) => `\n${end.severity.padEnd(9)}${end.message}\n  at   ${placeOf(end)}\n  fix  ${end.remediation}\n`).join('');
}

/** The same as annotations of GitHub Actions at the lines of the file, so that a green run shows them, too. */
export function endsAsAnnotations(ends: readonly Finding[]): string {
  return github({ tool: 'lifetimes', findings: ends, summary: {}, closing: '', rules: new Map(), looked: {}, excerptOf: () => undefined });
}

/** Until when something is mended, in a cell of a table. */
export function untilText({ until, rule, daysLeft = 0 }: Lifetime): string {
  if (until !== undefined) return daysLeft < 0 ? `${until}, which is over` : `${until}, ${daysLeft} days`;
  return rule ?? 'nobody has written it down';
}
