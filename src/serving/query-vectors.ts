import { LRUCache } from 'lru-cache';
import type { QueryEncoder } from '../encode/query-encoder.js';
import type { SparseVector } from '../vector/sparse-vector.js';

/** A text as a model sees it. */
interface EncodedText {
  readonly vector: SparseVector;
  /** The text's own word pieces, in their order. */
  readonly tokens: readonly string[];
}

/** How texts were served so far. */
interface CacheCounts {
  /** From the cache. */
  readonly hits: number;
  /** By waiting for the same text, which was being encoded. */
  readonly joined: number;
  /** By the model. */
  readonly misses: number;
}

/**
 * An encoder that encodes a text once: the vectors of the texts that were asked for last are kept, and a text that
 * is being encoded is waited for, not encoded beside itself.
 */
export class QueryVectors {
  /** The name of the model; undefined where texts are tokens already. */
  readonly model: string | undefined;
  /** The word pieces of a text. */
  readonly tokenize: (text: string) => readonly string[];
  readonly #encoder: QueryEncoder;
  readonly #cache: LRUCache<string, EncodedText> | undefined;
  readonly #underWay = new Map<string, Promise<EncodedText>>();
  readonly #counts = { hits: 0, joined: 0, misses: 0 };

  /** @param size how many terms of vectors to keep in all; some 100 bytes each. 0 keeps none. */
  constructor(
    model: string | undefined,
    encoder: QueryEncoder,
    tokenize: (text: string) => readonly string[],
    size: number,
  ) {
    this.model = model;
    this.tokenize = tokenize;
    this.#encoder = encoder;
    this.#cache =
      size > 0
        ? new LRUCache({
            maxSize: size,
            sizeCalculation: ({ vector, tokens }, text) =>
              1 + vector.size + tokens.length + (text.length >> 4),
          })
        : undefined;
  }

  get counts(): CacheCounts {
    return { ...this.#counts };
  }

  /** @throws what the encoder throws */
  async encode(text: string): Promise<EncodedText> {
    const known = this.#cache?.get(text);
    if (known) {
      this.#counts.hits++;
      return known;
    }
    const pending = this.#underWay.get(text);
    if (pending) {
      this.#counts.joined++;
      return pending;
    }
    this.#counts.misses++;
    const encoding = this.#encodeNow(text).finally(() => this.#underWay.delete(text));
    this.#underWay.set(text, encoding);
    return encoding;
  }

  async #encodeNow(text: string): Promise<EncodedText> {
    const encoded = { vector: await this.#encoder.encode(text), tokens: this.tokenize(text) };
    this.#cache?.set(text, encoded);
    return encoded;
  }

  close(): Promise<void> {
    return this.#encoder.close();
  }
}
