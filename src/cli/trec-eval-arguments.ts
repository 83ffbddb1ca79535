import type { EvaluateOptions } from '../eval/evaluator.js';
import type { FormatOptions } from '../eval/format.js';
import { type JudgmentFormat, judgmentFormats } from '../eval/judgments.js';
import { TseriniError } from '../util/errors.js';
import { type Flag, flagText, type GivenFlag, getopt } from './getopt.js';

/** A parsed trec_eval command line. */
export interface TrecEvalRequest {
  readonly measures: readonly string[];
  readonly files: readonly string[];
  readonly judgmentFormat: JudgmentFormat;
  readonly options: EvaluateOptions;
  readonly format: FormatOptions;
  /** Path of the z-score file (-Z). */
  readonly zscores: string | undefined;
  readonly help: boolean;
  readonly version: boolean;
}

const command = 'eval.trec_eval';

/** trec_eval's flags with its long names; then those that Pyserini and this program add. */
const flags = {
  help: { letter: 'h', long: 'help', help: 'This help, and that of the measures given with -m' },
  version: { letter: 'v', long: 'version', help: 'The version of trec_eval whose output is reproduced' },
  perTopic: { letter: 'q', long: 'query_eval_wanted', help: 'Values of each topic, before the summary' },
  measure: {
    letter: 'm',
    long: 'measure',
    value: 'measure[.parameters]',
    help: 'A measure or group: map, ndcg_cut.10,20, official (default), all_trec, set, prefs, all_prefs, qrels_jg',
  },
  complete: {
    letter: 'c',
    long: 'complete_rel_info_wanted',
    help: 'Average over all topics of the qrels; those that the run lacks count as 0',
  },
  level: {
    letter: 'l',
    long: 'level_for_rel',
    value: 'n',
    help: 'Lowest relevance level that counts as relevant (1)',
  },
  noSummary: { letter: 'n', long: 'nosummary', help: 'No summary: with -q, only the topics' },
  debug: {
    letter: 'D',
    long: 'Debug_level',
    value: 'n[.topic]',
    help: 'Evaluate only that topic. The level has no effect',
  },
  judgedOnly: {
    letter: 'J',
    long: 'Judged_docs_only',
    help: 'Remove unjudged documents from the rankings. The values are not comparable with others',
  },
  documents: {
    letter: 'N',
    long: 'Number_docs_in_coll',
    value: 'n',
    help: 'Documents in the collection, for utility',
  },
  depth: {
    letter: 'M',
    long: 'Max_retrieved_per_topic',
    value: 'n',
    help: 'Use the first n documents of each topic',
  },
  judgmentFormat: {
    letter: 'R',
    long: 'Rel_info_format',
    value: 'format',
    help: 'Format of the judgments: qrels (default), qrels_jg, prefs, qrels_prefs',
  },
  runFormat: {
    letter: 'T',
    long: 'Results_format',
    value: 'format',
    help: 'Format of the run: trec_results, the only one (MS MARCO runs are recognized)',
  },
  zscores: {
    letter: 'Z',
    long: 'Zscore',
    value: 'file',
    help: 'Print z-scores by the means and deviations in this file: topic measure mean deviation',
  },
  obsolete: {
    letter: 'o',
    long: 'Output_old_results_format',
    help: 'Accepted without effect, as in trec_eval',
  },
  removeUnjudged: {
    long: 'remove-unjudged',
    help: "Pyserini's: drop the hits that the qrels do not name before evaluating",
  },
  compat: {
    long: 'compat',
    value: 'version',
    help: '10.0 (default), or 9.0.4, which Pyserini wraps: scores in single precision',
  },
} as const satisfies Record<string, Flag>;

/** Help for the flags. */
export const trecEvalFlags = `Options, as in trec_eval, before or after the files; -q -c may be written -qc, and -m map -mmap:
${flagText(Object.values(flags))}

The qrels are TREC's (topic iteration docid relevance) or BEIR's (topic docid relevance, with a header); the run is
TREC's (topic Q0 docid rank score tag), or MS MARCO's (topic docid rank), or - for standard input. Both may be
gzipped. The rank column of a TREC run has no meaning: scores order it, and docids, descending, where scores tie.
Pyserini's -m judged.k is the share of the first k hits that have a judgment.`;

/**
 * Parses trec_eval's command line.
 * @throws TseriniError USAGE
 */
export function parseTrecEvalArguments(args: readonly string[]): TrecEvalRequest {
  // Pyserini takes this one with a single dash.
  const doubled = args.map((arg) => (arg === '-remove-unjudged' ? '--remove-unjudged' : arg));
  const { given, files } = getopt(command, Object.values(flags), doubled);
  choice(given, flags.runFormat, ['trec_results'] as const);
  return {
    measures: all(given, flags.measure),
    files,
    judgmentFormat: choice(given, flags.judgmentFormat, judgmentFormats) ?? 'qrels',
    options: {
      complete: has(given, flags.complete),
      judgedOnly: has(given, flags.judgedOnly),
      removeUnjudged: has(given, flags.removeUnjudged),
      relevanceLevel: whole(given, flags.level),
      depth: whole(given, flags.depth),
      documents: whole(given, flags.documents),
      compat: choice(given, flags.compat, ['10.0', '9.0.4'] as const),
      onlyTopic: topicOf(last(given, flags.debug)),
    },
    format: { perTopic: has(given, flags.perTopic), summary: !has(given, flags.noSummary) },
    zscores: last(given, flags.zscores),
    help: has(given, flags.help),
    version: has(given, flags.version),
  };
}

function all(given: readonly GivenFlag[], flag: Flag): string[] {
  return given.filter((one) => one.flag === flag).map(({ value }) => value);
}

function last(given: readonly GivenFlag[], flag: Flag): string | undefined {
  return all(given, flag).at(-1);
}

function has(given: readonly GivenFlag[], flag: Flag): boolean {
  return all(given, flag).length > 0;
}

function whole(given: readonly GivenFlag[], flag: Flag): number | undefined {
  const value = last(given, flag);
  if (value === undefined) return undefined;
  if (!/^[+-]?\d+$/.test(value)) throw usage(`-${flag.letter} needs a whole number, not ${value}`);
  return Number(value);
}

function choice<T extends string>(
  given: readonly GivenFlag[],
  flag: Flag,
  choices: readonly T[],
): T | undefined {
  const value = last(given, flag);
  const found = choices.find((one) => one === value);
  if (value !== undefined && found === undefined) {
    const name = flag.letter === undefined ? `--${flag.long}` : `-${flag.letter}`;
    throw usage(`${name} takes ${choices.join(', ')}, not ${value}`);
  }
  return found;
}

function topicOf(debug: string | undefined): string | undefined {
  const dot = debug?.indexOf('.') ?? -1;
  return dot < 0 ? undefined : debug!.slice(dot + 1);
}

function usage(message: string): TseriniError {
  return new TseriniError('USAGE', `${message} (see: tserini ${command} --help)`);
}
