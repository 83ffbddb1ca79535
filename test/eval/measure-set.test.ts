import { measureGroups, measures } from 'tserini';
import { describe, expect, it } from 'vitest';
import { parseMeasures } from '#tserini/eval/measure-set.js';

/** Everything but the warnings. */
function parsed(...names: string[]) {
  const { warnings: _, ...rest } = parseMeasures(names);
  return rest;
}

describe('parseMeasures', () => {
  it('takes the first parameters of a measure, and says what has no effect', () => {
    const warningsOf = (...names: string[]) => parseMeasures(names).warnings;
    for (const [given, same, warning] of [
      [['P.5', 'P.10'], ['P.5'], /^P\.10 has no effect: .*\(write P\.5,10 for both\)$/],
      [['P', 'P.10'], ['P.10'], undefined],
      [['P.10', 'P'], ['P.10'], undefined],
      [['P.10', 'P.10'], ['P.10'], /^P\.10 has no effect/],
      [['map', 'map'], ['map'], undefined],
      [
        ['map.10'],
        ['map'],
        /^map takes no parameters: \.10 has no effect \(map_cut\.10 is another measure\)$/,
      ],
      [['bpref.10'], ['bpref'], /^bpref takes no parameters: \.10 has no effect$/],
      [['official.10'], ['official'], /^official takes no parameters: \.10 has no effect$/],
    ] as const) {
      expect(parsed(...given)).toEqual(parsed(...same));
      const warnings = warningsOf(...given);
      expect(warnings.length).toBe(warning ? 1 : 0);
      if (warning) expect(warnings[0]).toMatch(warning);
    }
    // A group leaves alone what was typed of its members.
    const names = (...given: string[]) =>
      parsed(...given).requested.flatMap(({ parameters }) => parameters.names);
    expect(warningsOf('P.10', 'official')).toEqual([]);
    expect(names('P.10', 'official').filter((name) => name.startsWith('P_'))).toEqual(['P_10']);
    expect(names('official', 'P.10').filter((name) => name.startsWith('P_'))).toEqual(['P_10']);
  });

  it("keeps trec_eval's order whatever the order asked for, and gives each value a place of its own", () => {
    const all = measures.map(({ name }) => name);
    const { requested, width } = parsed(...all.toReversed());
    expect(requested.map(({ measure }) => measure.name)).toEqual(all);
    let end = 0;
    for (const { measure, parameters, offset } of requested) {
      expect(offset).toBe(end);
      if (measure.input !== 'run' && measure.input !== 'text') end += parameters.names.length;
    }
    expect(width).toBe(end);
    for (const [group, members] of Object.entries(measureGroups))
      expect(parsed(group)).toEqual(parsed(...members));
  });

  it('takes the main measures of the format where none is named', () => {
    for (const [format, group] of [
      ['qrels', 'official'],
      ['qrels_jg', 'qrels_jg'],
      ['prefs', 'prefs'],
      ['qrels_prefs', 'prefs'],
    ] as const)
      expect(parseMeasures([], format)).toEqual(parseMeasures([group]));
    expect(parseMeasures([])).toEqual(parseMeasures(['official']));
  });

  it("takes the cutoffs of Pyserini's judged, which is no measure of trec_eval, and the last ones", () => {
    expect(parsed('map', 'judged.20,3')).toEqual({ ...parsed('map'), judgedCutoffs: [3, 20] });
    expect(parsed('judged.5', 'map', 'judged.7')).toEqual({ ...parsed('map'), judgedCutoffs: [7] });
    expect(parsed('map').judgedCutoffs).toEqual([]);
    expect(() => parseMeasures(['judged'])).toThrow(/judged needs a cutoff, as judged\.10/);
  });

  it.each([
    ['P.', /^no parameters after the dot: P\.$/],
    ['ndcg_cuts', /^unknown measure ndcg_cuts, did you mean ndcg_cut\?$/],
    // Half of a short name, and a third of a long one, may be wrong.
    ['mab', /did you mean map\?$/],
    ['xxp', /did you mean \w+\?$/],
    ['num_nonrel_judged', /did you mean num_nonrel_judged_ret\?$/],
    ['nonrel_judged_ret', /did you mean num_nonrel_judged_ret\?$/],
    ['judgd.10', /^unknown measure judgd, did you mean judged\?$/],
    ['oficial', /did you mean official\?$/],
    ['quite_another', /^unknown measure quite_another, available: runid, .*, judged$/],
    ['toString', /^unknown measure toString/],
  ])('refuses %s', (name, message) => {
    expect(() => parseMeasures([name])).toThrow(
      expect.objectContaining({
        code: 'USAGE',
        value: name.replace('.10', ''),
        message: expect.stringMatching(message),
      }),
    );
  });
});
