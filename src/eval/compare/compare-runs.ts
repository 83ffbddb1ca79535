import type { Run } from '../../run/run.js';
import { throwIfStopped } from '../../util/abort.js';
import { byCodePoint } from '../../util/by-code-point.js';
import { TseriniError } from '../../util/errors.js';
import { inTurns } from '../../util/turns.js';
import { evaluate, evaluateFile } from '../evaluate.js';
import type { Evaluation } from '../evaluation.js';
import { type EvaluateOptions, nothingInCommon } from '../evaluator.js';
import type { Judgments } from '../judgments.js';
import { type MeasureSet, parseMeasures } from '../measure-set.js';
import { bootstrapSteps, type Interval } from './bootstrap.js';
import { holm } from './holm.js';
import { type RandomizationTest, randomizationSteps } from './randomization-test.js';
import { meanOf, pairedTTest, type TTest } from './t-test.js';

/** A run with the name it is shown under; a path is read without holding the run in memory. */
export interface NamedRun {
  readonly name: string;
  readonly run: Run | string;
}

/** What to compare runs by. */
export interface CompareOptions extends Omit<EvaluateOptions, 'complete' | 'onlyTopic' | 'zscores'> {
  /** Sign patterns of the randomization test. Default 100,000. */
  readonly permutations?: number;
  /** Samples of the bootstrap. Default 10,000. */
  readonly resamples?: number;
  /** Of the confidence interval. Default 0.95. */
  readonly confidence?: number;
  /** Default 42: the same input gives the same output. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  /** Skip every line of a run that begins with `#`, as trec_eval 10.0 does. */
  readonly hashComments?: boolean;
  /** Runs evaluated so far, and of how many. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** How a run differs from the first, on one measure. */
export interface Difference {
  /** Mean of the run minus mean of the first. */
  readonly mean: number;
  readonly interval: Interval;
  readonly tTest: TTest;
  readonly randomization: RandomizationTest;
  /** Both p-values after Holm's correction over the runs compared on this measure. */
  readonly corrected: { readonly tTest: number; readonly randomization: number };
  /** Topics on which the run is better than the first, equal, and worse. */
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  /** For each topic, the run's value minus the first's. */
  readonly perTopic: Float64Array;
}

/** A run by one measure. */
export interface ComparedRun {
  readonly name: string;
  readonly mean: number;
  /** A value for each topic. */
  readonly values: Float64Array;
  /** Absent for the first run. */
  readonly difference?: Difference;
}

/** All runs by one measure. */
export interface ComparedMeasure {
  readonly name: string;
  /** In the order given. */
  readonly runs: readonly ComparedRun[];
}

/** What {@link compareRuns} found. */
export interface Comparison {
  /** All topics of the qrels, in the order of their bytes. */
  readonly topics: readonly string[];
  readonly measures: readonly ComparedMeasure[];
  readonly confidence: number;
  readonly seed: number;
  /** Lines of runs and judgments that begin with `#` and were skipped as comments. */
  readonly comments: number;
}

/** Differences this small come from rounding. */
const tie = 1e-9;

/**
 * Compares runs with the first of them, over all topics of the qrels; a topic that a run lacks counts as 0.
 *
 * For each measure and run: the mean difference with its bootstrap confidence interval, the paired t-test, Fisher's
 * randomization test, and both p-values after Holm's correction. Which test to prefer: Smucker, Allan and
 * Carterette (CIKM 2007) recommend t-test, randomization or bootstrap over the Wilcoxon and sign tests; Urbano,
 * Lima and Hanjalic (Statistical Significance Testing in Information Retrieval, SIGIR 2019) find the t-test the
 * most powerful that keeps its error rate.
 *
 * @param runs at least two
 * @param measures as for `evaluate`; default nDCG@10, average precision and recall@100
 * @throws TseriniError USAGE: fewer than two runs, a measure without a number for each topic; INPUT: a run of
 *   other topics; as `evaluate`
 */
export async function compareRuns(
  judgments: Judgments,
  runs: readonly NamedRun[],
  measures: readonly string[] = ['ndcg_cut.10', 'map', 'recall.100'],
  options: CompareOptions = {},
): Promise<Comparison> {
  if (runs.length < 2) throw new TseriniError('USAGE', 'a comparison needs two runs or more');
  const set = parseMeasures(measures, judgments.format, options.compat);
  const names = comparableNames(set);
  const evaluations: Evaluation[] = [];
  for (const { run, name } of runs) {
    throwIfStopped(options.signal);
    const complete = { ...options, complete: true };
    const evaluation =
      typeof run === 'string'
        ? await evaluateFile(judgments, run, set, withoutProgress(complete))
        : evaluate(judgments, run, set, complete);
    if (evaluation.missingTopics === judgments.topics.size) {
      throw new TseriniError('INPUT', `${name}: ${nothingInCommon}`, { value: name });
    }
    evaluations.push(evaluation);
    options.onProgress?.(evaluations.length, runs.length);
  }
  const topics = [...judgments.topics.keys()].sort(byCodePoint);
  const compared: ComparedMeasure[] = [];
  for (const name of names) {
    compared.push(await inTurns(compareOn(name, runs, evaluations, topics, options), options.signal));
  }
  return {
    topics,
    measures: compared,
    confidence: options.confidence ?? 0.95,
    seed: options.seed ?? 42,
    comments: evaluations.reduce(
      (sum, { comments }) => sum + comments - judgments.comments,
      judgments.comments,
    ),
  };
}

function withoutProgress({ onProgress: _, ...rest }: CompareOptions & { complete: boolean }) {
  return rest;
}

/** Names of all values, each of which must be a number for each topic. */
function comparableNames(set: MeasureSet): string[] {
  const names = set.requested.flatMap(({ measure, parameters }) => {
    const isPerTopic = 'average' in measure && !measure.summaryOnly;
    if (!isPerTopic) {
      throw new TseriniError('USAGE', `${measure.name} has no number for each topic and cannot be compared`, {
        value: measure.name,
      });
    }
    return parameters.names;
  });
  if (set.judgedCutoffs.length > 0) {
    throw new TseriniError('USAGE', 'judged has no number for each topic and cannot be compared', {
      value: 'judged',
    });
  }
  return names;
}

function* compareOn(
  name: string,
  runs: readonly NamedRun[],
  evaluations: readonly Evaluation[],
  topics: readonly string[],
  options: CompareOptions,
): Generator<void, ComparedMeasure> {
  // trec_eval 9.0.4 does not list topics that the run lacks.
  const values = evaluations.map((evaluation) =>
    Float64Array.from(topics, (topic) => evaluation.get(name, topic) ?? 0),
  );
  const first = values[0]!;
  const differences = values.slice(1).map((own) => own.map((value, i) => value - first[i]!));
  const tTests = differences.map(pairedTTest);
  const randomizations: RandomizationTest[] = [];
  for (const difference of differences) randomizations.push(yield* randomizationSteps(difference, options));
  const correctedT = holm(tTests.map(({ p }) => p));
  const correctedRandomization = holm(randomizations.map(({ p }) => p));
  const compared: ComparedRun[] = [];
  for (const [index, { name: runName }] of runs.entries()) {
    const base = { name: runName, mean: meanOf(values[index]!), values: values[index]! };
    if (index === 0) {
      compared.push(base);
      continue;
    }
    const perTopic = differences[index - 1]!;
    const difference: Difference = {
      mean: meanOf(perTopic),
      interval: yield* bootstrapSteps(perTopic, options),
      tTest: tTests[index - 1]!,
      randomization: randomizations[index - 1]!,
      corrected: { tTest: correctedT[index - 1]!, randomization: correctedRandomization[index - 1]! },
      wins: perTopic.filter((value) => value > tie).length,
      ties: perTopic.filter((value) => Math.abs(value) <= tie).length,
      losses: perTopic.filter((value) => value < -tie).length,
      perTopic,
    };
    compared.push({ ...base, difference });
  }
  return { name, runs: compared };
}

/** A topic and what changed on it. */
export interface MovedTopic {
  readonly topic: string;
  readonly from: number;
  readonly to: number;
  readonly difference: number;
}

/** The topics on which a run differs most from the first: the largest gains, then the largest losses. */
export function mostMoved(
  { topics }: Comparison,
  { runs }: ComparedMeasure,
  run: ComparedRun,
  count: number,
): { gains: MovedTopic[]; losses: MovedTopic[] } {
  const perTopic = run.difference?.perTopic ?? new Float64Array(0);
  const order = [...perTopic.keys()].sort((a, b) => perTopic[b]! - perTopic[a]!);
  const moved = (index: number): MovedTopic => ({
    topic: topics[index]!,
    from: runs[0]!.values[index]!,
    to: run.values[index]!,
    difference: perTopic[index]!,
  });
  const gains = order.filter((index) => perTopic[index]! > tie).slice(0, count);
  const losses = order
    .filter((index) => perTopic[index]! < -tie)
    .reverse()
    .slice(0, count);
  return { gains: gains.map(moved), losses: losses.map(moved) };
}
