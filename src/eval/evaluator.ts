import { TseriniError } from '../errors.js';
import { compareBytewise } from '../run/bytes.js';
import { RunTopic } from '../run/run.js';
import { Evaluation, type TopicRow, type Value } from './evaluation.js';
import type { MeasureSet, RequestedMeasure } from './measure-set.js';
import type { Qrels, TopicQrels } from './qrels.js';
import { missingTopic, type RankedTopic, type RankingParameters, rankTopic } from './ranked-topic.js';

/** trec_eval's behaviour to follow: `9.0.4` compares scores in single precision; Pyserini wraps it. */
export type Compatibility = '10.0' | '9.0.4';

export interface EvaluateOptions {
  /** Average over all topics of the qrels; those that the run lacks count as 0 (-c). Default false. */
  readonly complete?: boolean;
  /** Lowest relevance level that counts as relevant (-l). Default 1. */
  readonly relevanceLevel?: number;
  /** Use only so many documents of each topic (-M). */
  readonly depth?: number;
  /** Leave documents that are not judged out of the rankings (-J). Default false. */
  readonly judgedOnly?: boolean;
  /** Number of documents in the collection (-N); only `utility` can use it. */
  readonly documents?: number;
  /** Drop hits that the qrels do not name before anything else (Pyserini's -remove-unjudged). */
  readonly removeUnjudged?: boolean;
  /** Default `10.0`. */
  readonly compat?: Compatibility;
  /** Evaluate this topic alone (-D). */
  readonly onlyTopic?: string;
}

/** Lowest value that enters a geometric mean, in trec_eval. */
export const leastGeometric = 1e-5;

/** Takes the topics of a run one after another, in any order, and keeps their values only. */
export class Evaluator {
  private readonly qrels: Qrels;
  private readonly set: MeasureSet;
  private readonly options: EvaluateOptions;
  private readonly ranking: RankingParameters;
  private readonly rows = new Map<string, TopicRow>();
  private readonly judged: { readonly cutoff: number; judged: number; seen: number }[];

  constructor(qrels: Qrels, set: MeasureSet, options: EvaluateOptions = {}) {
    this.qrels = qrels;
    this.set = set;
    this.options = options;
    this.ranking = {
      relevanceLevel: options.relevanceLevel ?? 1,
      depth: options.depth ?? Number.MAX_SAFE_INTEGER,
      judgedOnly: options.judgedOnly ?? false,
      documents: options.documents ?? 0,
      singlePrecision: options.compat === '9.0.4',
    };
    this.judged = set.judgedCutoffs.map((cutoff) => ({ cutoff, judged: 0, seen: 0 }));
  }

  /** Evaluates a topic of the run. It is not kept: the caller may use its memory again. */
  add(topic: RunTopic): void {
    if (this.options.onlyTopic !== undefined && topic.topic !== this.options.onlyTopic) return;
    const qrels = this.qrels.topics.get(topic.topic);
    const kept = this.options.removeUnjudged ? judgedHits(topic, qrels) : topic;
    this.countJudged(kept, qrels);
    if (qrels === undefined || (kept !== topic && kept.size === 0)) return;
    this.rows.set(topic.topic, this.evaluateTopic(rankTopic(qrels, kept, this.ranking), false));
  }

  /**
   * Averages over the topics.
   * @param tag the run's name
   * @throws TseriniError INPUT where no topic is in both the run and the qrels
   */
  finish(tag: string): Evaluation {
    if (this.rows.size === 0) {
      throw new TseriniError('INPUT', 'no topic of the run is in the qrels: do both belong together?');
    }
    const rows = [...this.rows];
    if (this.options.complete && this.options.onlyTopic === undefined) {
      for (const [topic, qrels] of this.qrels.topics) {
        if (this.rows.has(topic)) continue;
        rows.push([topic, this.evaluateTopic(missingTopic(qrels, this.ranking), true)]);
      }
    }
    rows.sort(([a], [b]) => compareBytewise(a, b));
    return new Evaluation(this.set, new Map(rows), this.summarise(rows, tag));
  }

  private evaluateTopic(topic: RankedTopic, missing: boolean): TopicRow {
    const values = new Float64Array(this.set.width);
    const texts = new Map<string, string>();
    for (const { measure, parameters, offset } of this.set.requested) {
      if (measure.input === 'text') {
        texts.set(parameters.names[0]!, missing ? '' : measure.text(topic, parameters));
      } else if (measure.input === 'ranked' && !(missing && measure.zeroWhenMissing)) {
        const end = offset + parameters.names.length;
        measure.evaluate(topic, parameters, values.subarray(offset, end));
      }
    }
    return { values, texts };
  }

  private summarise(rows: readonly (readonly [string, TopicRow])[], tag: string): Map<string, Value> {
    const summary = new Map<string, Value>();
    for (const request of this.set.requested) {
      const { measure, parameters } = request;
      if (measure.input === 'text') continue;
      parameters.names.forEach((name, index) => {
        if (measure.input === 'run') summary.set(name, measure.summary({ tag, topics: rows.length }));
        else summary.set(name, average(request, index, rows));
      });
    }
    for (const { cutoff, judged, seen } of this.judged) summary.set(`judged_${cutoff}`, judged / seen);
    return summary;
  }

  private countJudged(topic: RunTopic, qrels: TopicQrels | undefined): void {
    if (this.judged.length === 0) return;
    const ranking = topic.ranking();
    for (const count of this.judged) {
      const end = Math.min(count.cutoff, ranking.length);
      count.seen += end;
      for (let rank = 0; qrels && rank < end; rank++) {
        if (qrels.level(topic.docids, ranking[rank]!) !== undefined) count.judged++;
      }
    }
  }
}

function average(
  { measure, offset }: RequestedMeasure,
  index: number,
  rows: readonly (readonly [string, TopicRow])[],
): number {
  let sum = 0;
  for (const [, row] of rows) sum += row.values[offset + index]!;
  if (!('average' in measure) || measure.average === 'sum') return sum;
  return measure.average === 'mean' ? sum / rows.length : Math.exp(sum / rows.length);
}

function judgedHits(topic: RunTopic, qrels: TopicQrels | undefined): RunTopic {
  const kept = new RunTopic(topic.topic);
  for (let number = 0; qrels && number < topic.size; number++) {
    if (qrels.level(topic.docids, number) === undefined) continue;
    kept.addFrom(topic, number);
  }
  return kept;
}
