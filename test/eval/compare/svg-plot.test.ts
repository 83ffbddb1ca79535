import fc from 'fast-check';
import { comparisonToSvg } from 'tserini';
import { describe, expect, it } from 'vitest';
import { compareRanks, someRanks } from './compared-ranks.ts';

/** The text that a reader of XML sees. */
function plain(escaped: string): string {
  const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return escaped.replaceAll(/&(\w+);/g, (_, name) => characters[name]!);
}

/** Attributes and text of all elements with this name. */
function elements(svg: string, name: string) {
  return [...svg.matchAll(new RegExp(`<${name}( [^>]*?)/?>(?:<title>)?([^<]*)`, 'g'))].map(
    ([, written, text]) => {
      const attributes = new Map([...written!.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, k, v]) => [k!, v!]));
      return { attributes, number: (key: string) => Number(attributes.get(key)), text: plain(text!) };
    },
  );
}

function read(svg: string) {
  const [, height] = /viewBox="0 0 \d+ (\d+)"/.exec(svg)!;
  // A heading begins a panel.
  const parts = svg.split(/(?=<text [^>]*font-size="14")/).slice(1);
  return parts.map((part, index) => {
    const [heading, ...labels] = elements(part, 'text');
    const lines = elements(part, 'line');
    const bounds = [index, index + 1].map((edge) => (edge * Number(height)) / parts.length);
    return {
      heading,
      labels,
      ticks: lines.slice(0, -1),
      mean: lines.at(-1)!,
      bars: elements(part, 'rect'),
      bounds,
    };
  });
}

/** Coordinates are rounded to hundredths, two of them added; values to three decimals. */
const near = (found: number, expected: number, rounding = 0.02) =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(rounding);
const nearValue = (text: string, expected: number) => near(Number(text), expected, 0.00051);

describe('comparisonToSvg', () => {
  it('draws a panel for each measure and run, and a bar for each topic, from the largest gain to the largest loss', async () => {
    await fc.assert(
      fc.asyncProperty(someRanks, async (ranks) => {
        const comparison = await compareRanks(ranks, ['recip_rank', 'P.2,3']);
        const shown = comparison.measures.flatMap(({ name, runs: [first, ...others] }) =>
          others.map((run) => ({ name, first: first!, run })),
        );
        const svg = comparisonToSvg(comparison);
        expect(plain(/<title>([^<]*)/.exec(svg)![1]!)).toBe('Differences of each topic to <&>');
        const panels = read(svg);
        expect(panels.length).toBe(shown.length);
        const spans = new Set<number>();
        panels.forEach(({ heading, labels, ticks, mean, bars, bounds }, index) => {
          const { name, first, run } = shown[index]!;
          const { perTopic, mean: meanDifference } = run.difference!;
          const values = [...perTopic.keys()]
            .map((place) => ({ place, value: perTopic[place]! }))
            .sort((a, b) => b.value - a.value || a.place - b.place);
          const [high, low] = [Math.max(0, values[0]!.value), Math.min(0, values.at(-1)!.value)];
          expect(heading!.text).toMatch(/^[\w]+: .*, \d+ topics, mean (0|[+-]\d\.\d{3})$/);
          const headed = `${name}: ${run.name.replace('\u0007', '')} - ${first.name}, ${perTopic.length} topics, mean `;
          expect(heading!.text.slice(0, headed.length)).toBe(headed);
          nearValue(heading!.text.slice(headed.length), meanDifference);

          // Side by side along the line of 0.
          const zero = ticks[labels.findIndex(({ text }) => text === '0')]!;
          const [left, right, y0] = ['x1', 'x2', 'y1'].map(zero.number) as [number, number, number];
          expect(bars.length).toBe(values.length);
          bars.forEach((bar, place) => {
            near(bar.number('x'), left + ((right - left) * place) / values.length);
            near(bar.number('width'), (right - left) / values.length);
            const { value, place: topic } = values[place]!;
            const [, id, difference, now, before] = /^(\S+): (\S+) \((\S+), before (\S+)\)$/.exec(bar.text)!;
            expect(id).toBe(comparison.topics[topic]);
            expect(difference).toMatch(/^(0|[+-]\d\.\d{3})$/);
            nearValue(difference!, value);
            nearValue(now!, run.values[topic]!);
            nearValue(before!, first.values[topic]!);
            expect(bar.attributes.get('fill') === bars[0]!.attributes.get('fill')).toBe(
              value < 0 === values[0]!.value < 0,
            );
          });

          // Up or down from it, all by the same measure, within the panel.
          const tops = bars.map((bar) => bar.number('y'));
          const bottoms = bars.map((bar, place) => tops[place]! + bar.number('height'));
          const [top, bottom] = [Math.min(y0, ...tops), Math.max(y0, ...bottoms)];
          expect(top).toBeGreaterThan(bounds[0]!);
          expect(bottom).toBeLessThan(bounds[1]!);
          const scale = high > low ? (bottom - top) / (high - low) : 0;
          const y = (value: number) => y0 - value * scale;
          values.forEach(({ value }, place) => {
            near(tops[place]!, y(Math.max(0, value)));
            near(bottoms[place]!, y(Math.min(0, value)));
          });
          near(mean.number('y1'), y(meanDifference));
          if (high > low) spans.add(Math.round(bottom - top));

          // The ends have labels too, unless they would cover that of 0.
          const labelled = [...new Set([low, 0, high])].filter(
            (value) => value === 0 || Math.abs(value) * scale >= 14,
          );
          expect(labels.length).toBe(labelled.length);
          ticks.forEach((tick, i) => {
            const value = labelled[i]!;
            nearValue(labels[i]!.text, value);
            near(tick.number('y1'), y(value));
            expect(labels[i]!.number('y')).toBeGreaterThan(tick.number('y1'));
            expect(labels[i]!.number('x')).toBeLessThan(left);
            expect(tick.attributes.get('stroke') === mean.attributes.get('stroke')).toBe(value === 0);
          });
          for (const line of [...ticks, mean]) {
            expect(line.number('y1')).toBe(line.number('y2'));
            expect([line.number('x1'), line.number('x2')]).toEqual([left, right]);
          }
        });
        // Whatever the values, all panels are filled alike.
        expect(spans.size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 30 },
    );
  });
});
