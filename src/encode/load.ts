import { TseriniError } from '../util/errors.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';
import type { LoadingHooks, SpladeEncoderOptions } from './load-splade-model.js';
import { LoadingQueryEncoder } from './loading-query-encoder.js';
import { withModel } from './onnx-encoders.js';
import type { QueryEncoder } from './query-encoder.js';
import type { QueryEncoderRequest } from './query-encoder-request.js';

interface QueryEncoderClass {
  load(model: string, options: SpladeEncoderOptions & LoadingHooks): Promise<QueryEncoder>;
}

const splade = async () => (await import('./splade-query-encoder.js')).SpladeQueryEncoder;

/** By Pyserini's `--encoder-class`. Each module is imported on first use. */
const classes: Readonly<Record<string, () => Promise<QueryEncoderClass>>> = {
  splade,
  unicoil: splade,
  'tok-freq': async () => (await import('./tok-freq-query-encoder.js')).TokFreqQueryEncoder,
  cached: async () => (await import('./cached-query-encoder.js')).CachedQueryEncoder,
};

/** The values of `--encoder-class` for queries. */
export const queryEncoderClasses: readonly string[] = Object.keys(classes);

/** Whether a file of vectors is meant: a model is a folder or an exported graph. */
async function isVectorFile(encoder: string): Promise<boolean> {
  return !encoder.endsWith('.onnx') && (await statOrUndefined(encoder))?.isFile() === true;
}

/**
 * Loads the query encoder that a command names.
 * @throws TseriniError `USAGE` for an unknown class, or where not one model is named; else as the encoder's own `load`
 */
export async function loadQueryEncoder(request: QueryEncoderRequest): Promise<QueryEncoder> {
  return (await startLoadingQueryEncoder(request)).loaded;
}

/**
 * As {@link loadQueryEncoder}, but returns when loading has started. A model is loaded on another thread.
 * @throws TseriniError `USAGE` as there
 */
export async function startLoadingQueryEncoder(request: QueryEncoderRequest): Promise<LoadingQueryEncoder> {
  const { encoder, ...options } = withModel(request);
  const { encoderClass = (await isVectorFile(encoder)) ? 'cached' : 'splade' } = options;
  if (!Object.hasOwn(classes, encoderClass)) {
    throw new TseriniError(
      'USAGE',
      `unknown encoder class ${encoderClass} (available: ${queryEncoderClasses.join(', ')})`,
      { value: encoderClass },
    );
  }
  const weights = [options.raw, options.weightRange, options.quantBits].find((value) => value);
  if (weights !== undefined && classes[encoderClass] !== splade) {
    throw new TseriniError(
      'USAGE',
      `raw, weightRange and quantBits are for the weights of a model: ${encoderClass} has its own`,
      { value: weights },
    );
  }
  const Encoder = await classes[encoderClass]!();
  return new Promise((resolve) => {
    const loading = new LoadingQueryEncoder(
      Encoder.load(encoder, { ...options, onStart: () => resolve(loading) }),
    );
    // Without a model, or after an error, which the caller gets of `loaded`.
    loading.loaded.then(
      () => resolve(loading),
      () => resolve(loading),
    );
  });
}
