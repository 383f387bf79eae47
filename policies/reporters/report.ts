import type { Finding } from '../model.ts';
import { counted } from './told.ts';

export interface EnvironmentSummary {
  readonly objects: number;
  readonly findings: number;
}

export interface RuleSummary {
  /** Subjects (objects, pods, containers, namespaces, kustomizations) that the rule looked at. */
  readonly looked: number;
  readonly findings: number;
}

export interface Summary {
  readonly environments: Readonly<Record<string, EnvironmentSummary>>;
  readonly rules: Readonly<Record<string, RuleSummary>>;
  readonly objects: number;
  readonly findings: number;
  readonly errors: number;
  readonly warnings: number;
}

/** What one run found. */
export interface Report {
  /** In the order of the environments, then by file and line. */
  readonly findings: readonly Finding[];
  readonly summary: Summary;
}

/** What one run looked at. */
export interface Judged {
  /** Objects of each environment, in the order in which they are reported. */
  readonly objects: ReadonlyMap<string, number>;
  /** Subjects of each rule. */
  readonly looked: ReadonlyMap<string, number>;
  readonly findings: readonly Finding[];
}

/** Told before all others of their environment, since those may only follow from them: what is not built is missing everywhere. */
const causes: ReadonlySet<string> = new Set(['broken-overlay']);

/** Sorts and counts: nothing in it depends on the order in which the findings were made. */
export function reportOf({ objects, looked, findings }: Judged): Report {
  const environments = [...objects.keys()];
  const sorted = [...findings].sort(
    (a, b) =>
      environments.indexOf(a.environment) - environments.indexOf(b.environment) ||
      Number(causes.has(b.rule)) - Number(causes.has(a.rule)) ||
      compare(a.file, b.file) ||
      a.line - b.line ||
      compare(keyOf(a), keyOf(b)),
  );
  const count = (isCounted: (finding: Finding) => boolean) => findings.filter(isCounted).length;
  const perRule = new Map<string, number>();
  for (const { rule } of findings) perRule.set(rule, (perRule.get(rule) ?? 0) + 1);
  const rules = [...new Set([...looked.keys(), ...perRule.keys()])].sort();
  return {
    findings: sorted,
    summary: {
      environments: Object.fromEntries(
        environments.map((name) => [name, { objects: objects.get(name) ?? 0, findings: count((finding) => finding.environment === name) }]),
      ),
      rules: Object.fromEntries(rules.map((rule) => [rule, { looked: looked.get(rule) ?? 0, findings: perRule.get(rule) ?? 0 }])),
      objects: [...objects.values()].reduce((sum, own) => sum + own, 0),
      findings: findings.length,
      errors: count(({ severity }) => severity === 'error'),
      warnings: count(({ severity }) => severity === 'warning'),
    },
  };
}

/** What one run judged and found, in a line. */
export function closing({ environments, rules, objects, findings, errors, warnings }: Summary): string {
  const each = Object.entries(environments).map(([name, own]) => `${name} ${own.objects}`);
  const where = each.length === 0 ? '' : ` (${each.join(', ')})`;
  // What has findings without having looked at anything is no rule of the suite, but a fault of the input.
  const judging = Object.values(rules).filter((rule) => rule.looked > 0 || rule.findings === 0).length;
  return `${counted(objects, 'object')}${where}, ${counted(judging, 'rule')}, ${outcome({ findings, errors, warnings })}.`;
}

/** `3 findings (2 errors, 1 warning)` */
export function outcome({ findings, errors, warnings }: Pick<Summary, 'findings' | 'errors' | 'warnings'>): string {
  if (findings === 0) return 'no findings';
  const severities = [errors > 0 ? counted(errors, 'error') : '', warnings > 0 ? counted(warnings, 'warning') : ''];
  return `${counted(findings, 'finding')} (${severities.filter((part) => part !== '').join(', ')})`;
}

function keyOf({ object, path, rule, message }: Finding): string {
  return [object.kind, object.namespace, object.name, path, rule, message].join('\n');
}

// Code units, because the order must be the same in every locale.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
