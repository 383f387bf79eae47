import { isDeepStrictEqual } from 'node:util';
import { isAlias, isMap, isScalar, isSeq, type Pair, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import { parseYaml } from '../../repository/yaml.ts';
import { chunksOf } from '../../repository/yaml-documents.ts';
import { changed, type Edit, type Keys, spliced } from './edit.ts';

/**
 * The text with one change of one of its documents, written in the style of what stands around it: comments, order, quotes and blank lines
 * stay. Undefined where that cannot be done, as behind an alias, or where the result would say anything else than the change.
 */
export function editedYaml(text: string, document: number, edit: Edit): string | undefined {
  const chunks = [...chunksOf(text)];
  const chunk = chunks[document];
  if (chunk === undefined) return undefined;
  const start = chunks.slice(0, document).reduce((sum, { text: own }) => sum + own.length, 0);
  const before = parseYaml(text);
  const wanted = changed(before.documents[document]?.value, edit);
  if (wanted === undefined || before.problems.length > 0) return undefined;
  const part = editedDocument(chunk.text, edit);
  if (part === undefined) return undefined;
  const result = spliced(text, start, start + chunk.text.length, part);
  const after = parseYaml(result);
  const isMeant =
    after.problems.length === 0 &&
    after.documents.length === before.documents.length &&
    after.documents.every(({ value }, index) => isDeepStrictEqual(value, index === document ? wanted : before.documents[index]?.value));
  return isMeant ? result : undefined;
}

function editedDocument(text: string, edit: Edit): string | undefined {
  const { contents, errors } = parseDocument(text, { version: '1.1', uniqueKeys: false, merge: true });
  if (errors.length > 0) return undefined;
  const write = writer(text);
  let node: unknown = contents;
  let parent: Pair | undefined;
  for (const [depth, key] of edit.keys.entries()) {
    if (isSeq(node)) {
      node = typeof key === 'number' ? node.items[key] : undefined;
      continue;
    }
    if (!isMap(node) || typeof key !== 'string') return undefined;
    const map: YAMLMap = node;
    const rest = edit.keys.slice(depth);
    const pair = pairOf(map, key);
    const isLast = rest.length === 1;
    if (pair === undefined) return 'set' in edit ? write.inserted(map, parent, rest, edit.set) : undefined;
    if (isLast && 'remove' in edit) return write.without(map, pair, parent);
    if (isLast && 'set' in edit) return write.replaced(pair, scalarText(edit.set));
    if (isAlias(pair.value)) return undefined;
    if ('set' in edit && isEmpty(pair.value)) return write.replaced(pair, flow(rest.slice(1), edit.set, write.isJson));
    node = pair.value;
    parent = pair;
  }
  return undefined;
}

/** Changes of a text at the offsets of its nodes. */
function writer(text: string) {
  const isJson = /^\s*[{[]/.test(text.replace(/^\uFEFF/, '')) && /"\s*:/.test(text);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lineEnd = (offset: number) => {
    const end = text.indexOf('\n', offset);
    return end === -1 ? text.length : text[end - 1] === '\r' ? end - 1 : end;
  };
  const lineStart = (offset: number) => text.lastIndexOf('\n', offset - 1) + 1;

  return {
    isJson,

    /** A value in the place of another, or behind the colon of a key without one. */
    replaced(pair: Pair, value: string): string | undefined {
      const range = rangeOf(pair.value);
      if (range === undefined) return undefined;
      const [start, end] = range;
      if (start !== end) return spliced(text, start, end, value);
      const colon = text.indexOf(':', rangeOf(pair.key)?.[1] ?? start);
      return colon === -1 ? undefined : spliced(text, colon + 1, colon + 1, ` ${value}`);
    },

    /** Further keys at the end of a mapping. */
    inserted(map: YAMLMap, parent: Pair | undefined, keys: Keys, value: unknown): string | undefined {
      const [first] = keys;
      const last = map.items.at(-1);
      const own = isJson ? JSON.stringify(first) : String(first);
      if (map.flow === true) {
        const entry = `${own}: ${flow(keys.slice(1), value, isJson)}`;
        if (last === undefined) return map.range ? spliced(text, map.range[0], map.range[1], `{ ${entry} }`) : undefined;
        const end = (rangeOf(last.value) ?? rangeOf(last.key))?.[1];
        const key = rangeOf(last.key)?.[0];
        if (end === undefined || key === undefined) return undefined;
        const isOfLines = map.items.length > 0 && text.slice(map.range?.[0] ?? key, key).includes('\n');
        const indent = text.slice(lineStart(key), key);
        return spliced(text, end, end, isOfLines && /^\s*$/.test(indent) ? `,${newline}${indent}${entry}` : `, ${entry}`);
      }
      const key = map.items[0] === undefined ? undefined : rangeOf(map.items[0].key)?.[0];
      const end = last === undefined ? undefined : (rangeOf(last.value) ?? rangeOf(last.key))?.[1];
      if (key === undefined || end === undefined || parent === undefined) return undefined;
      const indent = ' '.repeat(key - lineStart(key));
      const lines = block(keys, value).map((line, depth) => `${indent}${'  '.repeat(depth)}${line}`);
      // What ends with a break, as a block of text does, is followed by the next line already.
      if (text[end - 1] === '\n') return spliced(text, end, end, `${lines.join(newline)}${newline}`);
      const at = lineEnd(end);
      return spliced(text, at, at, `${newline}${lines.join(newline)}`);
    },

    /** A mapping without one of its keys; what a comment at its end says stays as a line. */
    without(map: YAMLMap, pair: Pair, parent: Pair | undefined): string | undefined {
      const index = map.items.indexOf(pair);
      const start = rangeOf(pair.key)?.[0];
      const end = (rangeOf(pair.value) ?? rangeOf(pair.key))?.[1];
      if (start === undefined || end === undefined) return undefined;
      const next = map.items[index + 1] === undefined ? undefined : rangeOf(map.items[index + 1]?.key)?.[0];
      if (map.items.length === 1) {
        if (map.flow === true) return map.range ? spliced(text, map.range[0], map.range[1], '{}') : undefined;
        const colon = parent === undefined ? -1 : text.indexOf(':', rangeOf(parent.key)?.[1] ?? 0);
        if (colon === -1) return undefined;
        const cut = spliced(text, lineStart(start), Math.min(text.length, lineEnd(end) + newline.length), commentLine(start, end));
        return spliced(cut, colon + 1, colon + 1, ' {}');
      }
      if (map.flow === true) {
        const previous = index === 0 ? undefined : map.items[index - 1];
        const before = previous === undefined ? undefined : (rangeOf(previous.value) ?? rangeOf(previous.key))?.[1];
        return next !== undefined ? spliced(text, start, next, '') : before === undefined ? undefined : spliced(text, before, end, '');
      }
      const from = lineStart(start);
      // The first key of a list item shares its line with the dash, so the next one moves up.
      if (!/^\s*$/.test(text.slice(from, start))) return next === undefined ? undefined : spliced(text, start, next, '');
      const last = text[end - 1] === '\n' ? end : Math.min(text.length, lineEnd(end) + newline.length);
      return spliced(text, from, last, text[end - 1] === '\n' ? '' : commentLine(start, end));
    },
  };

  function commentLine(start: number, end: number): string {
    const comment = /^\s+(#.*)$/.exec(text.slice(end, lineEnd(end)))?.[1];
    return comment === undefined ? '' : `${' '.repeat(start - lineStart(start))}${comment}${newline}`;
  }
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.source === key) ?? map.items.find((pair) => isNamed(pair, key));
}

function isNamed(pair: Pair, key: string): boolean {
  return isScalar(pair.key) && String(pair.key.value) === key;
}

function isEmpty(value: unknown): boolean {
  return value === null || (isScalar(value) && value.value === null);
}

function rangeOf(node: unknown): readonly [number, number] | undefined {
  const range = (node as Scalar | undefined | null)?.range;
  return range === undefined || range === null ? undefined : [range[0], range[1]];
}

/** `{ seccompProfile: { type: RuntimeDefault } }` */
function flow(keys: Keys, value: unknown, isJson: boolean): string {
  const [first, ...rest] = keys;
  if (first === undefined) return isJson ? JSON.stringify(value) : scalarText(value);
  return `{ ${isJson ? JSON.stringify(first) : String(first)}: ${flow(rest, value, isJson)} }`;
}

function block(keys: Keys, value: unknown): readonly string[] {
  return keys.map((key, index) => `${String(key)}:${index === keys.length - 1 ? ` ${scalarText(value)}` : ''}`);
}

/** Words that no reader takes for anything else stand without quotes. */
function scalarText(value: unknown): string {
  return typeof value === 'string' && /^[A-Z][A-Za-z]{4,}$/.test(value) ? value : JSON.stringify(value);
}
