import type { ReadColumnsOptions } from '../run/columns.js';
import type { Run } from '../run/run.js';
import { visitRun } from '../run/visit-run.js';
import type { Evaluation } from './evaluation.js';
import { type EvaluateOptions, Evaluator } from './evaluator.js';
import type { Judgments } from './judgments.js';
import { type MeasureSet, parseMeasures } from './measure-set.js';

/**
 * Evaluates a run in memory, as trec_eval does. A topic of the run without documents counts as one for which nothing was
 * found, as in pytrec_eval: with 0 in most measures.
 *
 * @param measures as trec_eval's -m takes them: `['map', 'ndcg_cut.10', 'recall.100,1000']`; none means the main
 *   measures that the judgments' format serves
 * @throws TseriniError USAGE for an unknown measure, bad parameters, or a measure that needs judgments in another
 *   format; INPUT where no topic is in both, unless all topics of the judgments count (`complete`)
 */
export function evaluate(
  judgments: Judgments,
  run: Run,
  measures: readonly string[] | MeasureSet = [],
  options: EvaluateOptions = {},
): Evaluation {
  const evaluator = new Evaluator(judgments, toSet(measures, judgments, options), options);
  for (const topic of run.topics.values()) evaluator.add(topic);
  return evaluator.finish(run.tag, run.comments);
}

/**
 * Evaluates a run file without loading it into memory, if the lines of each topic are contiguous.
 *
 * @param path a run, or `-` for standard input
 * @throws TseriniError as {@link evaluate} and `loadRun`
 */
export async function evaluateFile(
  judgments: Judgments,
  path: string,
  measures: readonly string[] | MeasureSet = [],
  options: EvaluateOptions & ReadColumnsOptions = {},
): Promise<Evaluation> {
  const set = toSet(measures, judgments, options);
  const { visitor, tag, comments } = await visitRun(
    path,
    () => new Evaluator(judgments, set, options),
    options,
  );
  return visitor.finish(tag, comments);
}

function toSet(
  measures: readonly string[] | MeasureSet,
  judgments: Judgments,
  { compat }: EvaluateOptions,
): MeasureSet {
  return 'requested' in measures ? measures : parseMeasures(measures, judgments.format, compat);
}
