import stringWidth from 'string-width';

/** Printable ASCII is as wide as it is long. All else takes a hundred times as long to measure. */
const widthOf = (cell: string) => (/^[ -~]*$/.test(cell) ? cell.length : stringWidth(cell));

/**
 * The lines of a table for the terminal, its columns two spaces apart: the first aligned to the left, the others,
 * which hold numbers, to the right. Cells count as wide as a terminal shows them.
 */
export function formatTable(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => widthOf(row[column]!))));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const space = ' '.repeat(widths[column]! - widthOf(cell));
        return column === 0 ? cell + space : space + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}
