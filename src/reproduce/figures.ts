import type { Evaluation } from '../eval/evaluation.js';
import type { Expected, MeasureName, System } from './reproduction.js';

/** A measured value beside what was expected. */
export interface Figure {
  readonly value: number;
  readonly expected?: number;
  /** How far the value is off, to four decimals; 0 where it is right, or nothing was expected. */
  readonly off: number;
}

/** A system's row in the table of results. */
export interface SystemResult {
  readonly system: System;
  readonly figures: ReadonlyMap<MeasureName, Figure>;
  /** nDCG@10, or whatever the first measure is, of each topic. */
  readonly perTopic: Float64Array;
}

export function judge(
  system: System,
  measures: readonly MeasureName[],
  evaluation: Evaluation,
): SystemResult {
  const valueName = (measure: MeasureName) => measure.replace('.', '_');
  const figures = new Map(
    measures.map((measure) => [
      measure,
      compare(evaluation.get(valueName(measure))!, measure, system.expected),
    ]),
  );
  return { system, figures, perTopic: evaluation.perTopic(valueName(measures[0]!))! };
}

function compare(value: number, measure: MeasureName, expected?: Expected): Figure {
  const wanted = expected?.figures.get(measure);
  if (wanted === undefined) return { value, off: 0 };
  const difference = Number((Number(value.toFixed(4)) - wanted).toFixed(4));
  const off = Math.abs(difference) <= (expected?.tolerance?.by ?? 0) ? 0 : difference;
  return { value, expected: wanted, off };
}

/** The measure's name as papers write it. */
export function measureTitle(measure: MeasureName): string {
  return measure.replace('ndcg_cut.', 'nDCG@').replace('recall.', 'recall@');
}
