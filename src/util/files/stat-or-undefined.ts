import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { fileError } from '../errors.js';

/** Codes of a path without a file, under a file, or that no file can have. */
const absent = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'];

/**
 * The stats of a path.
 * @returns undefined if nothing is there
 * @throws TseriniError `IO` if that cannot be found out, as in a folder without permission
 */
export async function statOrUndefined(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (absent.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw fileError(error, 'file', path);
  }
}
