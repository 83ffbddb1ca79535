/** Eighths of a character cell, from below. */
const eighths = ['', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const rows = 4;

/**
 * Bars of differences in descending order: upwards above the line where a run is better, downwards where it is
 * worse. Where there are more differences than columns, a bar is their mean.
 */
export function plotDifferences(differences: Float64Array, width = 100): string {
  const sorted = differences.slice().sort().reverse();
  const labelWidth = 9;
  const columns = Math.max(1, Math.min(sorted.length, width - labelWidth));
  const bars = Array.from({ length: columns }, (_, column) => {
    const start = Math.floor((column * sorted.length) / columns);
    const end = Math.floor(((column + 1) * sorted.length) / columns);
    return sorted.subarray(start, end).reduce((sum, value) => sum + value, 0) / (end - start);
  });
  const highest = Math.max(...bars.map(Math.abs), 1e-12);
  const heights = bars.map((bar) => Math.round((bar / highest) * rows * 8));
  const lines: string[] = [];
  for (let row = rows - 1; row >= 0; row--) {
    lines.push(heights.map((height) => eighths[clamp(height - row * 8)] || ' ').join(''));
  }
  lines.push('─'.repeat(columns));
  for (let row = 0; row < rows; row++)
    lines.push(heights.map((height) => hanging(-height - row * 8)).join(''));
  const used = lines.map((line, index) => index === rows || line.trim() !== '');
  // The outermost rows are labeled with the difference at their outer edge.
  const edge = (row: number) => ((highest * row) / rows).toFixed(3);
  const label = (index: number) => {
    if (index === rows) return '0';
    if (index === used.indexOf(true)) return `+${edge(rows - index)}`;
    return index === used.lastIndexOf(true) ? `-${edge(index - rows)}` : '';
  };
  return lines
    .map((line, index) => `${label(index).padStart(labelWidth - 2)}  ${line}`.trimEnd())
    .filter((_, index) => used[index])
    .join('\n');
}

function clamp(height: number): number {
  return Math.max(0, Math.min(8, height));
}

/** Unicode has no eighths from above: bars that point down have halves only. */
function hanging(height: number): string {
  if (height >= 6) return '█';
  return height >= 2 ? '▀' : ' ';
}
