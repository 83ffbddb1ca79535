/**
 * Lines of a table for the terminal: columns parted by two spaces, the first to the left, the others,
 * which hold numbers, to the right.
 */
export function formatTable(rows: readonly (readonly string[])[]): string[] {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, i) =>
    Math.max(...rows.map((row) => displayWidth(row[i]!))),
  );
  return rows.map((row) =>
    row
      .map((cell, i) => {
        const space = ' '.repeat(widths[i]! - displayWidth(cell));
        return i === 0 ? cell + space : space + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Terminals give Chinese, Japanese, Korean and emoji two columns, and combining marks none. */
function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mark}/u.test(character)) continue;
    width +=
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}

const barWidth = 30;
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of the terminal's block characters, `most` filling it. */
export function bar(value: number, most: number): string {
  const units = most > 0 ? Math.round((value / most) * barWidth * 8) : 0;
  return '█'.repeat(units >> 3) + eighths[units & 7];
}

/** A weight: whole numbers as they are, others with four decimals. */
export function formatWeight(weight: number): string {
  return Number.isInteger(weight) ? String(weight) : weight.toFixed(4);
}
