import { availableParallelism } from 'node:os';
import type { Hit } from '../run/run.js';
import type { SearchOptions } from '../search/filter.js';
import type { ImpactQuery } from '../search/impact-searcher.js';
import { abortable } from '../util/abort.js';
import { TseriniError } from '../util/errors.js';
import { mapOrdered } from '../util/map-ordered.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import type { AcquiredIndexes } from './acquired-indexes.js';
import { HitTexts } from './candidates.js';
import { chooseMethod } from './choose-method.js';
import { type FoundHit, fusedDepth, hybridHits } from './hybrid-hits.js';
import type { IndexParts } from './index-parts.js';
import type { OpenIndex, Scoring } from './open-index.js';
import type { BatchPart, BatchSettings, CallOptions, SearchPart, SearchSettings } from './requests.js';
import type { BatchQuery, SearchMethod } from './results.js';
import { SnippetTerms } from './snippet.js';

/** A query as it is searched. */
interface Asked {
  readonly text: string | undefined;
  readonly vector: SparseVector | undefined;
  readonly truncated?: true | undefined;
}

/** Searches an index: one query or many, by one of its rankings or by both, fused. */
export class IndexSearch {
  readonly #parts: IndexParts;
  readonly #texts = new HitTexts();

  constructor(parts: IndexParts) {
    this.#parts = parts;
  }

  /** Searches with one query; in parts, so that an answer of any size takes little memory. */
  async *one(
    query: string,
    settings: SearchSettings = {},
    call: CallOptions = {},
  ): AsyncGenerator<SearchPart> {
    const { hits = 10, qid = '', documents = 'snippet', filter, bm25, form } = settings;
    const method = chooseMethod(this.#parts.name, this.#parts.methods, settings);
    const encoded = method === 'bm25' ? undefined : await this.#parts.encode(query, settings, call);
    const terms = new SnippetTerms(query, encoded?.vector);
    await using indexes = await this.#parts.acquire(method, documents !== 'none');
    const options = { ...call, ...(filter === undefined ? {} : { filter }), bm25 };
    const asked = { text: query, vector: encoded?.vector };
    const found = await this.#find(indexes, method, asked, hits, options);
    const echo = { text: query, qid, truncated: encoded?.truncated };
    const missing = method === 'impact' ? await this.#missing(indexes, encoded?.vector) : undefined;
    yield {
      head: { api: 'v1', index: this.#parts.name, query: echo, method, vector: encoded?.terms, missing },
    };
    const pages = this.#texts.pages(indexes, found, documents, terms, form);
    for await (const candidates of pages) yield { candidates };
  }

  /**
   * Searches with many queries, several at a time; in parts, in the order of the queries: the query, then its candidates, for
   * each.
   */
  async *many(
    queries: readonly BatchQuery[],
    settings: BatchSettings = {},
    call: CallOptions = {},
  ): AsyncGenerator<BatchPart> {
    const { hits = 10, documents = 'none', filter, bm25, form } = settings;
    const method = chooseMethod(this.#parts.name, this.#parts.methods, settings);
    await using indexes = await this.#parts.acquire(method, documents !== 'none');
    const options = { ...call, ...(filter === undefined ? {} : { filter }), bm25 };
    const answers = mapOrdered(queries, availableParallelism(), async (query) => {
      const asked = await this.#asked(query, method, call);
      return {
        asked,
        qid: query.qid,
        found: await this.#find(indexes, method, asked, hits, options),
      };
    });
    yield { head: { api: 'v1', index: this.#parts.name, method } };
    for await (const { qid, asked, found } of answers) {
      yield { query: { qid, text: asked.text, truncated: asked.truncated } };
      const terms = new SnippetTerms(asked.text ?? '', asked.vector);
      const pages = this.#texts.pages(indexes, found, documents, terms, form);
      for await (const candidates of pages) yield { candidates };
    }
  }

  async #asked(query: BatchQuery, method: SearchMethod, call: CallOptions): Promise<Asked> {
    if ('text' in query) {
      const { text } = query;
      if (method === 'bm25') return { text, vector: undefined };
      const { vector, truncated } = await this.#parts.encode(text, {}, call);
      return { text, vector, truncated };
    }
    if (method !== 'impact') {
      const message = `a vector is searched with method impact; give ${method} a text`;
      throw new TseriniError('USAGE', message, { value: query.qid });
    }
    return { text: undefined, vector: new Map(Object.entries(query.vector)) };
  }

  /** @param asked with a vector for impacts and a text for BM25, both for hybrid */
  async #find(
    indexes: AcquiredIndexes,
    method: SearchMethod,
    { text, vector }: Asked,
    hits: number,
    options: Partial<SearchOptions> & Scoring,
  ): Promise<readonly FoundHit[]> {
    if (method !== 'hybrid') return this.#rank(indexes.of(method), vector ?? text!, hits, options);
    const [impact, bm25] = await Promise.all([
      this.#rank(indexes.of('impact'), vector!, fusedDepth, options),
      this.#rank(indexes.of('bm25'), text!, fusedDepth, options),
    ]);
    return hybridHits({ impact, bm25 }, hits);
  }

  /** @param query a vector for an impact index, a text for a text index */
  async #rank(
    index: OpenIndex,
    query: ImpactQuery,
    hits: number,
    options: Partial<SearchOptions> & Scoring,
  ): Promise<readonly Hit[]> {
    const started = performance.now();
    const found = await abortable(index.search(query as never, hits, options), options.signal);
    this.#parts.onSearch?.(this.#parts.name, index.method, performance.now() - started);
    return found;
  }

  /** Of a query whose words are taken as tokens: those that the index lacks. A model has no words of its own. */
  async #missing(indexes: AcquiredIndexes, vector: SparseVector | undefined): Promise<string[] | undefined> {
    if (!vector || this.#parts.model?.name !== undefined) return undefined;
    const index = indexes.of('impact');
    const tokens = [...vector.keys()];
    const known = await Promise.all(tokens.map((token) => index.hasTerm(token)));
    return tokens.filter((_, i) => !known[i]);
  }
}
