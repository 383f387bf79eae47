import { isDeepStrictEqual } from 'node:util';
import type { Definition } from '../../repository/literal/module.ts';
import type { Written } from '../../repository/literal/places.ts';
import { readLiteral } from '../../repository/literal/read.ts';
import { changed, type Edit, type Keys, spliced } from './edit.ts';

/** The text of a catalog file with one change of its data; everything else stays as it is written. Undefined where that cannot be done. */
export function editedLiteral(text: string, definition: Definition, edit: Edit): string | undefined {
  const { value, written } = readLiteral(text, definition);
  const wanted = changed(value, edit);
  if (wanted === undefined || written === undefined) return undefined;
  const result = 'set' in edit ? withValue(text, written, edit.keys, edit.set) : without(text, written, edit.keys);
  return result !== undefined && isDeepStrictEqual(readLiteral(result, definition).value, wanted) ? result : undefined;
}

function withValue(text: string, root: Written, keys: Keys, value: unknown): string | undefined {
  let holder = root;
  for (const [depth, key] of keys.entries()) {
    const child = holder.children?.get(key);
    if (child === undefined) return inserted(text, holder, keys.slice(depth), value);
    holder = child;
  }
  return spliced(text, holder.start, holder.end, said([], value));
}

/** After the last member, in its line or in one of its own as the others have it. */
function inserted(text: string, holder: Written, keys: Keys, value: unknown): string | undefined {
  const [first, ...rest] = keys;
  if (typeof first !== 'string' || holder.children === undefined) return undefined;
  const member = `${keyText(first)}: ${said(rest, value)}`;
  const last = [...holder.children.values()].at(-1);
  if (last === undefined) return spliced(text, holder.start, holder.end, `{ ${member} }`);
  const key = last.key ?? last.start;
  const indent = /(?:^|\n)([ \t]*)$/.exec(text.slice(0, key))?.[1];
  return spliced(text, last.end, last.end, indent === undefined ? `, ${member}` : `,\n${indent}${member}`);
}

/** A member goes with the comma after it and its line; the only one of a list goes with the list. */
function without(text: string, root: Written, keys: Keys): string | undefined {
  const [last] = keys.slice(-1);
  const holder = keys.slice(0, -1).reduce<Written | undefined>((found, key) => found?.children?.get(key), root);
  const child = last === undefined ? undefined : holder?.children?.get(last);
  if (child === undefined) return undefined;
  const start = child.key ?? child.start;
  const comma = /^\s*,/.exec(text.slice(child.end))?.[0].length ?? 0;
  const isLine = /(?:^|\n)[ \t]*$/.test(text.slice(0, start));
  const from = isLine ? text.lastIndexOf('\n', start - 1) + 1 : start;
  const end = child.end + comma;
  const line = /^[ \t]*\r?\n/.exec(text.slice(end))?.[0].length ?? 0;
  if (isLine && line > 0) return spliced(text, from, end + line, '');
  if (comma > 0) return spliced(text, start, end + (/^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0), '');
  const before = /,?\s*$/.exec(text.slice(0, start))?.[0] ?? '';
  return before.startsWith(',') ? spliced(text, start - before.length, child.end, '') : spliced(text, start, child.end, '');
}

function said(keys: Keys, value: unknown): string {
  const [first, ...rest] = keys;
  if (first !== undefined) return `{ ${keyText(String(first))}: ${said(rest, value)} }`;
  return typeof value === 'string' ? `'${value.replaceAll(/[\\']/g, '\\$&')}'` : JSON.stringify(value);
}

function keyText(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? key : said([], key);
}
