import { CachedQueryEncoder } from '../encode/cached-query-encoder.js';
import { loadQueryEncoder } from '../encode/load.js';
import { PretokenizedQueryEncoder } from '../encode/pretokenized.js';
import type { QueryEncoder } from '../encode/query-encoder.js';
import { resolveModel } from '../model/source.js';
import { loadTokenizer } from '../model/tokenizer/load-tokenizer.js';
import { abortable } from '../util/abort.js';
import { didYouMean } from '../util/did-you-mean.js';
import { TseriniError } from '../util/errors.js';
import { IndexHandle } from './index-handle.js';
import { indexLocation } from './index-location.js';
import { IndexParts } from './index-parts.js';
import { QueryVectors } from './query-vectors.js';
import type { EncodeResponse } from './results.js';
import { type CallOptions, ServedIndex, type ServedIndexEvents } from './served-index.js';

/** An index to open. */
export interface IndexDefinition {
  /** What it is called in addresses: letters, digits and `._-`. */
  readonly name: string;
  /** Its folder; an impact index, or one of words. */
  readonly path: string;
  /** The model that turns queries into vectors. Without it, the text of a query is taken as tokens. */
  readonly encoder?: string;
  /** An index of the words of the same documents: for BM25 beside the impacts, and for titles and texts. */
  readonly bm25?: string;
}

interface IndexSetOptions extends ServedIndexEvents {
  /** Loads the model of queries. Default: as `loadQueryEncoder` does. */
  readonly loadEncoder?: (model: string) => Promise<QueryEncoder>;
  /** How many terms of encoded queries each model keeps; some 100 bytes each. Default: 500,000. */
  readonly queryCacheTerms?: number;
}

/** Names that need no escaping in an address, and cannot be taken for a path. */
const validName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/**
 * The indexes that are open, by name, and the models of their queries, each loaded once. Knows nothing of HTTP.
 *
 * ```ts
 * await using set = await IndexSet.open([{ name: 'nfcorpus', path: 'index/nfcorpus', encoder: 'splade-tiny' }]);
 * const { candidates } = await set.get('nfcorpus').search('how to prevent aneurysms');
 * ```
 */
export class IndexSet implements AsyncDisposable {
  readonly #indexes = new Map<string, ServedIndex>();
  readonly #vectors = new Map<string, QueryVectors>();
  readonly #options: IndexSetOptions;

  private constructor(options: IndexSetOptions) {
    this.#options = options;
  }

  /**
   * Opens indexes and loads their models.
   * @throws TseriniError `USAGE` (a name that cannot be, or is there twice; an encoder for words), `NOT_FOUND`,
   *   `INDEX`, `MODEL`, `JVM`
   */
  static async open(
    definitions: readonly IndexDefinition[],
    options: IndexSetOptions = {},
  ): Promise<IndexSet> {
    const set = new IndexSet(options);
    try {
      for (const definition of definitions) await set.#add(definition);
      return set;
    } catch (error) {
      await set.close();
      throw error;
    }
  }

  async #add({ name, path, encoder, bm25 }: IndexDefinition): Promise<void> {
    if (!validName.test(name)) {
      throw new TseriniError(
        'USAGE',
        `an index's name is letters, digits, ".", "_" and "-", up to 128 of them, not ${name}`,
        { value: name },
      );
    }
    if (this.#indexes.has(name))
      throw new TseriniError('USAGE', `two indexes are called ${name}`, { value: name });
    const handles: IndexHandle[] = [];
    try {
      const main = await IndexHandle.open(indexLocation(path));
      handles.push(main);
      const companion = bm25 === undefined ? undefined : await IndexHandle.open(indexLocation(bm25));
      if (companion) handles.push(companion);
      if (companion && companion.index.method !== 'bm25') {
        throw new TseriniError('USAGE', `not an index of words, which bm25= takes: ${bm25}`, { value: bm25 });
      }
      if (main.index.method === 'bm25') {
        if (encoder !== undefined || companion) {
          throw new TseriniError('USAGE', `an index of words takes neither encoder= nor bm25=: ${path}`, {
            value: path,
          });
        }
        this.#indexes.set(name, new ServedIndex(name, new IndexParts({ bm25: main }), this.#options));
        return;
      }
      const vectors = await this.#vectorsOf(encoder);
      const parts = new IndexParts({ impact: main, vectors, ...(companion ? { bm25: companion } : {}) });
      this.#indexes.set(name, new ServedIndex(name, parts, this.#options));
    } catch (error) {
      await Promise.all(handles.map((handle) => handle.close()));
      throw error;
    }
  }

  async #vectorsOf(model: string | undefined): Promise<QueryVectors> {
    const key = model ?? '';
    const known = this.#vectors.get(key);
    if (known) return known;
    const { queryCacheTerms = 500_000, loadEncoder = (name) => loadQueryEncoder({ encoder: name }) } =
      this.#options;
    const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');
    let vectors: QueryVectors;
    if (model === undefined) vectors = new QueryVectors(model, new PretokenizedQueryEncoder(), words, 0);
    else {
      const encoder = await loadEncoder(model);
      try {
        // Vectors from a file come without a tokenizer.
        const tokenize = encoder instanceof CachedQueryEncoder ? words : await tokenizerOf(model);
        vectors = new QueryVectors(model, encoder, tokenize, queryCacheTerms);
      } catch (error) {
        await encoder.close();
        throw error;
      }
    }
    this.#vectors.set(key, vectors);
    return vectors;
  }

  /** The indexes in the order in which they were given. */
  get all(): readonly ServedIndex[] {
    return [...this.#indexes.values()];
  }

  /** The models that are loaded. */
  get encoders(): readonly QueryVectors[] {
    return [...this.#vectors.values()].filter(({ model }) => model !== undefined);
  }

  /** @throws TseriniError `NOT_FOUND`, with the names that there are */
  get(name: string): ServedIndex {
    const found = this.#indexes.get(name);
    if (found) return found;
    const names = [...this.#indexes.keys()];
    const hint = didYouMean(name, names);
    throw new TseriniError('NOT_FOUND', `no index ${name}${hint} (there are: ${names.join(', ')})`, {
      value: name,
    });
  }

  /**
   * Encodes a text with one of the models that are loaded.
   * @param choice the model or an index that has it; may be left out where there is one model only
   * @throws TseriniError `NOT_FOUND`, `USAGE`
   */
  async encode(
    text: string,
    choice: { readonly encoder?: string | undefined; readonly index?: string | undefined } = {},
    { signal }: CallOptions = {},
  ): Promise<EncodeResponse> {
    const vectors = this.#choose(choice);
    const started = performance.now();
    const { vector, tokens } = await abortable(vectors.encode(text), signal);
    const encoder = vectors.model!;
    this.#options.onEncode?.(encoder, performance.now() - started);
    const own = new Set(tokens);
    const terms = Array.from(vector, ([term, weight]) => ({ term, weight, own: own.has(term) }));
    return { text, encoder, tokens: [...tokens], vector: terms };
  }

  #choose({
    encoder,
    index,
  }: {
    readonly encoder?: string | undefined;
    readonly index?: string | undefined;
  }): QueryVectors {
    const models = this.encoders.map(({ model }) => model!);
    if (encoder !== undefined && index !== undefined) {
      throw new TseriniError('USAGE', 'give encoder or index, not both');
    }
    if (index !== undefined) {
      const vectors = this.get(index).vectors;
      if (vectors?.model !== undefined) return vectors;
      throw new TseriniError('USAGE', `the index ${index} has no encoder`, { value: index });
    }
    if (encoder !== undefined) {
      const vectors = this.#vectors.get(encoder);
      if (vectors) return vectors;
      throw new TseriniError(
        'NOT_FOUND',
        `no encoder ${encoder} is loaded (there are: ${models.join(', ')})`,
        {
          value: encoder,
        },
      );
    }
    if (models.length === 1) return this.encoders[0]!;
    const message =
      models.length === 0 ? 'no index has an encoder' : `name an encoder (there are: ${models.join(', ')})`;
    throw new TseriniError('USAGE', message);
  }

  /** Waits for the work under way, then closes all. Calling it twice does nothing more. */
  async close(): Promise<void> {
    await Promise.all(this.all.map((index) => index.close()));
    await Promise.all([...this.#vectors.values()].map((vectors) => vectors.close()));
  }

  /** Closes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

async function tokenizerOf(model: string): Promise<(text: string) => readonly string[]> {
  const tokenizer = await loadTokenizer((await resolveModel(model)).folder);
  return (text) => tokenizer.tokenize(text);
}
