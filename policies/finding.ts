import type { Finding, Manifest, Problem, Rule } from './model.ts';

/** The finding of a problem, without its line, which only the file knows. */
export function findingOf(
  rule: Pick<Rule, 'id' | 'severity' | 'remediation' | 'manual'>,
  manifest: Manifest,
  problem: Problem,
  environment: string,
): Finding {
  return {
    rule: rule.id,
    severity: rule.severity,
    message: problem.message,
    remediation: rule.remediation,
    manual: rule.manual,
    environment,
    object: {
      apiVersion: manifest.apiVersion,
      kind: manifest.kind,
      namespace: manifest.namespace,
      name: manifest.name,
      document: manifest.document,
    },
    path: problem.path,
    file: manifest.file,
    line: 0,
  };
}
