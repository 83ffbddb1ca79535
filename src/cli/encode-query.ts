import { encodeTopics } from '../encode/encode-topics.js';
import { loadQueryEncoder, queryEncoderClasses } from '../encode/load.js';
import type { Command } from './command.js';
import { downloadProgress } from './download-progress.js';
import { readTopicFlags, topicFlags } from './topic-flags.js';
import { given, grouped, text, wholeNumber } from './values.js';

/** Pyserini's `encode.query`. */
export const command: Command = {
  examples: [
    [
      'encode.query --topics queries.tsv --encoder splade-tiny --output encode/queries.jsonl',
      'Encode topics once, for search.lucene --encoder encode/queries.jsonl --encoder-class cached',
    ],
    [
      'encode.query --topics queries.tsv --encoder splade-tiny --output encode/queries.tsv',
      'The same for search.lucene --pretokenized (weights of 0 are lost)',
    ],
  ],
  options: {
    ...topicFlags,
    encoder: {
      type: 'string',
      demandOption: true,
      describe: 'Model: splade-tiny, a folder, or a name on the Hugging Face Hub',
    },
    'encoder-class': {
      type: 'string',
      choices: queryEncoderClasses,
      default: 'splade',
      describe: 'Kind of encoder',
    },
    output: {
      type: 'string',
      demandOption: true,
      describe: 'File to write: .jsonl or .tsv, also .gz; its folder is made if absent',
    },
    'max-length': { type: 'number', default: 256, describe: 'Longest topic in tokens' },
    dtype: {
      type: 'string',
      choices: ['fp32', 'int8'],
      default: 'fp32',
      describe: 'Numbers to compute with',
    },
    device: { type: 'string', default: 'cpu', describe: 'cpu, cuda or cuda:0, cuda:1 …' },
    threads: { type: 'number', describe: 'Threads (default: all physical cores)' },
    'top-k': { type: 'number', describe: 'Keep this many of the heaviest tokens of a topic' },
    'min-weight': { type: 'number', describe: 'Keep tokens of this weight and above' },
  },
  async run(flags, io) {
    const topics = await readTopicFlags(flags, io);
    const pruning = given({
      topK: wholeNumber(flags, 'top-k'),
      minWeight: flags['min-weight'] as number | undefined,
    });
    const output = String(flags.output);
    const download = downloadProgress(io);
    await using encoder = await loadQueryEncoder({
      encoder: String(flags.encoder),
      prune: pruning,
      device: String(flags.device),
      dtype: flags.dtype as 'fp32' | 'int8',
      signal: io.signal,
      onDownload: download.onDownload,
      ...given({
        encoderClass: text(flags, 'encoder-class'),
        maxLength: wholeNumber(flags, 'max-length'),
        threads: wholeNumber(flags, 'threads'),
      }),
    });
    const progress = io.progress('encoding', 'topics', topics.length);
    try {
      await encodeTopics(topics, encoder, output, {
        signal: io.signal,
        onProgress: (done, total) => progress.update(done, total),
      });
    } finally {
      progress.stop();
    }
    io.log(`${grouped(topics.length)} topics encoded to ${output}`);
  },
};
