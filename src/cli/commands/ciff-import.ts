import { importCiff } from '../../lucene/index/import-ciff.js';
import type { Command } from '../command.js';
import { grouped } from '../values.js';

/** Builds an impact index of a file in the Common Index File Format. */
export const command: Command = {
  examples: [
    [
      'ciff.import --input nfcorpus.ciff.gz --index index/nfcorpus',
      'Make an index of a CIFF file of impacts',
    ],
    ['ciff.import --input other.ciff --index index/other', 'The same, of a file that another engine wrote'],
  ],
  options: {
    input: {
      type: 'string',
      demandOption: true,
      describe: 'CIFF file whose frequencies are weights, plain or in gzip format',
    },
    index: {
      type: 'string',
      demandOption: true,
      describe: 'Folder of the index; created if absent; an index there is replaced',
    },
  },

  async run(flags, io) {
    const progress = io.progress('reading', 'terms', 0);
    const { documents, terms } = await importCiff(String(flags.input), String(flags.index), {
      signal: io.signal,
      onProgress: (done, total) => progress.update(done, total),
    }).finally(() => progress.stop());
    io.log(`${grouped(documents)} documents and ${grouped(terms)} terms imported into ${flags.index}`);
  },
};
