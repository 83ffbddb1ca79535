import { PretokenizedQueryEncoder } from '../../encode/pretokenized.js';
import type { QueryEncoder } from '../../encode/query-encoder.js';
import type { FetchIndexOptions } from '../../prebuilt/fetch-index.js';
import type { ScoreExplanation } from '../../search/explanation.js';
import type { IndexDescription } from '../../search/index-description.js';
import { Lifetime } from '../../util/lifetime.js';
import type { SparseVector } from '../../vector/sparse-vector.js';
import { Analyzer } from '../analysis/analyzer.js';
import { analyzerOf } from '../analysis/analyzer-facts.js';
import { type LuceneIndexSource, openSource } from '../index/index-source.js';
import { ByteReader } from '../jvm/byte-reader.js';
import type { StartedCall } from '../jvm/calls.js';
import { callJava, javaClass, javaText } from '../jvm/jvm.js';
import { type Bm25Options, explainDocument, type ScoreOptions, scoreDocument } from './explain.js';
import { aboutIndex, decodeDescription, wrongLengths } from './index-description.js';
import {
  decodePositions,
  decodePosting,
  decodeStats,
  decodeTerm,
  decodeVector,
  type IndexStats,
  type IndexTerm,
  type JavaCursor,
  type JavaView,
  type JavaViewClass,
  type Posting,
  type TermCounts,
} from './index-view.js';
import { decodeDocument, type LuceneDocument } from './lucene-document.js';
import { type IndexValidation, validateIndex } from './validate-index.js';
import { type CiffExportCall, type DumpCall, writeExport } from './write-export.js';

/** Settings of a reader. */
export interface IndexReaderOptions {
  /** The field whose terms are read. Default `contents`. */
  readonly field?: string;
  /**
   * Turns the text of a query into a vector, for scores on an impact index. The caller closes it.
   * Default: a text is taken as tokens, each repeated as often as its weight says.
   */
  readonly encoder?: QueryEncoder;
  /** Turns the text of a query into terms, on an index for BM25. Default: as the index records it, else English. */
  readonly analyzer?: Analyzer;
}

/**
 * Reads what is in an index, by the names of Pyserini's class: an index of this library, of Anserini or
 * of Pyserini, an impact index or a text index. Terms are returned and expected as they are in the index.
 *
 * ```ts
 * await using reader = await LuceneIndexReader.open('index/nfcorpus.splade-v3');
 * console.log(await reader.stats());
 * for await (const { term, df, cf } of reader.terms()) console.log(term, df, cf);
 * const vector = await reader.getDocumentVector('MED-4555');
 * ```
 *
 * Every method throws a {@link TseriniError} `CLOSED` after `close()`, and `INDEX` if the index turns
 * out to be damaged.
 */
export class LuceneIndexReader implements AsyncDisposable {
  readonly #path: string;
  readonly #view: JavaView;
  readonly #encoder: QueryEncoder;
  #analyzer: Analyzer | undefined;
  readonly #description: IndexDescription;
  readonly #lifetime: Lifetime;

  private constructor(
    path: string,
    view: JavaView,
    description: IndexDescription,
    options: IndexReaderOptions,
  ) {
    this.#path = path;
    this.#description = description;
    this.#view = view;
    this.#encoder = options.encoder ?? new PretokenizedQueryEncoder();
    this.#analyzer = options.analyzer;
    this.#lifetime = new Lifetime('reader', path, () => callJava(() => view.startCloseSync()));
  }

  /**
   * Opens an index. The reader shows the index as it was at that moment.
   * @throws TseriniError `NOT_FOUND`, `INDEX` (not an index, damaged, of a newer Lucene, without the
   *   field), `JVM`
   */
  static async open(index: LuceneIndexSource, options: IndexReaderOptions = {}): Promise<LuceneIndexReader> {
    const { path, java } = await openSource(index);
    const View = await javaClass<JavaViewClass>('read.IndexView');
    const field = options.field ?? 'contents';
    const view = await callJava(() => View.startOpenSync(java, javaText(field)));
    const { description } = decodeDescription(await callJava(() => view.startDescribeSync()));
    return new LuceneIndexReader(path, view, description, options);
  }

  /**
   * Opens one of the indexes that are published ready to search, by Pyserini's name, and fetches it unless it is
   * there.
   * @throws TseriniError as {@link fetchPrebuiltIndex} and {@link LuceneIndexReader.open}
   */
  static async fromPrebuiltIndex(
    name: string,
    options: IndexReaderOptions & FetchIndexOptions = {},
  ): Promise<LuceneIndexReader> {
    const { fetchPrebuiltIndex } = await import('../../prebuilt/fetch-index.js');
    return LuceneIndexReader.open(await fetchPrebuiltIndex(name, options), options);
  }

  /** Does work that needs the index; closing waits for all of it. */
  #whileOpen<T>(work: (view: JavaView) => Promise<T>): Promise<T> {
    return this.#lifetime.whileOpen(() => work(this.#view));
  }

  /** Makes one call to Java. */
  #read<T>(start: (view: JavaView) => StartedCall<T>): Promise<T> {
    return this.#whileOpen((view) => callJava(() => start(view)));
  }

  #readDocument<T>(docid: string, read: DocumentWork<T>): Promise<T | undefined> {
    return this.#whileOpen((view) => withDocument(view, docid, read));
  }

  /** The statistics of the index. */
  async stats(): Promise<IndexStats> {
    return decodeStats(await this.#read((view) => view.startStatsSync()));
  }

  /** What the index is, and how it was made: by its own record or, without one, by the contents of the field. */
  get description(): IndexDescription {
    return this.#description;
  }

  /** Whether the frequencies are impacts: the field has no document lengths, which BM25 needs. */
  async isImpactIndex(): Promise<boolean> {
    this.#lifetime.requireOpen();
    return this.#description.kind !== 'text';
  }

  /** All terms in the order of their UTF-8 bytes. Memory holds a batch of them. */
  async *terms(): AsyncGenerator<IndexTerm> {
    yield* this.#batches(await this.#read((view) => view.startTermsSync()), decodeTerm);
  }

  async *#batches<T>(cursor: JavaCursor, decode: (bytes: ByteReader) => T): AsyncGenerator<T> {
    for (;;) {
      const bytes = new ByteReader(await this.#read(() => cursor.startNextSync()));
      if (bytes.atEnd) return;
      while (!bytes.atEnd) yield decode(bytes);
    }
  }

  /** How often a term occurs; zeros if the index does not have it. */
  async getTermCounts(term: string): Promise<TermCounts> {
    const [df, cf] = await this.#read((view) => view.startTermCountsSync(javaText(term)));
    return { df: df!, cf: cf! };
  }

  /**
   * The postings of a term, in the order of the documents; none if the index does not have the term.
   * Memory holds a batch of them.
   */
  async *postings(term: string): AsyncGenerator<Posting> {
    const cursor = await this.#read((view) => view.startPostingsSync(javaText(term)));
    if (cursor) yield* this.#batches(cursor, decodePosting);
  }

  /** All postings of a term in one array; undefined if the index does not have the term. */
  async getPostingsList(term: string): Promise<Posting[] | undefined> {
    const cursor = await this.#read((view) => view.startPostingsSync(javaText(term)));
    if (!cursor) return undefined;
    const list: Posting[] = [];
    for await (const posting of this.#batches(cursor, decodePosting)) list.push(posting);
    return list;
  }

  /**
   * A document's terms and their frequencies (in an impact index, impacts), in the order of the terms'
   * UTF-8 bytes; undefined if the index does not have the document.
   *
   * It comes from the stored vector, or, where the index was built without `--storeDocvectors`, from the
   * postings. That takes a look-up for every term of the index, whatever the number of documents: tens
   * of milliseconds for the tokens of a model, seconds for the millions of terms of a large collection.
   * For the vectors of all documents, use {@link dumpVectors}.
   */
  getDocumentVector(docid: string): Promise<SparseVector | undefined> {
    return this.#readDocument(docid, async (view, doc) =>
      decodeVector(await callJava(() => view.startVectorSync(doc))),
    );
  }

  /**
   * The positions of each term of a document, counted from 0; undefined if the index does not have
   * the document. Costs as much as {@link getDocumentVector}.
   * @throws TseriniError `INDEX` if the index was built without positions
   */
  getTermPositions(docid: string): Promise<Map<string, number[]> | undefined> {
    return this.#readDocument(docid, async (view, doc) =>
      decodePositions(await callJava(() => view.startPositionsSync(doc))),
    );
  }

  /** What is stored of a document; undefined if the index does not have it. */
  doc(docid: string): Promise<LuceneDocument | undefined> {
    return this.docByField('id', docid);
  }

  /** What is stored of the first document that has this term in this indexed field. */
  docByField(field: string, value: string): Promise<LuceneDocument | undefined> {
    return this.#whileOpen(async (view) => {
      const doc = await callJava(() => view.startFindSync(javaText(field), javaText(value)));
      return doc < 0 ? undefined : decodeDocument(await callJava(() => view.startStoredSync(doc)));
    });
  }

  /** The stored text of a document; undefined if there is no such document or no text. */
  async docContents(docid: string): Promise<string | undefined> {
    return (await this.doc(docid))?.contents;
  }

  /** A document's record as it appears in the collection; undefined if there is none. */
  async docRaw(docid: string): Promise<string | undefined> {
    return (await this.doc(docid))?.raw;
  }

  /** The docid of a document number of the index; undefined if there is no such document. */
  async convertInternalDocidToCollectionDocid(luceneDocid: number): Promise<string | undefined> {
    return (await this.#read((view) => view.startDocidSync(luceneDocid))) ?? undefined;
  }

  /** The document number of a docid, the first if it has several; undefined if there is none. */
  convertCollectionDocidToInternalDocid(docid: string): Promise<number | undefined> {
    return this.#readDocument(docid, async (_, doc) => doc);
  }

  /**
   * The BM25 weight of a term in a document, in float32; 0 if the document lacks the term, undefined
   * if the index lacks the document.
   * @param term as it is in the index
   */
  computeBm25TermWeight(docid: string, term: string, options: Bm25Options = {}): Promise<number | undefined> {
    const query = new Map([[term, 1]]);
    return this.#readDocument(docid, (view, doc) =>
      scoreDocument(view, doc, query, false, this.#withLengths(options)),
    );
  }

  /**
   * The score of a document for a query, as a search gives it before ties are adjusted: by impact or by
   * BM25, whichever the index is for. 0 if the document is no hit, undefined if the index does not
   * have it.
   */
  computeQueryDocumentScore(
    docid: string,
    query: string | SparseVector,
    options: ScoreOptions = {},
  ): Promise<number | undefined> {
    return this.#whileOpen(async (view) => {
      const { vector, impact } = await this.#prepare(query);
      return withDocument(view, docid, (_, doc) =>
        scoreDocument(view, doc, vector, impact, this.#withLengths(options)),
      );
    });
  }

  /**
   * Explains where a document's score comes from; undefined if the index does not have the document. The
   * rank takes a search over all documents that score as much.
   */
  explain(
    query: string | SparseVector,
    docid: string,
    options: ScoreOptions = {},
  ): Promise<ScoreExplanation | undefined> {
    return this.#whileOpen(async (view) => {
      const { vector, impact } = await this.#prepare(query);
      return withDocument(view, docid, (_, doc) =>
        explainDocument(view, doc, docid, vector, impact, this.#withLengths(options)),
      );
    });
  }

  /** A query's terms with their weights, which in a text index are how often each occurs. */
  async #prepare(query: string | SparseVector): Promise<{ vector: SparseVector; impact: boolean }> {
    const impact = this.#description.kind !== 'text';
    if (typeof query !== 'string') return { vector: query, impact };
    if (impact) return { vector: await this.#encoder.encode(query), impact };
    this.#analyzer ??= await Analyzer.create(analyzerOf(this.#description.analyzer ?? {}));
    const counts = new Map<string, number>();
    for (const term of this.#analyzer.analyze(query)) counts.set(term, (counts.get(term) ?? 0) + 1);
    return { vector: counts, impact };
  }

  /** BM25 reads lengths as the index records them. */
  #withLengths<T extends Bm25Options>(options: T): T {
    const { lengths } = this.#description;
    if (lengths === undefined || lengths === 'none') return options;
    const accurate = lengths === 'exact';
    if (options.accurate !== undefined && options.accurate !== accurate)
      throw wrongLengths(lengths, this.#path);
    return { ...options, accurate };
  }

  /** Checks all of the index: see {@link validateIndex}. */
  validate(): Promise<IndexValidation> {
    return this.#whileOpen(() => validateIndex(this.#path));
  }

  /**
   * Writes the documents back out as a JsonVectorCollection: the id, the text if it is stored, and the
   * vector in the order of the terms' UTF-8 bytes. Documents come in the order of the index. What was
   * left out when the index was built (weights of 0, empty vectors) does not come back.
   * @param path the file, which is written whole or not at all; compressed if it ends in .gz
   * @returns how many documents were written
   * @throws TseriniError `USAGE` (a folder), `IO`, `INTERRUPTED`
   */
  dumpVectors(path: string, call: DumpCall = {}): Promise<number> {
    return this.#whileOpen(async (view) => {
      const { documents } = decodeStats(await callJava(() => view.startStatsSync()));
      return writeExport('vectors', view.dumpSync(), path, documents, call);
    });
  }

  /**
   * Writes an impact index in the Common Index File Format (Lin et al. 2020, https://arxiv.org/abs/2003.08276), which
   * PISA, BMP and other engines read: terms in the order of their UTF-8 bytes, documents in the order of the index. A
   * document's length is the sum of its weights. {@link importCiff} reads it back.
   * @param path the file, which is written whole or not at all; compressed if it ends in .gz
   * @returns how many terms were written
   * @throws TseriniError `USAGE` (a folder), `INDEX` (not an impact index, or a weight above the limit), `IO`, `INTERRUPTED`
   */
  exportCiff(path: string, call: CiffExportCall = {}): Promise<number> {
    return this.#whileOpen(async (view) => {
      const { maxWeight = 2 ** 31 - 1 } = call;
      const { uniqueTerms } = decodeStats(await callJava(() => view.startStatsSync()));
      const ciff = await callJava(() =>
        view.startCiffSync(javaText(aboutIndex(this.#description)), maxWeight),
      );
      return writeExport('postings', ciff, path, uniqueTerms, call);
    });
  }

  /** Waits for the calls under way, then frees the index. Calling it twice does nothing more. */
  close(): Promise<void> {
    return this.#lifetime.close();
  }

  /** Closes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

type DocumentWork<T> = (view: JavaView, doc: number) => Promise<T>;

async function withDocument<T>(view: JavaView, docid: string, work: DocumentWork<T>): Promise<T | undefined> {
  const doc = await callJava(() => view.startFindSync('id', javaText(docid)));
  return doc < 0 ? undefined : work(view, doc);
}

/**
 * Opens an index, reads its statistics and closes it.
 * @throws TseriniError `NOT_FOUND`, `INDEX`, `JVM`
 */
export async function readIndexStats(index: string): Promise<IndexStats> {
  await using reader = await LuceneIndexReader.open(index);
  return await reader.stats();
}
