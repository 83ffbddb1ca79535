import { didYouMean } from '../util/did-you-mean.js';
import { TseriniError } from '../util/errors.js';
import { readTable } from '../util/files/read-table.js';
import type { QueryEncoderRequest } from './query-encoder-request.js';

type Columns = 'name' | 'kind' | 'model' | 'file';

const table = new URL('../../catalogue/onnx-encoders.tsv', import.meta.url);

/** A request that names its model. */
export interface ModelRequest extends QueryEncoderRequest {
  readonly encoder: string;
}

/**
 * A request with what its `onnxEncoder` stands for, whose settings it may override.
 * @throws TseriniError `USAGE` if not one model is named, and as {@link namedOnnxEncoder}
 */
export function withModel({ onnxEncoder, ...request }: QueryEncoderRequest): ModelRequest {
  const { encoder, encoderClass, onnxFile, maxLength, maskSpecialTokens } = request;
  if (onnxEncoder === undefined) {
    if (encoder !== undefined) return { ...request, encoder };
    throw new TseriniError('USAGE', 'give one of encoder and onnxEncoder');
  }
  const [other] =
    Object.entries({ encoder, encoderClass, onnxFile }).find(([, value]) => value !== undefined) ?? [];
  if (other !== undefined) throw new TseriniError('USAGE', `onnxEncoder and ${other} exclude each other`);
  const named = namedOnnxEncoder(onnxEncoder);
  return {
    ...{ ...request, ...named },
    maxLength: maxLength ?? named.maxLength,
    maskSpecialTokens: maskSpecialTokens || named.maskSpecialTokens,
  };
}

/**
 * The encoder that Pyserini's and Anserini's `--onnx-encoder` names, as they publish and run it: cut at 512 tokens, and
 * SPLADE's without weights of the tokens around a text.
 * @throws TseriniError `USAGE` for a name that is not known, with the nearest one, or that gives dense vectors
 */
export function namedOnnxEncoder(
  name: string,
): Pick<ModelRequest, 'encoder' | 'encoderClass' | 'onnxFile' | 'maxLength' | 'maskSpecialTokens'> {
  const rows = readTable<Columns>(table);
  const row = rows.find((each) => each.name === name);
  if (row === undefined || row.kind === 'dense') {
    const sparse = rows.filter(({ kind }) => kind !== 'dense').map((each) => each.name);
    const message = row
      ? `${name} encodes dense vectors: this program searches text and sparse vectors`
      : `unknown ONNX encoder ${name}${didYouMean(name, sparse)} (available: ${sparse.join(', ')})`;
    throw new TseriniError('USAGE', message, { value: name });
  }
  return {
    encoder: row.model,
    encoderClass: row.kind,
    onnxFile: row.file,
    maxLength: 512,
    ...(row.kind === 'splade' ? { maskSpecialTokens: ['[PAD]', '[CLS]', '[SEP]'] } : {}),
  };
}
