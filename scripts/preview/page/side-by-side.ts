/** A line of the old text beside one of the new: undefined where one of them has none. */
export interface Row {
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly kind: 'same' | 'changed' | 'gap';
}

/** The lines of a unified diff, side by side: what goes beside what comes in its place. */
export function rowsOf(patch: string): readonly Row[] {
  const rows: Row[] = [];
  let gone: string[] = [];
  let come: string[] = [];
  const flush = () => {
    for (let index = 0; index < Math.max(gone.length, come.length); index += 1) {
      rows.push({ before: gone[index], after: come[index], kind: 'changed' });
    }
    gone = [];
    come = [];
  };
  for (const line of patch.split('\n')) {
    const [mark, text] = [line.slice(0, 1), line.slice(1)];
    if (mark === '-') gone.push(text);
    else if (mark === '+') come.push(text);
    else {
      flush();
      if (mark === '@') rows.push({ before: undefined, after: undefined, kind: 'gap' });
      else if (mark === ' ') rows.push({ before: text, after: text, kind: 'same' });
    }
  }
  flush();
  // Nothing stands before the first lines.
  return rows[0]?.kind === 'gap' ? rows.slice(1) : rows;
}
