import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { throwIfStopped } from '../abort.js';
import { fileError } from '../errors.js';
import { makeFolder } from '../files/make-folder.js';
import { ZipArchive } from './archive.js';

/**
 * Unpacks a zip archive into a folder, which is made, and removed again where that fails. What {@link ZipArchive} refuses
 * is refused before anything is written.
 * @throws TseriniError as {@link ZipArchive.open}; `IO`, `INTERRUPTED`
 */
export async function unpackZip(archive: string, folder: string, signal?: AbortSignal): Promise<void> {
  const zip = await ZipArchive.open(archive);
  await makeFolder(folder, 'unpacked archive');
  try {
    for (const name of zip.names) {
      throwIfStopped(signal);
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await pipeline(zip.read(name), createWriteStream(path, { flags: 'wx' }));
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throwIfStopped(signal);
    throw fileError(error, 'unpacked archive', folder);
  }
}
