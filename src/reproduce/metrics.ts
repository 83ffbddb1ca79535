import type { Evaluation } from '../eval/evaluation.js';
import type { Expected, MeasureName, System } from './reproduction.js';

/** A measured value and the expected one. */
export interface Metric {
  readonly value: number;
  readonly expected: number | undefined;
  /** The difference from the expected value, to four decimals; 0 within the tolerance or without an expected value. */
  readonly off: number;
}

/** A system's row in the table of results. */
export interface SystemResult {
  readonly system: System;
  readonly metrics: ReadonlyMap<MeasureName, Metric>;
  /** The first measure (such as nDCG@10) of each topic. */
  readonly perTopic: Float64Array;
}

/** Compares a system's metrics with the expected ones. */
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

/** The source of expected values, and their tolerance. */
export function sourceText({ source, tolerance }: Expected): string {
  const within = tolerance ? ` Within ${tolerance.by} is right: ${tolerance.because}.` : '';
  return `${source}.${within}`;
}

/** The measure's name as papers write it. */
export function measureTitle(measure: MeasureName): string {
  return measure.replace('ndcg_cut.', 'nDCG@').replace('recall.', 'recall@');
}
