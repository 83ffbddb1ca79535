import { assertWeight } from '../../search/assert-weight.js';
import { assertWhole } from '../../util/assert-whole.js';
import { callJavaSync, javaClass, javaText } from '../jvm/jvm.js';

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

/** The shim's `ImpactOptions`. */
export type JavaImpactOptions = object;

type JavaOptionsClass = new (
  minIdf: number,
  fields: string,
  boosts: readonly number[],
  queryCut: number,
  rescore: number,
  filter: string,
) => JavaImpactOptions;

/**
 * The minIdf that keeps the terms of every document, which Pyserini's searcher drops: of an index that grows from nothing they
 * may be all that there are.
 */
export const everyTerm = -1;

/** Converts the settings of searches for the shim; the default settings are converted once. */
export class ImpactOptions {
  readonly minIdf: number;
  readonly #Options: JavaOptionsClass;
  readonly #plain: JavaImpactOptions;
  /** The last others: a service repeats its settings, and making them takes as long as a search of a small index. */
  #last: { readonly key: string; readonly java: JavaImpactOptions } | undefined;

  private constructor(Options: JavaOptionsClass, minIdf: number) {
    this.minIdf = minIdf;
    this.#Options = Options;
    this.#plain = this.#java({ contents: 1 }, 0, 0, '');
  }

  /** @param minIdf query terms with an idf at or below this are dropped */
  static async create(minIdf: number): Promise<ImpactOptions> {
    return new ImpactOptions(await javaClass<JavaOptionsClass>('search.ImpactOptions'), minIdf);
  }

  /**
   * The settings of one search.
   * @param k how many hits it gives
   * @param filter a compiled filter; empty for none
   * @throws TseriniError `USAGE` (a boost that is negative or not a number, a cut below 1)
   */
  of(
    { fields, queryCut, rescore = 0 }: Partial<ImpactQueryOptions>,
    k: number,
    filter: string,
  ): JavaImpactOptions {
    if (!fields && queryCut === undefined && filter === '') return this.#plain;
    if (queryCut !== undefined) assertWhole('queryCut', queryCut);
    if (rescore !== 0) assertWhole('rescore', rescore);
    for (const [name, boost] of Object.entries(fields ?? {})) assertWeight(`boost of field "${name}"`, boost);
    const candidates = Math.min(rescore === 0 ? 5 * k : rescore, 2 ** 31 - 1);
    const settings = [fields ?? { contents: 1 }, queryCut ?? 0, candidates, filter] as const;
    const key = JSON.stringify(settings);
    if (this.#last?.key !== key) this.#last = { key, java: this.#java(...settings) };
    return this.#last.java;
  }

  #java(
    fields: Readonly<Record<string, number>>,
    queryCut: number,
    rescore: number,
    filter: string,
  ): JavaImpactOptions {
    const names = Object.keys(fields).join('\n');
    return callJavaSync(
      () =>
        new this.#Options(
          this.minIdf,
          javaText(names),
          Object.values(fields),
          queryCut,
          rescore,
          javaText(filter),
        ),
    );
  }
}
