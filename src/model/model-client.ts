import { Worker } from 'node:worker_threads';
import { TseriniError } from '../errors.js';
import {
  type Answer,
  type Call,
  fromFailure,
  type LoadedModel,
  type Reply,
  type SparseOutput,
} from './model-protocol.js';
import type { Pooling } from './pooling.js';
import type { ModelSource } from './source.js';
import type { SpladeModelOptions } from './splade-model.js';
import type { TokenizerInput } from './tokenizer.js';

/** A model on the encoding thread. */
export interface ModelClient {
  readonly vocabulary: readonly (string | undefined)[];
  /** The longest sequence that the model takes, in tokens. */
  readonly maxPositions: number;
  /** Unknown where it is inside an exported graph. */
  readonly pooling: Pooling | undefined;
  /**
   * Calls are answered in their order; several may be under way.
   * @param maxLength in tokens, special tokens included; what is longer loses its end
   */
  encode(input: TokenizerInput, maxLength: number): Promise<SparseOutput>;
  close(): Promise<void>;
}

interface Pending {
  resolve(answer: Answer): void;
  reject(error: TseriniError): void;
}

/**
 * The thread that all models of this process live on: ONNX Runtime blocks the thread that it runs on, and
 * several threads with sessions in one process have crashed. It keeps no process alive while it is idle.
 */
class EncodingThread {
  readonly #worker = new Worker(new URL('./model-worker.js', import.meta.url), { execArgv: [] });
  readonly #pending = new Map<number, Pending>();
  #last = 0;

  constructor() {
    this.#worker.unref();
    this.#worker.on('message', (reply: Reply) => this.#settle(reply));
    this.#worker.on('error', (error: NodeJS.ErrnoException) => this.#fail(error));
    this.#worker.on('exit', (code) => this.#fail(new Error(`exit code ${code}`)));
  }

  call(call: Call): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const id = ++this.#last;
      if (this.#pending.size === 0) this.#worker.ref();
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ id, call });
    });
  }

  #settle(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0) this.#worker.unref();
    if ('failure' in reply) pending?.reject(fromFailure(reply.failure));
    else pending?.resolve(reply.answer);
  }

  #fail(error: NodeJS.ErrnoException): void {
    if (thread === this) thread = undefined;
    const code = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'MEMORY' : 'INTERNAL';
    for (const { reject } of this.#pending.values()) {
      reject(new TseriniError(code, `the encoding thread ended: ${error.message}`, { cause: error }));
    }
    this.#pending.clear();
  }
}

let thread: EncodingThread | undefined;

/**
 * Loads a model on the encoding thread.
 * @throws TseriniError `NOT_FOUND`, `IO` or `MODEL`
 */
export async function openModel(source: ModelSource, options: SpladeModelOptions): Promise<ModelClient> {
  thread ??= new EncodingThread();
  const own = thread;
  const { model, vocabulary, maxPositions, pooling } = (await own.call({
    kind: 'load',
    source,
    options,
  })) as LoadedModel;
  return {
    vocabulary,
    maxPositions,
    pooling,
    encode: (input, maxLength) =>
      own.call({ kind: 'encode', model, input, maxLength }) as Promise<SparseOutput>,
    async close() {
      await own.call({ kind: 'close', model });
    },
  };
}
