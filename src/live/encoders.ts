import { loadEncoderSides } from '../encode/encoder-sides.js';
import type { EncoderPair, SparseIndexOptions } from './sparse-index-options.js';

/** Encoders, and how those of them are closed that were loaded here. */
export interface OpenEncoders extends EncoderPair {
  close(): Promise<void>;
}

/**
 * Loads the encoders of a model; a pair stays the caller's.
 * @throws TseriniError as the encoders' `load`
 */
export async function openEncoders(
  encoder: string | EncoderPair,
  options: SparseIndexOptions,
): Promise<OpenEncoders> {
  if (typeof encoder !== 'string') return { ...encoder, async close() {} };
  const { onWarning } = options;
  return loadEncoderSides(encoder, { ...(onWarning ? { onWarning } : {}), ...options.encoding });
}
