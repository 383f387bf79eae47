import { create } from 'xmlbuilder2';
import type { Finding } from '../model.ts';
import { placeOf, sourceOf, subjectOf, type Told } from './told.ts';

/**
 * One run as JUnit XML, as Jenkins, GitLab and Azure read it: a suite for each rule, a failing case for each finding. A rule without any
 * has one case that passes.
 */
export function junit(told: Told): string {
  const byRule = Map.groupBy(told.findings, ({ rule }) => rule);
  const ids = [...new Set([...told.rules.keys(), ...byRule.keys()])].sort();
  const count = ids.reduce((sum, id) => sum + Math.max(1, byRule.get(id)?.length ?? 0), 0);
  const document = create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '\uFFFD' });
  const suites = document.ele('testsuites', { name: told.tool, tests: count, failures: told.findings.length, errors: 0 });
  for (const id of ids) {
    const findings = byRule.get(id) ?? [];
    const suite = suites.ele('testsuite', { name: id, tests: Math.max(1, findings.length), failures: findings.length, errors: 0 });
    if (findings.length === 0) suite.ele('testcase', { classname: id, name: told.rules.get(id)?.summary ?? id });
    for (const finding of findings) {
      suite
        .ele('testcase', {
          classname: id,
          name: nameOf(finding),
          file: finding.file,
          ...(finding.line > 0 && { line: finding.line }),
        })
        .ele('failure', { type: finding.severity, message: finding.message })
        .txt(
          [finding.message, `at ${placeOf(finding)}`, `fix ${finding.remediation.replace(/\.$/, '')} (${sourceOf(finding.manual)}).`].join(
            '\n',
          ),
        );
    }
  }
  return `${document.end({ prettyPrint: true })}\n`;
}

function nameOf(finding: Finding): string {
  return [finding.environment, subjectOf(finding), finding.path].filter((part) => part !== '').join(' > ') || placeOf(finding);
}
