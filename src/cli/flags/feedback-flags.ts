import type { Rm3Options, RocchioOptions } from '../../search/feedback/options.js';
import { TseriniError } from '../../util/errors.js';
import type { Flags, OptionTable } from '../command.js';
import { given } from '../values.js';

/** Pyserini's flags of pseudo-relevance feedback, for both kinds of search, and Anserini's of its parameters. */
export const feedbackFlags: OptionTable = {
  rm3: {
    type: 'boolean',
    describe: 'Expand queries with RM3 (10 terms, 10 documents, original query weight 0.5)',
  },
  'rm3.fbTerms': { type: 'number', describe: 'RM3: terms that expand the query (default: 10)' },
  'rm3.fbDocs': { type: 'number', describe: 'RM3: documents that are taken as relevant (default: 10)' },
  'rm3.originalQueryWeight': { type: 'number', describe: "RM3: the query's share, 0 to 1 (default: 0.5)" },
  'rm3.noTermFilter': {
    type: 'boolean',
    describe: 'RM3: also take terms with other characters than a to z and digits',
  },
  rocchio: { type: 'boolean', describe: "Expand queries with Rocchio's feedback (10 terms, 10 documents)" },
  'rocchio.topFbTerms': { type: 'number', describe: 'Rocchio: terms of relevant documents (default: 10)' },
  'rocchio.topFbDocs': { type: 'number', describe: 'Rocchio: documents taken as relevant (default: 10)' },
  'rocchio.bottomFbTerms': { type: 'number', describe: 'Rocchio: terms of negative ones (default: 10)' },
  'rocchio.bottomFbDocs': { type: 'number', describe: 'Rocchio: negative documents (default: 10)' },
  'rocchio.alpha': { type: 'number', describe: 'Rocchio: weight of the query (default: 1)' },
  'rocchio.beta': { type: 'number', describe: 'Rocchio: weight of relevant documents (default: 0.75)' },
  'rocchio.gamma': {
    type: 'number',
    describe: 'Rocchio: weight of negative documents, with --rocchio-use-negative (default: 0.15)',
  },
  'rocchio-use-negative': {
    type: 'boolean',
    describe: 'Rocchio: also use the lowest-ranked documents as negative feedback (gamma 0.15)',
  },
  'rocchio.useNegative': { type: 'boolean', describe: "Anserini's name of --rocchio-use-negative" },
};

interface Expanding {
  setRm3(options?: Partial<Rm3Options>): void;
  setRocchio(options?: Partial<RocchioOptions>): void;
}

const isGiven = (flags: Flags, name: string) => flags[name] !== undefined && flags[name] !== false;

const usesNegative = (flags: Flags) =>
  flags['rocchio-use-negative'] === true || flags['rocchio.useNegative'] === true;

/** Parameters of negative feedback, which have no effect without it. */
const negativeParameters = ['rocchio.gamma', 'rocchio.bottomFbTerms', 'rocchio.bottomFbDocs'];

/** @throws TseriniError `USAGE` if flags exclude each other */
export function checkFeedbackFlags(flags: Flags): void {
  if (flags.rm3 && flags.rocchio) {
    throw new TseriniError('USAGE', '--rm3 and --rocchio exclude each other');
  }
  for (const name of Object.keys(feedbackFlags)) {
    const method = /^(rm3|rocchio)[.-]/.exec(name)?.[1];
    if (method !== undefined && isGiven(flags, name) && !flags[method]) {
      throw new TseriniError('USAGE', `--${name} goes with --${method}`);
    }
  }
  const stray = negativeParameters.find((name) => isGiven(flags, name));
  if (stray !== undefined && !usesNegative(flags)) {
    throw new TseriniError('USAGE', `--${stray} goes with --rocchio-use-negative`);
  }
}

/** Sets a searcher's feedback by the flags, with Pyserini's parameters where they say nothing. */
export function setFeedback(flags: Flags, searcher: Expanding): void {
  const number = (name: string) => flags[name] as number | undefined;
  if (flags.rm3) {
    searcher.setRm3(
      given({
        fbTerms: number('rm3.fbTerms'),
        fbDocs: number('rm3.fbDocs'),
        originalQueryWeight: number('rm3.originalQueryWeight'),
        filterTerms: flags['rm3.noTermFilter'] === true ? false : undefined,
      }),
    );
  }
  if (flags.rocchio) {
    searcher.setRocchio({
      ...given({
        topFbTerms: number('rocchio.topFbTerms'),
        topFbDocs: number('rocchio.topFbDocs'),
        bottomFbTerms: number('rocchio.bottomFbTerms'),
        bottomFbDocs: number('rocchio.bottomFbDocs'),
        alpha: number('rocchio.alpha'),
        beta: number('rocchio.beta'),
      }),
      ...(usesNegative(flags) ? { gamma: number('rocchio.gamma') ?? 0.15, useNegative: true } : {}),
    });
  }
}
