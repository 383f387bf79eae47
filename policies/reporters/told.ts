import type { Finding, Severity } from '../model.ts';

/** What somebody who meets a rule for the first time has to know. */
export interface RuleHelp {
  readonly id: string;
  readonly severity: Severity;
  readonly summary: string;
  /** Empty where there is no more to say. */
  readonly rationale: string;
  readonly remediation: string;
  readonly manual: string;
}

/** The line of a file that a finding is about. */
export interface Excerpt {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
  /** What of it is meant: offsets in the text, in UTF-16 code units. */
  readonly from: number;
  readonly to: number;
}

/** One run of a judge, as every reporter is told of it. */
export interface Told {
  /** The command: `lint:policies`, `validate`. */
  readonly tool: string;
  /** In the order in which they are shown. */
  readonly findings: readonly Finding[];
  /** Counts, as the JSON report has them. */
  readonly summary: unknown;
  /** What was looked at and what came of it, in a line. */
  readonly closing: string;
  /** Help on each rule that judged or that has findings, by id. */
  readonly rules: ReadonlyMap<string, RuleHelp>;
  /** How many subjects each rule looked at; empty where nobody counts. */
  readonly looked: Readonly<Record<string, { readonly looked: number; readonly findings: number }>>;
  /** Absent for a finding without a line, and for a file that cannot be shown. */
  readonly excerptOf: (finding: Finding) => Excerpt | undefined;
}

/** `Deployment erp-prod/sales-service`; empty for what is no object. */
export function subjectOf({ object: { kind, namespace, name } }: Finding): string {
  return [kind, [namespace, name].filter((part) => part !== '').join('/')].filter((part) => part !== '').join(' ');
}

/** `base/sales-service/deployment.yaml:31` */
export function placeOf({ file, line }: Pick<Finding, 'file' | 'line'>): string {
  return line > 0 ? `${file}:${line}` : file;
}

/** The section that asks for it, in words. */
export function sourceOf(manual: string): string {
  return /^\d/.test(manual) ? `manual ${manual}` : manual;
}

/** `3 findings` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A remediation that many findings share, and the files that each names at its end. */
export interface Remedy {
  readonly rule: string;
  readonly severity: Severity;
  readonly manual: string;
  /** At least one. */
  readonly findings: readonly Finding[];
  readonly what: string;
  /** What to edit, each once, in order. */
  readonly files: readonly string[];
}

/** What to do about findings, by rule: the most frequent first. */
export function remediesOf(findings: readonly Finding[]): readonly Remedy[] {
  const remedies = new Map<string, { what: string; findings: Finding[]; files: Set<string> }>();
  for (const finding of findings) {
    const [, what = finding.remediation, file] = /^(.*?)(?: Edit (\S+)\.)?$/s.exec(finding.remediation) ?? [];
    const key = `${finding.rule}\n${what}`;
    const known = remedies.get(key) ?? { what, findings: [], files: new Set<string>() };
    known.findings.push(finding);
    if (file !== undefined) known.files.add(file);
    remedies.set(key, known);
  }
  return [...remedies.values()]
    .map(({ what, findings: own, files }) => ({
      rule: own[0]?.rule ?? '',
      severity: own[0]?.severity ?? 'error',
      manual: own[0]?.manual ?? '',
      findings: own,
      what,
      files: [...files],
    }))
    .sort((a, b) => b.findings.length - a.findings.length || compare(a.rule, b.rule) || compare(a.what, b.what));
}

/** `Do it (manual 4.2).`, with the first of the files to edit. */
export function remedyText({ what, manual, files }: Remedy): string {
  const most = 3;
  const shown = files.slice(0, most).join(', ');
  const rest = files.length > most ? ` and ${files.length - most} more` : '';
  const edit = files.length === 0 ? '' : ` Edit ${shown}${rest}.`;
  return `${what.replace(/\.$/, '')} (${sourceOf(manual)}).${edit}`;
}

// Code units, because the order must be the same in every locale.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
