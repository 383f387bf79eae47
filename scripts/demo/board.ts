import stringWidth from 'string-width';
import { timeOf } from '../../generators/model/time.ts';
import type { NextStep } from '../operations/delivery/promotion.ts';
import type { Status, StatusRow } from '../operations/status/status.ts';
import { type ShownEnvironment, statusText } from '../operations/status/text.ts';

/** Where the picture of the board lies. */
export const boardPicture = 'docs/board.svg';

const environments: readonly ShownEnvironment[] = [
  { name: 'dev', timeZone: 'UTC' },
  { name: 'test', timeZone: 'UTC' },
  { name: 'staging', timeZone: 'UTC' },
  { name: 'production', timeZone: 'Asia/Shanghai' },
];

/** A day as there are some: releases under way, one held, one in an emergency, a scale, a freeze ahead. */
const status: Status = {
  rows: [
    row('financial-service', 'dev', '1.5.0', '26h'),
    row('financial-service', 'test', '1.5.0', '5h'),
    row('financial-service', 'staging', '1.4.2', '9d'),
    { ...row('financial-service', 'production', '1.4.2', '7d'), scale: { min: 10, max: 20, until: '2026-12-24T16:00Z' } },
    row('material-service', 'dev', '2.1.0', '4d'),
    row('material-service', 'test', '2.1.0', '4d'),
    row('material-service', 'staging', '2.1.0', '3d'),
    row('material-service', 'production', '2.0.3', '21d'),
    row('sales-service', 'dev', '3.0.1', '40m'),
    row('sales-service', 'test', '3.0.0', '2d'),
    row('sales-service', 'staging', '3.0.0', '26h'),
    { ...row('sales-service', 'production', '2.9.4', '6h'), hold: { reason: '5xx since 3.0.0', until: '2026-12-22T02:00Z' } },
  ],
  frozen: [],
  due: [],
};

const steps: readonly NextStep[] = [
  step('financial-service', '1.5.0', 'test', 'staging'),
  step('material-service', '2.1.0', 'staging', 'production'),
  step('sales-service', '3.0.1', 'dev', 'test', [{ gate: 'soak', message: 'It is too young.', fix: 'Wait.' }], '2026-12-15T09:20Z'),
  step('sales-service', '3.0.0', 'staging', 'production', [
    { gate: 'hold', message: 'held until Tue 2026-12-22: 5xx since 3.0.0.', fix: 'Release it.' },
  ]),
];

/** The board of an example, as `./erp status` prints it on a terminal. The same in every clone: no release changes it. */
export function boardSvg(): string {
  const text = statusText(environments, status, steps, { isColored: true, width: Number.POSITIVE_INFINITY });
  return terminalSvg('./erp status', text.trimEnd().split('\n'));
}

function row(service: string, environment: string, version: string, age: string): StatusRow {
  return { service, environment, version, digest: `sha256:${'0'.repeat(64)}`, age };
}

function step(
  service: string,
  version: string,
  from: string,
  to: string,
  refusals: NextStep['refusals'] = [],
  soakedAt = '2026-12-15T00:00Z',
): NextStep {
  return { service, version, from, to, soakedAt: timeOf(soakedAt), refusals };
}

/** Of one character, and between two lines, in units of the picture. */
const size = { width: 8.4, line: 21, margin: 18 };

/** Lines with colours of a terminal as a picture. Each word has its place and its width, so that any font keeps the columns. */
function terminalSvg(command: string, lines: readonly string[]): string {
  const all = [`\u001b[2m$\u001b[22m \u001b[1m${command}\u001b[22m`, '', ...lines];
  const columns = Math.max(...all.map((line) => stringWidth(line)));
  const [width, height] = [Math.ceil(columns * size.width) + 2 * size.margin, all.length * size.line + 2 * size.margin];
  const texts = all.flatMap((line, index) => {
    const y = size.margin + (index + 0.75) * size.line;
    return runsOf(line).map(({ text, column, style }) => {
      const x = (size.margin + column * size.width).toFixed(1);
      const length = (stringWidth(text) * size.width).toFixed(1);
      return `    <text${style} x="${x}" y="${y.toFixed(1)}" textLength="${length}" lengthAdjust="spacingAndGlyphs">${escaped(text)}</text>`;
    });
  });
  return `${[
    '<!-- Written by "npm run docs". -->',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `  <title>What ${command} prints: services by environments, with version and age, and what may go on</title>`,
    `  <rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="#f6f8fa" stroke="#d0d7de"/>`,
    '  <g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace" font-size="14" fill="#1f2328">',
    ...texts,
    '  </g>',
    '</svg>',
  ].join('\n')}\n`;
}

interface Run {
  readonly text: string;
  /** Where it begins, 0 at the left. */
  readonly column: number;
  /** Attributes. */
  readonly style: string;
}

/** What the codes of picocolors 1.1.1 begin, as attributes; all others end it. No style sheet: the site draws pictures into its pages. */
const styles: Readonly<Record<string, string>> = {
  '1': ' font-weight="700"',
  '2': ' fill="#57606a"',
  '32': ' fill="#116329"',
  '33': ' fill="#7d4e00"',
};

/** Words between gaps, each of one style. */
function runsOf(line: string): readonly Run[] {
  const runs: Run[] = [];
  let [column, style] = [0, ''];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal begin with one.
  for (const part of line.split(/(\u001b\[\d+m| {2,})/)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
    const code = /^\u001b\[(\d+)m$/.exec(part)?.[1];
    if (code !== undefined) {
      style = styles[code] ?? '';
      continue;
    }
    const start = part.length - part.trimStart().length;
    const text = part.trim();
    if (text !== '') runs.push({ text, column: column + start, style });
    column += stringWidth(part);
  }
  return runs;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
