import type { QueryEncoder } from '../encode/query-encoder.js';

/** The model that encoded an index's documents. */
export interface DocumentModel {
  readonly name: string;
  readonly sha256: string;
}

/**
 * Why the weights of queries and documents may not belong together; undefined if they do, or if nothing is known of
 * one of them. Some models come in pairs, one for documents and one for queries, so that this is no error.
 */
export function otherModel(
  documents: readonly DocumentModel[],
  queries: string | undefined,
): string | undefined {
  if (queries === undefined || documents.length === 0) return undefined;
  if (documents.some(({ sha256 }) => sha256 === queries)) return undefined;
  const names = documents.map(({ name, sha256 }) => `${name} (sha256 ${sha256.slice(0, 12)})`).join(' and ');
  return (
    `the documents were encoded by ${names}, and queries are encoded by another model (sha256 ` +
    `${queries.slice(0, 12)}): their weights do not belong together unless the two models are a pair`
  );
}

/** Warns once, before the first text is encoded, that the encoder's model is not that of the documents. */
export class OtherModelWarning {
  #warn: ((message: string) => void) | undefined;
  #checked: Promise<void> | undefined;

  /** @param warn is called with the warning */
  constructor(warn: ((message: string) => void) | undefined) {
    this.#warn = warn;
  }

  /** @param documents the models that encoded the documents */
  async check(documents: readonly DocumentModel[], encoder: QueryEncoder): Promise<void> {
    if (!this.#warn || documents.length === 0 || !encoder.modelSha256) return;
    this.#checked ??= this.#check(documents, encoder);
    await this.#checked;
  }

  async #check(documents: readonly DocumentModel[], encoder: QueryEncoder): Promise<void> {
    // A model whose files are gone by now still encodes.
    const warning = otherModel(documents, await encoder.modelSha256?.().catch(() => undefined));
    if (warning) this.#warn?.(warning);
  }
}
