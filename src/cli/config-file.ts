import { readFile } from 'node:fs/promises';
import { isMap, isScalar, LineCounter, type Pair, parseDocument, type YAMLMap } from 'yaml';
import type { Options } from 'yargs';
import { didYouMean } from '../util/did-you-mean.js';
import { fileError, TseriniError } from '../util/errors.js';
import type { Command, OptionTable } from './command.js';

/** Flags of one command, or of its sections by their words, as a configuration file has them. */
export type ConfiguredFlags = Readonly<Record<string, unknown>>;

/** Commands and flags are looked up by name, so that `__proto__` is one like others. */
interface Entry {
  readonly name: string;
  readonly line: number;
  readonly pair: Pair;
}

class ConfigFile {
  readonly path: string;
  readonly root: YAMLMap | undefined;
  readonly #lines = new LineCounter();
  readonly #document;

  constructor(path: string, text: string) {
    this.path = path;
    const tooDeep = () => this.refuse(1, 'not YAML that can be read: it is nested too deeply');
    try {
      this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    } catch (error) {
      // The parser calls itself for what is nested, without a bound, and throws or reports how that ends.
      if (!(error instanceof RangeError)) throw error;
      throw tooDeep();
    }
    const [error] = this.#document.errors;
    if (error?.message.includes('call stack size')) throw tooDeep();
    if (error) throw this.refuse(this.#lines.linePos(error.pos[0]).line, `not YAML: ${error.message}`);
    const { contents } = this.#document;
    if (contents && !isMap(contents)) throw this.refuse(1, 'expected commands with their flags below them');
    this.root = contents ?? undefined;
  }

  refuse(line: number, message: string): TseriniError {
    return new TseriniError('USAGE', `${this.path}, line ${line}: ${message}`, { value: this.path });
  }

  entries(map: YAMLMap): Entry[] {
    return map.items.map((pair) => {
      const key = isScalar(pair.key) ? pair.key : undefined;
      const line = this.#lines.linePos(key?.range?.[0] ?? 0).line;
      if (!key) throw this.refuse(line, 'a name must be a plain word');
      return { name: String(key.value), line, pair };
    });
  }

  /** The map under a name; nothing where the name stands alone. */
  below({ name, line, pair }: Entry): YAMLMap | undefined {
    if (isMap(pair.value)) return pair.value;
    if (pair.value === null || (isScalar(pair.value) && pair.value.value === null)) return undefined;
    throw this.refuse(line, `${name} needs flags below it`);
  }

  value({ line, pair }: Entry): unknown {
    try {
      return (pair.value as { toJS(document: unknown): unknown } | null)?.toJS(this.#document);
    } catch (error) {
      // An alias without its anchor, or aliases of aliases that would never end.
      throw this.refuse(line, `not YAML: ${(error as Error).message}`);
    }
  }
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
 * @throws TseriniError `NOT_FOUND`, `IO`; `USAGE` naming the line, for a command or flag that does not exist, or a
 *   value that a flag does not take
 */
export async function readConfig(
  path: string,
  name: string,
  command: Command,
  commands: readonly string[],
): Promise<ConfiguredFlags> {
  const text = await readFile(path, 'utf8').catch((error) => {
    throw fileError(error, 'configuration', path);
  });
  const file = new ConfigFile(path, text);
  if (!file.root) return {};
  let flags: ConfiguredFlags = {};
  for (const entry of file.entries(file.root)) {
    if (!commands.includes(entry.name)) {
      throw file.refuse(entry.line, `unknown command ${entry.name}${didYouMean(entry.name, commands)}`);
    }
    const map = file.below(entry);
    if (entry.name !== name || !map) continue;
    if (command.rawArguments)
      throw file.refuse(entry.line, `${name} takes its flags on the command line only`);
    flags = command.sections
      ? readSections(file, map, command.sections)
      : readFlags(file, map, command.options ?? {});
  }
  return flags;
}

function readSections(
  file: ConfigFile,
  map: YAMLMap,
  sections: NonNullable<Command['sections']>,
): ConfiguredFlags {
  const names = Object.keys(sections);
  const read = file.entries(map).map((entry) => {
    if (!Object.hasOwn(sections, entry.name)) {
      throw file.refuse(
        entry.line,
        `unknown section ${entry.name}${didYouMean(entry.name, names)} (there are: ${names.join(', ')})`,
      );
    }
    const below = file.below(entry);
    return [entry.name, below ? readFlags(file, below, sections[entry.name]!) : {}] as const;
  });
  return Object.fromEntries(read);
}

function readFlags(file: ConfigFile, map: YAMLMap, options: OptionTable): ConfiguredFlags {
  const read = file.entries(map).map((entry) => {
    const { name, line } = entry;
    if (!Object.hasOwn(options, name)) {
      throw file.refuse(line, `unknown flag ${name}${didYouMean(name, Object.keys(options))}`);
    }
    const value = file.value(entry);
    const wanted = mismatch(value, options[name]!);
    if (wanted) throw file.refuse(line, `${name} needs ${wanted}`);
    return [name, value] as const;
  });
  return Object.fromEntries(read);
}

/** What a flag needs in place of a value; nothing where it takes it. */
function mismatch(value: unknown, { type, array }: Options): string | undefined {
  if (array) {
    const all = Array.isArray(value) ? value : [value];
    return all.every((one) => typeof one === 'string' || typeof one === 'number')
      ? undefined
      : 'a list of words';
  }
  if (type === 'boolean') return typeof value === 'boolean' ? undefined : 'true or false';
  if (type === 'number') return typeof value === 'number' ? undefined : 'a number';
  return typeof value === 'string' || typeof value === 'number' ? undefined : 'a text';
}
