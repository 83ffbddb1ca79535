import type { Options } from 'yargs';

/** What a command gets from `main.ts`, the only file that touches the process. */
export interface Io {
  /** Writes results to standard output. Resolves once there is room for more. */
  out(text: string): Promise<void>;
  /** Writes a message, with a newline, to standard error. */
  log(message: string): void;
  /** Aborted by the first SIGINT or SIGTERM. A second one, or 1.9 seconds, ends the process at once. */
  readonly signal: AbortSignal;
  /**
   * A progress bar on standard error, with rate and time left; silent unless that is a terminal.
   * @param unit what is counted, in the plural ("docs")
   * @param total how many there will be, where known
   */
  progress(title: string, unit: string, total?: number): Progress;
}

export interface Progress {
  /** Says how many are done so far, and how many there will be where that has become known. */
  update(done: number, total?: number): void;
  stop(): void;
}

/** Parsed flags, by their names on the command line without the dashes. */
export type Flags = Readonly<Record<string, unknown>>;

/** yargs' own table of options, so that help text, types, defaults and choices live in one place. */
export type OptionTable = Readonly<Record<string, Option>>;

export interface Option extends Options {
  /** An array's flag that may be given several times. Else the last one counts, as with argparse. */
  readonly repeats?: boolean;
}

/** One command of the command line. Each command file in this folder exports one as `command`. */
export interface Command {
  /** Each a command line (without `tserini`) and what it does. */
  readonly examples: readonly (readonly [string, string])[];
  readonly options?: OptionTable;
  /**
   * Flags that follow a word of their own, as `encode input --corpus … output --embeddings …` has them.
   * The flags of a section reach `run` as an object under the section's name.
   */
  readonly sections?: Readonly<Record<string, OptionTable>>;
  /** Arguments without a flag, as the usage line shows them: `<qrels> <run>`. Absent: none are taken. */
  readonly positional?: string;
  /** Set where the command parses its own arguments: `flags._` then holds them all, as typed. */
  readonly rawArguments?: boolean;
  /** Set if the command answers the requests that it has accepted, however long that takes, once it is stopped. */
  readonly drains?: boolean;
  /** More help, printed after the options. */
  readonly epilogue?: string;
  run(flags: Flags, io: Io): Promise<void>;
}
