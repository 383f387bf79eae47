import {
  boolYaml11Tag,
  CORE_SCHEMA,
  constructFromEvents,
  defineScalarTag,
  EVENT_ID,
  intCoreTag,
  mergeTag,
  NOT_RESOLVED,
  parseEvents,
  YAMLException,
} from 'js-yaml';
import { templateIn } from './as-written.ts';
import { type Chunk, chunksOf, lineBreaks } from './yaml-documents.ts';
import { startOf } from './yaml-lines.ts';

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
  /** How to put it right, where that is no matter of syntax. */
  readonly fix?: string;
}

export interface ParsedYaml {
  /** One entry per document, empty and broken ones included, so that positions in this list are document numbers. */
  readonly documents: readonly ParsedDocument[];
  /** At most one per document. */
  readonly problems: readonly YamlProblem[];
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

/** The directives of a text, such as `%YAML 1.1`. Kustomize divides files at `---` itself: there one is a document of its own, and no YAML. */
export function directivesIn(text: string): readonly YamlProblem[] {
  return text.includes('%') ? [...chunksOf(text)].flatMap((chunk) => directiveIn(chunk) ?? []) : [];
}

function directiveIn({ text, line }: Chunk): YamlProblem | undefined {
  const match = /^\uFEFF?(?:[^\S\r\n]*(?:#.*)?(?:\r\n|\n|\r))*(%[A-Z][^\r\n]*)/.exec(text);
  if (match === null) return undefined;
  const at = lineBreaks(text, match[0].length);
  return { message: `Kustomize refuses the directive "${(match[1] ?? '').trim()}".`, line: line + at, fix: 'Remove the line.' };
}

/** A template that is not rendered yet, by the first line with its signs outside of quotes and comments. */
function templateProblem({ text, line }: Chunk): YamlProblem | undefined {
  for (const [index, own] of text.split(/\r\n|\n|\r/).entries()) {
    const sign = /\{\{|\{%|<%/.exec(own);
    if (sign === null || /^\s*#/.test(own) || isQuoted(own.slice(0, sign.index))) continue;
    const what = templateIn(own.slice(sign.index)) ?? 'a template';
    const how =
      what === 'a template of Helm' ? 'Render it first ("helm template"), and give the result.' : 'Render it first, and give the result.';
    return { message: `This is ${what}, and no YAML before it is rendered.`, line: line + index, fix: how };
  }
  return undefined;
}

function isQuoted(before: string): boolean {
  return [/"/g, /'/g].some((quote) => (before.match(quote)?.length ?? 0) % 2 === 1);
}

function problemOf(cause: unknown, chunk: Chunk): YamlProblem {
  const template = templateProblem(chunk);
  if (template !== undefined) return template;
  if (!(cause instanceof YAMLException)) {
    return { message: `The document cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`, line: chunk.line };
  }
  const { reason, mark } = cause;
  // What is missing at the end of a document is missing after its last line, not in the next document.
  const last = lineBreaks(chunk.text, chunk.text.trimEnd().length);
  const key = reason === 'duplicated mapping key' && mark !== undefined ? keyAt(mark.buffer, mark.position) : '';
  if (reason === 'object-based map does not support complex keys') {
    const at = lineBreaks(chunk.text, /(?:^|[{,]|- )[ \t]*\?[ \t]|[{,][ \t]*[[{]/m.exec(chunk.text)?.index ?? 0);
    return {
      message: 'A key is a list or a mapping, which no Kubernetes object has.',
      line: chunk.line + at,
      fix: 'Write the key as a text.',
    };
  }
  const read = /^(?:y|yes|on)$/i.test(key) ? 'true' : /^(?:n|no|off)$/i.test(key) ? 'false' : undefined;
  const as = read === undefined ? '' : `, which is read as the boolean ${read}`;
  const text = key === '' ? reason : `duplicated mapping key "${key}"${as}`;
  return {
    message: `${text.charAt(0).toUpperCase()}${text.slice(1)}.`,
    line: chunk.line + Math.min(mark?.line ?? 0, last),
    ...(read !== undefined && { fix: `Quote the keys, such as ${JSON.stringify(key)}.` }),
  };
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
