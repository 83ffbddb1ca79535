import { isMap, LineCounter, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import type { Options } from 'yargs';
import { didYouMean } from '../util/did-you-mean.js';
import { TseriniError } from '../util/errors.js';
import { readText } from '../util/files/utf8.js';
import type { Command, OptionTable } from './command.js';

/** Flags of one command, or of its sections by their names, as a configuration file has them. */
export type ConfiguredFlags = Readonly<Record<string, unknown>>;

/** A name and what is below it. Maps are read as lists of entries, so that `__proto__` is a name like others. */
interface Entry {
  readonly name: string;
  /** The map below the name, undefined where it is empty. */
  below(): readonly Entry[] | undefined;
  /** The value as JavaScript has it. */
  value(): unknown;
  refuse(message: string): TseriniError;
}

/** The entries of a file, by commands. */
function parse(path: string, text: string): readonly Entry[] {
  const lines = new LineCounter();
  const refuse = (line: number, message: string) =>
    new TseriniError('USAGE', `${path}, line ${line}: ${message}`, { value: path });
  const tooDeep = () => refuse(1, 'not readable as YAML: it is nested too deeply');
  let document: ReturnType<typeof parseDocument>;
  try {
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  } catch (error) {
    // The parser is recursive without a bound, and throws or reports a stack overflow.
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  }
  const [error] = document.errors;
  if (error?.message.includes('call stack size')) throw tooDeep();
  if (error) throw refuse(lines.linePos(error.pos[0]).line, `not YAML: ${error.message}`);
  const entriesOf = ({ items }: YAMLMap): Entry[] =>
    items.map((pair) => {
      const key = pair.key as Scalar<string>;
      const node = pair.value as { toJS(document: unknown): unknown } | null;
      const here = (message: string) => refuse(lines.linePos(key.range?.[0] ?? 0).line, message);
      const value = () => {
        try {
          return node?.toJS(document) ?? undefined;
        } catch (error) {
          // An alias without its anchor, or aliases of aliases that would never end.
          throw here(`not YAML: ${(error as Error).message}`);
        }
      };
      const below = () => {
        if (isMap(node)) return entriesOf(node);
        if (value() !== undefined) throw here(`${key.value} needs flags below it`);
        return undefined;
      };
      return { name: key.value, below, value, refuse: here };
    });
  const { contents } = document;
  if (contents && !isMap(contents)) throw refuse(1, 'expected commands with their flags below them');
  return contents ? entriesOf(contents) : [];
}

/**
 * Reads the flags of a command from a YAML file that has flags, without their dashes, by command:
 *
 * ```yaml
 * search.lucene:
 *   threads: 4
 * encode:
 *   encoder:
 *     encoder: splade-tiny
 * ```
 * @param commands the names of all commands
 * @throws TseriniError `NOT_FOUND`, `IO`; `USAGE` with the line, for an unknown command or flag, or a value that a
 *   flag does not take
 */
export async function readConfig(
  path: string,
  name: string,
  command: Command,
  commands: readonly string[],
): Promise<ConfiguredFlags> {
  // The parser takes a return without a newline for a letter; for YAML it ends a line.
  const text = (await readText('configuration', path)).replace(/\r\n?/g, '\n');
  let flags: ConfiguredFlags = {};
  for (const entry of parse(path, text)) {
    if (!commands.includes(entry.name)) {
      throw entry.refuse(`unknown command ${entry.name}${didYouMean(entry.name, commands)}`);
    }
    const below = entry.below();
    if (entry.name !== name || !below) continue;
    if (command.rawArguments) throw entry.refuse(`${name} takes its flags on the command line only`);
    flags = command.sections
      ? readSections(below, command.sections)
      : readFlags(below, command.options ?? {});
  }
  return flags;
}

function readSections(
  entries: readonly Entry[],
  sections: NonNullable<Command['sections']>,
): ConfiguredFlags {
  const names = Object.keys(sections);
  const read = entries.map((entry) => {
    if (!Object.hasOwn(sections, entry.name)) {
      const hint = didYouMean(entry.name, names);
      throw entry.refuse(`unknown section ${entry.name}${hint} (available: ${names.join(', ')})`);
    }
    return [entry.name, readFlags(entry.below() ?? [], sections[entry.name]!)] as const;
  });
  return Object.fromEntries(read);
}

function readFlags(entries: readonly Entry[], options: OptionTable): ConfiguredFlags {
  const read = entries.map((entry) => {
    const { name } = entry;
    if (!Object.hasOwn(options, name)) {
      throw entry.refuse(`unknown flag ${name}${didYouMean(name, Object.keys(options))}`);
    }
    const value = entry.value();
    const wanted = mismatch(value, options[name]!);
    if (wanted) throw entry.refuse(`${name} needs ${wanted}`);
    return [name, value] as const;
  });
  return Object.fromEntries(read);
}

/** What a flag needs in place of a value; undefined if it takes the value. */
function mismatch(value: unknown, { type, array }: Options): string | undefined {
  const isText = (one: unknown) => typeof one === 'string' || typeof one === 'number';
  if (array || type === 'array') return [value].flat().every(isText) ? undefined : 'a list of strings';
  if (type === 'boolean') return typeof value === 'boolean' ? undefined : 'true or false';
  if (type === 'number') return typeof value === 'number' ? undefined : 'a number';
  return isText(value) ? undefined : 'a string';
}
