import type { FusionMethod } from '../fusion/methods.js';

/** A measure as trec_eval's -m takes it, with one cutoff: `ndcg_cut.10`. */
export type MeasureName = string;

/** The expected metrics of a system. */
export interface Expected {
  /** By measure, to four decimals. */
  readonly metrics: ReadonlyMap<MeasureName, number>;
  /** Where the metrics are published. */
  readonly source: string;
  /** The accepted difference and its reason; absent if the metrics must be equal. */
  readonly tolerance?: { readonly by: number; readonly because: string } | undefined;
}

interface AnySystem {
  /** The name of its row in the table and of its files. */
  readonly name: string;
  readonly expected?: Expected | undefined;
}

/** Documents and topics encoded by a model, searched in an impact index. */
export interface ImpactSystem extends AnySystem {
  readonly kind: 'impact';
  readonly encoder: string;
  readonly fields: readonly string[];
  /** Longest document in tokens. */
  readonly maxLength: number;
}

/** Title and text, searched with BM25. */
export interface Bm25System extends AnySystem {
  readonly kind: 'bm25';
}

/** The fused rankings of earlier systems. */
export interface FusedSystem extends AnySystem {
  readonly kind: 'fusion';
  readonly of: readonly string[];
  readonly method: FusionMethod;
}

export type System = ImpactSystem | Bm25System | FusedSystem;

/** An experiment as data: its collection, its systems and the expected metrics. */
export interface Reproduction {
  readonly title: string;
  /** A data set of BEIR by name, or a folder in BEIR's layout. */
  readonly data: { readonly dataset: string } | { readonly folder: string };
  readonly systems: readonly System[];
  readonly measures: readonly MeasureName[];
  /** Hits per topic. */
  readonly hits: number;
  /** A topic whose best hits are shown. */
  readonly shownTopic?: string;
}
