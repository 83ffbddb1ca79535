import { availableParallelism } from 'node:os';
import type { Hit } from '../run/run.js';
import type { SearchOptions } from '../search/filter.js';
import type { ImpactQuery } from '../search/impact-searcher.js';
import { modelsOf } from '../search/index-description.js';
import { otherModel, otherWeights } from '../search/other-model.js';
import { abortable } from '../util/abort.js';
import { TseriniError } from '../util/errors.js';
import { mapOrdered } from '../util/map-ordered.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import { AcquiredIndexes } from './acquired-indexes.js';
import { HitTexts } from './candidates.js';
import { chooseMethod, methodsOf } from './choose-method.js';
import { cutText, type DocumentText, type RecordForm, recordOf, showDocument } from './document-text.js';
import { type FoundHit, fusedDepth, hybridHits } from './hybrid-hits.js';
import type { IndexHandle } from './index-handle.js';
import type { OpenIndex, Scoring } from './open-index.js';
import { type QueryModel, queryTerms } from './query-model.js';
import { pruneQuery, type QueryPruning } from './query-pruning.js';
import type {
  BatchHead,
  BatchPart,
  BatchSettings,
  CallOptions,
  ExplainSettings,
  SearchHead,
  SearchPart,
  SearchSettings,
} from './requests.js';
import type {
  BatchQuery,
  BatchResponse,
  Candidate,
  DocumentResponse,
  ExplainResponse,
  IndexInfo,
  Method,
  SearchMethod,
  SearchResponse,
  VectorResponse,
} from './results.js';
import { SnippetTerms } from './snippet.js';

/** @param models those of the documents, if the index says so */
function noModel(models: readonly { readonly name: string }[]): string {
  const names = models.map(({ name }) => name).join(', ');
  const by = names === '' ? '' : `; its documents were encoded by ${names}`;
  return `no encoder is set for this impact index, so that the words of a query are taken as its tokens${by}`;
}

function described(handle: IndexHandle | undefined): IndexInfo['impactIndex'] {
  // The schema's arrays are not readonly.
  return handle?.index.description as IndexInfo['impactIndex'];
}

/** A query as it is searched. */
interface Asked {
  readonly text: string | undefined;
  readonly vector: SparseVector | undefined;
  readonly truncated?: true | undefined;
}

/** What a served index consists of. */
interface IndexParts {
  readonly impact?: IndexHandle | undefined;
  /** The text index of the same documents. */
  readonly bm25?: IndexHandle | undefined;
  /** The model of the queries of an impact index. */
  readonly model?: QueryModel | undefined;
  /** Called with the milliseconds that a search took. */
  readonly onSearch?: ((index: string, method: Method, milliseconds: number) => void) | undefined;
}

/**
 * An index under a name: an impact index with the model of its queries, a text index for BM25, or both over the same
 * documents. Knows nothing of HTTP: arguments and results are plain values.
 *
 * A request reads an index in one state from its first look to its last, whatever is committed meanwhile.
 *
 * Every method throws a TseriniError: `NOT_FOUND` (a document), `USAGE` (what this index cannot do), `INDEX` (the
 * index is no longer at its path), `INTERRUPTED` (the signal).
 */
export class ServedIndex {
  readonly name: string;
  readonly #parts: IndexParts;
  /** The impact index first. */
  readonly #handles: readonly IndexHandle[];
  readonly #methods: readonly SearchMethod[];
  readonly #texts = new HitTexts();

  constructor(name: string, parts: IndexParts) {
    this.name = name;
    this.#parts = parts;
    this.#handles = [parts.impact, parts.bm25].filter((handle) => handle !== undefined);
    this.#methods = methodsOf(parts);
  }

  /** Undefined for a text index without an impact index. */
  get model(): QueryModel | undefined {
    return this.#parts.model;
  }

  info(): IndexInfo {
    const { impact, bm25, model } = this.#parts;
    return {
      name: this.name,
      documents: this.#handles[0]!.index.documents,
      impact: impact !== undefined,
      bm25: bm25 !== undefined,
      hybrid: this.#methods.includes('hybrid'),
      encoder: model?.name,
      hasText: this.#hasText,
      impactIndex: described(impact),
      textIndex: described(bm25),
      warnings: this.#warnings(),
    };
  }

  /** Why it cannot be searched now; undefined if it can. */
  async problem(): Promise<TseriniError | undefined> {
    const problems = await Promise.all(this.#handles.map((handle) => handle.problem()));
    return problems.find((problem) => problem !== undefined);
  }

  /** Searches with one query. */
  async search(
    query: string,
    settings: SearchSettings = {},
    call: CallOptions = {},
  ): Promise<SearchResponse> {
    const candidates: Candidate[] = [];
    let head: SearchHead;
    for await (const part of this.searchParts(query, settings, call)) {
      if ('head' in part) head = part.head;
      else candidates.push(...part.candidates);
    }
    return { ...head!, candidates };
  }

  /** As {@link search}, in parts: an answer of any size takes little memory. */
  async *searchParts(
    query: string,
    settings: SearchSettings = {},
    call: CallOptions = {},
  ): AsyncGenerator<SearchPart> {
    const { hits = 10, qid = '', documents = 'snippet', filter, bm25, form } = settings;
    const method = chooseMethod(this.name, this.#methods, settings);
    const encoded = method === 'bm25' ? undefined : await this.#encode(query, settings, call);
    const terms = new SnippetTerms(query, encoded?.vector);
    await using indexes = await this.#acquire(method, documents !== 'none');
    const options = { ...call, ...(filter === undefined ? {} : { filter }), bm25 };
    const asked = { text: query, vector: encoded?.vector };
    const found = await this.#find(indexes, method, asked, hits, options);
    const echo = { text: query, qid, truncated: encoded?.truncated };
    const missing = await this.#missing(indexes.searched, encoded?.vector);
    yield { head: { api: 'v1', index: this.name, query: echo, method, vector: encoded?.terms, missing } };
    const pages = this.#texts.pages(indexes, found, documents, terms, form);
    for await (const candidates of pages) yield { candidates };
  }

  /** Searches with many queries, several at a time; the results are in the order of the queries. */
  async searchMany(
    queries: readonly BatchQuery[],
    settings: BatchSettings = {},
    call: CallOptions = {},
  ): Promise<BatchResponse> {
    const results: BatchResponse['results'] = [];
    let head: BatchHead;
    for await (const part of this.searchManyParts(queries, settings, call)) {
      if ('head' in part) head = part.head;
      else if ('query' in part) results.push({ query: part.query, candidates: [] });
      else results.at(-1)!.candidates.push(...part.candidates);
    }
    return { ...head!, results };
  }

  /** As {@link searchMany}, in parts: the query, then its candidates, for each query. */
  async *searchManyParts(
    queries: readonly BatchQuery[],
    settings: BatchSettings = {},
    call: CallOptions = {},
  ): AsyncGenerator<BatchPart> {
    const { hits = 10, documents = 'none', filter, bm25, form } = settings;
    const method = chooseMethod(this.name, this.#methods, settings);
    await using indexes = await this.#acquire(method, documents !== 'none');
    const options = { ...call, ...(filter === undefined ? {} : { filter }), bm25 };
    const answers = mapOrdered(queries, availableParallelism(), async (query) => {
      const asked = await this.#asked(query, method, call);
      return {
        asked,
        qid: query.qid,
        found: await this.#find(indexes, method, asked, hits, options),
      };
    });
    yield { head: { api: 'v1', index: this.name, method } };
    for await (const { qid, asked, found } of answers) {
      yield { query: { qid, text: asked.text, truncated: asked.truncated } };
      const terms = new SnippetTerms(asked.text ?? '', asked.vector);
      const pages = this.#texts.pages(indexes, found, documents, terms, form);
      for await (const candidates of pages) yield { candidates };
    }
  }

  /** The titles and texts of documents, by docid; those that no index has are left out. */
  async texts(docids: readonly string[]): Promise<ReadonlyMap<string, DocumentText>> {
    await using indexes = await AcquiredIndexes.of(this.#handles);
    const stored = await indexes.stored(docids);
    return new Map(
      Array.from(stored, ([docid, document]) => {
        const { title, text } = showDocument(document);
        return [docid, { title, text }];
      }),
    );
  }

  /** What is stored of a document. */
  async document(
    docid: string,
    form: RecordForm = {},
    { signal }: CallOptions = {},
  ): Promise<DocumentResponse> {
    const read = async () => {
      await using indexes = await AcquiredIndexes.of(this.#handles);
      return (await indexes.stored([docid])).get(docid);
    };
    const stored = await abortable(read(), signal);
    if (!stored) throw this.#noDocument(docid);
    const shown = showDocument(stored);
    const { title } = shown;
    const text =
      form.maxLength === undefined ? shown.text : shown.text && cutText(shown.text, form.maxLength);
    return { api: 'v1', index: this.name, docid, title, text, doc: recordOf(stored, shown, form) };
  }

  /** What each term adds to the score of a document for a query. */
  async explain(
    query: string,
    docid: string,
    settings: ExplainSettings = {},
    call: CallOptions = {},
  ): Promise<ExplainResponse> {
    const method = chooseMethod(this.name, this.#methods, settings);
    const encoded = method === 'impact' ? await this.#encode(query, settings, call) : undefined;
    const own = new Set(encoded?.terms.filter((term) => term.own).map(({ term }) => term));
    return this.#use(method, call, async (indexes) => {
      const explanation = await indexes.searched.explain((encoded?.vector ?? query) as never, docid, {
        bm25: settings.bm25,
      });
      if (!explanation) throw this.#noDocument(docid);
      const { luceneDocid, score, rank, matching, unmatched } = explanation;
      const inText = encoded ? await this.#textTokens(docid, indexes) : undefined;
      // All terms of BM25 are the query's own, and those that match are in the text.
      const origin = (term: string, matches: boolean) =>
        encoded ? { own: own.has(term), inText: inText?.has(term) } : { own: true, inText: matches };
      return {
        ...{ api: 'v1', index: this.name, method, docid, luceneDocid, score, rank },
        query: { text: query, qid: '', truncated: encoded?.truncated },
        matching: matching.map((term) => ({ ...term, ...origin(term.term, true) })),
        unmatched: unmatched.map((term) => ({ ...term, ...origin(term.term, false) })),
      };
    });
  }

  /** A document's terms, by impact descending; in a text index, by frequency. */
  async vector(docid: string, call: CallOptions = {}): Promise<VectorResponse> {
    const method = this.#parts.impact ? 'impact' : 'bm25';
    return this.#use(method, call, async (indexes) => {
      const vector = await indexes.searched.getDocumentVector(docid);
      if (!vector) throw this.#noDocument(docid);
      const tokens = method === 'impact' ? await this.#textTokens(docid, indexes) : undefined;
      const terms = Array.from(vector, ([term, weight]) => {
        return { term, weight, inText: method === 'bm25' ? true : tokens?.has(term) };
      });
      return { api: 'v1', index: this.name, docid, vector: terms.sort((a, b) => b.weight - a.weight) };
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#handles.map((handle) => handle.close()));
  }

  #warnings(): string[] {
    const { impact, model } = this.#parts;
    const models = impact ? modelsOf(impact.index.description) : [];
    const ofModel =
      impact && (model?.name === undefined ? noModel(models) : otherModel(models, model.sha256));
    const ofWeights =
      impact && model && otherWeights(impact.index.description.collections, model.quantization);
    const ours = [ofModel, ofWeights].filter((warning) => typeof warning === 'string');
    return [...this.#handles.flatMap(({ index }) => index.warnings), ...ours];
  }

  get #hasText(): boolean {
    return this.#handles.some(({ index }) => index.hasText);
  }

  /** @param withTexts whether documents are looked up too */
  #acquire(method: SearchMethod, withTexts: boolean): Promise<AcquiredIndexes> {
    if (method === 'hybrid') return AcquiredIndexes.of(this.#handles);
    const searched = this.#parts[method]!;
    const others = withTexts ? this.#handles.filter((handle) => handle !== searched) : [];
    return AcquiredIndexes.of([searched, ...others]);
  }

  /** Works on the indexes, which stay open until the work ends, also after an abort. */
  #use<T>(
    method: Method,
    { signal }: CallOptions,
    work: (indexes: AcquiredIndexes) => Promise<T>,
  ): Promise<T> {
    const using = async () => {
      await using indexes = await this.#acquire(method, true);
      return await work(indexes);
    };
    return abortable(using(), signal);
  }

  async #encode(text: string, pruning: QueryPruning, { signal }: CallOptions) {
    const encoded = await this.#parts.model!.encode(text, signal);
    const vector = pruneQuery(encoded.vector, pruning);
    return { vector, terms: queryTerms(vector, encoded.tokens), truncated: encoded.truncated };
  }

  async #asked(query: BatchQuery, method: SearchMethod, call: CallOptions): Promise<Asked> {
    if ('text' in query) {
      const { text } = query;
      if (method === 'bm25') return { text, vector: undefined };
      const { vector, truncated } = await this.#encode(text, {}, call);
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
    if (method !== 'hybrid') return this.#rank(indexes.searched, vector ?? text!, hits, options);
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
    this.#parts.onSearch?.(this.name, index.method, performance.now() - started);
    return found;
  }

  /** Of a query whose words are taken as tokens: those that the index lacks. A model has no words of its own. */
  async #missing(index: OpenIndex, vector: SparseVector | undefined): Promise<string[] | undefined> {
    if (index.method !== 'impact' || !vector || this.model?.name !== undefined) return undefined;
    const tokens = [...vector.keys()];
    const known = await Promise.all(tokens.map((token) => index.hasTerm(token)));
    return tokens.filter((_, i) => !known[i]);
  }

  /** The word pieces of a document's text; undefined if the text is not stored. */
  async #textTokens(docid: string, indexes: AcquiredIndexes): Promise<ReadonlySet<string> | undefined> {
    const stored = (await indexes.stored([docid])).get(docid);
    const shown = stored && showDocument(stored);
    if (shown?.text === undefined) return undefined;
    return this.#parts.model!.tokensOf(`${shown.title ?? ''} ${shown.text}`);
  }

  #noDocument(docid: string): TseriniError {
    return new TseriniError('NOT_FOUND', `the index ${this.name} has no document ${docid}`, { value: docid });
  }
}
