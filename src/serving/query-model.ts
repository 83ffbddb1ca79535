import { setImmediate as nextTurn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { CachedQueryEncoder } from '../encode/cached-query-encoder.js';
import { loadQueryEncoder } from '../encode/load.js';
import { PretokenizedQueryEncoder } from '../encode/pretokenized.js';
import type { QueryEncoder } from '../encode/query-encoder.js';
import type { QueryEncoderRequest } from '../encode/query-encoder-request.js';
import { abortable, throwIfStopped } from '../util/abort.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import type { QueryTerm } from './results.js';

type Tokenize = (text: string) => readonly string[];

interface EncodedQuery {
  readonly vector: SparseVector;
  /** The word pieces of the text, in their order. */
  readonly tokens: readonly string[];
  /** Whether the text was cut at the encoder's limit; undefined if it was not. */
  readonly truncated: true | undefined;
}

/** A query that is being encoded for one or more requests. */
interface PendingQuery {
  readonly encoded: Promise<EncodedQuery>;
  /** Requests that wait for it. */
  waiting: number;
  /** Called when none waits any more: takes the query out of the encoder's queue. */
  leave(): void;
}

/** How queries were answered so far. */
interface CacheCounts {
  /** From the cache. */
  readonly hits: number;
  /** By waiting for the same query, which was being encoded. */
  readonly joined: number;
  /** By the encoder. */
  readonly misses: number;
}

/** Which model is meant: one of the two. */
export type NamedModel = Pick<QueryEncoderRequest, 'encoder' | 'onnxEncoder'>;

export interface QueryModelOptions {
  /** Called with the model's name, and whose name it is. Default: {@link loadQueryEncoder}. */
  readonly loadEncoder?: ((model: string, named: NamedModel) => Promise<QueryEncoder>) | undefined;
  /** How many terms of encoded queries to cache, some 100 bytes each; 0 caches none. Default: 500,000. */
  readonly queryCacheTerms?: number | undefined;
  /** False where nothing asks which terms are a text's own, so that no tokenizer is loaded: none are then. Default: true. */
  readonly withTokens?: boolean | undefined;
  /** Called with the milliseconds until a query's vector was there, from the cache too. */
  readonly onEncode?: (model: string, milliseconds: number) => void;
}

/** Words that are tokenized in one turn of the event loop: some milliseconds. */
const wordsPerTurn = 500;

const splitAtSpace: Tokenize = (text) => text.split(/\s+/).filter((word) => word !== '');

/**
 * The model that encodes the queries of one or more indexes, with its tokenizer and a cache of encoded queries. A
 * query that many requests ask for at the same time is encoded once.
 */
export class QueryModel {
  /** Undefined if queries are tokens already. */
  readonly name: string | undefined;
  /** The SHA-256 of the model's files, if it has any. */
  readonly sha256: string | undefined;
  /** The word pieces of a text. */
  readonly tokenize: Tokenize;
  readonly #encoder: QueryEncoder;
  readonly #cache: LRUCache<string, EncodedQuery> | undefined;
  readonly #pending = new Map<string, PendingQuery>();
  readonly #counts = { hits: 0, joined: 0, misses: 0 };
  readonly #onEncode: QueryModelOptions['onEncode'];

  /** How the weights of queries became whole numbers; null for raw ones, undefined where unknown. */
  get quantization(): QueryEncoder['quantization'] {
    return this.#encoder.quantization;
  }

  constructor(
    name: string | undefined,
    encoder: QueryEncoder,
    tokenize: Tokenize,
    { queryCacheTerms = 500_000, onEncode }: QueryModelOptions = {},
    sha256?: string,
  ) {
    this.sha256 = sha256;
    this.name = name;
    this.tokenize = tokenize;
    this.#encoder = encoder;
    this.#onEncode = onEncode;
    if (queryCacheTerms > 0) {
      this.#cache = new LRUCache({
        maxSize: queryCacheTerms,
        sizeCalculation: ({ vector, tokens }, text) => 1 + vector.size + tokens.length + (text.length >> 4),
      });
    }
  }

  /** For queries that are tokens already, each repeated as often as its weight says. */
  static pretokenized(): QueryModel {
    return new QueryModel(undefined, new PretokenizedQueryEncoder(), splitAtSpace, {
      queryCacheTerms: 0,
    });
  }

  /** @throws TseriniError `NOT_FOUND`, `MODEL` */
  static async load(
    name: string,
    options: QueryModelOptions,
    named: NamedModel = { encoder: name },
  ): Promise<QueryModel> {
    const encoder = await (options.loadEncoder?.(name, named) ?? loadQueryEncoder(named));
    try {
      // A file of encoded queries comes without a tokenizer.
      const isCached = encoder instanceof CachedQueryEncoder;
      const none: Tokenize = () => [];
      const tokenize = isCached
        ? splitAtSpace
        : options.withTokens === false
          ? none
          : (encoder.tokenize?.bind(encoder) ?? (await tokenizerOf(encoder, name)));
      return new QueryModel(name, encoder, tokenize, options, await encoder.modelSha256?.());
    } catch (error) {
      await encoder.close();
      throw error;
    }
  }

  get counts(): CacheCounts {
    return { ...this.#counts };
  }

  /** @throws the encoder's errors; TseriniError `INTERRUPTED` by the signal */
  async encode(text: string, signal?: AbortSignal): Promise<EncodedQuery> {
    const started = performance.now();
    const encoded = await this.#find(text, signal);
    if (this.name !== undefined) this.#onEncode?.(this.name, performance.now() - started);
    return encoded;
  }

  async #find(text: string, signal: AbortSignal | undefined): Promise<EncodedQuery> {
    const cached = this.#cache?.get(text);
    if (cached) {
      this.#counts.hits++;
      return cached;
    }
    throwIfStopped(signal);
    let pending = this.#pending.get(text);
    if (pending) this.#counts.joined++;
    else {
      this.#counts.misses++;
      pending = this.#start(text);
    }
    pending.waiting++;
    try {
      return await abortable(pending.encoded, signal);
    } finally {
      if (--pending.waiting === 0) pending.leave();
    }
  }

  #start(text: string): PendingQuery {
    const controller = new AbortController();
    const encoded = this.#encode(text, controller.signal);
    let isDone = false;
    const done = () => {
      isDone = true;
    };
    encoded.then(done, done);
    const pending: PendingQuery = {
      encoded,
      waiting: 0,
      leave: () => {
        // Who asks for the text from now on must not get the error of a stop.
        if (this.#pending.get(text) === pending) this.#pending.delete(text);
        if (!isDone) controller.abort();
      },
    };
    this.#pending.set(text, pending);
    return pending;
  }

  async #encode(text: string, signal: AbortSignal): Promise<EncodedQuery> {
    let truncated: true | undefined;
    const onTruncated = () => {
      truncated = true;
    };
    const vector = await this.#encoder.encode(text, { signal, onTruncated });
    const encoded = { vector, tokens: this.tokenize(text), truncated };
    this.#cache?.set(text, encoded);
    return encoded;
  }

  /** Queries whose vectors are awaited. */
  get waiting(): number {
    return this.#pending.size;
  }

  /** The distinct word pieces of a text of any length. Tokenizes each word once, and lets other work in between. */
  async tokensOf(text: string): Promise<ReadonlySet<string>> {
    const words = [...new Set(text.split(/\s+/))];
    const tokens = new Set<string>();
    for (let from = 0; from < words.length; from += wordsPerTurn) {
      if (from > 0) await nextTurn();
      for (const token of this.tokenize(words.slice(from, from + wordsPerTurn).join(' '))) tokens.add(token);
    }
    return tokens;
  }

  close(): Promise<void> {
    return this.#encoder.close();
  }
}

/** The terms of an encoded query. @param vector its vector, perhaps pruned */
export function queryTerms(vector: SparseVector, tokens: readonly string[]): QueryTerm[] {
  const own = new Set(tokens);
  return Array.from(vector, ([term, weight]) => ({ term, weight, own: own.has(term) }));
}

async function tokenizerOf(encoder: QueryEncoder, model: string): Promise<Tokenize> {
  if (encoder.loadTokenizer) return encoder.loadTokenizer();
  const { loadModelTokenizer } = await import('../model/model-tokenizer.js');
  return (await loadModelTokenizer(model, 'query')).tokenize;
}
