import type { MeasureSet } from './measure-set.js';

/** Values of one topic: a row of numbers, and the texts of text measures by name. */
export interface TopicRow {
  readonly values: Float64Array;
  readonly texts: ReadonlyMap<string, string>;
}

/** A number, or a text such as the tag of the run. */
export type Value = number | string;

/** One line of trec_eval's output. */
export interface EvaluationLine {
  readonly name: string;
  /** A topic's id, or `all`. */
  readonly topic: string;
  readonly value: Value;
  readonly isCount: boolean;
  /** The value is a z-score. */
  readonly isZScore: boolean;
}

/** What an evaluation reports besides its values. */
export interface EvaluationFacts {
  readonly isZScores: boolean;
  readonly unjudgedTopics: number;
  readonly missingTopics: number;
  readonly comments: number;
}

/**
 * The values of an evaluation: for all topics together and for each.
 *
 * Values have trec_eval's names: `map`, `ndcg_cut_10`, `P_5`. They are shares between 0 and 1 unless a measure's
 * help says otherwise; `num_*` are counts.
 */
export class Evaluation {
  private readonly set: MeasureSet;
  private readonly rows: ReadonlyMap<string, TopicRow>;
  private readonly summary: ReadonlyMap<string, Value>;
  private readonly isZScores: boolean;
  /** Topics of the run that the judgments lack: they are left out. */
  readonly unjudgedTopics: number;
  /** Topics of the judgments that the run lacks: with -c they count as 0, without it they are left out. */
  readonly missingTopics: number;
  /** Lines of run and judgments that begin with `#` and were skipped as comments. */
  readonly comments: number;

  /** @param rows by topic id, in the order of the output */
  constructor(
    set: MeasureSet,
    rows: ReadonlyMap<string, TopicRow>,
    summary: ReadonlyMap<string, Value>,
    facts: EvaluationFacts,
  ) {
    this.set = set;
    this.rows = rows;
    this.summary = summary;
    this.isZScores = facts.isZScores;
    this.unjudgedTopics = facts.unjudgedTopics;
    this.missingTopics = facts.missingTopics;
    this.comments = facts.comments;
  }

  /** The evaluated topics, in the order of their bytes. */
  get topics(): string[] {
    return [...this.rows.keys()];
  }

  /** All summary values by name, `runid` among them where it was asked for. */
  get overall(): ReadonlyMap<string, Value> {
    return this.summary;
  }

  /**
   * One number.
   * @param name as `ndcg_cut_10`
   * @param topic absent for the summary
   * @returns undefined where there is no such value
   */
  get(name: string, topic?: string): number | undefined {
    const value = topic === undefined ? this.summary.get(name) : this.topic(topic)?.get(name);
    return typeof value === 'number' ? value : undefined;
  }

  /** A topic's values by name, or undefined where it was not evaluated. */
  topic(topic: string): ReadonlyMap<string, Value> | undefined {
    const row = this.rows.get(topic);
    return row && new Map(topicValues(this.set, row).map(({ name, value }) => [name, value]));
  }

  /** A value for each of {@link topics}. */
  perTopic(name: string): Float64Array | undefined {
    for (const { measure, parameters, offset } of this.set.requested) {
      const index = parameters.names.indexOf(name);
      if (index < 0 || measure.input === 'run' || measure.input === 'text') continue;
      return Float64Array.from(this.rows.values(), (row) => row.values[offset + index]!);
    }
    return undefined;
  }

  /** Output lines of a topic, in trec_eval's order. */
  topicLines(topic: string): EvaluationLine[] {
    const row = this.rows.get(topic);
    if (!row) return [];
    return topicValues(this.set, row).map(({ name, value, isCount }) =>
      this.line(name, topic, value, isCount),
    );
  }

  /** Output lines of the summary, in trec_eval's order; Pyserini's judged_k last. */
  summaryLines(): EvaluationLine[] {
    const lines: EvaluationLine[] = [];
    for (const { measure, parameters } of this.set.requested) {
      for (const name of measure.input === 'text' ? [] : parameters.names) {
        lines.push(this.line(name, 'all', this.summary.get(name)!, measure.isCount ?? false));
      }
    }
    for (const cutoff of this.set.judgedCutoffs) {
      const name = `judged_${cutoff}`;
      lines.push({ name, topic: 'all', value: this.summary.get(name)!, isCount: false, isZScore: false });
    }
    return lines;
  }

  private line(name: string, topic: string, value: Value, isCount: boolean): EvaluationLine {
    const isZScore = this.isZScores && typeof value === 'number';
    return { name, topic, value, isCount: isCount && !isZScore, isZScore };
  }
}

/** A value of a topic. */
interface NamedValue {
  readonly name: string;
  readonly value: Value;
  readonly isCount: boolean;
}

function topicValues(set: MeasureSet, row: TopicRow): NamedValue[] {
  return set.requested.flatMap(({ measure, parameters: { names }, offset }): NamedValue[] => {
    if (measure.input === 'run') return [];
    if (measure.input === 'text') {
      return names.map((name) => ({ name, value: row.texts.get(name)!, isCount: false }));
    }
    if (measure.summaryOnly) return [];
    const isCount = measure.isCount ?? false;
    return names.map((name, index) => ({ name, value: row.values[offset + index]!, isCount }));
  });
}
