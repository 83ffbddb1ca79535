import { LuceneIndexReader } from '../../lucene/read/lucene-index-reader.js';
import type { Command } from '../command.js';
import { indexDescription, indexFolder } from '../flags/index-flag.js';
import { grouped } from '../values.js';

/** Writes the vectors of an impact index back out. */
export const command: Command = {
  examples: [
    [
      'dump-vectors --index index/nfcorpus.splade-v3 --output vectors.jsonl.gz',
      'Write the vectors of an index that Pyserini built',
    ],
    [
      'dump-vectors --index index/fields --field title --output titles.jsonl',
      'Write the terms of another field',
    ],
  ],
  options: {
    index: { type: 'string', demandOption: true, describe: indexDescription },
    output: {
      type: 'string',
      demandOption: true,
      describe: 'JsonVectorCollection to write, .jsonl or .jsonl.gz',
    },
    field: { type: 'string', default: 'contents', describe: 'Field whose terms are written' },
  },

  async run(flags, io) {
    const output = String(flags.output);
    const index = await indexFolder(String(flags.index), io);
    await using reader = await LuceneIndexReader.open(index, { field: String(flags.field) });
    const progress = io.progress('writing', 'docs', 0);
    const documents = await reader
      .dumpVectors(output, {
        signal: io.signal,
        onProgress: (done, total) => progress.update(done, total),
      })
      .finally(() => progress.stop());
    io.log(`${grouped(documents)} vectors written to ${output}`);
  },
};
