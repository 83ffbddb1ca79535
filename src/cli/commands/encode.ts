import { availableParallelism } from 'node:os';
import { type CorpusFormat, corpusFormats } from '../../corpus/formats/source-record.js';
import { type EncodeCollectionOptions, encodeCollection } from '../../encode/collection/encode-collection.js';
import type { SplitOptions } from '../../encode/passages.js';
import { splitUnits } from '../../encode/split-text.js';
import { type Dtype, dtypes, parseDtype } from '../../model/runtime/dtype.js';
import { TseriniError } from '../../util/errors.js';
import type { Command, Flags, OptionTable, Progress } from '../command.js';
import { downloadProgress } from '../download-progress.js';
import { logTruncated } from '../flags/encoder-flags.js';
import { maskFlags, pruneFlags, readMaskFlags, readPruneFlags } from '../flags/prune-flags.js';
import { readTableFlags, tableFlags } from '../flags/source-flags.js';
import { readWeightFlags, weightFlags } from '../flags/weight-flags.js';
import { warnOfAbsentFields } from '../index-summary.js';
import { given, grouped, text, wholeNumber } from '../values.js';

/** Flags of Pyserini's dense encoders, which are refused. */
const dense: OptionTable = Object.fromEntries(
  [
    ['multimodal', 'boolean'],
    ['dimension', 'number'],
    ['l2-norm', 'boolean'],
    ['use-openai', 'boolean'],
    ['rate-limit', 'number'],
    ['explicit-truncate', 'boolean'],
  ].map(([name, type]) => [name, { type: type as 'boolean' | 'number' | 'string', hidden: true }]),
);

/** One process per 8 cores: a single document cannot use more. Each process loads the model. */
const usualProcesses = Math.min(8, Math.max(1, Math.floor(availableParallelism() / 8)));

const input: OptionTable = {
  corpus: {
    type: 'string',
    demandOption: true,
    describe:
      'File of JSONL, TSV or CSV, plain or .gz, or Parquet; a folder of them; a BEIR folder or its .zip; hf://datasets/owner/name',
  },
  format: {
    type: 'string',
    choices: corpusFormats,
    describe:
      "Format of the corpus (default: by the ending of its files), of some by the name of Anserini's class",
  },
  fields: {
    type: 'string',
    array: true,
    default: ['text'],
    describe: 'Fields to read, in the order in which they are written to contents',
  },
  'docid-field': { type: 'string', describe: 'Field that holds the id (else id, _id or docid)' },
  ...tableFlags,
  delimiter: { type: 'string', default: '\\n', describe: 'Separator of the fields in contents' },
  'shard-id': { type: 'number', default: 0, describe: 'Number of the part to encode, from 0' },
  'shard-num': { type: 'number', default: 1, describe: 'Number of parts of the corpus' },
};

const output: OptionTable = {
  embeddings: {
    type: 'string',
    demandOption: true,
    describe: 'Folder of embeddings.jsonl; created if absent',
  },
  gzip: { type: 'boolean', describe: 'Write embeddings.jsonl.gz' },
  overwrite: { type: 'boolean', describe: 'Start again and replace what the folder contains' },
  'to-faiss': { type: 'boolean', hidden: true },
};

const encoder: OptionTable = {
  encoder: {
    type: 'string',
    demandOption: true,
    describe: 'Model: splade-tiny, a folder, or a name on the Hugging Face Hub',
  },
  'encoder-class': {
    type: 'string',
    choices: ['splade', 'unicoil'],
    describe: 'Kind of encoder (default: whichever the model is)',
  },
  'onnx-file': {
    type: 'string',
    describe: 'Exported graph to use of a model that has several: model_O3.onnx',
  },
  fields: {
    type: 'string',
    array: true,
    default: ['text'],
    describe: 'Fields to encode: text, or title text',
  },
  'batch-size': {
    type: 'number',
    default: 64,
    describe: 'Documents between two writes to the output; does not change results',
  },
  'max-length': {
    type: 'number',
    describe:
      "Maximum input length in tokens; longer inputs are truncated (default: 256, or the model's own limit where " +
      'that is lower)',
  },
  split: {
    type: 'string',
    choices: splitUnits,
    describe:
      'Split documents into passages doc#0, doc#1 … that fit --max-length, of whole words or sentences',
  },
  stride: {
    type: 'number',
    describe: 'With --split: tokens of a passage that the next one repeats, at most (default: 0)',
  },
  'title-once': {
    type: 'boolean',
    describe: "With --split: encode the title with a document's first passage only (default: with each)",
  },
  device: { type: 'string', default: 'cpu', describe: 'cpu, cuda or cuda:0, cuda:1 …' },
  dtype: {
    type: 'string',
    choices: dtypes,
    coerce: parseDtype,
    default: 'fp32',
    describe: 'Number type of the model; int8 is faster and gives slightly different weights',
  },
  threads: { type: 'number', describe: 'Threads (default: all physical cores)' },
  processes: {
    type: 'number',
    default: usualProcesses,
    describe: 'Processes that share the documents and the threads',
  },
  'add-sep': { type: 'boolean', describe: 'Encode title and text as a pair with a separator' },
  prefix: {
    type: 'string',
    describe:
      "Text to prepend to each document, with a space (default: the prompt in the model's configuration)",
  },
  'mask-special-tokens': {
    type: 'boolean',
    describe: 'Leave special tokens such as [CLS] out of the vectors',
  },
  ...maskFlags,
  fp16: { type: 'boolean', describe: 'Ignored, as in Pyserini for SPLADE (see --dtype)' },
  pooling: {
    type: 'string',
    describe: 'max or sum over positions (default: as the model is configured, else max)',
  },
  ...weightFlags,
  ...pruneFlags('document'),
  ...dense,
};

/** Pyserini's `encode`. */
export const command: Command = {
  examples: [
    [
      'encode input --corpus corpus.jsonl --fields title text output --embeddings encode/corpus ' +
        'encoder --encoder splade-tiny --fields title text --max-length 512',
      'Encode titles and texts with the model that comes with tserini',
    ],
    [
      'encode input --corpus corpus.jsonl --shard-id 0 --shard-num 4 output --embeddings encode/corpus.0 ' +
        'encoder --encoder splade-tiny',
      'Encode the first quarter of a corpus',
    ],
    [
      'encode input --corpus collection.tsv output --embeddings encode/msmarco encoder --encoder splade-tiny',
      "Encode MS MARCO's passages, which are lines of id, tab and text",
    ],
    [
      'encode input --corpus disk45 --format TrecCollection output --embeddings encode/robust04 ' +
        'encoder --encoder splade-tiny',
      "Encode TREC's documents in SGML",
    ],
    [
      'encode input --corpus corpus.jsonl output --embeddings encode/raw encoder --encoder splade-tiny --raw',
      'Write the weights as the model gives them, for index.lucene --scale or another program',
    ],
    [
      'encode input --corpus articles.jsonl output --embeddings encode/articles encoder --encoder splade-tiny ' +
        '--split sentences --stride 32',
      'Split long documents into passages; a search with --max-passage ranks the documents',
    ],
  ],
  sections: { input, output, encoder },
  epilogue: 'An encoding that was stopped, by Ctrl-C or a crash, resumes when the same command is run again.',
  async run(flags, io) {
    const options = await readFlags(flags);
    const download = downloadProgress(io);
    let progress: Progress | undefined;
    try {
      const result = await encodeCollection({
        ...options,
        signal: io.signal,
        onDownload: download.onDownload,
        onWarning: (message) => io.log(`warning: ${message}`),
        onProgress: (done, total) => {
          progress ??= io.progress('encoding', 'docs', total);
          progress.update(done);
        },
      });
      progress?.stop();
      warnOfAbsentFields(io, result);
      const parts = result.passages === undefined ? '' : ` as ${grouped(result.passages)} passages`;
      const earlier = result.resumed > 0 ? `, ${grouped(result.resumed)} of them by an earlier run` : '';
      logTruncated(result.counts, io);
      io.log(`${grouped(result.documents)} documents encoded${parts} to ${result.path}${earlier}`);
    } finally {
      download.stop();
      progress?.stop();
    }
  },
};

async function readFlags(flags: Flags): Promise<EncodeCollectionOptions> {
  const { input: from, output: to, encoder: model } = flags as Record<string, Flags>;
  refuseDense(to!, ['to-faiss']);
  refuseDense(model!, Object.keys(dense));
  return {
    corpus: String(from!.corpus),
    fields: from!.fields as string[],
    ...readTableFlags(from!),
    delimiter: String(from!.delimiter).replaceAll('\\n', '\n'),
    shardId: wholeNumber(from!, 'shard-id', 0)!,
    shardNum: wholeNumber(from!, 'shard-num')!,
    embeddings: String(to!.embeddings),
    gzip: to!.gzip === true,
    overwrite: to!.overwrite === true,
    encoder: String(model!.encoder),
    encoderFields: model!.fields as string[],
    batchSize: wholeNumber(model!, 'batch-size')!,
    device: String(model!.device),
    dtype: model!.dtype as Dtype,
    addSep: model!['add-sep'] === true,
    ...readWeightFlags(model!),
    maskSpecialTokens: model!['mask-special-tokens'] === true,
    ...given({
      format: from!.format as CorpusFormat | undefined,
      docidField: text(from!, 'docid-field'),
      threads: wholeNumber(model!, 'threads'),
      processes: wholeNumber(model!, 'processes'),
      maxLength: wholeNumber(model!, 'max-length'),
      encoderClass: text(model!, 'encoder-class'),
      onnxFile: text(model!, 'onnx-file'),
      prefix: text(model!, 'prefix'),
      pooling: poolingStrategy(model!),
    }),
    ...readSplit(model!),
    prune: readPruneFlags(model!),
    ...(await readMaskFlags(model!)),
  };
}

/** @throws TseriniError `USAGE` for flags of passages without `--split` */
function readSplit(flags: Flags): { split?: SplitOptions } {
  const by = flags.split as SplitOptions['by'] | undefined;
  if (by !== undefined) {
    return {
      split: { by, stride: wholeNumber(flags, 'stride', 0), titleOnce: flags['title-once'] === true },
    };
  }
  const alone = ['stride', 'title-once'].find((name) => flags[name] !== undefined);
  if (alone !== undefined) throw new TseriniError('USAGE', `--${alone} is for --split`, { value: alone });
  return {};
}

function poolingStrategy(flags: Flags): 'max' | 'sum' | undefined {
  const value = text(flags, 'pooling');
  if (value === undefined || value === 'max' || value === 'sum') return value;
  throw new TseriniError('USAGE', `--pooling ${value} is not for sparse encoders (max and sum are)`, {
    value,
  });
}

function refuseDense(flags: Flags, names: readonly string[]): void {
  for (const name of names) {
    if (flags[name] !== undefined) {
      throw new TseriniError('USAGE', `--${name} is for dense encoders, not for sparse encoders`, {
        value: name,
      });
    }
  }
}
