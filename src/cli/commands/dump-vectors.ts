import { rm } from 'node:fs/promises';
import { convertVectors } from '../../exchange/convert-vectors.js';
import { formatOfOutput, type VectorFormat } from '../../exchange/formats.js';
import { LuceneIndexReader } from '../../lucene/read/lucene-index-reader.js';
import { temporaryPath } from '../../util/files/temporary-path.js';
import type { Command } from '../command.js';
import { indexDescription, indexFolder } from '../flags/index-flag.js';
import { vectorFormatFlags } from '../flags/vector-format-flags.js';
import { grouped, text } from '../values.js';

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
    ['dump-vectors --index index/nfcorpus --output nfcorpus.npz', 'Write a sparse matrix of scipy'],
    [
      'dump-vectors --index index/nfcorpus --output nfcorpus.ndjson --format elasticsearch',
      'Write a feed for Elasticsearch',
    ],
  ],
  options: {
    index: { type: 'string', demandOption: true, describe: indexDescription },
    output: {
      type: 'string',
      demandOption: true,
      describe: 'File to write: .jsonl or .ndjson, plain or .gz, or .npz',
    },
    field: { type: 'string', default: 'contents', describe: 'Field whose terms are written' },
    ...vectorFormatFlags,
  },

  async run(flags, io) {
    const output = String(flags.output);
    const format = formatOfOutput(output, flags.format as VectorFormat | undefined);
    const index = await indexFolder(String(flags.index), io);
    await using reader = await LuceneIndexReader.open(index, { field: String(flags.field) });
    const progress = io.progress('writing', 'docs', 0);
    const dump = (path: string) =>
      reader.dumpVectors(path, {
        signal: io.signal,
        onProgress: (done, total) => progress.update(done, total),
      });
    // Other formats are made of the vectors as they are in a JsonVectorCollection.
    const vectors = format === 'jsonl' ? output : temporaryPath(output, 'tmp.jsonl');
    try {
      const documents = await dump(vectors);
      const { beside } =
        format === 'jsonl'
          ? { beside: [] }
          : await convertVectors(vectors, output, {
              format,
              vocabulary: text(flags, 'vocabulary'),
              name: text(flags, 'name'),
              signal: io.signal,
              onProgress: (done) => progress.update(done, documents),
            });
      progress.stop();
      io.log(`${grouped(documents)} vectors written to ${[output, ...beside].join(', ')}`);
    } finally {
      progress.stop();
      if (vectors !== output) await rm(vectors, { force: true });
    }
  },
};
