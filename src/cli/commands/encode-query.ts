import { encodeTopics } from '../../encode/encode-topics.js';
import type { Command } from '../command.js';
import {
  logTruncated,
  onnxEncoderFlag,
  openQueryEncoder,
  queryEncoderFlags,
  withOnnxEncoder,
} from '../flags/encoder-flags.js';
import { readTopicFlags, topicFlags } from '../flags/topic-flags.js';
import { grouped, wholeNumber } from '../values.js';

/** Pyserini's `encode.query`. */
export const command: Command = {
  examples: [
    [
      'encode.query --topics queries.tsv --encoder splade-tiny --output encode/queries.jsonl',
      'Encode topics once, for search.lucene --encoder encode/queries.jsonl',
    ],
    [
      'encode.query --topics queries.tsv --encoder splade-tiny --output encode/queries.tsv',
      'The same for search.lucene --pretokenized (weights of 0 are dropped)',
    ],
    [
      'encode.query --topics queries.tsv --encoder splade-tiny --output encode/raw.jsonl --raw',
      'Write the weights as the model gives them',
    ],
  ],
  options: {
    ...topicFlags,
    ...onnxEncoderFlag,
    ...queryEncoderFlags,
    encoder: { ...queryEncoderFlags.encoder, demandOption: true, unless: 'onnx-encoder' },
    output: {
      type: 'string',
      demandOption: true,
      describe: 'File to write: .jsonl or .tsv, also .gz; its folder is created if absent',
    },
    threads: { type: 'number', describe: 'Threads (default: all physical cores)' },
  },
  async run(asGiven, io) {
    const flags = await withOnnxEncoder(asGiven);
    const topics = await readTopicFlags(flags, io);
    const output = String(flags.output);
    await using encoder = await openQueryEncoder(
      String(flags.encoder),
      flags,
      io,
      wholeNumber(flags, 'threads'),
    );
    const progress = io.progress('encoding', 'topics', topics.length);
    try {
      await encodeTopics(topics, encoder, output, {
        signal: io.signal,
        onProgress: (done, total) => progress.update(done, total),
      });
    } finally {
      progress.stop();
    }
    logTruncated(encoder.counts, io);
    io.log(`${grouped(topics.length)} topics encoded to ${output}`);
  },
};
