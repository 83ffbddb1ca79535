import { didYouMean } from '../util/did-you-mean.js';
import { TseriniError } from '../util/errors.js';

/** A flag in the manner of C's getopt_long. */
export interface Flag {
  readonly letter?: string;
  readonly long: string;
  /** Name of its value, for the help; absent where it takes none. */
  readonly value?: string;
  readonly help: string;
}

/** A flag as it was given; `value` is empty where it takes none. */
export interface GivenFlag {
  readonly flag: Flag;
  readonly value: string;
}

/**
 * Splits arguments as getopt_long does: `-q -c` and `-qc`, `-mmap` and `-m map`, `--measure map` and
 * `--measure=map`, long names cut as short as they stay unique, flags and files in any order, `--` before files
 * that begin with a dash; a dash alone is a file.
 * @throws TseriniError USAGE
 */
export function getopt(
  command: string,
  flags: readonly Flag[],
  args: readonly string[],
): { given: GivenFlag[]; files: string[] } {
  const given: GivenFlag[] = [];
  const files: string[] = [];
  const usage = (message: string) => new TseriniError('USAGE', `${message} (see: tserini ${command} --help)`);
  const rest = [...args];
  const valueFor = (written: string, attached: string | undefined) => {
    const value = attached ?? rest.shift();
    if (value === undefined) throw usage(`${written} needs a value`);
    return value;
  };
  const longFlag = (name: string) => {
    const exact = flags.find((flag) => flag.long === name);
    if (exact) return exact;
    const starting = flags.filter((flag) => flag.long.startsWith(name));
    if (starting.length === 1) return starting[0]!;
    if (starting.length > 1) {
      throw usage(`--${name} could be ${starting.map((flag) => `--${flag.long}`).join(' or ')}`);
    }
    const names = flags.map((flag) => flag.long);
    throw usage(`unknown flag --${name}${didYouMean(name, names).replace('mean ', 'mean --')}`);
  };
  while (rest.length > 0) {
    const arg = rest.shift()!;
    if (arg === '--') {
      files.push(...rest);
      break;
    }
    if (arg === '-' || !arg.startsWith('-')) {
      files.push(arg);
    } else if (arg.startsWith('--')) {
      const [, name, attached] = /^--([^=]*)(?:=(.*))?$/s.exec(arg)!;
      const flag = longFlag(name!);
      if (flag.value === undefined && attached !== undefined) throw usage(`--${flag.long} takes no value`);
      given.push({ flag, value: flag.value === undefined ? '' : valueFor(`--${flag.long}`, attached) });
    } else {
      for (let at = 1; at < arg.length; at++) {
        const flag = flags.find(({ letter }) => letter === arg[at]);
        if (!flag) throw usage(`unknown flag -${arg[at]}${arg.length > 2 ? ` in ${arg}` : ''}`);
        if (flag.value === undefined) {
          given.push({ flag, value: '' });
          continue;
        }
        given.push({ flag, value: valueFor(`-${flag.letter}`, arg.slice(at + 1) || undefined) });
        break;
      }
    }
  }
  return { given, files };
}

/** Help lines for flags. */
export function flagText(flags: readonly Flag[]): string {
  return flags
    .map(({ letter, long, value, help }) => {
      const short = letter === undefined ? '    ' : `-${letter}, `;
      return `  ${short}--${long}${value === undefined ? '' : ` <${value}>`}\n        ${help}`;
    })
    .join('\n');
}
