/**
 * What went wrong, in one word, for programs:
 *
 * - `USAGE`: a wrong call (a flag, an argument, an option out of range)
 * - `NOT_FOUND`: a file, folder, index, model or data set that is not there
 * - `INPUT`: a file whose contents are not what they should be
 * - `INDEX`: a folder that is not a Lucene index, is damaged, or is in use by another writer
 * - `CLUSTER`: an OpenSearch cluster that cannot be reached, refuses, or fails
 * - `MODEL`: a checkpoint or tokenizer that cannot be used
 * - `JVM`: no Java runtime, or it did not start
 * - `DOWNLOAD`: a download refused, broken off or not what it should be
 * - `IO`: the file system said no (full disk, no rights)
 * - `MEMORY`: the JVM or the process ran out of memory
 * - `CLOSED`: an object used after `close()`
 * - `INTERRUPTED`: stopped by SIGINT or SIGTERM, an AbortSignal or a time limit. Whatever an AbortSignal stops rejects
 *   with it; its `cause` is the signal's reason, unless the reason is a TseriniError: then it is the error itself, or the
 *   cause of one that says what is left.
 * - `INTERNAL`: a fault of this program
 */
export type ErrorCode =
  | 'USAGE'
  | 'NOT_FOUND'
  | 'INPUT'
  | 'INDEX'
  | 'CLUSTER'
  | 'MODEL'
  | 'JVM'
  | 'DOWNLOAD'
  | 'IO'
  | 'MEMORY'
  | 'CLOSED'
  | 'INTERRUPTED'
  | 'INTERNAL';

/** What an error may say beside its message. */
export interface TseriniErrorOptions {
  /** The value that was refused, as it was given. */
  readonly value?: unknown;
  /** The error underneath; the command line shows it with `--verbose`. */
  readonly cause?: unknown;
}

const longestLine = 2000;

/**
 * A name in a hostile file can be as long as the file, and hold what a terminal obeys or what looks like a line of
 * ours: the middle of a long line is left out, and control characters are written as JSON writes them. Only the
 * indexer names several records, each in a line of its own.
 */
function readable(message: string): string {
  const lines = message.split('\n');
  const areRecords = lines.every((line) => /:\d+: |^… and \d+ more/.test(line));
  return (areRecords ? lines : [message])
    .map((line) => (line.length > longestLine ? `${line.slice(0, 1500)} … ${line.slice(-400)}` : line))
    .map((line) => line.replace(/\p{Cc}/gu, escaped))
    .join('\n');
}

const escaped = (control: string) =>
  control === '\n' ? '\\n' : `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The only error this library throws on purpose. Its message is one line and says the way out. */
export class TseriniError extends Error {
  override readonly name = 'TseriniError';
  readonly code: ErrorCode;
  readonly value: unknown;

  constructor(code: ErrorCode, message: string, options: TseriniErrorOptions = {}) {
    super(readable(message), 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.value = options.value;
  }
}

/**
 * Turns a file-system error into a {@link TseriniError} that names the path.
 * @param what the thing at the path, as in "the corpus"
 */
export function fileError(error: unknown, what: string, path: string): TseriniError {
  if (error instanceof TseriniError) return error;
  const code = (error as NodeJS.ErrnoException)?.code;
  const options = { value: path, cause: error };
  switch (code) {
    case 'ENOENT':
      return new TseriniError('NOT_FOUND', `${what} not found: ${path}`, options);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new TseriniError('IO', `no permission for ${what}: ${path}`, options);
    case 'EISDIR':
      return new TseriniError('USAGE', `${what} is a folder where a file is needed: ${path}`, options);
    case 'ENOTDIR':
      return new TseriniError(
        'USAGE',
        `a part of the path is a file, not a folder, for ${what}: ${path}`,
        options,
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return new TseriniError('IO', `no space left on the disk for ${what}: ${path}`, options);
    default:
      return new TseriniError('IO', `${what}: ${(error as Error)?.message ?? error} (${path})`, options);
  }
}
