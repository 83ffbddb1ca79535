import { TseriniError } from '../errors.js';
import type { QueryEncoder } from './query-encoder.js';
import type { SpladeEncoderOptions } from './splade-encoder.js';

/** Which encoder to load, and with what settings. */
export interface QueryEncoderRequest extends SpladeEncoderOptions {
  /** The model: `splade-tiny`, a folder, or a name on the Hugging Face Hub; for `cached` the file of vectors. */
  readonly encoder: string;
  /** The kind of encoder, by its name in Pyserini: `splade`, `tok-freq` or `cached`. Default: `splade`. */
  readonly encoderClass?: string;
}

type Loader = (model: string, options: SpladeEncoderOptions) => Promise<QueryEncoder>;

/** By Pyserini's `--encoder-class`. Each is imported when it is asked for. */
const loaders: Readonly<Record<string, Loader>> = {
  splade: async (model, options) =>
    (await import('./splade-query-encoder.js')).SpladeQueryEncoder.load(model, options),
  'tok-freq': async (model, options) =>
    (await import('./tok-freq-query-encoder.js')).TokFreqQueryEncoder.load(model, options),
  cached: async (path, options) =>
    (await import('./cached-query-encoder.js')).CachedQueryEncoder.load(path, options),
};

/** What `--encoder-class` takes for queries. */
export const queryEncoderClasses: readonly string[] = Object.keys(loaders);

/**
 * Loads the query encoder that a command names.
 * @throws TseriniError `USAGE` for an unknown class; else as the encoder's own `load`
 */
export async function loadQueryEncoder(request: QueryEncoderRequest): Promise<QueryEncoder> {
  const { encoder, encoderClass = 'splade', ...options } = request;
  if (!Object.hasOwn(loaders, encoderClass)) {
    throw new TseriniError(
      'USAGE',
      `unknown encoder class ${encoderClass} (known: ${queryEncoderClasses.join(', ')})`,
      { value: encoderClass },
    );
  }
  return loaders[encoderClass]!(encoder, options);
}
