import type { Finding, Severity } from '../model.ts';
import type { Report, Summary } from './report.ts';

/** How parts of the text are shown; by default as they are. */
export interface Paint {
  readonly severity: (text: string, severity: Severity) => string;
  readonly rule: (text: string) => string;
  readonly label: (text: string) => string;
}

export interface TextOptions {
  /** Also list how many subjects each rule looked at. */
  readonly verbose?: boolean;
  readonly paint?: Paint;
}

const plain: Paint = { severity: (text) => text, rule: (text) => text, label: (text) => text };

/** Three lines for each finding (what, where, how), then what was judged. */
export function text(report: Report, { verbose = false, paint = plain }: TextOptions = {}): string {
  return [findingsText(report.findings, paint), ...(verbose ? [rulesText(report.summary)] : []), summaryText(report.summary)].join('');
}

/** Three lines for each finding: what, where, how. */
export function findingsText(findings: readonly Finding[], paint: Paint = plain): string {
  return findings.map((finding) => findingText(finding, paint)).join('');
}

function findingText(finding: Finding, paint: Paint): string {
  const { severity, rule, message } = finding;
  return [
    `${paint.severity(severity, severity)}  ${paint.rule(rule)}  ${message}`,
    `  ${paint.label('at')}   ${whereOf(finding)}`,
    `  ${paint.label('fix')}  ${howOf(finding)}`,
    '',
  ].join('\n');
}

/** `base/sales-service/deployment.yaml:31 > production > Deployment erp-prod/sales-service > spec.replicas` */
function whereOf({ file, line, environment, object, path }: Finding): string {
  const { kind, namespace, name } = object;
  const subject = [kind, [namespace, name].filter((part) => part !== '').join('/')].filter((part) => part !== '').join(' ');
  return [line > 0 ? `${file}:${line}` : file, environment, subject, path].filter((part) => part !== '').join(' > ');
}

/** The remediation, with the section that asks for it before its full stop. */
function howOf({ remediation, manual }: Finding): string {
  const source = /^\d/.test(manual) ? `manual ${manual}` : manual;
  return `${remediation.replace(/\.$/, '')} (${source}).`;
}

function rulesText({ rules }: Summary): string {
  const width = Math.max(0, ...Object.values(rules).map(({ looked }) => String(looked).length));
  return Object.entries(rules)
    .map(
      ([rule, { looked, findings }]) =>
        `${String(looked).padStart(width)}  ${rule}${findings === 0 ? '' : `: ${counted(findings, 'finding')}`}\n`,
    )
    .join('');
}

function summaryText({ environments, rules, objects, findings, errors, warnings }: Summary): string {
  const each = Object.entries(environments).map(([name, own]) => `${name} ${own.objects}`);
  const severities = [errors > 0 ? counted(errors, 'error') : '', warnings > 0 ? counted(warnings, 'warning') : ''].filter(
    (part) => part !== '',
  );
  const where = each.length === 0 ? '' : ` (${each.join(', ')})`;
  const result = findings === 0 ? 'no findings' : `${counted(findings, 'finding')} (${severities.join(', ')})`;
  // What has findings without having looked at anything is no rule of the suite, but a fault of the input.
  const judging = Object.values(rules).filter((rule) => rule.looked > 0 || rule.findings === 0).length;
  return `${counted(objects, 'object')}${where}, ${counted(judging, 'rule')}, ${result}.\n`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
