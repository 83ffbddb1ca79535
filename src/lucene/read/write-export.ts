import { dirname } from 'node:path';
import { onAbort, throwIfStopped, withReason } from '../../util/abort.js';
import { TseriniError } from '../../util/errors.js';
import { makeFolder } from '../../util/files/make-folder.js';
import { statOrUndefined } from '../../util/files/stat-or-undefined.js';
import type { StartedCall } from '../jvm/calls.js';
import { callJava, javaPath } from '../jvm/jvm.js';

/** How to follow and stop a dump. */
export interface DumpCall {
  /** Stops the writing; no file is left. */
  readonly signal?: AbortSignal;
  /** Called a few times a second with the documents written; of a CIFF file, with the terms. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** How to write a CIFF file. */
export interface CiffExportCall extends DumpCall {
  /** Refuses an index with a larger weight: BMP, for example, takes weights up to 255, and wraps larger ones around. */
  readonly maxWeight?: number;
}

/** The shim's `FileExport`. */
export interface JavaExport {
  startRunSync(file: string): StartedCall<void>;
  writtenSync(): number | bigint;
  cancelSync(): void;
}

const pollMilliseconds = 100;

/**
 * Has the shim write a file, with progress and a signal that stops it.
 * @param what what the file holds, for messages
 * @returns how many entries were written
 */
export async function writeExport(
  what: string,
  start: JavaExport,
  path: string,
  total: number,
  { signal, onProgress }: DumpCall,
): Promise<number> {
  throwIfStopped(signal);
  await makeFolder(dirname(path), `folder of the ${what}`);
  if ((await statOrUndefined(path))?.isDirectory()) {
    throw new TseriniError('USAGE', `the ${what} need a file, and this is a folder: ${path}`, {
      value: path,
    });
  }
  const timer = setInterval(() => onProgress?.(Number(start.writtenSync()), total), pollMilliseconds);
  using _ = onAbort(signal, () => start.cancelSync());
  try {
    await callJava(() => start.startRunSync(javaPath(path)));
  } catch (error) {
    throw withReason(error, signal);
  } finally {
    clearInterval(timer);
  }
  const written = Number(start.writtenSync());
  onProgress?.(written, total);
  return written;
}
