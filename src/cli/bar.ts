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
