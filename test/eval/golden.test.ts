import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { command } from '#tserini/cli/commands/eval-trec-eval.js';
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
