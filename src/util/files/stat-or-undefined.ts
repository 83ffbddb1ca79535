import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { fileError } from '../errors.js';

/** Nothing is there; a folder above is a file; no file can have such a name. */
const absent = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'];

/**
 * What is at a path.
 * @returns undefined where nothing is
 * @throws TseriniError `IO` where that cannot be known, as in a folder without permission
 */
export async function statOrUndefined(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (absent.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw fileError(error, 'file', path);
  }
}
