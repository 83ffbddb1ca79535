import type { SpladeEncoderOptions } from './load-splade-model.js';

/** The encoder to load, and its settings. */
export interface QueryEncoderRequest extends SpladeEncoderOptions {
  /** The model: `splade-tiny`, a folder, or a name on the Hugging Face Hub; for `cached`, the file of vectors. */
  readonly encoder?: string | undefined;
  /**
   * In place of `encoder`: the name of Anserini's encoder, `SpladeV3`, `SpladePlusPlusEnsembleDistil`,
   * `SpladePlusPlusSelfDistil` or `UniCoil`, whose ONNX model is on the Hub. Cut at 512 tokens and without weights of the
   * tokens around a text, as there, unless `maxLength` or `maskSpecialTokens` says otherwise.
   */
  readonly onnxEncoder?: string | undefined;
  /**
   * The kind of encoder, by its name in Pyserini: `splade`, `unicoil`, `tok-freq` or `cached`. Default: `cached` for a file of
   * encoded queries, else `splade` or `unicoil`, whichever the model is.
   */
  readonly encoderClass?: string | undefined;
}
