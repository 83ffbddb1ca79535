import type { SparseVector } from '../vector/sparse-vector.js';
import type { DocumentText } from './document-text.js';

/** Settings of an encoder, by their names. */
export type EncodingSettings = Readonly<Record<string, string>>;

/** Converts the texts of documents to sparse vectors: the interface that an index of texts needs of an encoder. */
export interface DocumentEncoder {
  /** The model's name, for the index's record. */
  readonly name: string;
  /** @returns whole weights by token, one vector for each document */
  encode(documents: readonly DocumentText[]): Promise<SparseVector[]>;
  /**
   * What decides the vectors besides the model, by name: `maxLength`, `prefix` and so on. An index records it, and refuses
   * documents of other settings; absent where nothing is known.
   */
  readonly settings?: EncodingSettings;
  /** The SHA-256 of the model's files, by which an index tells its model from others. */
  modelSha256(): Promise<string>;
}
