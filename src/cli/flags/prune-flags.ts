import { readEntries } from '../../util/files/read-lines.js';
import type { PruneOptions } from '../../vector/prune.js';
import type { MaskOptions } from '../../vector/token-mask.js';
import type { Flags, OptionTable } from '../command.js';
import { given, text, wholeNumber } from '../values.js';

/** What to keep of each vector. @param of what a vector is of: `document` */
export const pruneFlags = (of: 'document' | 'query') =>
  ({
    'top-k': { type: 'number', describe: `Keep this many of the heaviest tokens of a ${of}` },
    'min-weight': { type: 'number', describe: `Keep tokens of a ${of} of this weight and above` },
    mass: {
      type: 'number',
      describe: `Keep the heaviest tokens that hold this share of the weights of a ${of}: 0.9`,
    },
  }) satisfies OptionTable;

/** Reads {@link pruneFlags}; undefined where none was given. */
export function readPruneFlags(flags: Flags): PruneOptions | undefined {
  const options = given({
    topK: wholeNumber(flags, 'top-k'),
    minWeight: flags['min-weight'] as number | undefined,
    mass: flags.mass as number | undefined,
  });
  return Object.keys(options).length > 0 ? options : undefined;
}

/** Which tokens to leave out of vectors. */
export const maskFlags = {
  'mask-stopwords': {
    type: 'boolean',
    describe: "Leave English stop words (Lucene's list) out of the vectors",
  },
  'mask-tokens': {
    type: 'string',
    describe: "Leave the tokens of this file out of the vectors, one per line, as in the model's vocabulary",
  },
} satisfies OptionTable;

/** Reads {@link maskFlags}. @throws TseriniError `NOT_FOUND`, `IO`, `INPUT`: the file */
export async function readMaskFlags(flags: Flags): Promise<MaskOptions> {
  const file = text(flags, 'mask-tokens');
  return given({
    maskStopwords: flags['mask-stopwords'] === true || undefined,
    maskTokens: file === undefined ? undefined : await readEntries('tokens to mask', file),
  });
}
