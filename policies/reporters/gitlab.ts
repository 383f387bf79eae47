import { fingerprints } from '../fingerprint.ts';
import type { Severity } from '../model.ts';
import type { Told } from './told.ts';

const severities: Readonly<Record<Severity, string>> = { error: 'major', warning: 'minor' };

/** A Code Quality report of GitLab (17): a list of what was found, shown in merge requests. */
export function gitlab({ findings }: Told): string {
  const known = fingerprints(findings);
  const issues = findings.map((finding) => ({
    description: `${finding.message} ${finding.remediation}`,
    check_name: finding.rule,
    fingerprint: known.get(finding),
    severity: severities[finding.severity],
    location: { path: finding.file, lines: { begin: Math.max(1, finding.line) } },
  }));
  return `${JSON.stringify(issues, undefined, 2)}\n`;
}
