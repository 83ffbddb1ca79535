import { type FileHandle, open } from 'node:fs/promises';
import { throwIfStopped } from '../../util/abort.js';
import { fileError, TseriniError } from '../../util/errors.js';

const newline = 0x0a;
const blockBytes = 1 << 20;

/** A file of records, one per line, that grows by whole lines: after any kind of end, a later run appends to it. */
export interface PartialFile {
  /** Whole lines that it had when it was opened. */
  readonly lines: number;
  /** The id of the last of them. */
  readonly lastId: string | undefined;
  /** Adds text that ends in a newline, and returns when it is on the disk. */
  append(text: string): Promise<void>;
  /** Calling it twice does nothing more. */
  close(): Promise<void>;
}

/**
 * Opens the file, making it if absent, and cuts off a last line without a newline.
 * @throws TseriniError `IO`, `INTERRUPTED`, or `INPUT` where the last whole line is not a record with an id
 */
export async function openPartial(path: string, signal?: AbortSignal): Promise<PartialFile> {
  let opened: FileHandle | undefined;
  try {
    const file = await open(path, 'a+');
    opened = file;
    const { lines, bytes } = await countLines(file, signal);
    await file.truncate(bytes);
    const lastId = lines === 0 ? undefined : idOf(await lastLine(file, bytes), path);
    return {
      lines,
      lastId,
      async append(text) {
        try {
          await file.writeFile(text);
          await file.datasync();
        } catch (error) {
          throw fileError(error, 'encoded vectors', path);
        }
      },
      close: () => file.close(),
    };
  } catch (error) {
    await opened?.close();
    throw fileError(error, 'encoded vectors', path);
  }
}

/** @returns how many whole lines there are, and the bytes that they take */
async function countLines(file: FileHandle, signal: AbortSignal | undefined) {
  const block = Buffer.alloc(blockBytes);
  let position = 0;
  let lines = 0;
  let bytes = 0;
  for (;;) {
    throwIfStopped(signal);
    const { bytesRead } = await file.read(block, 0, blockBytes, position);
    if (bytesRead === 0) return { lines, bytes };
    for (let i = block.indexOf(newline); i >= 0 && i < bytesRead; i = block.indexOf(newline, i + 1)) {
      lines++;
      bytes = position + i + 1;
    }
    position += bytesRead;
  }
}

/** @param end where its newline ends */
async function lastLine(file: FileHandle, end: number): Promise<string> {
  let start = end - 1;
  let tail = Buffer.alloc(0);
  while (start > 0) {
    const length = Math.min(blockBytes, start);
    const block = Buffer.alloc(length);
    await file.read(block, 0, length, start - length);
    const found = block.lastIndexOf(newline);
    tail = Buffer.concat([block.subarray(found + 1), tail]);
    if (found >= 0) break;
    start -= length;
  }
  return tail.toString('utf8');
}

function idOf(line: string, path: string): string {
  try {
    const { id } = JSON.parse(line) as { id: unknown };
    if (typeof id === 'string') return id;
  } catch {
    // Not JSON: reported below, as a record without an id is.
  }
  throw new TseriniError('INPUT', `the last line is damaged: ${path} (--overwrite starts again)`, {
    value: path,
  });
}
