// A plot of curves on two linear axes, both from zero, as SVG.

import { colors, escapeXml, round } from './svg.mjs';

const width = 720;
const height = 300;
const margin = { left: 64, right: 220, top: 40, bottom: 46 };

/** About five round numbers from zero to at least `most`. */
function ticks(most) {
  const rough = most / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough);
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, i) => i * step);
}

/** @param series `{ name, points }`, at least one, with points `[x, y]` from zero up */
export function linePlot({ title, xLabel, yLabel, series }) {
  const points = series.flatMap((one) => one.points);
  const [xTicks, yTicks] = [0, 1].map((i) => ticks(Math.max(...points.map((point) => point[i]))));
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  const x = (value) => round(margin.left + (value / xTicks.at(-1)) * (right - margin.left));
  const y = (value) => round(bottom - (value / yTicks.at(-1)) * (bottom - margin.top));
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
    return `<path d="${path}" fill="none" stroke="${color}" stroke-width="1.5"/><path d="M${right + 12} ${at}h18" stroke="${color}" stroke-width="2"/><text x="${right + 36}" y="${at + 4}">${escapeXml(name)}</text>`;
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
