import type { Rm3Options, RocchioOptions } from '../../lucene/search/feedback.js';
import { TseriniError } from '../../util/errors.js';
import type { Flags, OptionTable } from '../command.js';

/** Flags of pseudo-relevance feedback, for both kinds of search. */
export const feedbackFlags: OptionTable = {
  rm3: {
    type: 'boolean',
    describe: 'Expand queries with RM3 (10 terms, 10 documents, original query weight 0.5)',
  },
  rocchio: { type: 'boolean', describe: "Expand queries with Rocchio's feedback (10 terms, 10 documents)" },
  'rocchio-use-negative': {
    type: 'boolean',
    describe: 'Rocchio: also use the lowest-ranked documents as negative feedback (gamma 0.15)',
  },
};

interface Expanding {
  setRm3(options?: Partial<Rm3Options>): void;
  setRocchio(options?: Partial<RocchioOptions>): void;
}

/** @throws TseriniError `USAGE` if flags exclude each other */
export function checkFeedbackFlags(flags: Flags): void {
  if (flags.rm3 && flags.rocchio) {
    throw new TseriniError('USAGE', '--rm3 and --rocchio exclude each other');
  }
  if (flags['rocchio-use-negative'] && !flags.rocchio) {
    throw new TseriniError('USAGE', '--rocchio-use-negative goes with --rocchio');
  }
}

/** Sets a searcher's feedback by the flags, with Pyserini's parameters. */
export function setFeedback(flags: Flags, searcher: Expanding): void {
  if (flags.rm3) searcher.setRm3();
  if (flags.rocchio) {
    searcher.setRocchio(flags['rocchio-use-negative'] ? { gamma: 0.15, useNegative: true } : {});
  }
}
