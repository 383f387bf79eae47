import type { Finding, Manifest, Origin, Problem, Rule } from './model.ts';

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
    remediation: manifest.origin?.by === 'chart' ? `${rule.remediation} ${ofChart(manifest.origin)}` : rule.remediation,
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

function ofChart({ application, chart, version }: Extract<Origin, { readonly by: 'chart' }>): string {
  return (
    `Chart ${chart} ${version} renders it with the values of Application "${application}" (generators/charts); what the chart cannot do ` +
    'or what is not wanted is written, with its reason, into policies/foreign-exemptions/table.ts.'
  );
}
