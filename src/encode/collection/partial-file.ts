import { type FileHandle, open } from 'node:fs/promises';
import { throwIfStopped } from '../../util/abort.js';
import { fileError, TseriniError } from '../../util/errors.js';

const newline = 0x0a;
const blockBytes = 1 << 20;

/** A file of records, one per line, that grows by complete lines, so that a later run can append to it. */
export interface PartialFile {
  /** Complete lines of the file when it was opened. */
  readonly lines: number;
  /** The id in the last of these lines. */
  readonly lastId: string | undefined;
  /** Appends text that ends in a newline, and flushes it to the disk. */
  append(text: string): Promise<void>;
  /** A second call does nothing. */
  close(): Promise<void>;
}

/**
 * Opens the file, creating it if absent, and removes a last line without a newline.
 * @throws TseriniError `IO`, `INTERRUPTED`, or `INPUT` if the last complete line is not a record with an id
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

/** @returns the number of complete lines, and their bytes */
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

/** @param end the position after its newline */
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
