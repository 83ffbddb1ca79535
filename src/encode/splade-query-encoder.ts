import type { SparseVector } from '../vector/sparse-vector.js';
import type { QueryEncoder } from './query-encoder.js';
import { SpladeEncoder, type SpladeEncoderOptions } from './splade-encoder.js';

/**
 * Encodes queries with a SPLADE model.
 *
 * ```ts
 * await using encoder = await SpladeQueryEncoder.load('splade-tiny');
 * const vector = await encoder.encode('How to Help Prevent Abdominal Aortic Aneurysms');
 * ```
 */
export class SpladeQueryEncoder extends SpladeEncoder implements QueryEncoder {
  /**
   * @param model `splade-tiny`, a folder, or a name on the Hugging Face Hub
   * @throws TseriniError `NOT_FOUND`, `MODEL`, `DOWNLOAD`, `IO`, or `USAGE` for an option out of range
   */
  static async load(model: string, options: SpladeEncoderOptions = {}): Promise<SpladeQueryEncoder> {
    return new SpladeQueryEncoder(await SpladeEncoder.loadModel(model, options), options);
  }

  /** @throws TseriniError `CLOSED` after `close()` */
  encode(text: string): Promise<SparseVector>;
  encode(texts: readonly string[]): Promise<SparseVector[]>;
  async encode(input: string | readonly string[]): Promise<SparseVector | SparseVector[]> {
    return typeof input === 'string' ? (await this.encodeInputs([input]))[0]! : this.encodeInputs(input);
  }
}
