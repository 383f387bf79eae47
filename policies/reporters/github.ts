import { subjectOf, type Told } from './told.ts';

/** Annotations at the lines of a pull request: workflow commands of GitHub Actions, then what was judged. */
export function github({ findings, closing }: Told): string {
  const lines = findings.map((finding) => {
    const { severity, rule, message, remediation, file, line } = finding;
    const properties = [
      ...(file === '' || file === '-' ? [] : [`file=${property(file)}`, ...(line > 0 ? [`line=${line}`] : [])]),
      `title=${property([rule, subjectOf(finding)].filter((part) => part !== '').join(': '))}`,
    ];
    return `::${severity} ${properties.join(',')}::${data(`${message}\n${remediation}`)}\n`;
  });
  return `${lines.join('')}${data(closing)}\n`;
}

/** As `@actions/core` escapes what a command says. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
