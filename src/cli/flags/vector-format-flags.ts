import { vectorFormats } from '../../exchange/formats.js';
import type { OptionTable } from '../command.js';

/** How vectors are written. */
export const vectorFormatFlags: OptionTable = {
  format: {
    type: 'string',
    choices: vectorFormats,
    describe: 'Format of the output (default: by its ending, .jsonl is a JsonVectorCollection)',
  },
  vocabulary: {
    type: 'string',
    describe: 'File that numbers the tokens, one per line from 0 (default: written beside the output)',
  },
  name: { type: 'string', describe: "Index of a bulk request's actions, or Vespa's type of documents" },
};
