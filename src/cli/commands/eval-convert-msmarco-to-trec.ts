import { convertRun } from '../../run/convert-run.js';
import type { Command } from '../command.js';

export const command: Command = {
  examples: [
    [
      'eval.convert_msmarco_run_to_trec_run --input run.tsv --output run.txt',
      'From topic, docid, rank to six columns, with the score 1 / rank',
    ],
    [
      'eval.convert_msmarco_run_to_trec_run --input run.tsv.gz --output run.txt --tag splade',
      'From a gzipped run, with another tag in the last column',
    ],
  ],
  options: {
    input: { type: 'string', demandOption: true, describe: 'Run to read; may be gzipped' },
    output: { type: 'string', demandOption: true, describe: 'Run to write' },
    tag: { type: 'string', default: 'anserini', describe: 'Name of the run: its last column' },
  },
  async run(flags, io) {
    const [input, output] = [flags.input as string, flags.output as string];
    const lines = await convertRun(input, output, 'trec', {
      signal: io.signal,
      tag: flags.tag as string,
    });
    io.log(`${lines} lines written to ${output}`);
  },
};
