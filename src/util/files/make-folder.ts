import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileError } from '../errors.js';

/**
 * Makes a folder and those above it, unless they exist.
 * @param what the thing at the path, for messages: "folder of the run"
 * @throws TseriniError `IO`, `USAGE` where a part of the path is a file
 */
export async function makeFolder(path: string, what: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw fileError(await reasonOf(error, path), what, path);
  }
}

/** A recursive mkdir on a read-only file system fails with ENOENT; one of the first absent folder gives the reason. */
async function reasonOf(error: unknown, path: string): Promise<unknown> {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return error;
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    try {
      await mkdir(folder);
      return error;
    } catch (reason) {
      const { code } = reason as NodeJS.ErrnoException;
      if (code !== 'ENOENT') return code === 'EEXIST' ? error : reason;
      if (folder === dirname(folder)) return error;
    }
  }
}
