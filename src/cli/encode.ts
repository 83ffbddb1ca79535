import { encodeCollection } from '../encode/encode-collection.js';
import { TseriniError } from '../errors.js';
import type { Command, Flags, OptionTable } from './command.js';

/** Flags of Pyserini's dense encoders. */
const dense: OptionTable = Object.fromEntries(
  [
    ['multimodal', 'boolean'],
    ['dimension', 'number'],
    ['pooling', 'string'],
    ['l2-norm', 'boolean'],
    ['use-openai', 'boolean'],
    ['rate-limit', 'number'],
    ['explicit-truncate', 'boolean'],
  ].map(([name, type]) => [name, { type: type as 'boolean' | 'number' | 'string', hidden: true }]),
);

const input: OptionTable = {
  corpus: {
    type: 'string',
    demandOption: true,
    describe: 'JSONL file, plain or .gz, or a folder of them',
  },
  fields: {
    type: 'string',
    array: true,
    default: ['text'],
    describe: 'Fields to read, in the order in which they are written to contents',
  },
  'docid-field': { type: 'string', describe: 'Field that holds the id (else id, _id or docid)' },
  delimiter: { type: 'string', default: '\\n', describe: 'What parts the fields inside contents' },
  'shard-id': { type: 'number', default: 0, describe: 'Which part of the corpus to encode, from 0' },
  'shard-num': { type: 'number', default: 1, describe: 'How many parts there are' },
};

const output: OptionTable = {
  embeddings: {
    type: 'string',
    demandOption: true,
    describe: 'Folder that gets embeddings.jsonl; made if absent',
  },
  gzip: { type: 'boolean', describe: 'Write embeddings.jsonl.gz' },
  overwrite: { type: 'boolean', describe: 'Start again, whatever is in the folder' },
  'to-faiss': { type: 'boolean', hidden: true },
};

const encoder: OptionTable = {
  encoder: {
    type: 'string',
    demandOption: true,
    describe: 'Model: splade-tiny, a folder, or a name on the Hugging Face Hub',
  },
  'encoder-class': { type: 'string', choices: ['splade'], default: 'splade', describe: 'Kind of encoder' },
  fields: {
    type: 'string',
    array: true,
    default: ['text'],
    describe: 'Fields to encode: text, or title text',
  },
  'batch-size': {
    type: 'number',
    default: 64,
    describe: 'Documents after which the output is written out; changes no result',
  },
  'max-length': {
    type: 'number',
    default: 256,
    describe: 'Longest input in tokens; what is longer loses its end',
  },
  device: { type: 'string', default: 'cpu', describe: 'cpu' },
  threads: { type: 'number', describe: 'Threads (default: all physical cores)' },
  'add-sep': { type: 'boolean', describe: 'Encode title and text as a pair with a separator' },
  prefix: { type: 'string', describe: 'Words to put before the text' },
  fp16: { type: 'boolean', describe: 'Taken and ignored, as Pyserini does for SPLADE' },
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
  ],
  sections: { input, output, encoder },
  epilogue:
    'A run that was stopped, by Ctrl-C or worse, goes on where it stopped when the same command is given again.',
  async run(flags, io) {
    const { input: from, output: to, encoder: model } = flags as Record<string, Flags>;
    refuseDense(to!, ['to-faiss']);
    refuseDense(model!, Object.keys(dense));
    refuseDevice(String(model!.device));
    const progress = io.progress('encoding', 'docs', 0);
    try {
      const result = await encodeCollection({
        corpus: String(from!.corpus),
        fields: from!.fields as string[],
        delimiter: String(from!.delimiter).replaceAll('\\n', '\n'),
        shardId: Number(from!['shard-id']),
        shardNum: Number(from!['shard-num']),
        embeddings: String(to!.embeddings),
        gzip: to!.gzip === true,
        overwrite: to!.overwrite === true,
        encoder: String(model!.encoder),
        encoderFields: model!.fields as string[],
        batchSize: positive(model!, 'batch-size'),
        maxLength: positive(model!, 'max-length'),
        addSep: model!['add-sep'] === true,
        ...(model!.threads === undefined ? {} : { threads: positive(model!, 'threads') }),
        ...(model!.prefix === undefined ? {} : { prefix: String(model!.prefix) }),
        ...(from!['docid-field'] === undefined ? {} : { docidField: String(from!['docid-field']) }),
        signal: io.signal,
        onProgress: (done, total) => progress.update(done, total),
      });
      progress.stop();
      const how = result.resumed > 0 ? `, ${result.resumed} of them by an earlier run` : '';
      io.log(`${result.documents} documents encoded to ${result.path}${how}`);
    } finally {
      progress.stop();
    }
  },
};

function refuseDense(flags: Flags, names: readonly string[]): void {
  for (const name of names) {
    if (flags[name] !== undefined) {
      throw new TseriniError('USAGE', `--${name} is for dense encoders, not for sparse encoders`, {
        value: name,
      });
    }
  }
}

function refuseDevice(device: string): void {
  if (device === 'cpu') return;
  throw new TseriniError('USAGE', `--device ${device} is not supported (cpu is)`, { value: device });
}

function positive(flags: Flags, name: string): number {
  const value = Number(flags[name]);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new TseriniError('USAGE', `--${name} must be a whole number from 1 up, not ${flags[name]}`, {
    value,
  });
}
