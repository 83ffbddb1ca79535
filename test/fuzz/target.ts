import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type fc from 'fast-check';
import { TseriniError } from '#tserini/util/errors.js';

/** A reader of untrusted input. */
export interface Target {
  readonly name: string;
  /** The name that the file gets, for readers that look at it. */
  readonly file: string;
  /** Valid contents, to be corrupted. */
  readonly seeds: () => Promise<readonly Buffer[]>;
  /** Contents generated from the parts of the format, which corrupting a valid file would hardly reach. */
  readonly made?: fc.Arbitrary<Buffer>;
  /** Only those are tried: the reader must not refuse, or must find the same in, any of them. */
  readonly isOnlyMade?: true;
  /** The reader sees the contents under another name than the file's. */
  readonly elsewhere?: true;
  /** Makes the file of the corrupted contents, with correct checksums and lengths, so that these do not end every case. */
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
export function complaintOf(error: unknown, file = ''): string | undefined {
  if (!(error instanceof TseriniError)) return `${(error as Error)?.stack ?? error}`;
  if (!codes.has(error.code))
    return `code ${error.code}: ${error.message}\n${(error.cause as Error)?.stack ?? ''}`;
  // What is no fault of the file system must not pass for one.
  const cause = error.cause as NodeJS.ErrnoException | undefined;
  if (error.code === 'IO' && cause instanceof Error && cause.code === undefined)
    return `an IO error that is none: ${cause.stack}`;
  // Duplicate ids are named without a file: no one place is wrong.
  const isNamed = error.message.includes(file) || error.message.startsWith('duplicate ids: ');
  if ((error.code === 'INPUT' || error.code === 'MODEL') && !isNamed)
    return `${error.code} that does not name the file: ${error.message}`;
  // The indexer names each broken record in a line of its own; everything else is one line.
  const lines = error.message.split('\n');
  if (lines.length > 1 && !lines.every((line) => /:\d+: |^… and \d+ more/.test(line)))
    return `several lines: ${error.message}`;
  if (error.message.length > longestMessage)
    return `${error.message.length} characters: ${error.message.slice(0, 200)}`;
  return undefined;
}

/** Reads corrupted contents. @returns what is wrong with the outcome, if anything */
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
    return complaintOf(error, target.elsewhere ? '' : target.file);
  }
}
