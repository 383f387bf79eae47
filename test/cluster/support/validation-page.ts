import { readFileSync, writeFileSync } from 'node:fs';

const page = 'docs/validation.md';

function markers(part: string) {
  return { begin: `<!-- begin: ${part} -->`, end: `<!-- end: ${part} -->` };
}

/** The table of a part of docs/validation.md. */
export function tableIn(part: string): string {
  const text = readFileSync(page, 'utf8');
  const [, table] = text.split(markers(part).begin);
  return table?.split(markers(part).end)[0]?.trim() ?? '';
}

/** Writes the table of a part into docs/validation.md. */
export function writeTable(part: string, table: string): void {
  const { begin, end } = markers(part);
  const text = readFileSync(page, 'utf8');
  const [before = '', rest = ''] = text.split(begin);
  writeFileSync(page, `${before}${begin}\n\n${table}\n\n${end}${rest.slice(rest.indexOf(end) + end.length)}`);
}
