/** The text of one document, its `---` and the directives before it included. */
export interface Chunk {
  readonly text: string;
  /** 1-based line of the chunk's first character. */
  readonly line: number;
}

/** Splits at `---` and `...`, which at the start of a line are never content. Nothing but comments is no document. */
export function* chunksOf(text: string): Iterable<Chunk> {
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
export function lineBreaks(text: string, end: number): number {
  const before = text.slice(0, end);
  let count = 0;
  for (let at = before.indexOf('\n'); at !== -1; at = before.indexOf('\n', at + 1)) count += 1;
  for (let at = before.indexOf('\r'); at !== -1; at = before.indexOf('\r', at + 1)) if (text.charCodeAt(at + 1) !== 10) count += 1;
  return count;
}
