import { TseriniError } from '../../util/errors.js';
import type { StartedCall } from '../jvm/calls.js';
import { callJava, javaClass, javaText } from '../jvm/jvm.js';
import { factsOfRecords } from './index-facts.js';
import { type IndexSummary, type JavaCounts, readSummary } from './index-summary.js';
import { type IndexerOptions, type JavaIndexingOptions, javaIndexingOptions } from './indexer-options.js';
import {
  type CollectionRecord,
  type RecordName,
  refusedRecord,
  type UnitKind,
  UnwritableRecord,
  unitText,
} from './record-lines.js';
import { type UnitOutcome, UnitQueue, type UnitState } from './unit-queue.js';

/** The shim's `RecordIndexer`, from which its searchers take their readers. */
export interface JavaRecordIndexer extends JavaCounts {
  startApplySync(operations: string): StartedCall<Buffer>;
  startCommitSync(): StartedCall<number>;
  startRollbackSync(): StartedCall<void>;
  startCloseSync(): StartedCall<void>;
}

interface JavaRecordIndexerClass {
  startOpenSync(options: JavaIndexingOptions): StartedCall<JavaRecordIndexer>;
}

/** Characters of records that are added together, each of which Java holds as a document until all are read. */
const maxTogether = 64 << 20;

/** Writes records to an index, which it opens at the first call and keeps open. */
export class RecordWriter {
  readonly #index: string;
  readonly #options: IndexerOptions;
  readonly #queue = new UnitQueue((text) => this.#apply(text));
  #opening: Promise<JavaRecordIndexer> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Why a commit failed that no call has waited for. */
  #failure: unknown;
  #isClosed = false;

  constructor(index: string, options: IndexerOptions) {
    this.#index = index;
    this.#options = options;
  }

  /** Whether the index is open, or being opened. */
  get isOpen(): boolean {
    return this.#opening !== undefined;
  }

  /** Opens the index. After a failure the next call tries again. */
  java(): Promise<JavaRecordIndexer> {
    this.#opening ??= this.#open().catch((error) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #open(): Promise<JavaRecordIndexer> {
    const { whitelist, shard, commitEvery } = this.#options;
    if (whitelist !== undefined || shard !== undefined) {
      throw new TseriniError(
        'USAGE',
        'whitelist and shard choose from files: records are added as they come',
        {
          value: whitelist ?? shard,
        },
      );
    }
    const facts = await factsOfRecords(this.#index, this.#options);
    const options = await javaIndexingOptions(this.#index, [], facts, this.#options);
    const Indexer = await javaClass<JavaRecordIndexerClass>('index.RecordIndexer');
    const java = await callJava(() => Indexer.startOpenSync(options));
    if (typeof commitEvery === 'number') this.#commitEvery(commitEvery);
    return java;
  }

  #commitEvery(milliseconds: number): void {
    let isDone = true;
    this.#timer = setInterval(() => {
      if (!isDone) return;
      isDone = false;
      const commit = this.#queue.task(async () => {
        const java = await this.java();
        return callJava(() => java.startCommitSync());
      });
      commit
        .catch((error) => {
          this.#failure = error;
        })
        .finally(() => {
          isDone = true;
        });
    }, milliseconds);
    this.#timer.unref();
  }

  async #apply(text: string): Promise<Buffer> {
    const java = await this.java();
    const outcomes = await callJava(() => java.startApplySync(javaText(text)));
    if (this.#options.commitEvery === 'batch') await callJava(() => java.startCommitSync());
    return outcomes;
  }

  /** Rejects with the failure of a commit by the clock, once. */
  #throwFailure(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
  }

  /**
   * Adds, replaces or deletes documents, all or none.
   * @param records objects, or texts that are JSON
   * @param name what a record is called in an error
   * @returns how it ended, if nothing was refused
   */
  async write(
    kind: UnitKind,
    records: readonly (CollectionRecord | string)[],
    name: RecordName,
  ): Promise<UnitState> {
    this.#throwFailure();
    if (records.length === 0) return 'done';
    const outcome = await this.#unit(kind, records).catch((error) => {
      if (!(error instanceof UnwritableRecord)) throw error;
      const id = String((records[error.record] as Partial<CollectionRecord> | null)?.id ?? '');
      throw refusedRecord(name, error.record, id, `not expressible as JSON (${error.message})`, error);
    });
    if (outcome.state === 'refused') throw refusedRecord(name, outcome.record, outcome.id, outcome.reason);
    return outcome.state;
  }

  #unit(kind: UnitKind, records: readonly (CollectionRecord | string)[]): Promise<UnitOutcome> {
    return this.#queue.unit(() => {
      const text = unitText(kind, records, this.#options.storeRaw ?? false);
      if (records.length > 1 && text.length > maxTogether) {
        throw new TseriniError(
          'USAGE',
          `a batch of ${records.length} records has ${text.length} characters, more than the ${maxTogether} that can ` +
            'be added together: addAll takes any number',
          { value: text.length },
        );
      }
      return text;
    });
  }

  /** Does work after the calls so far, while nothing is written. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#queue.task(work);
  }

  /** Commits what was written by the calls so far. */
  commit(): Promise<IndexSummary> {
    return this.#queue.task(async () => {
      const java = await this.java();
      await callJava(() => java.startCommitSync());
      this.#failure = undefined;
      return readSummary(java);
    });
  }

  /** Takes back what was written since the last commit. */
  rollback(): Promise<void> {
    return this.#queue.task(async () => {
      this.#failure = undefined;
      if (!this.isOpen) return;
      const java = await this.java();
      await callJava(() => java.startRollbackSync());
    });
  }

  /** Commits and closes. No call may be under way. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#timer);
    const java = await this.#opening?.catch(() => undefined);
    if (java) await callJava(() => java.startCloseSync());
    this.#throwFailure();
  }
}
