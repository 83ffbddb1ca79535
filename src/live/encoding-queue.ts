import type { DocumentEncoder } from '../encode/document-encoder.js';
import type { DocumentText } from '../encode/document-text.js';
import type { SparseVector } from '../vector/sparse-vector.js';

/** Texts that the encoder has at a time. */
const textsAhead = 64;

interface Job {
  readonly documents: readonly DocumentText[];
  /** Whether it waits for the work before it, and that after it waits for it. */
  readonly isAlone: boolean;
  readonly work: (vectors: readonly SparseVector[]) => Promise<void>;
  readonly reject: (error: unknown) => void;
}

/**
 * Does work that needs the vectors of documents, in the order of the calls. The documents of calls that wait are encoded
 * together, a bounded number at a time, while those before them are written.
 */
export class EncodingQueue {
  readonly #encoder: DocumentEncoder;
  #jobs: Job[] = [];
  #isRunning = false;

  constructor(encoder: DocumentEncoder) {
    this.#encoder = encoder;
  }

  /**
   * Encodes documents, and starts work on their vectors after that of all calls before has started.
   * @throws what the encoder and the work throw
   */
  encoded<T>(
    documents: readonly DocumentText[],
    work: (vectors: readonly SparseVector[]) => Promise<T>,
  ): Promise<T> {
    return this.#push(documents, false, work);
  }

  /** Starts work after that of all calls before has started. */
  inOrder<T>(work: () => Promise<T>): Promise<T> {
    return this.#push([], false, work);
  }

  /** Does work while no other work is done. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#push([], true, work);
  }

  #push<T>(
    documents: readonly DocumentText[],
    isAlone: boolean,
    work: (vectors: readonly SparseVector[]) => Promise<T>,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (vectors: readonly SparseVector[]) => work(vectors).then(resolve, reject);
      this.#jobs.push({ documents, isAlone, work: settle, reject });
      if (this.#isRunning) return;
      this.#isRunning = true;
      // Later, so that calls of the same turn are encoded together.
      queueMicrotask(() => this.#run());
    });
  }

  async #run(): Promise<void> {
    let before: Promise<unknown> = Promise.resolve();
    while (this.#jobs.length > 0) {
      const group = this.#take();
      const vectors = await this.#encode(group);
      await before;
      before = Promise.all(group.map((job, i) => vectors[i] && job.work(vectors[i])));
      if (group[0]?.isAlone) await before;
    }
    this.#isRunning = false;
  }

  /** The next jobs whose documents are encoded together: at least one. */
  #take(): Job[] {
    let texts = 0;
    let count = 0;
    for (const { documents, isAlone } of this.#jobs) {
      texts += documents.length;
      if (count > 0 && (isAlone || texts > textsAhead)) break;
      count++;
      if (isAlone || count === textsAhead) break;
    }
    return this.#jobs.splice(0, count);
  }

  /** @returns the vectors of each job; undefined for one that was rejected because the encoder failed */
  async #encode(jobs: readonly Job[]): Promise<(SparseVector[] | undefined)[]> {
    const documents = jobs.flatMap((job) => job.documents);
    const vectors: SparseVector[] = [];
    try {
      for (let i = 0; i < documents.length; i += textsAhead) {
        vectors.push(...(await this.#encoder.encode(documents.slice(i, i + textsAhead))));
      }
    } catch (error) {
      return jobs.map((job) => (job.documents.length > 0 ? void job.reject(error) : []));
    }
    let end = 0;
    return jobs.map((job) => {
      const start = end;
      end += job.documents.length;
      return vectors.slice(start, end);
    });
  }
}
