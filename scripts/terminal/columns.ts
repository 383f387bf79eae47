import stringWidth from 'string-width';

/**
 * Cells below each other, one line for each row, without spaces at its end. Colours take no room, and Chinese characters take two columns.
 * @param aligned by column: to which side its cells go; absent: to the left
 */
export function columns(
  rows: readonly (readonly string[])[],
  aligned: readonly (string | null)[] | null | undefined = [],
): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const gap = ' '.repeat((widths[column] ?? 0) - stringWidth(cell));
        return aligned?.[column] === 'right' ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd(),
  );
}
