import parser from 'yargs-parser';
import { didYouMean } from '../util/did-you-mean.js';
import { TseriniError } from '../util/errors.js';
import { type Command, dashed, type Flags, type Option, type OptionTable } from './command.js';
import type { ConfiguredFlags } from './config-file.js';
import { expandPrefixes } from './flag-prefixes.js';

/** Makes the error of a wrong call. */
type Fail = (message: string) => TseriniError;

/** A wrong call, with the command that prints the help. */
function usage(command: string, message: string): TseriniError {
  return new TseriniError('USAGE', `${message} (see: tserini ${command} --help)`);
}

/** The flags that are given. yargs itself, which also writes help, takes longer to load than most commands to run. */
function parseWords(
  args: readonly string[],
  options: OptionTable,
  config: ConfiguredFlags,
): Record<string, unknown> {
  const entries = Object.entries(options);
  const named = (test: (option: Option) => unknown) =>
    entries.filter(([, option]) => test(option)).map(([name]) => name);
  const valued = <Value>(value: (option: Option) => Value | undefined) =>
    Object.fromEntries(
      entries.flatMap(([name, option]) => {
        const found = value(option);
        return found === undefined ? [] : [[name, found] as const];
      }),
    );
  const settings = {
    boolean: named(({ type }) => type === 'boolean'),
    string: named(({ type }) => type === 'string'),
    number: named(({ type }) => type === 'number'),
    array: named(({ type, array }) => array || type === 'array'),
    alias: valued(({ alias }) => alias as string | string[] | undefined),
    default: valued((option) => option.default),
    coerce: valued(({ coerce }) => coerce),
    // A value at least.
    narg: valued(({ type }) => (type === 'boolean' ? undefined : Number.NaN)),
    // Of the parser's options, though its types lack it.
    configObjects: [config],
    configuration: {
      'camel-case-expansion': false,
      'boolean-negation': false,
      'dot-notation': false,
      'duplicate-arguments-array': entries.some(([, { repeats }]) => repeats),
      'short-option-groups': false,
      'parse-positional-numbers': false,
      'strip-aliased': true,
    },
  };
  const { argv, error } = parser.detailed([...args], settings);
  if (error) throw error;
  return argv;
}

/** Parses arguments by a table, and checks them: a misspelled flag is reported before what is missing. */
function parseTable(
  args: readonly string[],
  options: OptionTable,
  config: ConfiguredFlags,
  positional: boolean,
  fail: Fail,
): Flags {
  const written = expandPrefixes(args, options, fail);
  let parsed: Record<string, unknown>;
  try {
    parsed = parseWords(written, options, config);
  } catch (error) {
    const [line = ''] = (error as Error).message.split('\n');
    throw fail(line.charAt(0).toLowerCase() + line.slice(1));
  }
  const { _: unnamed, ...flags } = parsed;
  const words = unnamed as unknown[];
  const known = Object.entries(options).flatMap(([name, { alias }]) => [name, alias ?? []].flat());
  const unknown = Object.keys(flags).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw fail(`unknown flag ${dashed(unknown)}${didYouMean(unknown, known, dashed)}`);
  }
  if (words.length > 0 && !positional) throw fail(`unexpected argument: ${words[0]}`);
  for (const [name, value] of Object.entries(flags)) flags[name] = checkedValue(name, value, options, fail);
  const isGiven = (flag: string | undefined) => flag !== undefined && flags[flag] !== undefined;
  const missing = Object.entries(options)
    .filter(([flag, { demandOption, unless }]) => demandOption && !isGiven(flag) && !isGiven(unless))
    .map(([flag]) => flag);
  if (missing.length > 0) throw fail(`missing: ${missing.map(dashed).join(', ')}`);
  return { ...flags, _: words.map(String) };
}

/** The value of a flag, the last one if it was given several times. */
function checkedValue(name: string, given: unknown, options: OptionTable, fail: Fail): unknown {
  const { array, type, choices, instead } = options[name] ?? {};
  const value = Array.isArray(given) && !array && type !== 'array' ? given.at(-1) : given;
  if (value === undefined) return undefined;
  if (type === 'number' && !Number.isFinite(value)) throw fail(`${dashed(name)} needs a number`);
  const allowed = choices?.map(String);
  const wrong = [value].flat().find((one) => allowed && !allowed.includes(String(one)));
  if (allowed && wrong !== undefined) {
    const hint = didYouMean(String(wrong), allowed);
    throw fail(
      `${dashed(name)} cannot be ${wrong}${hint} (possible: ${allowed.join(', ')}${instead ? `; ${instead}` : ''})`,
    );
  }
  return value;
}

/**
 * Splits `encode input … output … encoder …` at the names of the sections. Each must appear once, or be in the
 * configuration.
 */
function splitSections(
  name: string,
  args: readonly string[],
  sections: readonly string[],
  config: ConfiguredFlags,
): Map<string, string[]> {
  const parts = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const arg of args) {
    if (sections.includes(arg) && !parts.has(arg)) {
      current = [];
      parts.set(arg, current);
    } else if (current) {
      current.push(arg);
    } else {
      throw usage(name, `expected one of ${sections.join(', ')} before: ${arg}`);
    }
  }
  const missing = sections.filter((section) => !parts.has(section) && !Object.hasOwn(config, section));
  if (missing.length > 0) throw usage(name, `missing section: ${missing.join(', ')}`);
  return parts;
}

/** Takes `--config file` or `--config=file` out of the arguments. */
function takeConfig(name: string, args: readonly string[]): { path?: string; rest: readonly string[] } {
  const at = args.findIndex((arg) => arg === '--config' || arg.startsWith('--config='));
  if (at < 0) return { rest: args };
  const joined = args[at] !== '--config';
  const path = joined ? args[at]!.slice('--config='.length) : args[at + 1];
  if (!path || (!joined && path.startsWith('--'))) throw usage(name, '--config needs a file');
  return { path, rest: [...args.slice(0, at), ...args.slice(at + (joined ? 1 : 2))] };
}

/**
 * Parses a command's arguments. Flags that they lack come from the file that `--config` names.
 * @param commands the names of all commands
 * @throws TseriniError as {@link parseFlags} and {@link readConfig}
 */
export async function parseFlagsAndConfig(
  name: string,
  command: Command,
  args: readonly string[],
  commands: readonly string[],
): Promise<Flags> {
  const { path, rest } = takeConfig(name, args);
  if (path === undefined) return parseFlags(name, command, rest);
  const { readConfig } = await import('./config-file.js');
  return parseFlags(name, command, rest, await readConfig(path, name, command, commands));
}

/**
 * Parses a command's arguments by its tables.
 * @throws TseriniError `USAGE`, in one line that names the flag
 */
export function parseFlags(
  name: string,
  command: Command,
  args: readonly string[],
  config: ConfiguredFlags = {},
): Flags {
  if (command.rawArguments) return { _: args };
  if (!command.sections) {
    const fail = (message: string) => usage(name, message);
    return parseTable(args, command.options ?? {}, config, command.positional !== undefined, fail);
  }
  const parts = splitSections(name, args, Object.keys(command.sections), config);
  const flags: Record<string, Flags> = {};
  for (const [section, options] of Object.entries(command.sections)) {
    const fail = (message: string) => usage(name, `${section}: ${message}`);
    const configured = (config[section] ?? {}) as ConfiguredFlags;
    flags[section] = parseTable(parts.get(section) ?? [], options, configured, false, fail);
  }
  return flags;
}
