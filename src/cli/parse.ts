import yargs, { type Argv, type Options } from 'yargs';
import { didYouMean } from '../util/did-you-mean.js';
import { TseriniError } from '../util/errors.js';
import type { Command, Flags, OptionTable } from './command.js';
import type { ConfiguredFlags } from './config-file.js';

const configOption: OptionTable = {
  config: { type: 'string', describe: 'YAML file with flags by command; what is typed goes before it' },
};

const globalOptions: OptionTable = {
  verbose: { type: 'boolean', describe: 'On an error, show its whole chain of causes' },
  help: { type: 'boolean', alias: 'h', describe: 'Show this help' },
};

/** A wrong call, with the way to the command's help. */
function usage(command: string, message: string): TseriniError {
  return new TseriniError('USAGE', `${message} (see: tserini ${command} --help)`);
}

function parserFor(options: OptionTable, config: ConfiguredFlags = {}): Argv {
  const table: Record<string, Options> = {};
  for (const [name, { repeats: _, ...option }] of Object.entries(options)) {
    table[name] = option.type === 'boolean' ? option : { requiresArg: true, ...option };
  }
  return yargs()
    .help(false)
    .version(false)
    .exitProcess(false)
    .showHelpOnFail(false)
    .parserConfiguration({
      'camel-case-expansion': false,
      'boolean-negation': false,
      'dot-notation': false,
      'duplicate-arguments-array': Object.values(options).some(({ repeats }) => repeats),
      'short-option-groups': false,
      'parse-positional-numbers': false,
      'strip-aliased': true,
    })
    .options(table)
    .config(config)
    .fail((message, error) => {
      throw error ?? new TseriniError('USAGE', message);
    });
}

/** Where a wrong flag was met: the command, and the section's word with a colon where there are sections. */
interface Place {
  readonly command: string;
  readonly section: string;
}

function parseTable(
  place: Place,
  args: readonly string[],
  options: OptionTable,
  positional: boolean,
  config: ConfiguredFlags,
): Flags {
  // What must be there and what is allowed is checked below: a misspelt flag is the better thing to say first.
  const table = Object.entries(options).map(([name, { demandOption, choices, ...option }]) => [name, option]);
  const fail = (message: string) => usage(place.command, `${place.section}${message}`);
  let parsed: Record<string, unknown>;
  try {
    parsed = parserFor(Object.fromEntries(table), config).parseSync([...args]) as Record<string, unknown>;
  } catch (error) {
    throw fail(firstLine((error as Error).message));
  }
  const { _: words, $0: _script, ...flags } = parsed as { _: unknown[] } & Record<string, unknown>;
  for (const [name, value] of Object.entries(flags)) {
    const isList = options[name]?.array || options[name]?.type === 'array';
    if (Array.isArray(value) && !isList) flags[name] = value.at(-1);
  }
  const known = Object.entries(options).flatMap(([name, { alias }]) => [name, ...[alias ?? []].flat()]);
  const unknown = Object.keys(flags).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw fail(`unknown flag ${dashed(unknown)}${didYouMean(unknown, known, dashed)}`);
  }
  if (words.length > 0 && !positional) throw fail(`unexpected argument: ${words[0]}`);
  for (const [name, option] of Object.entries(options)) checkValue(name, flags[name], option, fail);
  const missing = Object.keys(options).filter(
    (name) => options[name]!.demandOption && flags[name] === undefined,
  );
  if (missing.length > 0) throw fail(`missing: ${missing.map(dashed).join(', ')}`);
  return { ...flags, _: words.map(String) };
}

function checkValue(
  name: string,
  value: unknown,
  option: Options,
  fail: (message: string) => TseriniError,
): void {
  if (value === undefined) return;
  if (option.type === 'number' && !Number.isFinite(value)) throw fail(`${dashed(name)} needs a number`);
  const choices = option.choices as readonly string[] | undefined;
  const wrong = choices && [value].flat().find((one) => !choices.includes(String(one)));
  if (choices && wrong !== undefined) {
    const hint = didYouMean(String(wrong), choices);
    throw fail(`${dashed(name)} cannot be ${wrong}${hint} (possible: ${choices.join(', ')})`);
  }
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}

function firstLine(message: string): string {
  const line = message.split('\n')[0]!;
  return line.charAt(0).toLowerCase() + line.slice(1);
}

/**
 * Splits `encode input … output … encoder …` at the section words; every section must be there once, or in the
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
      throw usage(name, `expected one of the words ${sections.join(', ')} before: ${arg}`);
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
 * Parses a command's arguments, with the flags of the file that `--config` names where they lack them.
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

/** Parses a command's arguments by its tables. Throws `USAGE` with one line that names the flag. */
export function parseFlags(
  name: string,
  command: Command,
  args: readonly string[],
  config: ConfiguredFlags = {},
): Flags {
  if (command.rawArguments) return { _: args };
  if (!command.sections) {
    return parseTable(
      { command: name, section: '' },
      args,
      command.options ?? {},
      command.positional !== undefined,
      config,
    );
  }
  const parts = splitSections(name, args, Object.keys(command.sections), config);
  const flags: Record<string, Flags> = {};
  for (const [section, options] of Object.entries(command.sections)) {
    flags[section] = parseTable(
      { command: name, section: `${section}: ` },
      parts.get(section) ?? [],
      options,
      false,
      (config[section] ?? {}) as ConfiguredFlags,
    );
  }
  return flags;
}

/** The help text of one command. */
export async function helpFor(name: string, describe: string, command: Command): Promise<string> {
  const sections = Object.entries(command.sections ?? {});
  const words = sections.length > 0 ? sections.map(([section]) => `${section} [flags]`).join(' ') : '[flags]';
  const own = command.options ?? {};
  const everywhere = { ...(command.rawArguments ? {} : configOption), ...globalOptions };
  const parser = parserFor({ ...own, ...everywhere })
    .scriptName('tserini')
    .usage(`tserini ${name} ${words}${command.positional ? ` ${command.positional}` : ''}\n\n${describe}`)
    .group(Object.keys(own), 'Flags:')
    .group(Object.keys(everywhere), 'Everywhere:')
    .wrap(Math.min(process.stdout.columns ?? 100, 110));
  let text = await parser.getHelp();
  for (const [section, options] of sections) {
    const help = await parserFor(options)
      .usage('')
      .group(Object.keys(options), `${section}:`)
      .wrap(Math.min(process.stdout.columns ?? 100, 110))
      .getHelp();
    text += `\n\n${help.trim()}`;
  }
  if (command.examples.length > 0) {
    const lines = command.examples.map(([line, what]) => `  # ${what}\n  tserini ${line}`);
    text += `\n\nExamples:\n${lines.join('\n\n')}`;
  }
  return command.epilogue ? `${text}\n\n${command.epilogue}` : text;
}
