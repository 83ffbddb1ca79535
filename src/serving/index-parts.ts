import type { IndexDescription } from '../search/index-description.js';
import { TseriniError } from '../util/errors.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import { AcquiredIndexes } from './acquired-indexes.js';
import { methodsOf } from './choose-method.js';
import type { IndexHandle } from './index-handle.js';
import type { IndexWriter } from './index-writer.js';
import { type QueryModel, queryTerms } from './query-model.js';
import { pruneQuery, type QueryPruning } from './query-pruning.js';
import type { CallOptions } from './requests.js';
import type { Method, QueryTerm, SearchMethod } from './results.js';

/** A query's vector with what is told of it. */
interface AskedVector {
  readonly vector: SparseVector;
  readonly terms: QueryTerm[];
  /** Whether the text was cut at the encoder's limit; undefined if it was not. */
  readonly truncated: true | undefined;
}

export interface IndexPartsOptions {
  /** One of an impact index, of a text index, or of both; or two, of an impact index and of a text index of its documents. */
  readonly handles: readonly IndexHandle[];
  /** The model of the queries of impacts. */
  readonly model?: QueryModel | undefined;
  /** What writes to the index, if it is open for that. */
  readonly writer?: IndexWriter | undefined;
  /** Called with the milliseconds that a search took. */
  readonly onSearch?: ((index: string, method: Method, milliseconds: number) => void) | undefined;
}

/** What an index under a name consists of: the places of its rankings, and the model of its queries. */
export class IndexParts {
  readonly name: string;
  readonly handles: readonly IndexHandle[];
  readonly model: QueryModel | undefined;
  readonly writer: IndexWriter | undefined;
  /** The methods of searching it, its default first. */
  readonly methods: readonly SearchMethod[];
  readonly onSearch: IndexPartsOptions['onSearch'];

  constructor(name: string, { handles, model, writer, onSearch }: IndexPartsOptions) {
    this.name = name;
    this.handles = handles;
    this.model = model;
    this.writer = writer;
    this.onSearch = onSearch;
    this.methods = methodsOf({ impact: this.#handleOf('impact'), bm25: this.#handleOf('bm25'), model });
  }

  #handleOf(method: Method): IndexHandle | undefined {
    return this.handles.find(({ indexes }) => indexes.some((index) => index.method === method));
  }

  /** How the ranking of a method was made, as of the last look; undefined if there is none. */
  description(method: Method): IndexDescription | undefined {
    const indexes = this.handles.flatMap((handle) => handle.indexes);
    return indexes.find((index) => index.method === method)?.description;
  }

  /**
   * The indexes of a request.
   * @param withTexts whether documents are looked up too
   * @throws TseriniError `INDEX` if the place of one has no usable index any more
   */
  acquire(method: SearchMethod, withTexts: boolean): Promise<AcquiredIndexes> {
    if (method === 'hybrid' || withTexts) return AcquiredIndexes.of(this.handles);
    return AcquiredIndexes.of([this.#handleOf(method)!]);
  }

  /** A query's vector by the model. */
  async encode(text: string, pruning: QueryPruning, { signal }: CallOptions): Promise<AskedVector> {
    const encoded = await this.model!.encode(text, signal);
    const vector = pruneQuery(encoded.vector, pruning);
    return { vector, terms: queryTerms(vector, encoded.tokens), truncated: encoded.truncated };
  }

  noDocument(docid: string): TseriniError {
    return new TseriniError('NOT_FOUND', `the index ${this.name} has no document ${docid}`, { value: docid });
  }
}
