import { SpladeDocumentEncoder } from '../encode/splade-document-encoder.js';
import type { LoadingHooks, SpladeEncoderOptions } from '../encode/splade-encoder.js';
import { SpladeQueryEncoder } from '../encode/splade-query-encoder.js';
import type { EncoderPair, SparseIndexOptions } from './sparse-index-options.js';

/** Encoders, and how those of them are closed that were loaded here. */
export interface OpenEncoders extends EncoderPair {
  close(): Promise<void>;
}

/**
 * Loads the encoders of a model, whose files are loaded once where both sides have the same; a pair stays the caller's.
 * @throws TseriniError as the encoders' `load`
 */
export async function openEncoders(
  encoder: string | EncoderPair,
  options: SparseIndexOptions,
): Promise<OpenEncoders> {
  if (typeof encoder !== 'string') return { ...encoder, async close() {} };
  const { onWarning } = options;
  const settings = { ...(onWarning ? { onWarning } : {}), ...options.encoding };
  const document = await SpladeDocumentEncoder.load(encoder, settings);
  try {
    const sharing: SpladeEncoderOptions & LoadingHooks = { ...settings, sharesWith: document };
    const query = await SpladeQueryEncoder.load(encoder, sharing);
    const close = async () => {
      await Promise.all([document.close(), query.close()]);
    };
    return { document, query, close };
  } catch (error) {
    await document.close();
    throw error;
  }
}
