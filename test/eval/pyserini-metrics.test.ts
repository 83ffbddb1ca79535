import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { command } from '#tserini/cli/commands/eval-trec-eval.js';
import { hasSharedData, needsSharedData, sharedData } from '../support/data.ts';
import { runCommand } from '../support/run-command.ts';

describe.skipIf(!hasSharedData)(`the metrics of Pyserini's runs${needsSharedData}`, () => {
  const readme = hasSharedData ? readFileSync(sharedData('README.md'), 'utf8') : '';
  // The table's rows: a run in backquotes, then the four metrics; an empty cell is not checked.
  const rows = [...readme.matchAll(/^\| .*`.*\|( [\d.]* ?\|){4}$/gm)].map(([row]) => {
    const [run, ...metrics] = row!.split('|').slice(1, -1);
    return { run: run!.trim(), metrics: metrics.map((metric) => metric.trim()) };
  });
  const measures = ['ndcg_cut_10', 'recall_100', 'recall_1000', 'map'];

  it('has a table to compare with', () => {
    expect(rows.length).toBeGreaterThan(6);
  });

  async function metricsOf(path: string, flags: readonly string[]): Promise<(string | undefined)[]> {
    const asked = ['-c', '-m', 'ndcg_cut.10', '-m', 'recall.100,1000', '-m', 'map', ...flags];
    const { out } = await runCommand('eval.trec_eval', command, [
      ...asked,
      sharedData('nfcorpus/qrels/test.qrels'),
      sharedData(path),
    ]);
    const lines = out.split('\n').map((line) => line.split('\t'));
    return measures.map((measure) => lines.find(([name]) => name!.trim() === measure)?.[2]);
  }

  it.each(rows)('$run', async ({ run, metrics }) => {
    const folder = run.startsWith('SPLADE-v3')
      ? 'nfcorpus-splade-v3/runs/'
      : run.startsWith('splade-tiny')
        ? 'nfcorpus-splade-tiny/'
        : 'nfcorpus/runs/';
    for (const [, name] of run.matchAll(/`([^`]+)`/g)) {
      const path = `${folder}${name}.txt.gz`;
      const known = (values: (string | undefined)[]) => values.filter((_, index) => metrics[index] !== '');
      const expected = known(metrics);
      expect(known(await metricsOf(path, ['--compat', '9.0.4']))).toEqual(expected);
      // The scores of these two fusions differ in digits that single precision does not hold.
      const tiesInSinglePrecision = /interpolation|average/.test(name!);
      if (!tiesInSinglePrecision) expect(known(await metricsOf(path, []))).toEqual(expected);
    }
  });
});
