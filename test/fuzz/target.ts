import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TseriniError } from '#tserini/errors.js';

/** A reader of something that a stranger may have written. */
export interface Target {
  readonly name: string;
  /** The name that the file gets, for readers that look at it. */
  readonly file: string;
  /** Valid contents, to be spoilt. */
  readonly seeds: () => Promise<readonly Buffer[]>;
  /** Makes the file of the spoilt contents: checksums and lengths put right, so that they are not all that is tried. */
  readonly wrap?: (contents: Buffer) => Buffer | Promise<Buffer>;
  /** Reads it to the end. @param folder for what the reader makes */
  readonly read: (path: string, folder: string) => Promise<unknown>;
}

const codes = new Set([
  ...[
    'USAGE',
    'NOT_FOUND',
    'INPUT',
    'INDEX',
    'MODEL',
    'JVM',
    'DOWNLOAD',
    'IO',
    'MEMORY',
    'CLOSED',
    'INTERRUPTED',
  ],
]);
const longestMessage = 20_000;

/** @returns what is wrong with an error: nothing where it is one that the library throws on purpose */
export function complaintOf(error: unknown): string | undefined {
  if (!(error instanceof TseriniError)) return `${(error as Error)?.stack ?? error}`;
  if (!codes.has(error.code))
    return `code ${error.code}: ${error.message}\n${(error.cause as Error)?.stack ?? ''}`;
  // The indexer names each broken record in a line of its own; everything else is one line.
  const lines = error.message.split('\n');
  if (lines.length > 1 && !lines.every((line) => /:\d+: /.test(line)))
    return `several lines: ${error.message}`;
  if (error.message.length > longestMessage)
    return `${error.message.length} characters: ${error.message.slice(0, 200)}`;
  return undefined;
}

/** Reads spoilt contents. @returns what is wrong with how that ended, if anything is */
export async function tryContents(
  target: Target,
  contents: Buffer,
  folder: string,
): Promise<string | undefined> {
  const path = join(folder, target.file);
  await writeFile(path, (await target.wrap?.(contents)) ?? contents);
  try {
    await target.read(path, folder);
    return undefined;
  } catch (error) {
    return complaintOf(error);
  }
}
