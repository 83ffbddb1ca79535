import type { Evaluation } from '../eval/evaluation.js';
import type { Expected, MeasureName, System } from './reproduction.js';

/** A measured value beside what was expected. */
export interface Metric {
  readonly value: number;
  readonly expected: number | undefined;
  /** How far the value is off, to four decimals; 0 where it is right, or nothing was expected. */
  readonly off: number;
}

/** A system's row in the table of results. */
export interface SystemResult {
  readonly system: System;
  readonly metrics: ReadonlyMap<MeasureName, Metric>;
  /** nDCG@10, or whatever the first measure is, of each topic. */
  readonly perTopic: Float64Array;
}

/** A system's metrics beside those that are expected of it. */
export function judge(
  system: System,
  measures: readonly MeasureName[],
  evaluation: Evaluation,
): SystemResult {
  const valueName = (measure: MeasureName) => measure.replace('.', '_');
  const metrics = new Map(
    measures.map((measure) => [
      measure,
      compare(evaluation.get(valueName(measure))!, measure, system.expected),
    ]),
  );
  return { system, metrics, perTopic: evaluation.perTopic(valueName(measures[0]!))! };
}

function compare(value: number, measure: MeasureName, reference?: Expected): Metric {
  const expected = reference?.metrics.get(measure);
  const difference = expected === undefined ? 0 : Number((Number(value.toFixed(4)) - expected).toFixed(4));
  const off = Math.abs(difference) <= (reference?.tolerance?.by ?? 0) ? 0 : difference;
  return { value, expected, off };
}

/** Where expected values are published, and their tolerance. */
export function sourceText({ source, tolerance }: Expected): string {
  const within = tolerance ? ` Within ${tolerance.by} is right: ${tolerance.because}.` : '';
  return `${source}.${within}`;
}

/** The measure's name as papers write it. */
export function measureTitle(measure: MeasureName): string {
  return measure.replace('ndcg_cut.', 'nDCG@').replace('recall.', 'recall@');
}
