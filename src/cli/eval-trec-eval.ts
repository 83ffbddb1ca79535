import { TseriniError } from '../errors.js';
import { evaluateFile } from '../eval/evaluate.js';
import { formatEvaluation } from '../eval/format.js';
import { parseMeasures } from '../eval/measure-set.js';
import { loadQrels } from '../eval/read-qrels.js';
import type { Command } from './command.js';
import { parseTrecEvalArguments } from './trec-eval-arguments.js';

export const command: Command = {
  examples: [
    [
      'eval.trec_eval -c -m ndcg_cut.10 -m recall.100,1000 qrels.txt run.txt',
      'nDCG@10 and recall over all topics of the qrels',
    ],
    ['eval.trec_eval -q -m map qrels.txt run.txt', 'Average precision of each topic, then the mean'],
  ],
  positional: '<qrels> <run>',
  rawArguments: true,
  async run(flags, io) {
    const request = parseTrecEvalArguments(flags._ as string[]);
    const measures = parseMeasures(request.measures);
    for (const warning of measures.warnings) io.log(`tserini: ${warning}`);
    if (request.files.length !== 2) {
      throw new TseriniError('USAGE', 'eval.trec_eval takes two files, the qrels and the run');
    }
    const [qrelsPath, runPath] = request.files as [string, string];
    const qrels = await loadQrels(qrelsPath, { signal: io.signal });
    const evaluation = await evaluateFile(qrels, runPath, measures, {
      ...request.options,
      signal: io.signal,
    });
    await io.out(formatEvaluation(evaluation, request.format));
  },
};
