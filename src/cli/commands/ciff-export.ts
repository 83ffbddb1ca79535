import { LuceneIndexReader } from '../../lucene/read/lucene-index-reader.js';
import { TseriniError } from '../../util/errors.js';
import type { Command } from '../command.js';
import { indexDescription, indexFolder } from '../flags/index-flag.js';
import { given, grouped, wholeNumber } from '../values.js';

/** Writes an impact index in the Common Index File Format. */
export const command: Command = {
  examples: [
    ['ciff.export --index index/nfcorpus --output nfcorpus.ciff', 'Write the postings, for BMP or PISA'],
    ['ciff.export --index index/nfcorpus --output nfcorpus.ciff.gz', 'The same, compressed'],
    ['ciff.export --index index/x --output x.ciff --max-weight 255', 'Refuse what 8 bits cannot hold'],
  ],
  options: {
    index: { type: 'string', demandOption: true, describe: indexDescription },
    output: { type: 'string', demandOption: true, describe: 'File to write, .ciff or .ciff.gz' },
    field: { type: 'string', default: 'contents', describe: 'Field whose terms are written' },
    'max-weight': { type: 'number', describe: 'Refuse an index with a larger weight (BMP takes up to 255)' },
  },
  epilogue: 'docs/formats.md has the commands by which other programs read the file.',

  async run(flags, io) {
    const output = String(flags.output);
    if (!/\.ciff(\.gz)?$/.test(output)) {
      throw new TseriniError('USAGE', `--output must end in .ciff or .ciff.gz: ${output}`, { value: output });
    }
    const maxWeight = wholeNumber(flags, 'max-weight');
    const index = await indexFolder(String(flags.index), io);
    await using reader = await LuceneIndexReader.open(index, { field: String(flags.field) });
    const progress = io.progress('writing', 'terms', 0);
    const terms = await reader
      .exportCiff(output, {
        signal: io.signal,
        ...given({ maxWeight }),
        onProgress: (done, total) => progress.update(done, total),
      })
      .finally(() => progress.stop());
    io.log(`the postings of ${grouped(terms)} terms written to ${output}`);
  },
};
