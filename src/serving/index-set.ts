import { isClusterUrl } from '../opensearch/connection.js';
import { didYouMean } from '../util/did-you-mean.js';
import { TseriniError } from '../util/errors.js';
import { IndexHandle } from './index-handle.js';
import type { WritingOptions } from './index-writer.js';
import { luceneLocation } from './lucene-location.js';
import type { IndexLocation } from './open-index.js';
import { type NamedModel, QueryModel, type QueryModelOptions, queryTerms } from './query-model.js';
import type { CallOptions } from './requests.js';
import type { EncodeResponse, Method } from './results.js';
import { ServedIndex } from './served-index.js';

/** An index to open. */
export interface IndexDefinition {
  /** Its name in URLs: letters, digits and `._-`. */
  readonly name: string;
  /** A folder, or the URL of an index on an OpenSearch cluster; an impact index or a text index. */
  readonly path: string;
  /** The model that turns queries into vectors. Without it, queries are taken as tokens. */
  readonly encoder?: string | undefined;
  /** In place of `encoder`: the name of Anserini's encoder, as {@link QueryEncoderRequest} has it. */
  readonly onnxEncoder?: string | undefined;
  /** A text index of the same documents as the impact index: for BM25, titles and texts. */
  readonly bm25?: string | undefined;
  /** Whether documents can be written to it: a folder of this program's, without `bm25`. Default: false. */
  readonly writable?: boolean | undefined;
}

export interface IndexSetOptions extends QueryModelOptions, WritingOptions {
  /** Called with the milliseconds that a search took. */
  readonly onSearch?: (index: string, method: Method, milliseconds: number) => void;
}

/** The model of an encoding, by its name or by that of an index. */
interface ModelChoice {
  readonly encoder?: string | undefined;
  readonly index?: string | undefined;
}

/** Names that need no escaping in a URL and cannot be taken for a path. */
const validName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

function noEncoder(path: string): TseriniError {
  const message = `a text index takes neither an encoder nor a second text index: ${path}`;
  return new TseriniError('USAGE', message, { value: path });
}

/** @throws TseriniError `USAGE` for what cannot be written to */
function requireFolder(path: string, textPath: string | undefined): void {
  const reason = isClusterUrl(path)
    ? 'an index on a cluster is only read'
    : textPath === undefined
      ? undefined
      : 'a writable index takes no second text index: one with an encoder holds impacts and texts itself';
  if (reason !== undefined) throw new TseriniError('USAGE', `${reason}: ${path}`, { value: path });
}

async function locationOf(place: string): Promise<IndexLocation> {
  if (!isClusterUrl(place)) return luceneLocation(place);
  const { openSearchLocation } = await import('./opensearch-location.js');
  return openSearchLocation(place);
}

/**
 * The open indexes, by name, and the models of their queries, each loaded once. Knows nothing of HTTP.
 *
 * ```ts
 * await using set = await IndexSet.open([{ name: 'nfcorpus', path: 'index/nfcorpus', encoder: 'splade-tiny' }]);
 * const { candidates } = await set.get('nfcorpus').search('how to prevent aneurysms');
 * ```
 */
export class IndexSet implements AsyncDisposable {
  readonly #indexes = new Map<string, ServedIndex>();
  readonly #models = new Map<string | undefined, QueryModel>();
  readonly #options: IndexSetOptions;

  private constructor(options: IndexSetOptions) {
    this.#options = options;
  }

  /**
   * Opens indexes and loads their models.
   * @throws TseriniError `USAGE` (an invalid or duplicate name; an encoder for a text index), `NOT_FOUND`, `INDEX`,
   *   `MODEL`, `JVM`
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

  async #add(definition: IndexDefinition): Promise<void> {
    const { name, path, encoder, onnxEncoder, bm25: textPath } = definition;
    if (!validName.test(name)) {
      const message = `an index's name is letters, digits, ".", "_" and "-", up to 128 of them, not ${name}`;
      throw new TseriniError('USAGE', message, { value: name });
    }
    if (this.#indexes.has(name)) {
      throw new TseriniError('USAGE', `two indexes are called ${name}`, { value: name });
    }
    if (definition.writable) {
      requireFolder(path, textPath);
      await this.#addWritable(definition);
      return;
    }
    const model = encoder ?? onnxEncoder;
    const handles: IndexHandle[] = [];
    const open = async (place: string): Promise<IndexHandle> => {
      const handle = await IndexHandle.open(await locationOf(place));
      handles.push(handle);
      return handle;
    };
    try {
      const main = await open(path);
      const methods = main.indexes.map(({ method }) => method);
      const companion = textPath === undefined ? undefined : await open(textPath);
      if (companion?.indexes.some(({ method }) => method === 'impact')) {
        const message = `bm25= takes a text index, and this is an impact index: ${textPath}`;
        throw new TseriniError('USAGE', message, { value: textPath });
      }
      const hasImpacts = methods.includes('impact');
      if (!hasImpacts && (model !== undefined || companion)) {
        throw noEncoder(path);
      }
      if (companion && methods.includes('bm25')) {
        const message = `an index of impacts and texts takes no second text index: ${path}`;
        throw new TseriniError('USAGE', message, { value: path });
      }
      const { onSearch } = this.#options;
      const parts = {
        handles,
        onSearch,
        ...(hasImpacts && { model: await this.#model(model, { encoder, onnxEncoder }) }),
      };
      this.#indexes.set(name, new ServedIndex(name, parts));
    } catch (error) {
      await Promise.all(handles.map((handle) => handle.close()));
      throw error;
    }
  }

  async #addWritable({ name, path, encoder, onnxEncoder }: IndexDefinition): Promise<void> {
    const { IndexWriter } = await import('./index-writer.js');
    const writer = await IndexWriter.open(path, encoder, this.#options);
    const handles = [writer.handle];
    try {
      const hasImpacts = writer.handle.indexes[0]!.method === 'impact';
      const named = encoder ?? onnxEncoder;
      if (!hasImpacts && named !== undefined) throw noEncoder(path);
      const { onSearch } = this.#options;
      const model = hasImpacts ? await this.#model(named, { encoder, onnxEncoder }) : undefined;
      this.#indexes.set(name, new ServedIndex(name, { handles, writer, model, onSearch }));
    } catch (error) {
      await writer.handle.close();
      await writer.close();
      throw error;
    }
  }

  async #model(name: string | undefined, named: NamedModel): Promise<QueryModel> {
    const loaded = this.#models.get(name);
    if (loaded) return loaded;
    const model =
      name === undefined ? QueryModel.pretokenized() : await QueryModel.load(name, this.#options, named);
    this.#models.set(name, model);
    return model;
  }

  /** The indexes in the order of their definitions. */
  get all(): readonly ServedIndex[] {
    return [...this.#indexes.values()];
  }

  /** The models that are loaded. */
  get models(): readonly QueryModel[] {
    return [...this.#models.values()].filter(({ name }) => name !== undefined);
  }

  /** @throws TseriniError `NOT_FOUND`, with the names of the indexes */
  get(name: string): ServedIndex {
    const found = this.#indexes.get(name);
    if (found) return found;
    const names = [...this.#indexes.keys()];
    const message = `no index ${name}${didYouMean(name, names)} (available: ${names.join(', ')})`;
    throw new TseriniError('NOT_FOUND', message, { value: name });
  }

  /**
   * Encodes a text with one of the loaded models.
   * @param choice may be left out if one model is loaded
   * @throws TseriniError `NOT_FOUND`, `USAGE`
   */
  async encode(
    text: string,
    choice: ModelChoice = {},
    { signal }: CallOptions = {},
  ): Promise<EncodeResponse> {
    const model = this.#choose(choice);
    const { vector, tokens, truncated } = await model.encode(text, signal);
    return { text, encoder: model.name!, tokens: [...tokens], vector: queryTerms(vector, tokens), truncated };
  }

  #choose({ encoder, index }: ModelChoice): QueryModel {
    const ofIndex = index === undefined ? undefined : this.#modelOf(index);
    const byName = encoder === undefined ? undefined : this.#modelNamed(encoder);
    if (ofIndex && byName && ofIndex !== byName) {
      const message = `the index ${index} has the encoder ${ofIndex.name}, not ${encoder}`;
      throw new TseriniError('USAGE', message, { value: encoder });
    }
    const chosen = ofIndex ?? byName;
    if (chosen) return chosen;
    const [first, second] = this.models;
    if (first && !second) return first;
    const message = first ? `name an encoder (available: ${this.#modelNames})` : 'no index has an encoder';
    throw new TseriniError('USAGE', message);
  }

  #modelOf(index: string): QueryModel {
    const { model } = this.get(index);
    if (model?.name !== undefined) return model;
    throw new TseriniError('USAGE', `the index ${index} has no encoder`, { value: index });
  }

  #modelNamed(encoder: string): QueryModel {
    const model = this.#models.get(encoder);
    if (model) return model;
    const message = `no encoder ${encoder} is loaded (available: ${this.#modelNames})`;
    throw new TseriniError('NOT_FOUND', message, { value: encoder });
  }

  get #modelNames(): string {
    return this.models.map(({ name }) => name).join(', ');
  }

  /** Waits for pending requests, then closes indexes and models. Calling it twice is harmless. */
  async close(): Promise<void> {
    await Promise.all(this.all.map((index) => index.close()));
    await Promise.all([...this.#models.values()].map((model) => model.close()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
