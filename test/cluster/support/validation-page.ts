import { readFileSync, writeFileSync } from 'node:fs';

const pages = { en: 'docs/validation.md', zh: 'docs/validation.zh-CN.md' } as const;

const chineseHead = '|类型|已评判|一致|只有服务器拒绝|只有校验器拒绝|未评判|最常见|';

function markers(part: string) {
  return { begin: `<!-- begin: ${part} -->`, end: `<!-- end: ${part} -->` };
}

/** The table of a part of docs/validation.md, or of its Chinese twin. */
export function tableIn(part: string, language: keyof typeof pages = 'en'): string {
  const text = readFileSync(pages[language], 'utf8');
  const [, table] = text.split(markers(part).begin);
  return table?.split(markers(part).end)[0]?.trim() ?? '';
}

/** A table of docs/validation.md as it stands in Chinese: kinds, numbers and messages stay. */
export function inChinese(table: string): string {
  const [, ...rows] = table.split('\n');
  return [chineseHead, ...rows].join('\n').replace(/^\|all (\d+) kinds\|/m, '|全部 $1 种类型|');
}

/** Writes the table of a part into docs/validation.md and its Chinese twin. */
export function writeTable(part: string, table: string): void {
  writeInto(pages.en, part, table);
  writeInto(pages.zh, part, inChinese(table));
}

function writeInto(page: string, part: string, table: string): void {
  const { begin, end } = markers(part);
  const text = readFileSync(page, 'utf8');
  const [before = '', rest = ''] = text.split(begin);
  writeFileSync(page, `${before}${begin}\n\n${table}\n\n${end}${rest.slice(rest.indexOf(end) + end.length)}`);
}
