import type { ReadOptions } from '../run/blocks.js';
import { loadRun, scanRun } from '../run/read-run.js';
import { type Run, RunTopic } from '../run/run.js';
import type { Evaluation } from './evaluation.js';
import { type EvaluateOptions, Evaluator } from './evaluator.js';
import type { Judgments } from './judgments.js';
import { type MeasureSet, parseMeasures } from './measure-set.js';

/**
 * Evaluates a run in memory, as trec_eval does.
 *
 * @param measures as trec_eval's -m takes them: `['map', 'ndcg_cut.10', 'recall.100,1000']`; none means `official`
 * @throws TseriniError USAGE for an unknown measure or bad parameters; INPUT where no topic is in both
 */
export function evaluate(
  judgments: Judgments,
  run: Run,
  measures: readonly string[] | MeasureSet = [],
  options: EvaluateOptions = {},
): Evaluation {
  const evaluator = new Evaluator(judgments, toSet(measures, judgments), options);
  for (const topic of run.topics.values()) evaluator.add(topic);
  return evaluator.finish(run.tag);
}

/** Thrown inside only, to leave the reading of a file whose topics are not grouped. */
const interleaved = Symbol('interleaved topics');

/**
 * Evaluates a run file. Where the lines of each topic stand together, as search programs write them, memory
 * holds one topic at a time, so that a run may be larger than memory; otherwise the file is read again, whole.
 *
 * @param path a run, or `-` for standard input
 * @throws TseriniError as {@link evaluate} and `loadRun`
 */
export async function evaluateFile(
  judgments: Judgments,
  path: string,
  measures: readonly string[] | MeasureSet = [],
  options: EvaluateOptions & ReadOptions = {},
): Promise<Evaluation> {
  const set = toSet(measures, judgments);
  // Standard input cannot be read twice.
  if (path === '-') return evaluate(judgments, await loadRun(path, options), set, options);
  const evaluator = new Evaluator(judgments, set, options);
  const topic = new RunTopic('', 1024);
  const seen = new Set<string>();
  try {
    const { tag } = await scanRun(
      path,
      (name) => {
        if (seen.has(name)) throw interleaved;
        if (seen.size > 0) evaluator.add(topic);
        seen.add(name);
        topic.reset(name);
        return topic;
      },
      options,
    );
    evaluator.add(topic);
    return evaluator.finish(tag);
  } catch (error) {
    if (error !== interleaved) throw error;
    return evaluate(judgments, await loadRun(path, options), set, options);
  }
}

function toSet(measures: readonly string[] | MeasureSet, judgments: Judgments): MeasureSet {
  return 'requested' in measures ? measures : parseMeasures(measures, judgments.format);
}
