import type { ParameterForm, Parameters } from './parameters.js';
import type { PreferenceCounts } from './preferences/preference-counts.js';
import type { RankedTopic } from './ranked-topic.js';

/**
 * How the topics' values become one:
 *
 * - `mean`: arithmetic mean
 * - `sum`: counts are added up
 * - `geometric`: the topics' values are logarithms; e to the power of their mean
 */
export type Averaging = 'mean' | 'sum' | 'geometric';

interface MeasureBase {
  /** Name on the command line and in the output, before any parameter. */
  readonly name: string;
  /** What it measures, in a few lines. */
  readonly help: string;
  /** Where it is defined. */
  readonly source?: string;
  readonly parameters: ParameterForm;
  readonly average: Averaging;
  /** Printed as a whole number. */
  readonly isCount?: boolean;
  /** Printed for all topics together only. */
  readonly summaryOnly?: boolean;
  /** With -c, a topic that the run lacks counts as 0, whatever the function would give. */
  readonly zeroWhenMissing?: boolean;
  /** trec_eval 9.0.4 counts it with -c even for topics that the run lacks. */
  readonly countsMissing?: boolean;
}

/** A measure of a ranking against qrels. Most are. */
export interface RankedMeasure extends MeasureBase {
  readonly input: 'ranked';
  /** Sets `values`, one per name in the parameters; they are 0 before. */
  evaluate(topic: RankedTopic, parameters: Parameters, values: Float64Array): void;
}

/** A measure of a ranking against the judgments of several users (-R qrels_jg). */
export interface GroupedMeasure extends MeasureBase {
  readonly input: 'grouped';
  /** @param groups the ranking as each group sees it, in the bytewise order of the groups' names */
  evaluate(groups: readonly RankedTopic[], parameters: Parameters, values: Float64Array): void;
}

/** A measure of a ranking against preferences between documents (-R prefs, -R qrels_prefs). */
export interface PreferenceMeasure extends MeasureBase {
  readonly input: 'preferences';
  evaluate(counts: PreferenceCounts, parameters: Parameters, values: Float64Array): void;
}

/** Not a number but a text, for each topic. */
export interface TextMeasure extends Omit<MeasureBase, 'average' | 'summaryOnly'> {
  readonly input: 'text';
  text(topic: RankedTopic, parameters: Parameters): string;
}

/** A fact about the whole run. */
export interface RunMeasure extends Omit<MeasureBase, 'average'> {
  readonly input: 'run';
  summary(run: { readonly tag: string; readonly topics: number }): string | number;
}

/** A measure of trec_eval: its name, its help and how it is computed. */
export type Measure = RankedMeasure | GroupedMeasure | PreferenceMeasure | TextMeasure | RunMeasure;
