import { markdownTable } from 'markdown-table';
import type { Answer, Reasons } from './answer.ts';
import type { Row } from './rows.ts';

export const formats = ['text', 'json', 'markdown'] as const;

export type Format = (typeof formats)[number];

/** The matrix, as it is printed. */
export function matrixText(environment: string, rows: readonly Row[], format: Format): string {
  if (format === 'json') return `${JSON.stringify({ environment, rows }, undefined, 2)}\n`;
  if (format === 'markdown') {
    const lines = rows.map(({ from, to, ports }) => [from, to, ports].map((cells) => cells.map(escaped).join('<br>')));
    return `${markdownTable([['From', 'To', 'Ports'], ...lines], { padding: false, alignDelimiters: false })}\n`;
  }
  const groups = Map.groupBy(rows, ({ from }) => from.join('\n'));
  return [...groups]
    .map(
      ([from, own]) => `${from}\n${own.map(({ to, ports }) => to.map((one) => `    -> ${one}, ${ports.join(', ')}\n`).join('')).join('')}`,
    )
    .join('\n');
}

/** The answers to one question, as they are printed. */
export function answersText(environment: string, answers: readonly Answer[], format: Format): string {
  if (format === 'json') return `${JSON.stringify({ environment, answers }, undefined, 2)}\n`;
  if (format === 'markdown') return answers.map(markdownOf).join('\n');
  return answers.map(textOf).join('\n');
}

function textOf(answer: Answer): string {
  const side = (name: string, { verdict, because, left }: Reasons) => [
    `  ${name}  ${verdict}: ${because[0] ?? ''}`,
    ...because.slice(1).map((line) => `           ${line}`),
    ...(left.length === 0 ? [] : [`           not to ${left.join(', ')}`]),
  ];
  return [headOf(answer), ...side('egress ', answer.egress), ...side('ingress', answer.ingress), ...missing(answer), ''].join('\n');
}

function markdownOf(answer: Answer): string {
  const side = (name: string, { verdict, because, left }: Reasons) => [
    `- ${name}: ${verdict}`,
    ...because.map((line) => `  - ${line}`),
    ...(left.length === 0 ? [] : [`  - not to ${left.join(', ')}`]),
  ];
  return [`**${headOf(answer)}**`, '', ...side('egress', answer.egress), ...side('ingress', answer.ingress), ''].join('\n');
}

function headOf({ allowed, from, to, port }: Answer): string {
  const verdict = { yes: 'allowed', 'in part': 'allowed in part', no: 'denied' }[allowed];
  return `${verdict}  ${from} -> ${to}, ${port.protocol} ${port.number}${port.name === '' ? '' : ` (${port.name})`}`;
}

function missing({ allowed, egress, ingress, from, to }: Answer): readonly string[] {
  if (allowed !== 'no') return [];
  const sides = [
    ...(egress.verdict === 'refused' ? [`an egress rule of ${from}`] : []),
    ...(ingress.verdict === 'refused' ? [`an ingress rule of ${to}`] : []),
  ];
  return [`  missing  ${sides.join(' and ')}`];
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}
