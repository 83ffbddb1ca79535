import type { DocumentEncoder, EncodingSettings } from '../encode/document-encoder.js';
import type { TextRecord } from '../live/text-record.js';
import { TextWriter } from '../live/text-writer.js';
import { LuceneIndexer } from '../lucene/index/lucene-indexer.js';
import { recordedOptions } from '../lucene/index/recorded-options.js';
import { LuceneIndexReader } from '../lucene/read/lucene-index-reader.js';
import { parseDtype } from '../model/runtime/dtype.js';
import { hasIndexedText } from '../search/index-description.js';
import { TseriniError } from '../util/errors.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';
import { IndexHandle } from './index-handle.js';
import { LuceneOpener } from './lucene-opener.js';
import type { IndexLocation } from './open-index.js';

/** When what is written is committed and found. */
export interface WritingOptions {
  /** As {@link IndexerOptions.commitEvery}. Default: `batch`. */
  readonly commitEvery?: 'batch' | number | undefined;
  /** Milliseconds after which searches find what was written. Default: 1000. */
  readonly refreshEvery?: number | undefined;
  /** Loads the encoder of a model's documents. Default: {@link SpladeDocumentEncoder.load}. */
  readonly loadDocumentEncoder?:
    | ((model: string, settings: EncodingSettings) => Promise<ClosableEncoder>)
    | undefined;
  /** Called with errors that no request gets. */
  readonly onWriteError?: ((error: unknown) => void) | undefined;
}

interface ClosableEncoder extends DocumentEncoder {
  close(): Promise<void>;
}

/** What became of a document: stored, or, of a record without anything to index, taken out of the index. */
export type PutResult = 'stored' | 'empty';

/**
 * Writes to an index that is served, and lets its searches see what was written: the one writer of its folder.
 *
 * A call resolves when Lucene has its document, and with `commitEvery: 'batch'` when it is on the disk.
 */
export class IndexWriter {
  /** The index, in the states that this makes. */
  readonly handle: IndexHandle;
  readonly #path: string;
  readonly #indexer: LuceneIndexer;
  readonly #texts: TextWriter | undefined;
  readonly #encoder: ClosableEncoder | undefined;
  readonly #changes: Changes;
  readonly #timer: NodeJS.Timeout;
  /** Whether Lucene has given up the writer, as after a full disk. */
  #isBroken = false;
  #repairing: Promise<void> | undefined;

  private constructor(path: string, parts: WriterParts, handle: IndexHandle, options: WritingOptions) {
    this.#path = path;
    this.#indexer = parts.indexer;
    this.#texts = parts.texts;
    this.#encoder = parts.encoder;
    this.#changes = parts.changes;
    this.handle = handle;
    const refresh = () =>
      this.refresh().catch((error) => error.code === 'CLOSED' || options.onWriteError?.(error));
    this.#timer = setInterval(refresh, options.refreshEvery ?? 1000);
    this.#timer.unref();
  }

  /**
   * Opens an index to write to it; with an encoder, an index of impacts and texts is made where there is none.
   * @param path a folder
   * @param encoder the model of texts; without one, records bring what is indexed
   * @throws TseriniError `USAGE` (records cannot follow how the index was made), `INDEX` (another writer has it; its documents
   *   were encoded by another model), `NOT_FOUND`, `IO`, `JVM`, and what loading the model throws
   */
  static async open(
    path: string,
    encoder: string | undefined,
    options: WritingOptions = {},
  ): Promise<IndexWriter> {
    const parts = await openParts(path, encoder, options);
    try {
      const handle = await IndexHandle.open(locationOf(path, parts));
      return new IndexWriter(path, parts, handle, options);
    } catch (error) {
      await closeParts(parts);
      throw error;
    }
  }

  /**
   * Adds a document, in place of the one of its id if there is one.
   * @param json the record as it was sent
   * @param record the same, parsed
   * @throws TseriniError `INPUT` (the record is refused), `IO`, `INDEX`, `MEMORY`, `JVM`, `CLOSED`, and what the encoder throws
   */
  put(json: string, record: Readonly<Record<string, unknown>>): Promise<PutResult> {
    return this.#writing(async () => {
      if (this.#texts) {
        if (record.vector !== undefined) throw this.#noVector();
        await this.#texts.put(record as TextRecord);
        return 'stored';
      }
      return (await this.#indexer.put(json)) ? 'stored' : 'empty';
    });
  }

  #noVector(): TseriniError {
    const message = 'a record of this index has no vector: its text is encoded by the model of the index';
    return new TseriniError('INPUT', message, { value: this.#path });
  }

  /**
   * Deletes a document.
   * @returns whether there was one
   * @throws TseriniError as {@link put}
   */
  delete(docid: string): Promise<boolean> {
    return this.#writing(() => (this.#texts ?? this.#indexer).delete(docid));
  }

  async #writing<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isBroken) await this.#repair();
    try {
      return await work();
    } catch (error) {
      this.#noteFailure(error);
      throw error;
    } finally {
      this.#changes.count++;
    }
  }

  #noteFailure(error: unknown): void {
    this.#isBroken ||= error instanceof TseriniError && ['IO', 'MEMORY'].includes(error.code);
  }

  /** Opens the index again as it was at the last commit. */
  #repair(): Promise<void> {
    this.#repairing ??= this.#indexer
      .rollback()
      .then(() => {
        this.#isBroken = false;
        this.#changes.count++;
      })
      .finally(() => {
        this.#repairing = undefined;
      });
    return this.#repairing;
  }

  /**
   * Lets searches from now on see what was written so far.
   * @throws TseriniError `INDEX`, `IO`, `JVM`, `CLOSED`
   */
  async refresh(): Promise<void> {
    if (this.#isBroken) await this.#repair();
    try {
      await this.handle.refresh();
    } catch (error) {
      this.#noteFailure(error);
      throw error;
    }
  }

  /** Commits, and lets others write to the index. No call may be under way; the handle is closed before. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await closeParts({ indexer: this.#indexer, encoder: this.#encoder });
  }
}

interface Changes {
  /** How many there were. */
  count: number;
}

interface WriterParts {
  readonly indexer: LuceneIndexer;
  readonly texts: TextWriter | undefined;
  readonly encoder: ClosableEncoder | undefined;
  readonly changes: Changes;
}

function locationOf(path: string, { indexer, changes }: WriterParts): IndexLocation {
  const opener = new LuceneOpener(indexer);
  return {
    name: path,
    // Refreshed by the writer, so that no search waits for it.
    lookEvery: Number.POSITIVE_INFINITY,
    fingerprint: async () => String(changes.count),
    // Two searchers move to one state while nothing is written.
    open: () =>
      indexer.alone(async () => {
        await opener.refresh();
        return opener.open();
      }),
    close: () => opener.close(),
  };
}

async function openParts(
  path: string,
  model: string | undefined,
  options: WritingOptions,
): Promise<WriterParts> {
  const { commitEvery = 'batch' } = options;
  const changes = { count: 0 };
  const isNew = model !== undefined && (await statOrUndefined(path)) === undefined;
  const recorded = isNew ? undefined : await recordedIn(path);
  if (!recorded?.hasText && !isNew) {
    const indexer = await LuceneIndexer.open(path, { ...recorded!.options, commitEvery });
    return { indexer, texts: undefined, encoder: undefined, changes };
  }
  if (model === undefined) {
    const message = `texts are written to this index with the model that encoded its documents: give encoder=: ${path}`;
    throw new TseriniError('USAGE', message, { value: path });
  }
  const load = options.loadDocumentEncoder ?? loadDocumentEncoder;
  const encoder = await load(model, recorded?.encoding ?? {});
  try {
    const indexer = await LuceneIndexer.open(path, {
      ...(recorded?.options ?? { indexText: true }),
      model: {
        name: encoder.name,
        sha256: await encoder.modelSha256(),
        ...(encoder.settings ? { settings: encoder.settings } : {}),
      },
      commitEvery,
    });
    const fields = Object.keys(recorded?.options.fieldTypes ?? {});
    return { indexer, texts: new TextWriter(indexer, encoder, fields), encoder, changes };
  } catch (error) {
    await encoder.close();
    throw error;
  }
}

async function recordedIn(path: string) {
  const reader = await LuceneIndexReader.open(path);
  await reader.close();
  const { description } = reader;
  const encoding = description.collections.find((collection) => collection.encoding)?.encoding;
  return { options: recordedOptions(description, path), hasText: hasIndexedText(description), encoding };
}

/** @param settings those that the index records; of the others, which a server cannot be told, the index refuses different ones */
async function loadDocumentEncoder(model: string, settings: EncodingSettings): Promise<ClosableEncoder> {
  const { SpladeDocumentEncoder } = await import('../encode/splade-document-encoder.js');
  const { maxLength, prefix, dtype } = settings;
  return SpladeDocumentEncoder.load(model, {
    ...(maxLength === undefined ? {} : { maxLength: Number(maxLength) }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(dtype === undefined ? {} : { dtype: parseDtype(dtype) }),
  });
}

async function closeParts({ indexer, encoder }: Pick<WriterParts, 'indexer' | 'encoder'>): Promise<void> {
  try {
    await indexer.close();
  } finally {
    await encoder?.close();
  }
}
