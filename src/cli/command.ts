import type { Options } from 'yargs';

/** What `main.ts`, the only file that touches the process, gives to a command. */
export interface Io {
  /** Writes results to standard output. Resolves once there is room for more. */
  out(text: string): Promise<void>;
  /** Writes a message, with a newline, to standard error. */
  log(message: string): void;
  /** How wide the terminal is to which results go; undefined where they go to a file or another program. */
  readonly columns: number | undefined;
  /** Aborted by the first SIGINT or SIGTERM. A second one, or 1.9 seconds, ends the process at once. */
  readonly signal: AbortSignal;
  /**
   * A progress bar on standard error, with rate and time left; silent unless that is a terminal.
   * @param unit what is counted, in the plural ("docs")
   * @param total how many there will be, if known
   */
  progress(title: string, unit: string, total?: number): Progress;
}

export interface Progress {
  /** Shows how many are done, and how many there will be if that is known by now. */
  update(done: number, total?: number): void;
  stop(): void;
}

/** Parsed flags, by their names on the command line without the dashes. */
export type Flags = Readonly<Record<string, unknown>>;

/** yargs' table of options: help texts, types, defaults and choices in one place. */
export type OptionTable = Readonly<Record<string, Option>>;

export interface Option extends Options {
  /** The flag is an array and may be given several times. Of other flags the last one counts, as with argparse. */
  readonly repeats?: boolean;
  /** The flag must be written out: cut to `--password`, it would take a secret for a file's name, and print it. */
  readonly neverCut?: boolean;
  /** Of a flag that must be given: the other flag in whose presence it need not be. */
  readonly unless?: string;
  /** What to do instead of giving a value that is not among the choices. */
  readonly instead?: string;
}

/** One command of the command line. Each command file in this folder exports one as `command`. */
export interface Command {
  /** Pairs of a command line, without `tserini`, and what it does. */
  readonly examples: readonly (readonly [string, string])[];
  readonly options?: OptionTable;
  /**
   * Flags that follow the name of a section, as in `encode input --corpus … output --embeddings …`. `run` gets the
   * flags of a section as an object under the section's name.
   */
  readonly sections?: Readonly<Record<string, OptionTable>>;
  /** Arguments without a flag, as the usage line shows them: `<qrels> <run>`. Absent: none are taken. */
  readonly positional?: string;
  /** Set if the command parses its arguments itself: `flags._` then has them all, as typed. */
  readonly rawArguments?: boolean;
  /** Set if the command answers the requests that it has accepted, however long that takes, once it is stopped. */
  readonly drains?: boolean;
  /** More help, printed after the options. */
  readonly epilogue?: string;
  run(flags: Flags, io: Io, commands: CommandTable): Promise<void>;
}

/** Commands by name, in the order in which `tserini --help` lists them. */
export type CommandTable = Readonly<Record<string, CommandEntry>>;

interface CommandEntry {
  readonly describe: string;
  /** Loads the command's file, so that no command's start-up pays for the imports of another. */
  load(): Promise<{ command: Command }>;
}

/** A flag as it is typed. */
export function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}
