// Plots of curves on two logarithmic axes, as SVG.

import { colors, escapeXml, round } from './svg.mjs';

const width = 720;
const panelHeight = 300;
const margin = { left: 76, right: 210, top: 40, bottom: 46 };
const decades = (low, high) => Array.from({ length: high - low + 1 }, (_, i) => low + i);

/**
 * The slope of log y over log x, by least squares: 1 if y is proportional to x, 0 if it is constant.
 * @param points `[x, y]`, all above 0
 */
export function logSlope(points) {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)]);
  const mean = (i) => logs.reduce((sum, log) => sum + log[i], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

function drawPanel({ title, xLabel, unit, series }, top) {
  const points = series.flatMap((one) => [...one.points, ...(one.extrapolated ?? [])]);
  const range = (i, least) => {
    const logs = points.map((point) => Math.log10(point[i]));
    const low = Math.floor(Math.min(...logs) + 1e-9);
    return [low, Math.max(low + least, Math.ceil(Math.max(...logs) - 1e-9))];
  };
  const [[xLow, xHigh], [yLow, yHigh]] = [range(0, 1), range(1, 1)];
  const plot = {
    width: width - margin.left - margin.right,
    height: panelHeight - margin.top - margin.bottom,
  };
  const x = (value) => margin.left + ((Math.log10(value) - xLow) / (xHigh - xLow)) * plot.width;
  const y = (value) => top + margin.top + ((yHigh - Math.log10(value)) / (yHigh - yLow)) * plot.height;
  const bottom = top + margin.top + plot.height;
  const right = margin.left + plot.width;
  const grid = [
    ...decades(xLow, xHigh).map((power) => {
      const at = round(x(10 ** power));
      const label = (10 ** power).toLocaleString('en-US');
      return `<path d="M${at} ${top + margin.top}V${bottom}" stroke="#ddd"/><text x="${at}" y="${bottom + 16}" text-anchor="middle">${label}</text>`;
    }),
    ...decades(yLow, yHigh).map((power) => {
      const at = round(y(10 ** power));
      const label = power < 0 ? (10 ** power).toFixed(-power) : (10 ** power).toLocaleString('en-US');
      return `<path d="M${margin.left} ${at}H${right}" stroke="#ddd"/><text x="${margin.left - 6}" y="${Number(at) + 4}" text-anchor="end">${label}</text>`;
    }),
  ];
  const line = (some) =>
    some.map(([a, b], i) => `${i === 0 ? 'M' : 'L'}${round(x(a))} ${round(y(b))}`).join('');
  const curves = series.map(({ name, points: own, extrapolated = [] }, i) => {
    const color = colors[i % colors.length];
    const at = top + margin.top + 8 + 20 * i;
    const dots = own.map(([a, b]) => {
      const text = escapeXml(`${name}: ${a.toLocaleString('en-US')}, ${b.toPrecision(3)} ${unit}`);
      return `<circle cx="${round(x(a))}" cy="${round(y(b))}" r="3.5"><title>${text}</title></circle>`;
    });
    const dashed = extrapolated.length > 0 ? line([own.at(-1), ...extrapolated]) : '';
    return [
      `<g fill="${color}" stroke="none">${dots.join('')}</g>`,
      `<path d="${line(own)}" fill="none" stroke="${color}" stroke-width="1.5"/>`,
      ...(dashed ? [`<path d="${dashed}" fill="none" stroke="${color}" stroke-dasharray="5 4"/>`] : []),
      `<path d="M${right + 12} ${at}h18" stroke="${color}" stroke-width="2"/>`,
      `<text x="${right + 36}" y="${at + 4}">${escapeXml(`${name}, slope ${logSlope(own).toFixed(2)}`)}</text>`,
    ].join('\n');
  });
  return [
    `<text x="${margin.left}" y="${top + 24}" font-size="14">${escapeXml(`${title} (${unit})`)}</text>`,
    ...grid,
    `<text x="${margin.left + plot.width / 2}" y="${bottom + 34}" text-anchor="middle">${escapeXml(xLabel)}</text>`,
    ...curves,
  ].join('\n');
}

/**
 * @param panels one below the other: `{ title, xLabel, unit, series }`. A series is `{ name, points,
 * extrapolated? }` with at least two points `[x, y]` above 0; extrapolated points are drawn dashed
 */
export function logPlot(title, panels) {
  const height = panels.length * panelHeight;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="12" fill="#333">
<title>${escapeXml(title)}</title>
<rect width="${width}" height="${height}" fill="#fff"/>
${panels.map((panel, i) => drawPanel(panel, i * panelHeight)).join('\n')}
</svg>
`;
}
