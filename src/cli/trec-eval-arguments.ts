import { TseriniError } from '../errors.js';
import type { EvaluateOptions } from '../eval/evaluator.js';
import type { FormatOptions } from '../eval/format.js';
import { didYouMean } from './parse.js';

/** What a trec_eval command line asks for. */
export interface TrecEvalRequest {
  readonly measures: readonly string[];
  readonly files: readonly string[];
  readonly options: EvaluateOptions;
  readonly format: FormatOptions;
}

interface Flag {
  readonly letter?: string;
  readonly long: string;
  readonly takesValue: boolean;
}

/** trec_eval's flags, with its long names; below them, those that Pyserini and this program add. */
const flags: readonly Flag[] = [
  { letter: 'h', long: 'help', takesValue: false },
  { letter: 'v', long: 'version', takesValue: false },
  { letter: 'q', long: 'query_eval_wanted', takesValue: false },
  { letter: 'm', long: 'measure', takesValue: true },
  { letter: 'c', long: 'complete_rel_info_wanted', takesValue: false },
  { letter: 'l', long: 'level_for_rel', takesValue: true },
  { letter: 'n', long: 'nosummary', takesValue: false },
  { letter: 'D', long: 'Debug_level', takesValue: true },
  { letter: 'J', long: 'Judged_docs_only', takesValue: false },
  { letter: 'N', long: 'Number_docs_in_coll', takesValue: true },
  { letter: 'M', long: 'Max_retrieved_per_topic', takesValue: true },
  { letter: 'R', long: 'Rel_info_format', takesValue: true },
  { letter: 'T', long: 'Results_format', takesValue: true },
  { letter: 'Z', long: 'Zscore', takesValue: true },
  { long: 'compat', takesValue: true },
  { long: 'remove-unjudged', takesValue: false },
];

/** A flag and its value, as they came. */
interface Given {
  readonly flag: Flag;
  readonly value: string;
}

/**
 * Parses trec_eval's own syntax, as getopt_long does: `-q -c`, `-qc`, `-mndcg_cut.10`, `-m ndcg_cut.10`,
 * `--measure=map`, files and flags in any order, `--` before files that begin with a dash.
 * @throws TseriniError USAGE
 */
export function parseTrecEvalArguments(args: readonly string[]): TrecEvalRequest {
  const { given, files } = split(args);
  const all = (letter: string) =>
    given.filter(({ flag }) => flag.letter === letter).map(({ value }) => value);
  const has = (letter: string) => all(letter).length > 0;
  const whole = (letter: string, name: string) => {
    const value = all(letter).at(-1);
    if (value === undefined) return undefined;
    if (!/^[+-]?\d+$/.test(value)) throw usage(`-${letter} needs a whole number (${name}), not ${value}`);
    return Number(value);
  };
  const relevanceLevel = whole('l', 'lowest relevance level');
  const depth = whole('M', 'documents of a topic');
  const documents = whole('N', 'documents in the collection');
  const compat = given.filter(({ flag }) => flag.long === 'compat').at(-1)?.value;
  if (compat !== undefined && compat !== '9.0.4' && compat !== '10.0') {
    throw usage(`--compat is 10.0 or 9.0.4, not ${compat}`);
  }
  return {
    measures: all('m'),
    files,
    options: {
      complete: has('c'),
      judgedOnly: has('J'),
      removeUnjudged: given.some(({ flag }) => flag.long === 'remove-unjudged'),
      ...(relevanceLevel !== undefined && { relevanceLevel }),
      ...(depth !== undefined && { depth }),
      ...(documents !== undefined && { documents }),
      ...(compat !== undefined && { compat }),
    },
    format: { perTopic: has('q'), summary: !has('n') },
  };
}

function split(args: readonly string[]): { given: Given[]; files: string[] } {
  const given: Given[] = [];
  const files: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') {
      files.push(...args.slice(i + 1));
      break;
    }
    if (arg === '-' || !arg.startsWith('-')) {
      files.push(arg);
    } else if (arg.startsWith('--') || arg === '-remove-unjudged') {
      const equals = arg.indexOf('=');
      const flag = longFlag(arg.slice(arg.startsWith('--') ? 2 : 1, equals < 0 ? undefined : equals));
      if (equals >= 0 && !flag.takesValue) throw usage(`--${flag.long} takes no value`);
      const value = equals >= 0 ? arg.slice(equals + 1) : flag.takesValue ? args[++i] : '';
      if (value === undefined) throw usage(`--${flag.long} needs a value`);
      given.push({ flag, value });
    } else {
      for (let at = 1; at < arg.length; at++) {
        const flag = letterFlag(arg, arg[at]!);
        if (!flag.takesValue) {
          given.push({ flag, value: '' });
          continue;
        }
        const value = at + 1 < arg.length ? arg.slice(at + 1) : args[++i];
        if (value === undefined) throw usage(`-${flag.letter} needs a value`);
        given.push({ flag, value });
        break;
      }
    }
  }
  return { given, files };
}

/** A long flag by its name or, as getopt_long takes it, by as much of it as no other has. */
function longFlag(name: string): Flag {
  const exact = flags.find((flag) => flag.long === name);
  if (exact) return exact;
  const starting = flags.filter((flag) => flag.long.startsWith(name));
  if (starting.length === 1) return starting[0]!;
  const hint = didYouMean(
    name,
    flags.map((flag) => flag.long),
  );
  throw usage(
    starting.length > 1
      ? `--${name} could be ${starting.map((flag) => `--${flag.long}`).join(' or ')}`
      : `unknown flag --${name}${hint.replace('mean ', 'mean --')}`,
  );
}

function letterFlag(arg: string, letter: string): Flag {
  const flag = flags.find((candidate) => candidate.letter === letter);
  if (!flag) throw usage(`unknown flag -${letter}${arg.length > 2 ? ` in ${arg}` : ''}`);
  return flag;
}

function usage(message: string): TseriniError {
  return new TseriniError('USAGE', `${message} (see: tserini eval.trec_eval --help)`);
}
