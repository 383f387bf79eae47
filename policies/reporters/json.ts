import type { Report } from './report.ts';

/** One JSON document: `findings` and `summary`. */
export function json(report: Report): string {
  return `${JSON.stringify({ findings: report.findings, summary: report.summary }, undefined, 2)}\n`;
}
