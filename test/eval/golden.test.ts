import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { command } from '#tserini/cli/eval-trec-eval.js';
import { hasSharedData, needsSharedData, sharedData } from '../support/data.ts';
import { runCommand } from '../support/run-command.ts';

const fixture = (name: string) => sharedData(`trec_eval/test/${name}`);
const parameters =
  '-miprec_at_recall..10,.20,.25,.75,.50 -m P.5,7,3 -m recall.20,2000 -m Rprec_mult.5.0,0.2,0.35 ' +
  '-mutility.2,-1,0,0 -m 11pt_avg..25,.5,.75 -mndcg.1=3,2=9,4=4.5 -mndcg_cut.10,20,23.4 -msuccess.2,5,20';

/** NIST's own fixtures: flags, judgments, run, expected output. */
const commandLines: readonly (readonly [string, string, string, string])[] = [
  ['', 'qrels.test', 'results.test', 'out.test'],
  ['', 'qrels.test.with-comments', 'results.test', 'out.test'],
  ['-m all_trec', 'qrels.test', 'results.test', 'out.test.a'],
  ['-m all_trec -q', 'qrels.test', 'results.test', 'out.test.aq'],
  ['-m all_trec -q -c', 'qrels.test', 'results.trunc', 'out.test.aqc'],
  ['-m all_trec -q -c -M100', 'qrels.test', 'results.trunc', 'out.test.aqcM'],
  ['-m all_trec -mrelstring.20 -q -l2', 'qrels.rel_level', 'results.test', 'out.test.aql'],
  ['-m all_prefs -q -R prefs', 'prefs.test', 'prefs.results.test', 'out.test.prefs'],
  ['-m all_prefs -q -R prefs', 'prefs.comment.test', 'prefs.results.test', 'out.test.prefs'],
  ['-m all_prefs -q -R qrels_prefs', 'qrels.test', 'results.test', 'out.test.qrels_prefs'],
  ['-m qrels_jg -q -R qrels_jg', 'qrels.123', 'results.test', 'out.test.qrels_jg'],
  [`-q ${parameters}`, 'qrels.test', 'results.test', 'out.test.meas_params'],
  ['-q -m all_trec -Z zscores_file', 'qrels.test', 'results.test', 'out.test.aqZ'],
];

describe.skipIf(!hasSharedData)(`trec_eval 10.0's own fixtures${needsSharedData}`, () => {
  it.each(commandLines)(
    'prints byte for byte: trec_eval %s %s %s',
    async (flags, judgments, run, expected) => {
      const given = flags
        .split(' ')
        .filter((flag) => flag !== '')
        .map((flag) => (flag === 'zscores_file' ? fixture(flag) : flag));
      const { out } = await runCommand('eval.trec_eval', command, [
        ...given,
        fixture(judgments),
        fixture(run),
      ]);
      expect(out).toBe(readFileSync(fixture(expected), 'utf8'));
    },
  );
});

describe.skipIf(!hasSharedData)(`the figures of Pyserini's runs${needsSharedData}`, () => {
  const readme = hasSharedData ? readFileSync(sharedData('README.md'), 'utf8') : '';
  // The table's rows: a run in backquotes, then the four figures; an empty cell is not checked.
  const rows = [...readme.matchAll(/^\| .*`.*\|( [\d.]* ?\|){4}$/gm)].map(([row]) => {
    const [run, ...figures] = row!.split('|').slice(1, -1);
    return { run: run!.trim(), figures: figures.map((figure) => figure.trim()) };
  });
  const measures = ['ndcg_cut_10', 'recall_100', 'recall_1000', 'map'];

  it('has a table to compare with', () => {
    expect(rows.length).toBeGreaterThan(6);
  });

  async function figuresOf(path: string, flags: readonly string[]): Promise<(string | undefined)[]> {
    const asked = ['-c', '-m', 'ndcg_cut.10', '-m', 'recall.100,1000', '-m', 'map', ...flags];
    const { out } = await runCommand('eval.trec_eval', command, [
      ...asked,
      sharedData('nfcorpus/qrels/test.qrels'),
      sharedData(path),
    ]);
    const lines = out.split('\n').map((line) => line.split('\t'));
    return measures.map((measure) => lines.find(([name]) => name!.trim() === measure)?.[2]);
  }

  it.each(rows)('$run', async ({ run, figures }) => {
    const folder = run.startsWith('SPLADE-v3')
      ? 'nfcorpus-splade-v3/runs/'
      : run.startsWith('splade-tiny')
        ? 'nfcorpus-splade-tiny/'
        : 'nfcorpus/runs/';
    for (const [, name] of run.matchAll(/`([^`]+)`/g)) {
      const path = `${folder}${name}.txt.gz`;
      const known = (values: (string | undefined)[]) => values.filter((_, index) => figures[index] !== '');
      const expected = known(figures);
      expect(known(await figuresOf(path, ['--compat', '9.0.4']))).toEqual(expected);
      // The scores of these two fusions differ in digits that single precision does not hold.
      const tiesInSinglePrecision = /interpolation|average/.test(name!);
      if (!tiesInSinglePrecision) expect(known(await figuresOf(path, []))).toEqual(expected);
    }
  });
});
