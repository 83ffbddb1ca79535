import { coordinate, escapeXml, grid, ink, lineColors, svgPicture } from '../util/svg.js';
import type { SystemResult } from './metrics.js';
import { measureTitle } from './metrics.js';

const size = { width: 720, height: 320, left: 56, right: 16, top: 44, bottom: 44 };

/**
 * Draws the first measure of each topic as an SVG: one line per system, with its topics from the best to the worst
 * and its mean in the legend.
 */
export function resultsToSvg(title: string, results: readonly SystemResult[]): string {
  const measure = measureTitle(results[0]!.metrics.keys().next().value!);
  const plotWidth = size.width - size.left - size.right;
  const plotHeight = size.height - size.top - size.bottom;
  const y = (value: number) => coordinate(size.top + (1 - value) * plotHeight);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (value) =>
      `<line x1="${size.left}" x2="${size.width - size.right}" y1="${y(value)}" y2="${y(value)}" stroke="${value === 0 ? ink : grid}"/>` +
      `<text x="${size.left - 6}" y="${y(value) + 4}" text-anchor="end">${value}</text>`,
  );
  const lines = results.map(({ perTopic, system, metrics }, i) => {
    const sorted = Float64Array.from(perTopic).sort().reverse();
    const x = (place: number) => coordinate(size.left + (place * plotWidth) / sorted.length);
    // A step per topic, all of the same width.
    const points = Array.from(
      sorted,
      (value, place) => `${x(place)},${y(value)} ${x(place + 1)},${y(value)}`,
    );
    const color = lineColors[i % lineColors.length];
    const mean = metrics.values().next().value!.value.toFixed(4);
    return (
      `<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="1.5"/>` +
      `<text x="${size.width - size.right}" y="${size.top + 18 + 18 * i}" text-anchor="end" fill="${color}">${escapeXml(system.name)}: mean ${mean}</text>`
    );
  });
  const topics = results[0]!.perTopic.length;
  return svgPicture(size.width, size.height, title, [
    `<text x="${size.left}" y="24" font-size="14">${escapeXml(title)}</text>`,
    ...ticks,
    ...lines,
    `<text x="${size.left}" y="${size.height - 16}">${measure} of ${topics} topics, from the best to the worst of each system</text>`,
  ]);
}
