import { TseriniError } from '../../util/errors.js';
import type { Flags, OptionTable } from '../command.js';
import { analyzerFlags } from './analyzer-flags.js';
import { queryEncoderFlags } from './encoder-flags.js';
import { checkFeedbackFlags } from './feedback-flags.js';
import { readTwoPhase, twoPhaseFlags } from './two-phase-flags.js';

/** Flags of text search. */
export const textSearchFlags: OptionTable = {
  bm25: { type: 'boolean', describe: 'Score text with BM25 (the default without --impact)' },
  bm25qs: {
    type: 'boolean',
    describe: 'BM25 that weights the terms of the query by BM25, too: for long queries, as of BRIGHT',
  },
  k1: {
    type: 'number',
    describe:
      'BM25: saturation of term frequency (default: 0.9, or what Pyserini has for the name of the index)',
  },
  b: { type: 'number', describe: 'BM25: normalization of document length (default: 0.4, or as for --k1)' },
  'bm25.accurate': { type: 'boolean', describe: 'BM25 for an index built with --bm25.accurate' },
  qld: { type: 'boolean', describe: 'Score text with query likelihood and Dirichlet smoothing' },
  'qld.mu': {
    type: 'number',
    describe: 'Query likelihood: the Dirichlet prior (default: 1000)',
  },
  dismax: { type: 'boolean', describe: 'With --fields: score by the best field, not by the sum' },
  'dismax.tiebreaker': {
    type: 'number',
    describe: 'Share of the scores of other fields that is added, 0 (default) to 1',
  },
  tokenizer: {
    type: 'string',
    describe: "Split topics with a model's tokenizer, for an index of such tokens (--pretokenized)",
  },
  ...analyzerFlags,
};

/** Flags of impact search. */
const impactSearchFlags = [
  'onnx-encoder',
  ...Object.keys(queryEncoderFlags),
  'min-idf',
  ...Object.keys(twoPhaseFlags),
];

const namesGiven = (flags: Flags, names: readonly string[]) =>
  names.filter((name) => flags[name] !== undefined && flags[name] !== false);

/** @throws TseriniError `USAGE` if flags exclude each other */
export function checkSearchFlags(flags: Flags): void {
  const refuse = (message: string): never => {
    throw new TseriniError('USAGE', message);
  };
  const [stray] = namesGiven(flags, flags.impact ? Object.keys(textSearchFlags) : impactSearchFlags);
  if (stray !== undefined) {
    refuse(
      flags.impact
        ? `--${stray} is for text search: leave out --impact`
        : `--${stray} is for impact search: add --impact`,
    );
  }
  if (flags.encoder && flags.pretokenized) refuse('--encoder and --pretokenized exclude each other');
  if (flags.impact && !flags.encoder && !flags.pretokenized) {
    refuse('give --encoder for text topics, or --pretokenized for encoded ones');
  }
  if ((flags.k1 === undefined) !== (flags.b === undefined)) refuse('--k1 and --b go together');
  const [bm25] = namesGiven(flags, ['bm25', 'bm25qs', 'k1', 'bm25.accurate']);
  if (flags.qld && bm25 !== undefined) refuse(`--qld and --${bm25} exclude each other`);
  if (flags.bm25qs && flags.bm25) refuse('--bm25qs and --bm25 exclude each other');
  if (flags.bm25qs && flags.fields) refuse('--bm25qs and --fields exclude each other');
  if (flags['qld.mu'] !== undefined && !flags.qld) refuse('--qld.mu goes with --qld');
  if (flags['dismax.tiebreaker'] !== undefined && !flags.dismax)
    refuse('--dismax.tiebreaker goes with --dismax');
  if (flags.dismax && !flags.fields) refuse('--dismax goes with --fields');
  checkFeedbackFlags(flags);
  readTwoPhase(flags);
  const [analysis] = namesGiven(flags, ['pretokenized', ...Object.keys(analyzerFlags)]);
  if (flags.tokenizer && analysis !== undefined) refuse(`--tokenizer and --${analysis} exclude each other`);
}

/** `--fields title=2 contents=1` as an object. */
export function readFields(flags: Flags): Record<string, number> | undefined {
  const pairs = flags.fields as string[] | undefined;
  if (!pairs) return undefined;
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, weight] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
      if (name === undefined || !Number.isFinite(Number(weight))) {
        throw new TseriniError('USAGE', `--fields takes pairs such as title=2, not ${pair}`, { value: pair });
      }
      return [name, Number(weight)];
    }),
  );
}
