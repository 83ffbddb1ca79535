import { queryEncoderClasses, startLoadingQueryEncoder } from '../../encode/load.js';
import type { LoadingQueryEncoder } from '../../encode/loading-query-encoder.js';
import type { QueryEncoder } from '../../encode/query-encoder.js';
import { type Dtype, dtypes, parseDtype } from '../../model/runtime/dtype.js';
import type { Flags, Io, OptionTable } from '../command.js';
import { downloadProgress } from '../download-progress.js';
import { given, text, wholeNumber } from '../values.js';

/** Flags of the query encoder, the same for every command that has one. */
export const queryEncoderFlags = {
  encoder: { type: 'string', describe: 'Model: splade-tiny, a folder, or a name on the Hugging Face Hub' },
  'encoder-class': {
    type: 'string',
    choices: queryEncoderClasses,
    describe: 'Kind of encoder (default: splade)',
  },
  'max-length': { type: 'number', describe: 'Maximum query length in tokens (default: 256)' },
  dtype: {
    type: 'string',
    choices: dtypes,
    coerce: parseDtype,
    describe: 'Number type of the model (default: fp32)',
  },
  device: { type: 'string', describe: 'cpu, cuda or cuda:0, cuda:1 … (default: cpu)' },
  'top-k': { type: 'number', describe: 'Keep this many of the heaviest tokens of a query' },
  'min-weight': { type: 'number', describe: 'Keep tokens of a query of this weight and above' },
} satisfies OptionTable;

/**
 * Loads the encoder that the flags name, and shows its download if there is one.
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
export function startOpeningQueryEncoder(
  encoder: string,
  flags: Flags,
  io: Io,
  threads?: number,
): Promise<LoadingQueryEncoder> {
  return startLoadingQueryEncoder({
    encoder,
    prune: given({
      topK: wholeNumber(flags, 'top-k'),
      minWeight: flags['min-weight'] as number | undefined,
    }),
    signal: io.signal,
    onDownload: downloadProgress(io).onDownload,
    ...given({
      encoderClass: text(flags, 'encoder-class'),
      maxLength: wholeNumber(flags, 'max-length'),
      dtype: flags.dtype as Dtype | undefined,
      device: text(flags, 'device'),
      threads,
    }),
  });
}
