import { assertWhole } from '../util/assert-whole.js';
import { TseriniError } from '../util/errors.js';
import { Lifetime } from '../util/lifetime.js';
import { mapOrdered } from '../util/map-ordered.js';
import { openParts, type Parts } from './parts.js';
import { type HybridSearchers, SearchedState } from './searched-state.js';
import type { EncoderPair, SparseIndexOptions } from './sparse-index-options.js';
import { checkMethod, recordOf, type SparseHit, type SparseSearchOptions } from './sparse-search.js';
import type { TextRecord } from './text-record.js';
import { TextWriter } from './text-writer.js';

/** Records of an iterable that wait for the encoder. */
const recordsAhead = 256;

/**
 * An index that texts go into, and that finds them at once: an encoder's impacts, the text for BM25 and the record itself, in one
 * Lucene index, so that a document is there for every method or for none, after a crash too. It has the name that the field
 * has for an index of weighted terms, learned or counted, as opposed to a dense one.
 *
 * ```ts
 * await using notes = await SparseIndex.open('index/notes', 'splade-tiny');
 * await notes.add({ id: 'n1', title: 'Garden', text: 'Water the tomatoes on Monday', urgent: true });
 * await notes.refresh();
 * const hits = await notes.search('when do vegetables get watered?', { hits: 5, method: 'hybrid' });
 * console.log(hits[0]?.record.title);
 * await notes.commit();
 * ```
 *
 * Calls that change documents take effect in their order, whether they are awaited or not, and each resolves when Lucene has what it
 * brings. {@link LuceneImpactSearcher} and {@link LuceneSearcher} read the folder as well, and so do Anserini and Pyserini: impacts
 * in the field `contents`, the text in `text`, the record in `raw`.
 */
export class SparseIndex implements AsyncDisposable {
  /** The folder of the index. */
  readonly path: string;
  readonly #parts: Parts;
  readonly #options: SparseIndexOptions;
  readonly #writer: TextWriter;
  readonly #lifetime: Lifetime;
  /** States that were replaced, and are being closed. */
  readonly #retiring = new Set<Promise<void>>();
  #state: SearchedState;
  #timer: NodeJS.Timeout | undefined;

  private constructor(path: string, parts: Parts, state: SearchedState, options: SparseIndexOptions) {
    this.path = path;
    this.#parts = parts;
    this.#state = state;
    this.#options = options;
    this.#writer = new TextWriter(parts.indexer, parts.encoder, Object.keys(options.fieldTypes ?? {}));
    this.#lifetime = new Lifetime('index', path, () => this.#close());
  }

  /**
   * Opens an index, or makes one.
   * @param path the index's folder
   * @param encoder a model, `splade-tiny`, a folder, or a name on the Hugging Face Hub, which is loaded for documents and for
   *   queries; or two encoders
   * @throws TseriniError `INDEX` (its documents were encoded by another model, or analyzed otherwise; another writer has it; it is an
   *   index of another kind), `USAGE`, `IO`, `JVM`, and what loading a model throws
   */
  static async open(
    path: string,
    encoder: string | EncoderPair,
    options: SparseIndexOptions = {},
  ): Promise<SparseIndex> {
    const { refreshEvery } = options;
    if (refreshEvery !== undefined && !(refreshEvery >= 1 && refreshEvery < 2 ** 31)) {
      throw new TseriniError('USAGE', `refreshEvery must be milliseconds from 1 up, not ${refreshEvery}`, {
        value: refreshEvery,
      });
    }
    const parts = await openParts(path, encoder, options);
    try {
      const state = await SearchedState.of(path, parts.searchers, options);
      const index = new SparseIndex(path, parts, state, options);
      if (refreshEvery !== undefined) index.#refreshEvery(refreshEvery);
      return index;
    } catch (error) {
      await parts.close();
      throw error;
    }
  }

  #refreshEvery(milliseconds: number): void {
    let isDone = true;
    this.#timer = setInterval(() => {
      if (!isDone) return;
      isDone = false;
      this.refresh()
        .catch((error) => this.#options.onWarning?.(`the index was not refreshed: ${error.message}`))
        .finally(() => {
          isDone = true;
        });
    }, milliseconds);
    // A process ends although it could still refresh.
    this.#timer.unref();
  }

  /** The number of documents that searches see. */
  get numDocs(): number {
    this.#lifetime.requireOpen();
    return this.#state.numDocs;
  }

  /**
   * Adds a document.
   * @throws TseriniError `INPUT` (an invalid record, by its id, or an id that the index has: {@link SparseIndex.update}
   *   replaces), `INDEX`, `IO`, `MEMORY`, `JVM`, `CLOSED`, and what the encoder throws
   */
  add(record: TextRecord): Promise<void> {
    return this.#lifetime.whileOpen(() => this.#writer.add(record));
  }

  /**
   * Adds documents that are found, and committed, all together or not at all. One that is refused refuses the batch.
   * @throws TseriniError as {@link SparseIndex.add}, and `USAGE` for more than 64 million characters
   */
  addBatch(records: readonly TextRecord[]): Promise<void> {
    return this.#lifetime.whileOpen(() => this.#writer.addBatch(records));
  }

  /**
   * Adds any number of documents, one by one, of which so few wait for the encoder that memory stays bounded. Ends at the
   * first that is refused; those before it stay.
   * @returns how many were added
   * @throws TseriniError as {@link SparseIndex.add}, and what the iterable throws
   */
  async addAll(records: Iterable<TextRecord> | AsyncIterable<TextRecord>): Promise<number> {
    let added = 0;
    for await (const _ of mapOrdered(records, recordsAhead, (record) => this.add(record))) added++;
    return added;
  }

  /**
   * Adds a document in place of the one of its id, if there is one, at once for every reader.
   * @throws TseriniError as {@link SparseIndex.add}, but for an id that is there
   */
  update(record: TextRecord): Promise<void> {
    return this.#lifetime.whileOpen(() => this.#writer.update(record));
  }

  /**
   * Deletes the document of an id.
   * @returns whether there was one
   * @throws TseriniError `INDEX`, `IO`, `MEMORY`, `JVM`, `CLOSED`
   */
  delete(docid: string): Promise<boolean> {
    return this.#lifetime.whileOpen(() => this.#writer.delete(docid));
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    return this.#lifetime.whileOpen(() => this.#writer.inOrder(work));
  }

  /**
   * Writes what was done so far to the disk, durably: it survives kill -9 and a loss of power.
   * @throws TseriniError `INDEX`, `IO` (a full disk: what was committed before is there), `MEMORY`, `JVM`, `CLOSED`
   */
  async commit(): Promise<void> {
    await this.#inOrder(() => this.#parts.indexer.commit());
  }

  /**
   * Takes back everything since the last commit.
   * @throws TseriniError `INDEX`, `IO`, `JVM`, `CLOSED`
   */
  rollback(): Promise<void> {
    return this.#inOrder(() => this.#parts.indexer.rollback());
  }

  /**
   * Lets searches see what the calls before have done, committed or not. Searches under way end on the state on which they
   * began; none waits.
   * @throws TseriniError `INDEX`, `IO`, `JVM`, `CLOSED`
   */
  async refresh(): Promise<void> {
    await this.#lifetime.whileOpen(() =>
      // Between the refreshes of the two searchers, nothing may be written.
      this.#writer.alone(async () => {
        const { impact, text } = this.#parts.searchers;
        const isNewer = await Promise.all([impact.refresh(), text.refresh()]);
        if (!isNewer.includes(true)) return;
        const before = this.#state;
        this.#state = await SearchedState.of(this.path, this.#parts.searchers, this.#options);
        this.#retire(before);
      }),
    );
  }

  /** Closes a state after the last search on it. */
  #retire(state: SearchedState): void {
    const closing: Promise<void> = state
      .close()
      .catch((error) => this.#options.onWarning?.(`a state of the index was not closed: ${error.message}`))
      .finally(() => this.#retiring.delete(closing));
    this.#retiring.add(closing);
  }

  /**
   * Searches for documents.
   * @returns hits by score descending, then by docid ascending; scores by impact are sums of products of weights, those of
   *   hybrid search depend on the fusion
   * @throws TseriniError `USAGE` (an option, a filter), `CLOSED`, `INDEX`, `INTERRUPTED` (the signal, the time limit), and what
   *   the encoder throws
   */
  async search(text: string, options: SparseSearchOptions = {}): Promise<SparseHit[]> {
    const { hits = 10, method = 'impact', ...limits } = options;
    assertWhole('hits', hits);
    checkMethod(method);
    return this.#reading(async (searchers) => {
      const searcher = { impact: searchers.impact, bm25: searchers.text, hybrid: searchers.both }[method];
      const found = await searcher.search(text, hits, limits);
      const documents = await searchers.text.batchDoc(found.map(({ docid }) => docid));
      return found.map(({ docid, score }) => ({
        docid,
        score,
        record: recordOf(documents.get(docid), docid, this.path),
      }));
    });
  }

  /**
   * The record of a document, as searches see it.
   * @returns undefined if there is none
   * @throws TseriniError `CLOSED`, `INDEX`
   */
  get(docid: string): Promise<TextRecord | undefined> {
    return this.#reading(async ({ text }) => {
      const document = await text.doc(docid);
      return document && recordOf(document, docid, this.path);
    });
  }

  #reading<T>(work: (searchers: HybridSearchers) => Promise<T>): Promise<T> {
    return this.#lifetime.whileOpen(() => this.#state.read(work));
  }

  async #close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([this.#state.close(), ...this.#retiring]);
    await this.#parts.close();
  }

  /**
   * Waits for the calls under way, commits, and closes the index, also where the commit fails; of a model that was given by its
   * name, the encoders too. Calling it twice does nothing more.
   * @throws TseriniError as {@link SparseIndex.commit}
   */
  close(): Promise<void> {
    return this.#lifetime.close();
  }

  /** Closes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
