import { type FileHandle, open } from 'node:fs/promises';
import { fileError, TseriniError } from '../../util/errors.js';

const newline = 0x0a;
const blockBytes = 1 << 20;

/** A file of lines that grows by whole lines and can be taken up again after any kind of end. */
export interface PartialFile {
  /** Whole lines that were there when it was opened. */
  readonly lines: number;
  /** The last of them, without its newline. */
  readonly lastLine: string | undefined;
  /** Adds text that ends in a newline, and returns when the disk has it. */
  append(text: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the file, making it where it is absent, and drops a last line that is torn.
 * @throws TseriniError `IO`
 */
export async function openPartial(path: string): Promise<PartialFile> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'a+');
    const whole = await countLines(file);
    await file.truncate(whole.bytes);
    return partialFile(file, path, whole.lines, await lastLine(file, whole.bytes));
  } catch (error) {
    await file?.close();
    throw fileError(error, 'encoded vectors', path);
  }
}

function partialFile(file: FileHandle, path: string, lines: number, last: string | undefined): PartialFile {
  return {
    lines,
    lastLine: last,
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
}

/** @returns how many whole lines there are, and the bytes that they take */
async function countLines(file: FileHandle): Promise<{ lines: number; bytes: number }> {
  const block = Buffer.alloc(blockBytes);
  let position = 0;
  let lines = 0;
  let bytes = 0;
  for (;;) {
    const { bytesRead } = await file.read(block, 0, blockBytes, position);
    if (bytesRead === 0) return { lines, bytes };
    for (let i = block.indexOf(newline); i >= 0 && i < bytesRead; i = block.indexOf(newline, i + 1)) {
      lines++;
      bytes = position + i + 1;
    }
    position += bytesRead;
  }
}

async function lastLine(file: FileHandle, end: number): Promise<string | undefined> {
  if (end === 0) return undefined;
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

/** @throws TseriniError `INPUT` where the line is not a record with an id */
export function lineId(line: string, path: string): string {
  try {
    const { id } = JSON.parse(line) as { id: unknown };
    if (typeof id === 'string') return id;
  } catch {
    // Damaged: said below.
  }
  throw new TseriniError('INPUT', `the last line is damaged: ${path} (--overwrite starts again)`, {
    value: path,
  });
}
