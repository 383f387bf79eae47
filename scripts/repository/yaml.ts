import {
  boolYaml11Tag,
  CORE_SCHEMA,
  constructFromEvents,
  defineScalarTag,
  EVENT_ID,
  type Event,
  getScalarValue,
  intCoreTag,
  mergeTag,
  NOT_RESOLVED,
  parseEvents,
  YAMLException,
} from 'js-yaml';

/** One document of a YAML text. */
export interface ParsedDocument {
  /** Plain JavaScript data; `undefined` for an empty document and for one that could not be read. */
  readonly value: unknown;
  /** 1-based line where the document's content starts. */
  readonly line: number;
}

/** Why a document could not be read. */
export interface YamlProblem {
  readonly message: string;
  /** 1-based. */
  readonly line: number;
}

export interface ParsedYaml {
  /** One entry per document, empty and broken ones included, so that positions in this list are document numbers. */
  readonly documents: readonly ParsedDocument[];
  /** At most one per document. */
  readonly problems: readonly YamlProblem[];
}

/** The text of one document, its `---` and the directives before it included. */
interface Chunk {
  readonly text: string;
  /** 1-based line of the chunk's first character. */
  readonly line: number;
}

const maxAliases = 1_000;
const maxExpandedNodes = 1_000_000;
const maxExpandedDepth = 200;

/**
 * Integers as Kubernetes reads them: `0400` and `0o400` are octal, `0x1F` and `0b11` count, `1_000` is 1000, and `12:30` is text
 * (https://github.com/kubernetes-sigs/yaml).
 */
const kubernetesIntTag = defineScalarTag('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: [...(intCoreTag.implicitFirstChars ?? [])],
  identify: () => false,
  resolve(source) {
    const match = /^([-+]?)(?:0b([01_]+)|0o?([0-7_]+)|0x([\da-fA-F_]+)|([1-9][\d_]*|0))$/.exec(source);
    if (match === null) return NOT_RESOLVED;
    const [, sign, binary, octal, hexadecimal, decimal] = match;
    const [digits, radix] =
      binary !== undefined
        ? [binary, 2]
        : octal !== undefined
          ? [octal, 8]
          : hexadecimal !== undefined
            ? [hexadecimal, 16]
            : [decimal ?? '', 10];
    const number = Number.parseInt(digits.replaceAll('_', ''), radix);
    return Number.isFinite(number) ? (sign === '-' ? -number : number) : NOT_RESOLVED;
  },
});

const schema = CORE_SCHEMA.withTags(mergeTag, boolYaml11Tag, kubernetesIntTag);

/**
 * Reads all documents of a text, with YAML 1.1 booleans, octal integers and merge keys, as Kubernetes does. Never throws: a broken
 * document gives a problem and leaves the others readable.
 */
export function parseYaml(text: string): ParsedYaml {
  const documents: ParsedDocument[] = [];
  const problems: YamlProblem[] = [];
  for (const chunk of chunksOf(text)) {
    try {
      const events = parseEvents(chunk.text, {});
      const value: unknown = constructFromEvents(events, { source: chunk.text, schema, maxAliases })[0];
      const line = chunk.line + lineBreaks(chunk.text, startOf(events, 1) ?? 0);
      const alias = events.findLast((event) => event.type === EVENT_ID.ALIAS);
      const excess = alias === undefined ? undefined : excessOf(value);
      if (alias !== undefined && excess !== undefined) {
        documents.push({ value: undefined, line });
        problems.push({ message: excess, line: chunk.line + lineBreaks(chunk.text, alias.anchorStart) });
      } else {
        documents.push({ value: value ?? undefined, line });
      }
    } catch (cause) {
      documents.push({ value: undefined, line: chunk.line });
      problems.push(problemOf(cause, chunk));
    }
  }
  return { documents, problems };
}

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

/** Splits at `---` and `...`, which at the start of a line are never content. Nothing but comments is no document. */
function* chunksOf(text: string): Iterable<Chunk> {
  let start = 0;
  let line = 1;
  let opened = false;
  const cut = (end: number): Chunk => {
    const chunk = { text: text.slice(start, end), line };
    line += lineBreaks(chunk.text, chunk.text.length);
    start = end;
    return chunk;
  };
  for (const match of text.matchAll(/(?:^\uFEFF?|[\r\n])(---|\.\.\.)(?=[ \t\r\n]|$)/g)) {
    const marker = match[1] ?? '';
    const at = match.index + match[0].length - marker.length;
    const isDocument = opened || hasContent(text.slice(start, at));
    if (marker === '---') {
      // Comments and directives before `---` belong to the document that it opens.
      if (isDocument) yield cut(at);
      opened = true;
    } else {
      const ended = cut(at + marker.length);
      if (isDocument) yield ended;
      opened = false;
    }
  }
  const last = cut(text.length);
  if (opened || hasContent(last.text)) yield last;
}

/** Whether a line holds more than a comment or a directive. */
function hasContent(text: string): boolean {
  return /(?:^|[\r\n])[^\S\r\n]*[^\s#%]/.test(text);
}

/** Line breaks (LF, CRLF or CR) before an offset. */
function lineBreaks(text: string, end: number): number {
  let count = 0;
  for (let at = 0; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) count += 1;
  }
  return count;
}

function problemOf(cause: unknown, chunk: Chunk): YamlProblem {
  if (!(cause instanceof YAMLException)) {
    return { message: `The document cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`, line: chunk.line };
  }
  const { reason, mark } = cause;
  // What is missing at the end of a document is missing after its last line, not in the next document.
  const last = lineBreaks(chunk.text, chunk.text.trimEnd().length);
  const key = reason === 'duplicated mapping key' && mark !== undefined ? keyAt(mark.buffer, mark.position) : '';
  const text = key === '' ? reason : `duplicated mapping key "${key}"`;
  return { message: `${text.charAt(0).toUpperCase()}${text.slice(1)}.`, line: chunk.line + Math.min(mark?.line ?? 0, last) };
}

function keyAt(text: string, position: number): string {
  return /["']?([^"':\r\n]{1,100})/y.exec(text.slice(position, position + 200))?.[1]?.trim() ?? '';
}

/** Why a document with aliases must not be used, if so: written out, it has no end or is far larger than its text. */
function excessOf(document: unknown): string | undefined {
  const sizes = new Map<object, number>();
  const open = new Set<object>();
  const sizeOf = (value: unknown): number => {
    if (typeof value !== 'object' || value === null) return 1;
    const known = sizes.get(value);
    if (known !== undefined) return known;
    if (open.has(value)) throw new RangeError('Aliases make the document contain itself.');
    if (open.size >= maxExpandedDepth) throw new RangeError(`Aliases nest the document deeper than ${maxExpandedDepth} levels.`);
    open.add(value);
    let size = 1;
    for (const child of Object.values(value)) size += sizeOf(child);
    open.delete(value);
    if (size > maxExpandedNodes) throw new RangeError(`Aliases blow the document up to more than ${maxExpandedNodes} values.`);
    sizes.set(value, size);
    return size;
  };
  try {
    sizeOf(document);
    return undefined;
  } catch (cause) {
    if (cause instanceof RangeError) return cause.message;
    throw cause;
  }
}

interface Position {
  readonly chunk: Chunk;
  readonly events: readonly Event[];
}

let latest: { readonly text: string; readonly chunks: readonly Chunk[]; readonly positions: Map<number, Position> } | undefined;

/** The events of a document. The last text is remembered: findings of one file are asked for one after the other. */
function positions(text: string): (document: number) => Position | undefined {
  const current = latest?.text === text ? latest : { text, chunks: [...chunksOf(text)], positions: new Map<number, Position>() };
  latest = current;
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
    if (event?.type === EVENT_ID.SCALAR && getScalarValue(text, event) === key) return { node, start: at };
    at = after(events, node);
  }
  return undefined;
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

function startOf(events: readonly Event[], node: number): number | undefined {
  const event = events[node];
  if (event === undefined || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return undefined;
  const starts = [
    event.type === EVENT_ID.ALIAS ? -1 : event.tagStart,
    event.anchorStart,
    event.type === EVENT_ID.SCALAR ? event.valueStart : event.type === EVENT_ID.ALIAS ? -1 : event.start,
  ].filter((start) => start >= 0);
  return starts.length === 0 ? undefined : Math.min(...starts);
}
