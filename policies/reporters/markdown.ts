import type { Finding } from '../model.ts';
import { placeOf, remediesOf, remedyText, subjectOf, type Told } from './told.ts';

/** A page for people: what to do by rule, then what was found by object. */
export function markdown({ tool, findings, closing }: Told): string {
  const title = `## ${escaped(tool)}\n\n${escaped(closing)}\n`;
  if (findings.length === 0) return title;
  const rows = remediesOf(findings).map(
    (remedy) => `| ${remedy.findings.length} | ${remedy.severity} | ${code(remedy.rule)} | ${escaped(remedyText(remedy))} |\n`,
  );
  const objects = [...Map.groupBy(findings, (finding) => JSON.stringify([finding.environment, finding.file, subjectOf(finding)])).values()];
  return [title, '\n| Findings | Severity | Rule | Fix |\n| ---: | --- | --- | --- |\n', ...rows, ...objects.map(objectText)].join('');
}

function objectText(findings: readonly Finding[]): string {
  const [first] = findings;
  if (first === undefined) return '';
  const subject = subjectOf(first);
  const where = [subject === '' ? first.file : subject, first.environment].filter((part) => part !== '').join(' in ');
  const items = findings.map(
    (finding) =>
      `- ${finding.severity} ${code(finding.rule)} ${escaped(finding.message)} ${code(placeOf(finding))}${finding.path === '' ? '' : ` ${code(finding.path)}`}\n`,
  );
  return `\n### ${escaped(where)}\n\n${items.join('')}`;
}

/** Text that Markdown and its tables show as it is, in one line. */
function escaped(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>#|~&@]/g, '\\$&');
}

/** Text between backticks; a bar would end the cell of a table. */
function code(text: string): string {
  const fence = '`'.repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  const space = fence.length > 1 ? ' ' : '';
  return `${fence}${space}${text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')}${space}${fence}`;
}
