import { evaluateFile } from '../../eval/evaluate.js';
import type { Evaluation } from '../../eval/evaluation.js';
import { type EvaluateOptions, nothingInCommon } from '../../eval/evaluator.js';
import { formatEvaluation } from '../../eval/format.js';
import { formatMeasureHelp } from '../../eval/help.js';
import { loadJudgments } from '../../eval/judgments.js';
import { parseMeasures } from '../../eval/measure-set.js';
import { loadZScores } from '../../eval/zscores.js';
import { TseriniError } from '../../util/errors.js';
import type { Command, Io, Progress } from '../command.js';
import { qrelsPath } from '../flags/qrels-flag.js';
import { noteComments } from '../note-comments.js';
import { parseTrecEvalArguments, type TrecEvalRequest, trecEvalFlags } from '../trec-eval-arguments.js';

/** The version of trec_eval whose output this is, unless --compat says otherwise. */
const version = '10.0';

/** Size of a run, in bytes, from which its evaluation gets a progress bar. */
const worthABar = 100_000_000;

export const command: Command = {
  examples: [
    [
      'eval.trec_eval -c -m ndcg_cut.10 -m recall.100,1000 qrels.txt run.txt',
      'nDCG@10 and recall over all topics of the qrels',
    ],
    ['eval.trec_eval -q -m map qrels.txt run.txt', 'Average precision of each topic, then the mean'],
    ['eval.trec_eval -h -m all_trec', 'The definition and source of each measure'],
    ['eval.trec_eval -c -M 10 -m recip_rank qrels.tsv run.msmarco.tsv.gz', 'MRR@10 of an MS MARCO run'],
  ],
  positional: '<qrels> <run>',
  rawArguments: true,
  epilogue: trecEvalFlags,
  async run(flags, io) {
    const request = parseTrecEvalArguments(flags._ as string[]);
    const measures = parseMeasures(request.measures, request.judgmentFormat, request.options.compat);
    for (const warning of measures.warnings) io.log(`tserini: ${warning}`);
    if (request.version) return io.out(`trec_eval version ${request.options.compat ?? version}\n`);
    if (request.help) return io.out(await help(request));
    if (request.files.length !== 2) {
      const given = request.files.length === 1 ? `only ${request.files[0]} is given` : 'as <qrels> <run>';
      throw new TseriniError(
        'USAGE',
        `eval.trec_eval takes two files, ${given} (see: tserini eval.trec_eval --help)`,
      );
    }
    await evaluateFiles(request, measures, io);
  },
};

async function evaluateFiles(
  request: TrecEvalRequest,
  measures: ReturnType<typeof parseMeasures>,
  io: Io,
): Promise<void> {
  const [qrelsName, runPath] = request.files as [string, string];
  const { signal } = io;
  const path = await qrelsPath(qrelsName, io);
  // Version 10.0 has comments, 9.0.4 has none.
  const reading = { signal, hashComments: request.options.compat !== '9.0.4' };
  const judgments = await loadJudgments(path, request.judgmentFormat, reading);
  const zscores = request.zscores === undefined ? undefined : await loadZScores(request.zscores, reading);
  let progress: Progress | undefined;
  const onProgress = (done: number, total?: number) => {
    if (total === undefined || total < worthABar) return;
    progress ??= io.progress('Evaluating', 'bytes', total);
    progress.update(done);
  };
  const options = { ...request.options, ...reading, zscores, onProgress };
  const evaluation = await evaluateFile(judgments, runPath, measures, options).finally(() =>
    progress?.stop(),
  );
  for (const note of notes(evaluation, judgments.topics.size, request.options)) io.log(`tserini: ${note}`);
  noteComments(io, evaluation);
  await io.out(formatEvaluation(evaluation, request.format));
}

/** Warnings that trec_eval itself does not print. */
function notes(
  evaluation: Evaluation,
  judgedTopics: number,
  { complete, onlyTopic }: EvaluateOptions,
): string[] {
  const { unjudgedTopics, missingTopics } = evaluation;
  if (onlyTopic !== undefined) return [];
  const topics = (count: number) => `${count} ${count === 1 ? 'topic' : 'topics'}`;
  const found: string[] = [];
  if (missingTopics === judgedTopics) found.push(`warning: ${nothingInCommon}`);
  if (unjudgedTopics > 0) found.push(`${topics(unjudgedTopics)} of the run not in the qrels: left out`);
  if (missingTopics > 0 && !complete) {
    found.push(`${topics(missingTopics)} of the qrels not in the run: left out (with -c they count as 0)`);
  }
  return found;
}

/** What trec_eval's -h shows: the flags, then the formats and the measures that the other flags name. */
async function help(request: TrecEvalRequest): Promise<string> {
  return `${trecEvalFlags}\n\n${formatMeasureHelp(request.measures, request.judgmentFormat)}`;
}
