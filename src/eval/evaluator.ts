import type { RunTopic } from '../run/run.js';
import { byCodePoint } from '../util/by-code-point.js';
import { TseriniError } from '../util/errors.js';
import { Evaluation, type TopicRow, type Value } from './evaluation.js';
import { JudgedShare, judgedHits } from './judged-share.js';
import { inputOf, type JudgedTopic, type Judgments, judgeTopic, wrongFormat } from './judgments.js';
import type { MeasureSet, RequestedMeasure } from './measure-set.js';
import { leastGeometric } from './measures/gm-map.js';
import type { RankingParameters, Version } from './ranked-topic.js';
import { newerThan904 } from './registry.js';
import type { ZScores } from './zscores.js';

/** What is evaluated, by which measures, and how. */
export interface EvaluateOptions {
  /** Average over all topics of the qrels; those that the run lacks count as 0 (-c). Default false. */
  readonly complete?: boolean;
  /** Lowest relevance level that counts as relevant (-l). Default 1. */
  readonly relevanceLevel?: number | undefined;
  /** Use only so many documents of each topic (-M), from 0 up. */
  readonly depth?: number | undefined;
  /** Leave documents that are not judged out of the rankings (-J). Default false. */
  readonly judgedOnly?: boolean;
  /** Number of documents in the collection (-N); only `utility` can use it. */
  readonly documents?: number | undefined;
  /** Drop hits that the qrels do not name before anything else (Pyserini's -remove-unjudged). */
  readonly removeUnjudged?: boolean;
  /**
   * The version of trec_eval whose behavior is followed. `9.0.4`, which Pyserini wraps, compares scores in single
   * precision, rounds recall levels differently, and with -c neither lists nor evaluates missing topics. Default
   * `10.0`.
   */
  readonly compat?: Version | undefined;
  /** Evaluate this topic alone (-D). */
  readonly onlyTopic?: string | undefined;
  /** Give z-scores in place of values (-Z). */
  readonly zscores?: ZScores | undefined;
}

/** Where a run and its qrels have no topic in common. */
export const nothingInCommon = 'no topic of the run is in the qrels: do both belong together?';

type Rows = readonly (readonly [topic: string, row: TopicRow])[];

/** Evaluates the topics of a run one after another, in any order, and stores only their values. */
export class Evaluator {
  private readonly judgments: Judgments;
  private readonly set: MeasureSet;
  private readonly options: EvaluateOptions;
  private readonly ranking: RankingParameters;
  private readonly rows = new Map<string, TopicRow>();
  private readonly judgedShare: JudgedShare;
  private unjudgedTopics = 0;

  /** @throws TseriniError USAGE where a measure needs judgments in another format, and for a depth below 0 */
  constructor(judgments: Judgments, set: MeasureSet, options: EvaluateOptions = {}) {
    const version = options.compat ?? '10.0';
    const depth = options.depth ?? Number.MAX_SAFE_INTEGER;
    if (!(Number.isInteger(depth) && depth >= 0)) {
      throw new TseriniError('USAGE', `the depth (-M) must be a whole number from 0 up, not ${depth}`, {
        value: depth,
      });
    }
    for (const { measure } of set.requested) checkMeasure(measure.name, measure.input, judgments, version);
    this.judgments = judgments;
    this.set = set;
    this.options = options;
    this.ranking = {
      relevanceLevel: options.relevanceLevel ?? 1,
      depth,
      judgedOnly: options.judgedOnly ?? false,
      documents: options.documents ?? 0,
      version,
    };
    this.judgedShare = new JudgedShare(set.judgedCutoffs, judgments);
  }

  /** Evaluates a topic of the run. It is not stored: the caller may reuse its memory. */
  add(run: RunTopic): void {
    if (this.options.onlyTopic !== undefined && run.topic !== this.options.onlyTopic) return;
    const kept = this.options.removeUnjudged ? judgedHits(run, this.judgments) : run;
    // A file without those lines would not have the topic; a topic that never had any is evaluated.
    if (kept.size === 0 && run.size > 0) return;
    this.judgedShare.add(kept);
    const judged = judgeTopic(this.judgments, run.topic, kept, this.ranking);
    if (judged) this.rows.set(run.topic, this.evaluateTopic(run.topic, judged, false));
    else this.unjudgedTopics++;
  }

  /**
   * Averages over the topics.
   * @param tag the run's name
   * @param comments how many lines of its file were skipped as comments
   * @throws TseriniError INPUT where no topic is in both the run and the qrels, unless those of the qrels alone count
   */
  finish(tag: string, comments = 0): Evaluation {
    const is904 = this.ranking.version === '9.0.4';
    const found = [...this.rows];
    const missing = this.options.complete ? this.missingRows() : [];
    const all = [...found, ...missing].sort(byTopic);
    if (all.length === 0 || (is904 && found.length === 0)) throw new TseriniError('INPUT', nothingInCommon);
    const listed = is904 ? found.sort(byTopic) : all;
    return new Evaluation(this.set, new Map(listed), this.summarize(all, tag), {
      isZScores: this.options.zscores !== undefined,
      unjudgedTopics: this.unjudgedTopics,
      missingTopics: this.judgments.topics.size - this.rows.size,
      comments: comments + this.judgments.comments,
    });
  }

  private missingRows(): [string, TopicRow][] {
    const rows: [string, TopicRow][] = [];
    for (const topic of this.judgments.topics.keys()) {
      const { onlyTopic = topic } = this.options;
      if (this.rows.has(topic) || topic !== onlyTopic) continue;
      const judged = judgeTopic(this.judgments, topic, undefined, this.ranking)!;
      rows.push([topic, this.evaluateTopic(topic, judged, true)]);
    }
    return rows;
  }

  private evaluateTopic(topic: string, judged: JudgedTopic, isMissing: boolean): TopicRow {
    const values = new Float64Array(this.set.width);
    const texts = new Map<string, string>();
    const { zscores } = this.options;
    for (const request of this.set.requested) {
      const { measure, parameters, offset } = request;
      const { names } = parameters;
      if (measure.input === 'text' && judged.input === 'ranked') {
        texts.set(names[0]!, isMissing ? "''" : measure.text(judged.topic, parameters));
        continue;
      }
      const part = values.subarray(offset, offset + names.length);
      if (isMissing && this.ranking.version === '9.0.4') fillAs904(request, judged, part);
      else if (!(isMissing && measure.zeroWhenMissing)) fill(request, judged, part);
      if (zscores)
        part.forEach((value, i) => {
          part[i] = zscores.zscore(topic, names[i]!, value);
        });
    }
    return { values, texts };
  }

  private summarize(rows: Rows, tag: string): Map<string, Value> {
    const summary = new Map<string, Value>();
    for (const request of this.set.requested) {
      const { measure, parameters } = request;
      if (measure.input === 'text') continue;
      parameters.names.forEach((name, index) => {
        if (measure.input === 'run') summary.set(name, measure.summary({ tag, topics: rows.length }));
        else summary.set(name, average(request, index, rows));
      });
    }
    for (const [name, share] of this.judgedShare.values()) summary.set(name, share);
    return summary;
  }
}

function byTopic([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return byCodePoint(a, b);
}

function checkMeasure(
  name: string,
  input: RequestedMeasure['measure']['input'],
  judgments: Judgments,
  version: Version,
): void {
  if (version === '9.0.4' && newerThan904.includes(name)) {
    throw new TseriniError('USAGE', `trec_eval 9.0.4 has no measure ${name}: leave --compat 9.0.4 out`);
  }
  const needs = input === 'text' ? 'ranked' : input;
  if (needs !== 'run' && needs !== inputOf(judgments)) throw wrongFormat(name, needs, judgments.format);
}

function fill({ measure, parameters }: RequestedMeasure, judged: JudgedTopic, values: Float64Array): void {
  if (measure.input === 'ranked' && judged.input === 'ranked') {
    measure.evaluate(judged.topic, parameters, values);
  } else if (measure.input === 'grouped' && judged.input === 'grouped') {
    measure.evaluate(judged.groups, parameters, values);
  } else if (measure.input === 'preferences' && judged.input === 'preferences') {
    measure.evaluate(judged.counts, parameters, values);
  }
}

/** trec_eval 9.0.4 does not evaluate missing topics: they add 0, the lowest value, or their relevant documents. */
function fillAs904(request: RequestedMeasure, judged: JudgedTopic, values: Float64Array): void {
  const { measure } = request;
  if (measure.countsMissing) fill(request, judged, values);
  else if ('average' in measure && measure.average === 'geometric') values.fill(Math.log(leastGeometric));
}

function average({ measure, offset }: RequestedMeasure, index: number, rows: Rows): number {
  let sum = 0;
  for (const [, row] of rows) sum += row.values[offset + index]!;
  if (!('average' in measure) || measure.average === 'sum') return sum;
  return measure.average === 'mean' ? sum / rows.length : Math.exp(sum / rows.length);
}
