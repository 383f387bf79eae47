import { type Html, html } from '../../html/html.ts';
import type { Impact } from '../impacts/impact.ts';
import { cut, visible } from '../text/markdown.ts';

const rowHeight = 34;
const boxHeight = 26;
const boxWidth = 330;
const gap = 250;
const mostRows = 60;
const mostLetters = 42;

/** One row: a source, what it may open now or no more, and where. */
interface Row {
  readonly from: string;
  readonly to: string;
  readonly port: string;
  readonly isOpened: boolean;
}

/**
 * Flows that a change opens (a whole line) or closes (a broken one), as a picture: a source stands beside all rows that are its own, so no
 * two lines cross.
 */
export function flowPicture(impacts: readonly Impact[]): { readonly picture: Html; readonly leftOut: number } {
  const all = impacts
    .flatMap(({ flow, harmless }): readonly Row[] => (flow === undefined ? [] : [{ ...flow, isOpened: harmless !== true }]))
    .sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to) || compare(a.port, b.port));
  const rows = all.slice(0, mostRows);
  const height = rows.length * rowHeight + 8;
  const width = boxWidth * 2 + gap + 4;
  const sources = [...Map.groupBy(rows.keys(), (index) => rows[index]?.from ?? '')];
  const middleOf = (indexes: readonly number[]) => ((Math.min(...indexes) + Math.max(...indexes) + 1) / 2) * rowHeight;
  const picture = html`<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Flows that open or close">
${sources.map(([from, indexes]) => box(2, middleOf([...indexes]), from))}
${rows.map((row, index) => line(row, middleOf([...(sources.find(([from]) => from === row.from)?.[1] ?? [])]), (index + 0.5) * rowHeight))}
</svg>`;
  return { picture, leftOut: all.length - rows.length };
}

function box(x: number, middle: number, name: string): Html {
  return html`<g class="box"><title>${visible(name)}</title><rect x="${x}" y="${middle - boxHeight / 2}" width="${boxWidth}" height="${boxHeight}" rx="6"></rect><text x="${x + 10}" y="${middle + 4}">${label(name)}</text></g>
`;
}

function line({ to, port, isOpened }: Row, start: number, end: number): Html {
  const [left, right] = [boxWidth + 2, boxWidth + gap];
  const bend = left + 70;
  return html`<g class="${isOpened ? 'opened' : 'closed'}"><title>${isOpened ? 'opened' : 'closed'}</title><path d="M${left} ${start} C${bend} ${start} ${left + 20} ${end} ${bend + 20} ${end} L${right} ${end}"></path><path class="head" d="M${right} ${end} l-9 -5 v10 z"></path><text x="${bend + 26}" y="${end - 5}">${isOpened ? '+' : '−'} ${cut(visible(port), 22)}</text></g>
${box(right + 2, end, to)}`;
}

/** Names as messages have them, shorter: `"sales-service" of namespace "erp-prod"` is `erp-prod/sales-service`. */
function label(name: string): string {
  const [, pods, namespace] = /^"([^"]*)"(?: \([^)]*\))? of namespace "([^"]*)"$/.exec(name) ?? [];
  return cut(visible(pods === undefined ? name : `${namespace}/${pods}`), mostLetters);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
