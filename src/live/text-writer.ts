import type { DocumentEncoder } from '../encode/document-encoder.js';
import type { LuceneIndexer } from '../lucene/index/lucene-indexer.js';
import type { CollectionRecord, RecordName } from '../lucene/index/record-lines.js';
import { EncodingQueue } from './encoding-queue.js';
import { prepareRecord, type TextRecord, withVector } from './text-record.js';

/** Writes texts with their vectors, in the order of the calls, whether they are awaited or not. */
export class TextWriter {
  readonly #indexer: LuceneIndexer;
  readonly #fields: readonly string[];
  readonly #queue: EncodingQueue;

  /**
   * @param indexer of an index of impacts and texts
   * @param encoder the model of its documents
   * @param fields those that filters compare
   */
  constructor(indexer: LuceneIndexer, encoder: DocumentEncoder, fields: readonly string[]) {
    this.#indexer = indexer;
    this.#fields = fields;
    this.#queue = new EncodingQueue(encoder);
  }

  /** @throws TseriniError as `LuceneIndexer.add`, and what the encoder throws */
  add(record: TextRecord): Promise<void> {
    return this.#encoded([record], ([first]) => this.#indexer.add(first!));
  }

  /** @throws TseriniError as `LuceneIndexer.addBatch`, and what the encoder throws */
  addBatch(records: readonly TextRecord[]): Promise<void> {
    return this.#encoded(records, (all) => this.#indexer.addBatch(all));
  }

  /** @throws TseriniError as `LuceneIndexer.update`, and what the encoder throws */
  update(record: TextRecord): Promise<void> {
    return this.#encoded([record], ([first]) => this.#indexer.update(first!));
  }

  /** {@link update} of a record that errors do not number. */
  async put(record: TextRecord): Promise<void> {
    await this.#encoded([record], ([first]) => this.#indexer.put(first!));
  }

  /** @returns whether there was one */
  delete(docid: string): Promise<boolean> {
    return this.inOrder(() => this.#indexer.delete(docid));
  }

  /** Starts work after that of all calls before has started. */
  inOrder<T>(work: () => Promise<T>): Promise<T> {
    return this.#queue.inOrder(work);
  }

  /** Does work after the calls before, while no other work is done. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#queue.alone(work);
  }

  async #encoded<T>(
    records: readonly TextRecord[],
    write: (records: readonly CollectionRecord[]) => Promise<T>,
  ): Promise<T> {
    const name: RecordName =
      records.length > 1 ? (record) => `record ${record + 1} of the batch` : () => 'the record';
    const prepared = records.map((record, i) => prepareRecord(record, name, i, this.#fields));
    return this.#queue.encoded(
      prepared.map(({ document }) => document),
      (vectors) => write(prepared.map((record, i) => withVector(record, vectors[i]!))),
    );
  }
}
