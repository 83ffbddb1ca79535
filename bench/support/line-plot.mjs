// A plot of curves on two axes, as SVG: both linear and from zero unless asked otherwise.

import { colors, escapeXml, round } from './svg.mjs';

const width = 720;
const height = 300;
const margin = { left: 64, right: 220, top: 40, bottom: 46 };

/** About five round numbers from `least` to at least `most`. */
function ticks(least, most) {
  const rough = (most - least) / 5;
  const power = 10 ** Math.floor(Math.log10(rough) + 1e-9);
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough - 1e-9);
  return Array.from({ length: Math.ceil((most - least) / step - 1e-9) + 1 }, (_, i) =>
    Number((least + i * step).toPrecision(12)),
  );
}

/** The powers of ten around some numbers. */
function decades(least, most) {
  const low = Math.floor(Math.log10(least));
  return Array.from({ length: Math.ceil(Math.log10(most)) - low + 1 }, (_, i) => 10 ** (low + i));
}

/**
 * @param xFrom where the x-axis starts
 * @param logarithmic whether the y-axis is
 * @param dots whether each point is marked
 * @param series `{ name, points }`, at least one, with points `[x, y]`, x from `xFrom` and y from zero up
 */
export function linePlot({ title, xLabel, yLabel, xFrom = 0, logarithmic = false, dots = false, series }) {
  const points = series.flatMap((one) => one.points);
  const [xs, ys] = [0, 1].map((i) => points.map((point) => point[i]));
  const xTicks = ticks(xFrom, Math.max(...xs));
  const yTicks = logarithmic ? decades(Math.min(...ys), Math.max(...ys)) : ticks(0, Math.max(...ys));
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  const linear = (value) => value;
  const scale = logarithmic ? Math.log10 : linear;
  /** Where a value is between the first tick and the last: from 0 to 1. */
  const share = (value, of, [first], last) => (of(value) - of(first)) / (of(last) - of(first));
  const x = (value) =>
    round(margin.left + share(value, linear, xTicks, xTicks.at(-1)) * (right - margin.left));
  const y = (value) => round(bottom - share(value, scale, yTicks, yTicks.at(-1)) * (bottom - margin.top));
  const grid = [
    ...xTicks.map(
      (tick) =>
        `<path d="M${x(tick)} ${margin.top}V${bottom}" stroke="#ddd"/><text x="${x(tick)}" y="${bottom + 16}" text-anchor="middle">${tick.toLocaleString('en-US')}</text>`,
    ),
    ...yTicks.map(
      (tick) =>
        `<path d="M${margin.left} ${y(tick)}H${right}" stroke="#ddd"/><text x="${margin.left - 6}" y="${Number(y(tick)) + 4}" text-anchor="end">${tick.toLocaleString('en-US')}</text>`,
    ),
  ];
  const curves = series.map(({ name, points: own }, i) => {
    const color = colors[i % colors.length];
    const path = own.map(([a, b], n) => `${n === 0 ? 'M' : 'L'}${x(a)} ${y(b)}`).join('');
    const at = margin.top + 8 + 20 * i;
    const marks = own.map(([a, b]) => `<circle cx="${x(a)}" cy="${y(b)}" r="3" fill="${color}"/>`);
    return `${dots ? marks.join('') : ''}<path d="${path}" fill="none" stroke="${color}" stroke-width="1.5"/><path d="M${right + 12} ${at}h18" stroke="${color}" stroke-width="2"/><text x="${right + 36}" y="${at + 4}">${escapeXml(name)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="12" fill="#333">
<title>${escapeXml(title)}</title>
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="${margin.left}" y="24" font-size="14">${escapeXml(`${title} (${yLabel})`)}</text>
${grid.join('\n')}
<text x="${(margin.left + right) / 2}" y="${bottom + 34}" text-anchor="middle">${escapeXml(xLabel)}</text>
${curves.join('\n')}
</svg>
`;
}
