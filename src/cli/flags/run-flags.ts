import type { RunFormat } from '../../run/read-run.js';
import type { HitSelection } from '../../run/select-hits.js';
import type { Flags, OptionTable } from '../command.js';
import { wholeNumber } from '../values.js';

/** Format of a run, and hits to leave out. */
export const runFlags: OptionTable = {
  'output-format': {
    type: 'string',
    choices: ['trec', 'msmarco'],
    default: 'trec',
    describe: 'Format of the run',
  },
  runtag: {
    type: 'string',
    default: 'Anserini',
    describe: "Name of the run, the last column of TREC's format",
  },
  'remove-query': { type: 'boolean', describe: "Drop the hit whose docid is the topic's id" },
  'remove-duplicates': { type: 'boolean', describe: 'Of hits with the same docid, keep the first' },
  'max-passage': { type: 'boolean', describe: 'Keep the best passage of each document' },
  'max-passage-hits': { type: 'number', default: 100, describe: 'Documents to keep with --max-passage' },
  'max-passage-delimiter': {
    type: 'string',
    default: '#',
    describe: 'Separator of the docid and the passage',
  },
};

/** Reads {@link runFlags}. */
export function readRunFlags(flags: Flags): { format: RunFormat; tag: string; selection: HitSelection } {
  return {
    format: flags['output-format'] as RunFormat,
    tag: String(flags.runtag),
    selection: {
      removeQuery: flags['remove-query'] === true,
      removeDuplicates: flags['remove-duplicates'] === true,
      maxPassage: flags['max-passage']
        ? {
            hits: wholeNumber(flags, 'max-passage-hits')!,
            delimiter: String(flags['max-passage-delimiter']),
          }
        : undefined,
    },
  };
}
