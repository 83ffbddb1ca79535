import { measureGroups, measures } from 'tserini';
import { describe, expect, it } from 'vitest';
import { formatMeasureHelp } from '#tserini/eval/help.js';
import { judgmentFormats } from '#tserini/eval/judgments.js';
import { parseMeasures } from '#tserini/eval/measure-set.js';

describe('formatMeasureHelp', () => {
  it.each(measures)(
    'tells of $name what it is, its source, and how its parameters are written',
    (measure) => {
      const { name, help, source, parameters } = measure;
      const section = formatMeasureHelp([name]).split('\n\n').at(-1)!;
      const lines = section.trimEnd().split('\n');
      expect(lines[0]).toBe(name);
      for (const line of lines.slice(1)) expect(line).toMatch(/^ {4}\S/);
      const shown = lines.slice(1).map((line) => line.slice(4));
      expect(shown.slice(0, help.split('\n').length).join('\n')).toBe(help);
      expect(shown.filter((line) => line.startsWith('Source: '))).toEqual(
        source === undefined ? [] : [`Source: ${source}.`],
      );
      const ends = [source, ...(parameters.form === 'none' ? [] : ['parameters'])].filter(Boolean);
      expect(shown.length).toBe(help.split('\n').length + ends.length);
      const written = shown
        .filter((line) => line.includes(`-m ${name}.`))
        .map((line) => line.split(' ').at(-1)!);
      expect(written.length).toBe(parameters.form === 'none' ? 0 : 1);
      for (const typed of written) {
        if (parameters.form === 'pairs') expect(typed).toBe(`${name}.<name>=<number>,...`);
        else
          expect(parseMeasures([typed]).requested[0]!.parameters.numbers).toEqual(
            parseMeasures([name]).requested[0]!.parameters.numbers,
          );
      }
    },
  );

  it('lists measures and groups where none is asked about, with the format of the judgments in any case', () => {
    const list = formatMeasureHelp([]);
    expect(list).toContain(`\n    ${measures.map(({ name }) => name).join(' ')}\n`);
    for (const [name, members] of Object.entries(measureGroups))
      expect(list).toContain(`\n    ${name}: ${members.join(' ')}\n`);
    expect(list).toContain('Judgments in format qrels:');
    for (const format of judgmentFormats)
      for (const names of [[], ['map']])
        expect(formatMeasureHelp(names, format)).toContain(`Judgments in format ${format}:`);
    expect(formatMeasureHelp(['map'])).not.toContain('Groups of measures');
  });
});
