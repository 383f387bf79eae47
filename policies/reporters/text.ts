import type { Finding, Severity } from '../model.ts';
import { counted, type Excerpt, placeOf, type Remedy, remediesOf, remedyText, sourceOf, subjectOf, type Told } from './told.ts';

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

/**
 * Findings by object, each under the line that it is about, with what to do about it; what to do about several stands once, by rule, at the
 * end, before what was judged.
 */
export function text(told: Told, { verbose = false, paint = plain }: TextOptions = {}): string {
  const remedies = remediesOf(told.findings);
  const own = new Set(remedies.filter(({ findings }) => findings.length === 1).flatMap(({ findings }) => findings));
  const objects = grouped(told.findings, (finding) => [finding.environment, finding.file, subjectOf(finding), finding.object.document]);
  return [
    ...objects.map((findings) => objectText(findings, { excerptOf: told.excerptOf, own, paint })),
    rulesInShort(remedies, paint),
    ...(verbose ? [rulesText(told.looked)] : []),
    `${told.closing}\n`,
  ].join('');
}

/** Three lines for each finding: what, where, how. */
export function findingsText(findings: readonly Finding[], paint: Paint = plain): string {
  return findings.map((finding) => findingText(finding, paint)).join('');
}

interface Telling {
  readonly excerptOf: Told['excerptOf'];
  /** Findings with a remedy of their own. */
  readonly own: ReadonlySet<Finding>;
  readonly paint: Paint;
}

/** The object, then each line of it with what is wrong there. */
function objectText(findings: readonly Finding[], telling: Telling): string {
  const [first] = findings;
  if (first === undefined) return '';
  const subject = subjectOf(first);
  const environment = first.environment === '' ? '' : ` in ${first.environment}`;
  const title = `${subject === '' ? first.file : subject}${environment}`;
  const lines = grouped(findings, ({ line }) => [line]).map((own) => lineText(own, telling));
  return `${telling.paint.rule(title)}\n${lines.join('')}\n`;
}

function lineText(findings: readonly Finding[], { excerptOf, own, paint }: Telling): string {
  const [first] = findings;
  const excerpt = first === undefined ? undefined : excerptOf(first);
  const place = first === undefined ? '' : `  ${paint.label('at')}   ${placeOf(first)}\n`;
  const shown = excerpt === undefined ? '' : excerptText(excerpt, paint);
  return [place, shown, ...findings.map((finding) => messageText(finding, own.has(finding), paint))].join('');
}

function messageText(finding: Finding, hasOwnRemedy: boolean, paint: Paint): string {
  const { severity, rule, message, path } = finding;
  const field = path === '' ? '' : `  ${paint.label(path)}`;
  const fix = hasOwnRemedy ? `    ${paint.label('fix')}  ${howOf(finding)}\n` : '';
  return `  ${paint.severity(severity, severity)}  ${paint.rule(rule)}  ${message}${field}\n${fix}`;
}

/** A line of the file with its number, and what of it is meant underlined. Tabs stay, so that the marks stand below. */
function excerptText({ line, text: own, from, to }: Excerpt, paint: Paint): string {
  const number = String(line).padStart(5);
  const before = own.slice(0, from).replaceAll(/[^\t]/g, ' ');
  const marks = paint.label('^'.repeat(Math.max(1, to - from)));
  return `${paint.label(`${number} |`)} ${own}\n${paint.label(`${' '.repeat(number.length)} |`)} ${before}${marks}\n`;
}

/** How often each rule is broken, and what to do about what several findings share. */
function rulesInShort(remedies: readonly Remedy[], paint: Paint): string {
  const rules = [...Map.groupBy(remedies, ({ rule }) => rule)].map(([rule, own]) => ({
    rule,
    own,
    count: own.reduce((sum, { findings }) => sum + findings.length, 0),
  }));
  if (rules.reduce((sum, { count }) => sum + count, 0) < 2) return '';
  rules.sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1));
  const width = String(rules[0]?.count ?? 0).length;
  const lines = rules.map(({ rule, own, count }) => {
    const shared = own.filter(({ findings }) => findings.length > 1);
    const fixes = shared.map((remedy) => `  ${' '.repeat(width)}  ${paint.label('fix')}  ${remedyText(remedy)}\n`);
    return `  ${String(count).padStart(width)}  ${paint.severity(rule, own[0]?.severity ?? 'error')}\n${fixes.join('')}`;
  });
  return `By rule:\n${lines.join('')}\n`;
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
function whereOf(finding: Finding): string {
  return [placeOf(finding), finding.environment, subjectOf(finding), finding.path].filter((part) => part !== '').join(' > ');
}

/** The remediation, with the section that asks for it before its full stop. */
function howOf({ remediation, manual }: Finding): string {
  return `${remediation.replace(/\.$/, '')} (${sourceOf(manual)}).`;
}

function rulesText(rules: Told['looked']): string {
  const width = Math.max(0, ...Object.values(rules).map(({ looked }) => String(looked).length));
  return Object.entries(rules)
    .map(
      ([rule, { looked, findings }]) =>
        `${String(looked).padStart(width)}  ${rule}${findings === 0 ? '' : `: ${counted(findings, 'finding')}`}\n`,
    )
    .join('');
}

/** Those with the same key together, each group where its first is. */
function grouped(findings: readonly Finding[], keyOf: (finding: Finding) => readonly (string | number)[]): readonly (readonly Finding[])[] {
  return [...Map.groupBy(findings, (finding) => JSON.stringify(keyOf(finding))).values()];
}
