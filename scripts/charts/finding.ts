import { type ErrorLines, errorText } from '../lib/errors.ts';

/** What is wrong with a chart, its values or its facts. */
export type ChartFinding = Required<ErrorLines>;

/** Findings as they are printed, each once, sorted by place. */
export function findingsText(findings: readonly ChartFinding[]): string {
  const texts = findings.toSorted((a, b) => (a.where < b.where ? -1 : 1)).map(errorText);
  return [...new Set(texts)].join('');
}
