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

/** Id of the finding that a rule threw. It can't be exempted, and a run that has one ends with exit code 2. */
export const crashedRule = 'crashed-rule';

/** The finding that a rule threw on an object: a fault of the rule, with the first line of `policies/` that it came from. */
export function crashOf({ id }: Pick<Rule, 'id'>, manifest: Manifest, cause: unknown, environment: string): Finding {
  const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : 'it threw something that is no error';
  const place = cause instanceof Error ? /policies[\\/][\w./\\-]+:\d+/.exec(cause.stack ?? '')?.[0].replaceAll('\\', '/') : undefined;
  const rule = {
    id: crashedRule,
    severity: 'error' as const,
    remediation: `Mend the rule in policies/rules, and add the object to test/policies/robustness.test.ts; until then it judges nothing here.`,
    manual: 'policies',
  };
  const message = `Rule "${id}" fails on ${manifest.kind} "${manifest.name}": ${what.split('\n')[0] ?? ''}${place === undefined ? '' : ` (${place})`}.`;
  return findingOf(rule, manifest, { message, path: '' }, environment);
}

function ofChart({ application, chart, version }: Extract<Origin, { readonly by: 'chart' }>): string {
  return (
    `Chart ${chart} ${version} renders it with the values of Application "${application}" (generators/charts); what the chart cannot do ` +
    'or what is not wanted is written, with its reason, into policies/foreign-exemptions/table.ts.'
  );
}
