import { dirname } from 'node:path';
import { onAbort, throwIfStopped, withReason } from '../../util/abort.js';
import { TseriniError } from '../../util/errors.js';
import { makeFolder } from '../../util/files/make-folder.js';
import { statOrUndefined } from '../../util/files/stat-or-undefined.js';
import { callJava, javaText } from '../jvm/jvm.js';

/** How to follow and stop a dump. */
export interface DumpCall {
  /** Stops the writing; no file is left. */
  readonly signal?: AbortSignal;
  /** Called a few times a second with the documents written. */
  readonly onProgress?: (documents: number, total: number) => void;
}

/** The shim's `VectorDump`. */
export interface JavaDump {
  run(file: string): Promise<void>;
  writtenSync(): number | bigint;
  cancelSync(): void;
}

const pollMilliseconds = 100;

/** Has the shim write the vectors, with progress and a signal that stops it. */
export async function dumpVectors(
  dump: JavaDump,
  path: string,
  total: number,
  { signal, onProgress }: DumpCall,
): Promise<number> {
  throwIfStopped(signal);
  await makeFolder(dirname(path), 'folder of the vectors');
  if ((await statOrUndefined(path))?.isDirectory()) {
    throw new TseriniError('USAGE', `the vectors need a file, and this is a folder: ${path}`, {
      value: path,
    });
  }
  const timer = setInterval(() => onProgress?.(Number(dump.writtenSync()), total), pollMilliseconds);
  using _ = onAbort(signal, () => dump.cancelSync());
  try {
    await callJava(() => dump.run(javaText(path)));
  } catch (error) {
    throw withReason(error, signal);
  } finally {
    clearInterval(timer);
  }
  const written = Number(dump.writtenSync());
  onProgress?.(written, total);
  return written;
}
