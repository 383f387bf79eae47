/** Where something stands in a text. */
export interface Place {
  /** 1-based; a line ends with LF, CR LF or CR. */
  readonly line: number;
  /** 1-based, in UTF-16 code units, as editors count. */
  readonly column: number;
}

/** The keys and indexes that lead to a value. */
export type Path = readonly (string | number)[];

/** A value as it is written. Offsets are those of the text, in UTF-16 code units. */
export interface Written {
  readonly value: unknown;
  readonly start: number;
  readonly end: number;
  /** Where its key stands; absent for what has none. */
  readonly key?: number;
  /** What it holds, by key or index; absent for what holds nothing. */
  readonly children?: ReadonlyMap<string | number, Written>;
}

/** Finds lines and columns of offsets; the lines are looked for once. */
export function placer(text: string): (offset: number) => Place {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= [0, ...Array.from(text.matchAll(/\r\n|\n|\r/g), (match) => match.index + match[0].length)];
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

/**
 * The offset of the value at a path, or of its key. Where the path leads further than what is written, that of the key (or the
 * value, where there is none) of the deepest that is.
 */
export function offsetOf(root: Written, path: Path, part: 'key' | 'value' = 'value'): number {
  let found = root;
  for (const [depth, key] of path.entries()) {
    const child = found.children?.get(key);
    if (child === undefined) return depth === 0 ? found.start : (found.key ?? found.start);
    found = child;
  }
  return part === 'key' ? (found.key ?? found.start) : found.start;
}
