import { queryEncoderClasses, startLoadingQueryEncoder } from '../../encode/load.js';
import type { LoadingQueryEncoder } from '../../encode/loading-query-encoder.js';
import type { QueryEncoder } from '../../encode/query-encoder.js';
import type { TextCounts } from '../../encode/text-counts.js';
import { type Dtype, dtypes, parseDtype } from '../../model/runtime/dtype.js';
import { TseriniError } from '../../util/errors.js';
import type { Flags, Io, OptionTable } from '../command.js';
import { downloadProgress } from '../download-progress.js';
import { given, grouped, text, wholeNumber } from '../values.js';
import { maskFlags, pruneFlags, readMaskFlags, readPruneFlags } from './prune-flags.js';
import { readWeightFlags, weightFlags } from './weight-flags.js';

/** Flags of the query encoder, the same for every command that has one. */
export const queryEncoderFlags = {
  encoder: {
    type: 'string',
    describe:
      'Model: splade-tiny, a folder, or a name on the Hugging Face Hub; or a file of encoded queries (encode.query)',
  },
  'encoder-class': {
    type: 'string',
    choices: queryEncoderClasses,
    describe:
      'Kind of encoder (default: cached for a file of encoded queries, else splade or unicoil, whichever the model is)',
  },
  'onnx-file': {
    type: 'string',
    describe: 'Exported graph to use of a model that has several: model_O3.onnx',
  },
  'max-length': {
    type: 'number',
    describe:
      "Maximum query length in tokens (default: 256, of uniCOIL 128, or the model's own limit where that is lower)",
  },
  prefix: {
    type: 'string',
    describe:
      "Text to prepend to each query, with a space (default: the prompt in the model's configuration)",
  },
  'mask-special-tokens': {
    type: 'boolean',
    describe: 'Leave special tokens such as [CLS] out of the vectors',
  },
  ...maskFlags,
  dtype: {
    type: 'string',
    choices: dtypes,
    coerce: parseDtype,
    describe: 'Number type of the model (default: fp32)',
  },
  device: { type: 'string', describe: 'cpu, cuda or cuda:0, cuda:1 … (default: cpu)' },
  ...weightFlags,
  ...pruneFlags('query'),
} satisfies OptionTable;

/** `--onnx-encoder`, of the commands that search or encode queries. */
export const onnxEncoderFlag = {
  'onnx-encoder': {
    type: 'string',
    describe:
      "In place of --encoder: the name of Anserini's encoder, such as SpladeV3, whose ONNX model is on the Hub",
  },
} satisfies OptionTable;

/** The flags with the model that `--onnx-encoder` names as `--encoder`. @throws TseriniError `USAGE` */
export async function withOnnxEncoder(flags: Flags): Promise<Flags> {
  const name = text(flags, 'onnx-encoder');
  if (name === undefined) return flags;
  const [other] = ['encoder', 'encoder-class', 'onnx-file', 'pretokenized', 'encoded-topics'].filter(
    (flag) => flags[flag] !== undefined && flags[flag] !== false,
  );
  if (other !== undefined) {
    throw new TseriniError('USAGE', `--onnx-encoder and --${other} exclude each other`);
  }
  const { namedOnnxEncoder } = await import('../../encode/onnx-encoders.js');
  return { ...flags, encoder: namedOnnxEncoder(name).encoder };
}

/**
 * Loads an encoder as the flags say, which may name its model by `--onnx-encoder`, and shows its download if there is one.
 * @param threads of the model; default: all physical cores
 */
export async function openQueryEncoder(
  encoder: string,
  flags: Flags,
  io: Io,
  threads?: number,
): Promise<QueryEncoder> {
  return (await startOpeningQueryEncoder(encoder, flags, io, threads)).loaded;
}

/** As {@link openQueryEncoder}, but resolves once loading has begun. */
export async function startOpeningQueryEncoder(
  encoder: string,
  flags: Flags,
  io: Io,
  threads?: number,
): Promise<LoadingQueryEncoder> {
  const onnxEncoder = text(flags, 'onnx-encoder');
  return startLoadingQueryEncoder({
    ...(onnxEncoder === undefined ? { encoder } : { onnxEncoder }),
    prune: readPruneFlags(flags),
    ...(await readMaskFlags(flags)),
    signal: io.signal,
    onDownload: downloadProgress(io).onDownload,
    onWarning: (message) => io.log(`warning: ${message}`),
    ...readWeightFlags(flags),
    ...given({
      encoderClass: text(flags, 'encoder-class'),
      onnxFile: text(flags, 'onnx-file'),
      prefix: text(flags, 'prefix'),
      maskSpecialTokens: flags['mask-special-tokens'] as boolean | undefined,
      maxLength: wholeNumber(flags, 'max-length'),
      dtype: flags.dtype as Dtype | undefined,
      device: text(flags, 'device'),
      threads,
    }),
  });
}

/** Says how many texts an encoder cut: `212 of 3,633 texts were longer than 256 tokens`; nothing if it cut none. */
export function logTruncated(counts: TextCounts | undefined, io: Io): void {
  if (!counts?.truncated) return;
  const { texts, truncated, maxLength } = counts;
  io.log(`${grouped(truncated)} of ${grouped(texts)} texts were longer than ${grouped(maxLength)} tokens`);
}
