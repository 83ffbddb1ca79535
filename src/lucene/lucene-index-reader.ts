import { PretokenizedQueryEncoder } from '../encode/pretokenized.js';
import type { QueryEncoder } from '../encode/query-encoder.js';
import { TseriniError } from '../errors.js';
import type { SparseVector } from '../vector.js';
import { Analyzer } from './analyzer.js';
import { ByteReader } from './byte-reader.js';
import { type DumpCall, dumpVectors, type JavaDump } from './dump-vectors.js';
import { decodeExplanation, type ScoreExplanation, weightedTerms } from './explain.js';
import { requireIndexFolder } from './index-folder.js';
import { callJava, fromJavaText, javaClass, javaText } from './jvm.js';
import { decodeDocument, type LuceneDocument } from './lucene-document.js';
import { type IndexValidation, validateIndex } from './validate-index.js';

export interface IndexReaderOptions {
  /** The field whose terms are read. Default `contents`. */
  readonly field?: string;
  /**
   * Turns the text of a query into a vector, for scores on an impact index. It stays the caller's.
   * Default: a text is taken as tokens, each repeated as often as its weight says.
   */
  readonly encoder?: QueryEncoder;
  /** Turns the text of a query into terms, on an index for BM25. Default: Anserini's for English. */
  readonly analyzer?: Analyzer;
}

/** Figures of an index, by the names of Pyserini's `LuceneIndexReader.stats()`. */
export interface IndexStats {
  /** The sum of all term frequencies; in an impact index, of all weights. */
  readonly totalTerms: number;
  readonly documents: number;
  readonly nonEmptyDocuments: number;
  readonly uniqueTerms: number;
}

/** How often a term occurs. Deleted documents count until Lucene merges them away. */
export interface TermCounts {
  /** Document frequency: how many documents have the term. */
  readonly df: number;
  /** Collection frequency: the sum of its frequencies; in an impact index, of its weights. */
  readonly cf: number;
}

export interface IndexTerm extends TermCounts {
  readonly term: string;
}

export interface Posting {
  readonly docid: string;
  /** The number of the document inside the Lucene index. */
  readonly luceneDocid: number;
  /** The frequency; in an impact index, the weight. */
  readonly tf: number;
  /** Where the term stands in the document, from 0; empty where the index has no positions. */
  readonly positions: readonly number[];
}

export interface Bm25Options {
  /** Default 0.9, as in Pyserini. */
  readonly k1?: number;
  /** Default 0.4, as in Pyserini. */
  readonly b?: number;
}

export interface ScoreOptions extends Bm25Options {
  /** On an impact index, terms with ln(documents / df) at or below this are dropped. Default 0. */
  readonly minIdf?: number;
}

interface JavaCursor {
  next(): Promise<Buffer>;
}

interface JavaView {
  stats(): Promise<(number | bigint)[]>;
  isImpactIndex(): Promise<boolean>;
  terms(): Promise<JavaCursor>;
  termCounts(term: string): Promise<(number | bigint)[]>;
  postings(term: string): Promise<JavaCursor | null>;
  find(field: string, term: string): Promise<number>;
  docid(doc: number): Promise<string | null>;
  stored(doc: number): Promise<Buffer>;
  vector(doc: number): Promise<Buffer>;
  positions(doc: number): Promise<Buffer>;
  explainImpact(doc: number, terms: string, weights: readonly number[], minIdf: number): Promise<Buffer>;
  explainBm25(doc: number, terms: string, weights: readonly number[], k1: number, b: number): Promise<Buffer>;
  scoreImpact(doc: number, terms: string, weights: readonly number[], minIdf: number): Promise<number>;
  scoreBm25(doc: number, terms: string, weights: readonly number[], k1: number, b: number): Promise<number>;
  dumpSync(): JavaDump;
  close(): Promise<void>;
}

interface JavaViewClass {
  newInstanceAsync(path: string, field: string): Promise<JavaView>;
}

/**
 * Reads what is in an index, by the names of Pyserini's class: an index of this library, of Anserini or
 * of Pyserini, with impacts or with text. Terms are given and taken as they stand in the index.
 *
 * ```ts
 * await using reader = await LuceneIndexReader.open('index/nfcorpus.splade-v3');
 * console.log(await reader.stats());
 * for await (const { term, df, cf } of reader.terms()) console.log(term, df, cf);
 * const vector = await reader.getDocumentVector('MED-4555');
 * ```
 *
 * Every method throws a {@link TseriniError} `CLOSED` after `close()`, and `INDEX` where the index turns
 * out to be damaged.
 */
export class LuceneIndexReader implements AsyncDisposable {
  readonly #path: string;
  readonly #view: JavaView;
  readonly #encoder: QueryEncoder;
  #analyzer: Analyzer | undefined;
  readonly #running = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;
  #impact: Promise<boolean> | undefined;

  private constructor(path: string, view: JavaView, options: IndexReaderOptions) {
    this.#path = path;
    this.#view = view;
    this.#encoder = options.encoder ?? new PretokenizedQueryEncoder();
    this.#analyzer = options.analyzer;
  }

  /**
   * Opens an index. The reader shows the index as it was at that moment.
   * @throws TseriniError `NOT_FOUND`, `INDEX` (not an index, damaged, of a newer Lucene, without the
   *   field), `JVM`
   */
  static async open(index: string, options: IndexReaderOptions = {}): Promise<LuceneIndexReader> {
    await requireIndexFolder(index);
    const View = await javaClass<JavaViewClass>('IndexView');
    const view = await callJava(() =>
      View.newInstanceAsync(javaText(index), javaText(options.field ?? 'contents')),
    );
    return new LuceneIndexReader(index, view, options);
  }

  async #call<T>(call: (view: JavaView) => Promise<T>): Promise<T> {
    if (this.#closed) {
      throw new TseriniError('CLOSED', `this reader was closed: ${this.#path}`, { value: this.#path });
    }
    const run = callJava(() => call(this.#view));
    this.#running.add(run);
    try {
      return await run;
    } finally {
      this.#running.delete(run);
    }
  }

  /** The figures of the index. */
  async stats(): Promise<IndexStats> {
    const figures = await this.#call((view) => view.stats());
    const [totalTerms, documents, nonEmptyDocuments, uniqueTerms] = figures.map(Number);
    return {
      totalTerms: totalTerms!,
      documents: documents!,
      nonEmptyDocuments: nonEmptyDocuments!,
      uniqueTerms: uniqueTerms!,
    };
  }

  /** Whether the frequencies are weights: the field has no document lengths, which BM25 needs. */
  isImpactIndex(): Promise<boolean> {
    this.#impact ??= this.#call((view) => view.isImpactIndex());
    return this.#impact;
  }

  /** All terms in the order of their UTF-8 bytes. Memory holds a batch of them. */
  async *terms(): AsyncGenerator<IndexTerm> {
    const cursor = await this.#call((view) => view.terms());
    yield* this.#batches(cursor, (bytes) => {
      const df = bytes.int32();
      const cf = bytes.int64();
      return { term: bytes.text(), df, cf };
    });
  }

  async *#batches<T>(cursor: JavaCursor, decode: (bytes: ByteReader) => T): AsyncGenerator<T> {
    for (;;) {
      const bytes = new ByteReader(await this.#call(() => cursor.next()));
      if (bytes.atEnd) return;
      while (!bytes.atEnd) yield decode(bytes);
    }
  }

  /** How often a term occurs; zeros where the index does not have it. */
  async getTermCounts(term: string): Promise<TermCounts> {
    const [df, cf] = (await this.#call((view) => view.termCounts(javaText(term)))).map(Number);
    return { df: df!, cf: cf! };
  }

  /**
   * The postings of a term, in the order of the documents, a batch at a time. None where the index does
   * not have the term.
   */
  async *postings(term: string): AsyncGenerator<Posting> {
    const cursor = await this.#call((view) => view.postings(javaText(term)));
    if (!cursor) return;
    yield* this.#batches(cursor, (bytes) => {
      const luceneDocid = bytes.int32();
      const tf = bytes.int32();
      const positions = bytes.array(bytes.int32(), () => bytes.int32());
      return { docid: bytes.text(), luceneDocid, tf, positions };
    });
  }

  /** All postings of a term in one array; undefined where the index does not have the term. */
  async getPostingsList(term: string): Promise<Posting[] | undefined> {
    if ((await this.getTermCounts(term)).df === 0) return undefined;
    const list: Posting[] = [];
    for await (const posting of this.postings(term)) list.push(posting);
    return list;
  }

  /**
   * A document's terms and their frequencies (in an impact index, weights), in the order of the terms'
   * UTF-8 bytes; undefined where the index does not have the document.
   *
   * It comes from the stored vector, or, where the index was built without `--storeDocvectors`, from the
   * postings. That takes a look-up for every term of the vocabulary: about 20 ms for the 30,522 tokens
   * of BERT, however many documents there are, and seconds for the millions of words of a large text
   * collection. For the vectors of all documents, use {@link dumpVectors}.
   */
  getDocumentVector(docid: string): Promise<SparseVector | undefined> {
    return this.#ofDocument(docid, async (doc) => {
      const bytes = new ByteReader(await this.#call((view) => view.vector(doc)));
      const vector = new Map<string, number>();
      while (!bytes.atEnd) vector.set(bytes.text(), bytes.int32());
      return vector;
    });
  }

  /**
   * Where each term of a document stands in it, counted from 0; undefined where the index does not have
   * the document. Costs as much as {@link getDocumentVector}.
   * @throws TseriniError `INDEX` where the index was built without positions
   */
  getTermPositions(docid: string): Promise<Map<string, number[]> | undefined> {
    return this.#ofDocument(docid, async (doc) => {
      const bytes = new ByteReader(await this.#call((view) => view.positions(doc)));
      const positions = new Map<string, number[]>();
      while (!bytes.atEnd) {
        positions.set(
          bytes.text(),
          bytes.array(bytes.int32(), () => bytes.int32()),
        );
      }
      return positions;
    });
  }

  async #ofDocument<T>(docid: string, read: (doc: number) => Promise<T>): Promise<T | undefined> {
    const doc = await this.convertCollectionDocidToInternalDocid(docid);
    return doc === undefined ? undefined : read(doc);
  }

  /** What is stored of a document; undefined where the index does not have it. */
  doc(docid: string): Promise<LuceneDocument | undefined> {
    return this.docByField('id', docid);
  }

  /** What is stored of the first document that has this term in this indexed field. */
  async docByField(field: string, value: string): Promise<LuceneDocument | undefined> {
    const doc = await this.#call((view) => view.find(javaText(field), javaText(value)));
    return doc < 0 ? undefined : decodeDocument(await this.#call((view) => view.stored(doc)));
  }

  /** The stored text of a document; undefined where there is no such document or no text. */
  async docContents(docid: string): Promise<string | undefined> {
    return (await this.doc(docid))?.contents;
  }

  /** A document's record as it stood in the collection; undefined where there is none. */
  async docRaw(docid: string): Promise<string | undefined> {
    return (await this.doc(docid))?.raw;
  }

  /** The docid of a document number of the index; undefined where there is no such document. */
  async convertInternalDocidToCollectionDocid(luceneDocid: number): Promise<string | undefined> {
    const docid = await this.#call((view) => view.docid(luceneDocid));
    return docid === null ? undefined : fromJavaText(docid);
  }

  /** The document number of a docid, the first where it has several; undefined where there is none. */
  async convertCollectionDocidToInternalDocid(docid: string): Promise<number | undefined> {
    const doc = await this.#call((view) => view.find('id', javaText(docid)));
    return doc < 0 ? undefined : doc;
  }

  /**
   * The BM25 weight of a term in a document, in float32; 0 where the document lacks the term, undefined
   * where the index lacks the document.
   * @param term as it stands in the index
   */
  async computeBm25TermWeight(
    docid: string,
    term: string,
    options: Bm25Options = {},
  ): Promise<number | undefined> {
    return this.#score(new Map([[term, 1]]), docid, options, false);
  }

  /**
   * The score of a document for a query, as a search gives it before ties are adjusted: by impact or by
   * BM25, whichever the index is for. 0 where the document is no hit, undefined where the index does not
   * have it.
   */
  async computeQueryDocumentScore(
    docid: string,
    query: string | SparseVector,
    options: ScoreOptions = {},
  ): Promise<number | undefined> {
    const impact = await this.isImpactIndex();
    return this.#score(await this.#vector(query, impact), docid, options, impact);
  }

  #score(
    query: SparseVector,
    docid: string,
    { k1 = 0.9, b = 0.4, minIdf = 0 }: ScoreOptions,
    impact: boolean,
  ): Promise<number | undefined> {
    const { text, weights } = weightedTerms(query);
    return this.#ofDocument(docid, async (doc) => {
      const score = await this.#call((view) =>
        impact
          ? view.scoreImpact(doc, javaText(text), weights, minIdf)
          : view.scoreBm25(doc, javaText(text), weights, k1, b),
      );
      return Number.isNaN(score) ? 0 : score;
    });
  }

  /** A query's terms with their weights: in a search by words, how often each occurs. */
  async #vector(query: string | SparseVector, impact: boolean): Promise<SparseVector> {
    if (typeof query !== 'string') return query;
    if (impact) return this.#encoder.encode(query);
    this.#analyzer ??= await Analyzer.create();
    const counts = new Map<string, number>();
    for (const term of this.#analyzer.analyze(query)) counts.set(term, (counts.get(term) ?? 0) + 1);
    return counts;
  }

  /**
   * Says where a document's score comes from; undefined where the index does not have the document. The
   * rank takes a search over all documents that score as much.
   */
  async explain(
    query: string | SparseVector,
    docid: string,
    { k1 = 0.9, b = 0.4, minIdf = 0 }: ScoreOptions = {},
  ): Promise<ScoreExplanation | undefined> {
    const impact = await this.isImpactIndex();
    const vector = await this.#vector(query, impact);
    const { text, weights } = weightedTerms(vector);
    return this.#ofDocument(docid, async (doc) => {
      const bytes = await this.#call((view) =>
        impact
          ? view.explainImpact(doc, javaText(text), weights, minIdf)
          : view.explainBm25(doc, javaText(text), weights, k1, b),
      );
      return decodeExplanation(bytes, vector, docid);
    });
  }

  /** Checks all of the index: see {@link validateIndex}. */
  validate(): Promise<IndexValidation> {
    return this.#call(() => validateIndex(this.#path));
  }

  /**
   * Writes the documents back out as a JsonVectorCollection: the id, the text where it is stored, and the
   * vector in the order of the terms' UTF-8 bytes. Documents come in the order of the index. What was
   * left out when the index was built (weights of 0, empty vectors) does not come back.
   * @param path the file, made whole or not at all; compressed where it ends in .gz
   * @returns how many documents were written
   * @throws TseriniError `IO`, `INTERRUPTED`
   */
  dumpVectors(path: string, call: DumpCall = {}): Promise<number> {
    return this.#call(async (view) => {
      const { documents } = await this.stats();
      return dumpVectors(view.dumpSync(), path, documents, call);
    });
  }

  /** Waits for the calls under way, then frees the index. Calling it twice does nothing more. */
  close(): Promise<void> {
    this.#closed ??= Promise.allSettled(this.#running).then(() => callJava(() => this.#view.close()));
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
