import { EVENT_ID, type Event, getScalarValue, parseEvents } from 'js-yaml';
import { type Chunk, chunksOf, lineBreaks } from './yaml-documents.ts';

/**
 * The 1-based line of the field at a path such as `spec.containers[0].image` or `metadata.annotations["a.b/c"]`, or of its deepest
 * ancestor that exists. 0 when the text has no such document.
 */
export function lineOf(text: string, document: number, path: string): number {
  const position = positions(text)(document);
  if (position === undefined) return 0;
  const { chunk, events } = position;
  return chunk.line + lineBreaks(chunk.text, offsetOf(chunk.text, events, splitPath(path)));
}

/** The 1-based line and column of the same, by keys and indexes; undefined when the text has no such document. */
export function placeIn(text: string, document: number, keys: readonly (string | number)[]): { line: number; column: number } | undefined {
  const position = positions(text)(document);
  if (position === undefined) return undefined;
  const { chunk, events } = position;
  const offset = offsetOf(chunk.text, events, keys);
  const lastBreak = Math.max(chunk.text.lastIndexOf('\n', offset - 1), chunk.text.lastIndexOf('\r', offset - 1));
  return { line: chunk.line + lineBreaks(chunk.text, offset), column: offset === 0 ? 1 : offset - lastBreak };
}

/** How the field at some keys is written, where it is read as something else than its letters. */
export interface Written {
  /** A key without quotes that is no text, such as `on` or `1.10`. */
  readonly key?: string;
  /** A value without quotes, such as `1.10`, `no` or `~`. */
  readonly value?: string;
}

/** The same as it is written; nothing of what is not there. */
export function writtenAt(text: string, document: number, keys: readonly (string | number)[]): Written {
  const position = positions(text)(document);
  if (position === undefined) return {};
  const { chunk, events } = position;
  let node = 1;
  let key: string | undefined;
  for (const part of keys) {
    const child = typeof part === 'number' ? itemAt(events, node, part) : childOf(chunk.text, events, node, part);
    if (child === undefined) return {};
    const own = typeof part === 'string' ? plainAt(chunk.text, events[child.start]) : undefined;
    key = own === part ? undefined : own;
    node = child.node;
  }
  const value = plainAt(chunk.text, events[node]);
  return { ...(key !== undefined && { key }), ...(value !== undefined && { value }) };
}

/** A key without quotes that Kubernetes reads as a boolean, and kustomize by its letters. */
export interface BooleanKey {
  readonly key: string;
  readonly read: string;
  /** 1-based. */
  readonly line: number;
}

/** The keys `y`, `n`, `yes`, `no`, `on` and `off` of a document that stand there without quotes. */
export function booleanKeysOf(text: string, document: number): readonly BooleanKey[] {
  // Looked for in its own text first: a file may hold thousands of documents.
  const own = lastRead(text).chunks[document]?.text ?? '';
  if (!/(?:^|[\s{,?])(?:y|yes|on|n|no|off)\s*:/im.test(own)) return [];
  const position = positions(text)(document);
  if (position === undefined) return [];
  const { chunk, events } = position;
  return events.flatMap((event, mapping) => {
    if (event.type !== EVENT_ID.MAPPING) return [];
    const found: BooleanKey[] = [];
    for (let at = mapping + 1; isNode(events[at]); at = after(events, after(events, at))) {
      const key = plainAt(chunk.text, events[at]);
      if (key === undefined || !/^(?:y|yes|on|n|no|off)$/i.test(key)) continue;
      found.push({ key, read: keyRead(key), line: chunk.line + lineBreaks(chunk.text, startOf(events, at) ?? 0) });
    }
    return found;
  });
}

/** The letters of a scalar without quotes. */
function plainAt(text: string, event: Event | undefined): string | undefined {
  if (event?.type !== EVENT_ID.SCALAR || event.tagStart >= 0) return undefined;
  const value = getScalarValue(text, event);
  return value !== '' &&
    text.startsWith(value, event.valueStart) &&
    !/^["']/.test(text.slice(event.valueStart, event.valueEnd + 1)) &&
    !/["']/.test(text.charAt(event.valueStart - 1))
    ? value
    : undefined;
}

/** The text that a key without quotes becomes, which YAML 1.1 takes for a boolean, a number or nothing: `on` is "true". */
function keyRead(written: string): string {
  if (/^(?:y|yes|true|on)$/i.test(written)) return 'true';
  if (/^(?:n|no|false|off)$/i.test(written)) return 'false';
  if (/^(?:~|null)$/i.test(written)) return 'null';
  const octal = /^([-+]?)0o?([0-7_]+)$/.exec(written);
  if (octal !== null) return String(Number.parseInt(`${octal[1]}${octal[2]?.replaceAll('_', '')}`, 8));
  const digits = written.replaceAll('_', '');
  return /^[-+]?(?:0x[\da-f]+|0b[01]+|\.?\d[\d.]*(?:e[-+]?\d+)?)$/i.test(digits) ? String(Number(digits)) : written;
}

/** The keys and indexes of a path: `a.b[0]["c.d/e"]` gives `a`, `b`, 0, `c.d/e`. */
export function splitPath(path: string): readonly (string | number)[] {
  const keys: (string | number)[] = [];
  for (const [, index, quoted, plain] of path.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.[\]]+)/g)) {
    if (index !== undefined) keys.push(Number(index));
    else if (quoted !== undefined) keys.push(unquoted(quoted));
    else if (plain !== undefined) keys.push(plain);
  }
  return keys;
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}

interface Position {
  readonly chunk: Chunk;
  readonly events: readonly Event[];
}

interface Latest {
  readonly text: string;
  readonly chunks: readonly Chunk[];
  readonly positions: Map<number, Position>;
}

let latest: Latest | undefined;

/** The last text is remembered: findings of one file are asked for one after the other. */
function lastRead(text: string): Latest {
  if (latest?.text !== text) latest = { text, chunks: [...chunksOf(text)], positions: new Map() };
  return latest;
}

/** The events of a document. */
function positions(text: string): (document: number) => Position | undefined {
  const current = lastRead(text);
  return (document) => {
    const known = current.positions.get(document);
    const chunk = current.chunks[document];
    if (known !== undefined || chunk === undefined) return known;
    const position = { chunk, events: eventsOf(chunk.text) };
    current.positions.set(document, position);
    return position;
  };
}

function eventsOf(text: string): readonly Event[] {
  try {
    return parseEvents(text, {});
  } catch {
    return [];
  }
}

/** Offset of the key or list item that the keys lead to, as far as they lead. */
function offsetOf(text: string, events: readonly Event[], keys: readonly (string | number)[]): number {
  let node = 1;
  let offset = startOf(events, node) ?? 0;
  for (const key of keys) {
    const child = typeof key === 'number' ? itemAt(events, node, key) : childOf(text, events, node, key);
    if (child === undefined) return offset;
    node = child.node;
    offset = startOf(events, child.start) ?? offset;
  }
  return offset;
}

/** Where a child's value is, and the event whose line stands for it: the key, or the item itself. */
interface Child {
  readonly node: number;
  readonly start: number;
}

function itemAt(events: readonly Event[], sequence: number, index: number): Child | undefined {
  if (events[sequence]?.type !== EVENT_ID.SEQUENCE) return undefined;
  let node = sequence + 1;
  for (let skipped = 0; skipped < index && isNode(events[node]); skipped += 1) node = after(events, node);
  return isNode(events[node]) ? { node, start: node } : undefined;
}

function childOf(text: string, events: readonly Event[], mapping: number, key: string): Child | undefined {
  if (events[mapping]?.type !== EVENT_ID.MAPPING) return undefined;
  for (let at = mapping + 1; isNode(events[at]); ) {
    const event = events[at];
    const node = after(events, at);
    if (event?.type === EVENT_ID.SCALAR && isKey(text, event, key)) return { node, start: at };
    at = after(events, node);
  }
  return undefined;
}

function isKey(text: string, event: Event, key: string): boolean {
  if (event.type !== EVENT_ID.SCALAR) return false;
  const own = getScalarValue(text, event);
  return own === key || (plainAt(text, event) === own && keyRead(own) === key);
}

function isNode(event: Event | undefined): boolean {
  return event !== undefined && event.type !== EVENT_ID.POP;
}

/** The event after a whole node. */
function after(events: readonly Event[], node: number): number {
  let depth = 0;
  let at = node;
  do {
    const type = events[at]?.type;
    if (type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) depth += 1;
    else if (type === EVENT_ID.POP || type === undefined) depth -= 1;
    at += 1;
  } while (depth > 0);
  return at;
}

/** Offset where a node of the events is written, its tag and anchor included. */
export function startOf(events: readonly Event[], node: number): number | undefined {
  const event = events[node];
  if (event === undefined || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return undefined;
  const starts = [
    event.type === EVENT_ID.ALIAS ? -1 : event.tagStart,
    event.anchorStart,
    event.type === EVENT_ID.SCALAR ? event.valueStart : event.type === EVENT_ID.ALIAS ? -1 : event.start,
  ].filter((start) => start >= 0);
  return starts.length === 0 ? undefined : Math.min(...starts);
}
