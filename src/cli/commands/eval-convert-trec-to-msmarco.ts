import { convertRun } from '../../run/convert-run.js';
import type { Command } from '../command.js';

export const command: Command = {
  examples: [
    [
      'eval.convert_trec_run_to_msmarco_run --input run.txt --output run.tsv',
      'From six columns to topic, docid, rank',
    ],
    ['eval.convert_trec_run_to_msmarco_run --input run.txt.gz --output run.tsv', 'From a gzipped run'],
  ],
  options: {
    input: { type: 'string', demandOption: true, describe: 'Run to read; may be gzipped' },
    output: { type: 'string', demandOption: true, describe: 'Run to write' },
  },
  async run(flags, io) {
    const [input, output] = [flags.input as string, flags.output as string];
    const lines = await convertRun(input, output, 'msmarco', {
      signal: io.signal,
    });
    io.log(`${lines} lines written to ${output}`);
  },
};
