import { TseriniError } from '../errors.js';
import type { QueryEncoder } from './query-encoder.js';
import type { SpladeEncoderOptions } from './splade-encoder.js';

export interface QueryEncoderRequest extends SpladeEncoderOptions {
  /** The model: `splade-tiny`, a folder, or a name on the Hugging Face Hub. */
  readonly encoder: string;
  /** Pyserini's `--encoder-class`. Default: `splade`. */
  readonly encoderClass?: string;
}

/**
 * Loads the query encoder that a command names.
 * @throws TseriniError `USAGE` for an unknown class; else as the encoder's own `load`
 */
export async function loadQueryEncoder(request: QueryEncoderRequest): Promise<QueryEncoder> {
  const { encoder, encoderClass = 'splade', ...options } = request;
  if (encoderClass !== 'splade') {
    throw new TseriniError('USAGE', `unknown encoder class ${encoderClass} (known: splade)`, {
      value: encoderClass,
    });
  }
  const { SpladeQueryEncoder } = await import('./splade-query-encoder.js');
  return SpladeQueryEncoder.load(encoder, options);
}
