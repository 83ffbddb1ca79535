import { coordinate, escapeXml, grid, ink, lineColors, svgPicture } from '../../util/svg.js';
import { formatSigned } from '../format-number.js';
import type { ComparedMeasure, ComparedRun, Comparison } from './compare-runs.js';

const panel = { width: 720, height: 220, left: 64, right: 16, top: 34, bottom: 26 };
const labelHeight = 14;
const [gainColor, lossColor] = lineColors;

/**
 * Per-topic differences as an SVG picture: a panel for each measure and run, a bar for each topic in descending
 * order, which names its topic and values when pointed at; a dashed line at the mean.
 */
export function comparisonToSvg(comparison: Comparison): string {
  const panels = comparison.measures.flatMap((measure) =>
    measure.runs.slice(1).map((run) => ({ measure, run })),
  );
  const body = panels.map(({ measure, run }, index) =>
    drawPanel(comparison.topics, measure, run, index * panel.height),
  );
  const title = `Differences of each topic to ${comparison.measures[0]!.runs[0]!.name}`;
  return svgPicture(panel.width, panels.length * panel.height, title, body);
}

function drawPanel(
  topics: readonly string[],
  { name, runs }: ComparedMeasure,
  run: ComparedRun,
  offset: number,
): string {
  const { perTopic, mean } = run.difference!;
  const order = [...perTopic.keys()].sort((a, b) => perTopic[b]! - perTopic[a]!);
  const low = Math.min(0, ...perTopic);
  const high = Math.max(0, ...perTopic);
  const span = high - low || 1;
  const plotWidth = panel.width - panel.left - panel.right;
  const plotHeight = panel.height - panel.top - panel.bottom;
  const x = (place: number) => panel.left + (place * plotWidth) / order.length;
  const y = (value: number) => offset + panel.top + ((high - value) / span) * plotHeight;
  const barWidth = plotWidth / order.length;
  const bars = order.map((index, place) => {
    const value = perTopic[index]!;
    const top = Math.min(y(value), y(0));
    const height = Math.abs(y(value) - y(0));
    const text = `${topics[index]}: ${format(value)} (${run.values[index]!.toFixed(4)}, before ${runs[0]!.values[index]!.toFixed(4)})`;
    return `<rect x="${coordinate(x(place))}" y="${coordinate(top)}" width="${coordinate(barWidth)}" height="${coordinate(height)}" fill="${value < 0 ? lossColor : gainColor}"><title>${escapeXml(text)}</title></rect>`;
  });
  // A label next to that of 0 would cover it.
  const isApart = (value: number) => value === 0 || Math.abs(y(value) - y(0)) >= labelHeight;
  const ticks = [...new Set([low, 0, high])]
    .filter(isApart)
    .map(
      (value) =>
        `<line x1="${panel.left}" x2="${panel.width - panel.right}" y1="${coordinate(y(value))}" y2="${coordinate(y(value))}" stroke="${value === 0 ? ink : grid}"/>` +
        `<text x="${panel.left - 6}" y="${coordinate(y(value) + 4)}" text-anchor="end">${format(value)}</text>`,
    );
  const heading = `${name}: ${run.name} - ${runs[0]!.name}, ${topics.length} topics, mean ${format(mean)}`;
  return [
    `<text x="${panel.left}" y="${offset + 20}" font-size="14">${escapeXml(heading)}</text>`,
    ...ticks,
    ...bars,
    `<line x1="${panel.left}" x2="${panel.width - panel.right}" y1="${coordinate(y(mean))}" y2="${coordinate(y(mean))}" stroke="${ink}" stroke-dasharray="4 3"/>`,
  ].join('\n');
}

function format(value: number): string {
  return value === 0 ? '0' : formatSigned(value, 3);
}
