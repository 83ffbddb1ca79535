import { vectorFormats, vectorInputs } from '../../exchange/formats.js';
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

/** Vectors in any format, which are written in any. */
export const vectorFileFlags: OptionTable = {
  input: { type: 'string', describe: 'Vectors: .jsonl (.gz), a folder of these, or .npz' },
  output: { type: 'string', describe: 'File to write: .jsonl, .ndjson (.gz) or .npz' },
  from: {
    type: 'string',
    choices: vectorInputs,
    describe: 'Format of the input (default: by its ending; indices must be given)',
  },
  ...vectorFormatFlags,
  docids: { type: 'string', describe: 'Ids of the rows of an .npz, one per line (default: their numbers)' },
};
