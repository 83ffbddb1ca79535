import { assertWeight } from '../../search/assert-weight.js';
import { assertWhole } from '../../util/assert-whole.js';
import { callJavaSync, javaText } from '../jvm/jvm.js';

/** Settings of one search. */
export interface ImpactQueryOptions {
  /** Fields to search and the factor of the query's weights in each. Default: `contents` alone. */
  readonly fields: Readonly<Record<string, number>>;
  /**
   * Two-phase search: this many of the query's terms, those that can add the most to a score, retrieve
   * candidates, and the other terms are added for these alone. Some of the best documents may be missed; the
   * scores of the documents that are found are exact. Default: all terms, an exact search.
   */
  readonly queryCut: number;
  /** Two-phase search: how many candidates to retrieve; at least k are. Default 5 × k. */
  readonly rescore: number;
}

/** The shim's searcher, as far as it keeps options. */
export interface JavaOptionsKeeper {
  setOptionsSync(
    number: number,
    minIdf: number,
    fields: string,
    boosts: readonly number[],
    queryCut: number,
    rescore: number,
    filter: string,
  ): void;
}

const plain = 0;
const other = 1;

/**
 * The minIdf that keeps the terms of every document, which Pyserini's searcher drops: of an index that grows from nothing they
 * may be all that there are.
 */
export const everyTerm = -1;

/** Gives the settings of searches to the shim, which keeps them by number: the default ones, and the last others. */
export class ImpactOptions {
  readonly minIdf: number;
  readonly #java: JavaOptionsKeeper;
  /** A service repeats its settings, and giving them takes as long as a search of a small index. */
  #other: string | undefined;

  /** @param minIdf query terms with an idf at or below this are dropped */
  constructor(java: JavaOptionsKeeper, minIdf: number) {
    this.#java = java;
    this.minIdf = minIdf;
    this.#set(plain, { contents: 1 }, 0, 0, '');
  }

  /**
   * The number of the settings of one search, which is to be started at once.
   * @param k how many hits it gives
   * @param filter a compiled filter; empty for none
   * @throws TseriniError `USAGE` (a boost that is negative or not a number, a cut below 1)
   */
  of({ fields, queryCut, rescore = 0 }: Partial<ImpactQueryOptions>, k: number, filter: string): number {
    if (!fields && queryCut === undefined && filter === '') return plain;
    if (queryCut !== undefined) assertWhole('queryCut', queryCut);
    if (rescore !== 0) assertWhole('rescore', rescore);
    for (const [name, boost] of Object.entries(fields ?? {})) assertWeight(`boost of field "${name}"`, boost);
    const candidates = Math.min(rescore === 0 ? 5 * k : rescore, 2 ** 31 - 1);
    const settings = [fields ?? { contents: 1 }, queryCut ?? 0, candidates, filter] as const;
    const key = JSON.stringify(settings);
    if (this.#other !== key) {
      this.#set(other, ...settings);
      this.#other = key;
    }
    return other;
  }

  #set(
    number: number,
    fields: Readonly<Record<string, number>>,
    queryCut: number,
    rescore: number,
    filter: string,
  ): void {
    const names = javaText(Object.keys(fields).join('\n'));
    const boosts = Object.values(fields);
    const text = javaText(filter);
    callJavaSync(() =>
      this.#java.setOptionsSync(number, this.minIdf, names, boosts, queryCut, rescore, text),
    );
  }
}
