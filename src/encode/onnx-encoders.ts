import { didYouMean } from '../util/did-you-mean.js';
import { TseriniError } from '../util/errors.js';
import { readTable } from '../util/files/read-table.js';
import type { QueryEncoderRequest } from './load.js';

type Columns = 'name' | 'kind' | 'model' | 'file';

const table = new URL('../../catalogue/onnx-encoders.tsv', import.meta.url);

/**
 * The encoder that Pyserini's and Anserini's `--onnx-encoder` names, as they publish and run it: cut at 512 tokens, and
 * SPLADE's without weights of the tokens around a text.
 * @throws TseriniError `USAGE` for a name that is not known, with the nearest one, or that gives dense vectors
 */
export function namedOnnxEncoder(
  name: string,
): Pick<QueryEncoderRequest, 'encoder' | 'encoderClass' | 'onnxFile' | 'maxLength' | 'maskSpecialTokens'> {
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
