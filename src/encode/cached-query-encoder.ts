import { strip } from '../corpus/strip.js';
import { TseriniError } from '../util/errors.js';
import { lineText, readLines } from '../util/files/read-lines.js';
import { parseVectorRecord } from '../vector/parse-vector.js';
import { checkPruning, type PruneOptions, prune } from '../vector/prune.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import { type MaskOptions, tokenMask } from '../vector/token-mask.js';
import type { QueryEncoder } from './query-encoder.js';

/**
 * Looks up encoded queries by their text or, in a file without texts, by their id. No model is needed. The file has
 * one record `{"id", "contents", "vector"}` per line, as `encode.query` writes it.
 */
export class CachedQueryEncoder implements QueryEncoder {
  readonly #path: string;
  readonly #vectors: ReadonlyMap<string, SparseVector>;
  readonly #pruning: PruneOptions | undefined;
  readonly #isMasked: ((token: string) => boolean) | undefined;

  private constructor(
    path: string,
    vectors: ReadonlyMap<string, SparseVector>,
    options: MaskOptions & { prune?: PruneOptions | undefined },
  ) {
    this.#path = path;
    this.#vectors = vectors;
    this.#pruning = options.prune;
    this.#isMasked = tokenMask(options);
  }

  /**
   * @param path a JSONL file, plain or gzipped
   * @param options.prune how many tokens of each vector are kept; the mask is applied before it
   * @throws TseriniError `NOT_FOUND`, `IO`, `USAGE`, or `INPUT` naming the line
   */
  static async load(
    path: string,
    options: MaskOptions & { signal?: AbortSignal | undefined; prune?: PruneOptions | undefined } = {},
  ): Promise<CachedQueryEncoder> {
    checkPruning(options.prune ?? {});
    const byText = new Map<string, SparseVector>();
    const byId = new Map<string, SparseVector>();
    for await (const line of readLines('encoded queries', path, options)) {
      const { id, contents, vector } = parseVectorRecord(lineText(path, line), `${path}:${line.number}`);
      byId.set(id, vector);
      if (contents !== undefined) byText.set(strip(contents), vector);
    }
    return new CachedQueryEncoder(path, new Map([...byId, ...byText]), options);
  }

  /** @throws TseriniError `NOT_FOUND` if the file has no such query */
  async encode(text: string): Promise<SparseVector> {
    const vector = this.#vectors.get(strip(text));
    if (vector) return this.#prepared(vector);
    throw new TseriniError('NOT_FOUND', `no encoded query for "${text}" in ${this.#path}`, { value: text });
  }

  #prepared(vector: SparseVector): SparseVector {
    const isMasked = this.#isMasked;
    const kept = isMasked ? new Map([...vector].filter(([token]) => !isMasked(token))) : vector;
    return this.#pruning ? prune(kept, this.#pruning) : kept;
  }

  async close(): Promise<void> {}

  /** Does nothing, as no file is open. */
  async [Symbol.asyncDispose](): Promise<void> {}
}
