import { markdownTable } from 'markdown-table';
import type { Judged } from './differential.ts';

/** How often both agree about a kind. */
export interface KindCount {
  readonly kind: string;
  readonly judged: number;
  readonly unjudged: number;
  readonly agree: number;
  readonly server: number;
  readonly validator: number;
  /** The most frequent reasons of disagreement. */
  readonly reasons: readonly string[];
}

const headings = ['Kind', 'Judged', 'Agree', 'Only the server refuses', 'Only the validator refuses', 'Not judged', 'Most often'];

/** Counts by kind, sorted. */
export function countsOf(judged: readonly Judged[]): readonly KindCount[] {
  const kinds = [...new Set(judged.map(({ kind }) => kind))].sort();
  return kinds.map((kind) => {
    const own = judged.filter((item) => item.kind === kind);
    const count = (verdict: Judged['verdict']) => own.filter((item) => item.verdict === verdict).length;
    const reasons = own.filter(({ verdict }) => verdict === 'server' || verdict === 'validator').map(({ reason }) => reason);
    const frequency = (reason: string) => reasons.filter((other) => other === reason).length;
    const sorted = [...new Set(reasons)].sort((a, b) => frequency(b) - frequency(a) || (a < b ? -1 : 1));
    return {
      kind,
      judged: own.length - count('unjudged'),
      unjudged: count('unjudged'),
      agree: count('agree'),
      server: count('server'),
      validator: count('validator'),
      reasons: sorted.slice(0, 2),
    };
  });
}

/** The table of docs/validation.md: one row for each kind about which they do not always agree, then the sum of all. */
export function tableOf(counts: readonly KindCount[]): string {
  const row = ({ kind, judged, agree, server, validator, unjudged, reasons }: KindCount) => [
    kind,
    String(judged),
    String(agree),
    String(server),
    String(validator),
    String(unjudged),
    reasons.map((reason) => `\`${reason.replaceAll('`', "'")}\``).join('; '),
  ];
  const shown = counts.filter(({ server, validator, unjudged }) => server + validator + unjudged > 0);
  return markdownTable([headings, ...shown.map(row), row(sumOf(counts))], { padding: false, alignDelimiters: false });
}

/** All kinds together. */
export function sumOf(counts: readonly KindCount[]): KindCount {
  const sum = (field: 'judged' | 'unjudged' | 'agree' | 'server' | 'validator') => counts.reduce((total, count) => total + count[field], 0);
  return {
    kind: `all ${counts.length} kinds`,
    judged: sum('judged'),
    unjudged: sum('unjudged'),
    agree: sum('agree'),
    server: sum('server'),
    validator: sum('validator'),
    reasons: [],
  };
}

/** How many disagreements a table of docs/validation.md allows each kind; a kind without a row: none. */
export function allowedIn(table: string): ReadonlyMap<string, number> {
  const rows = table
    .split('\n')
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()));
  return new Map(rows.map(([, kind = '', , , server, validator]) => [kind, Number(server) + Number(validator)]));
}
