import type { RunFormat } from '../../run/read-run.js';
import type { HitSelection } from '../../run/select-hits.js';
import type { Flags, OptionTable } from '../command.js';
import { wholeNumber } from '../values.js';

/** How a search writes its run, and which hits it leaves out. */
export const runFlags: OptionTable = {
  'output-format': {
    type: 'string',
    choices: ['trec', 'msmarco'],
    default: 'trec',
    describe: 'Format of the run',
  },
  'remove-query': { type: 'boolean', describe: "Drop the hit whose docid is the topic's id" },
  'remove-duplicates': { type: 'boolean', describe: 'Of hits with the same docid, keep the first' },
  'max-passage': { type: 'boolean', describe: 'Of the passages of a document, keep the best' },
  'max-passage-hits': { type: 'number', default: 100, describe: 'Documents to keep with --max-passage' },
  'max-passage-delimiter': {
    type: 'string',
    default: '#',
    describe: 'What parts the docid from the passage',
  },
};

/** What {@link runFlags} say. */
export function readRunFlags(flags: Flags): { format: RunFormat; selection: HitSelection } {
  return {
    format: flags['output-format'] as RunFormat,
    selection: {
      removeQuery: flags['remove-query'] === true,
      removeDuplicates: flags['remove-duplicates'] === true,
      ...(flags['max-passage']
        ? {
            maxPassage: {
              hits: wholeNumber(flags, 'max-passage-hits')!,
              delimiter: String(flags['max-passage-delimiter']),
            },
          }
        : {}),
    },
  };
}
