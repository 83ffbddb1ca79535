/**
 * What went wrong, in one word, for programs:
 *
 * - `USAGE`: a wrong call (a flag, an argument, an option out of range)
 * - `NOT_FOUND`: a file, folder, index, model or data set that does not exist
 * - `INPUT`: a file whose contents are invalid
 * - `INDEX`: a folder that is not a Lucene index, is damaged, or is in use by another writer
 * - `CLUSTER`: an OpenSearch cluster that cannot be reached, refuses, or fails
 * - `MODEL`: a checkpoint or tokenizer that cannot be used
 * - `JVM`: no Java runtime, or it did not start
 * - `DOWNLOAD`: a download that was refused or interrupted, or whose contents are wrong
 * - `IO`: an error of the file system (disk full, no permission)
 * - `MEMORY`: the JVM or the process ran out of memory
 * - `CLOSED`: an object used after `close()`
 * - `INTERRUPTED`: stopped by SIGINT or SIGTERM, an AbortSignal or a time limit. Whatever an AbortSignal stops rejects
 *   with it; its `cause` is the signal's reason, unless the reason is a TseriniError: then it is the error itself, or the
 *   cause of one that says what is left.
 * - `INTERNAL`: a bug in this program
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

/** What an error may contain besides its message. */
export interface TseriniErrorOptions {
  /** The refused value, as given. */
  readonly value?: unknown;
  /** The underlying error; the command line shows it with `--verbose`. */
  readonly cause?: unknown;
}

const longestLine = 2000;

/**
 * A name in a hostile file can be as long as the file, and contain terminal control sequences or text that looks like
 * another message: the middle of a long line is left out, and control characters are escaped as in JSON. Only the
 * indexer's messages have several lines, one per record.
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

/** The only error this library throws on purpose. Its message is one line and says what to do. */
export class TseriniError extends Error {
  override readonly name = 'TseriniError';
  readonly code: ErrorCode;
  readonly value: unknown;

  constructor(code: ErrorCode, message: string, options: TseriniErrorOptions = {}) {
    super(readable(message), options.cause === undefined ? undefined : { cause: options.cause });
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
