import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import { throwIfStopped } from '../abort.js';
import { fileError } from '../errors.js';
import { makeFolder } from './make-folder.js';
import { temporaryPath } from './temporary-path.js';

/**
 * Writes a file, making its folder if absent. The file appears under its name when it is whole and on the disk; after an
 * error nothing is left.
 * @param what the thing at the path, for messages: "run"
 * @param parts its text or bytes, piece by piece
 * @throws TseriniError NOT_FOUND, IO, USAGE (a folder), INTERRUPTED; and whatever `parts` throws
 */
export async function writeAtomically(
  what: string,
  path: string,
  parts: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  const asFileError = (error: unknown) => {
    throw fileError(error, what, path);
  };
  await makeFolder(dirname(path), `folder of the ${what}`);
  const temporary = temporaryPath(path, 'tmp');
  const file = createWriteStream(temporary);
  const failed = new Promise<never>((_, reject) => file.once('error', reject)).catch(asFileError);
  failed.catch(() => {});
  const done = (start: (resolve: () => void) => void) =>
    Promise.race([new Promise<void>((resolve) => start(resolve)), failed]);
  try {
    await done((resolve) => file.once('open', resolve));
    for await (const part of parts) {
      throwIfStopped(signal);
      if (!file.write(part)) await done((resolve) => file.once('drain', resolve));
    }
    // A callback of `end` would be called even if the last part could not be written.
    file.end();
    await finished(file).catch(asFileError);
    await renameDurably(temporary, path).catch(asFileError);
  } catch (error) {
    file.destroy();
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Renames a file when its bytes are on the disk, and returns when the new name is, too. After a loss of power the path
 * has the whole file or the previous one.
 */
export async function renameDurably(temporary: string, path: string): Promise<void> {
  const file = await open(temporary, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  // Windows opens no folder, and some network file systems refuse to flush one.
  const folder = await open(dirname(path)).catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}
