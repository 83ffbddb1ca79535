import type { LoadingHooks, SpladeEncoderOptions } from './load-splade-model.js';
import { SpladeDocumentEncoder, type SpladeDocumentEncoderOptions } from './splade-document-encoder.js';
import { SpladeQueryEncoder } from './splade-query-encoder.js';

/** The encoders of a model, which are closed together. */
export interface EncoderSides {
  readonly document: SpladeDocumentEncoder;
  readonly query: SpladeQueryEncoder;
  close(): Promise<void>;
}

/**
 * Loads a model's encoders of documents and of queries. Files that both sides have are loaded once.
 * @param forQueries may differ from the options of documents in what does not change the model
 * @throws TseriniError as the encoders' `load`
 */
export async function loadEncoderSides(
  model: string,
  forDocuments: SpladeDocumentEncoderOptions & LoadingHooks,
  forQueries: SpladeEncoderOptions = forDocuments,
): Promise<EncoderSides> {
  const document = await SpladeDocumentEncoder.load(model, forDocuments);
  try {
    const sharing: SpladeEncoderOptions & LoadingHooks = { ...forQueries, sharesWith: document };
    const query = await SpladeQueryEncoder.load(model, sharing);
    const close = async () => {
      await Promise.all([document.close(), query.close()]);
    };
    return { document, query, close };
  } catch (error) {
    await document.close();
    throw error;
  }
}
