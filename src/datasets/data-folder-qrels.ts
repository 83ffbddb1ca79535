import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openDataFolder } from '../corpus/data-folder.js';
import { TseriniError } from '../util/errors.js';
import { cacheFolder } from '../util/files/cache-folder.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';
import { writeAtomically } from '../util/files/write-atomically.js';

/**
 * The path of `qrels/test.tsv` of a folder or zip archive of BEIR, extracted from an archive into the cache.
 * @returns undefined if the path is a file of another kind
 * @throws TseriniError `NOT_FOUND`, `IO`, `INPUT` if it has no qrels
 */
export async function qrelsOfDataFolder(path: string): Promise<string | undefined> {
  const folder = await openDataFolder(path, 'qrels');
  if (!folder) return undefined;
  const name = 'qrels/test.tsv';
  if (!folder.names.includes(name)) {
    throw new TseriniError('INPUT', `no ${name} in ${path}`, { value: path });
  }
  const file = folder.file(name);
  if (!file.open) return file.name;
  const archive = file.name.slice(0, file.name.toLowerCase().indexOf('.zip') + 4);
  const { size, mtimeMs } = await stat(archive);
  const key = createHash('sha256')
    .update(JSON.stringify([file.name, size, mtimeMs]))
    .digest('hex');
  const copy = join(cacheFolder(), 'qrels', `${key.slice(0, 16)}.tsv`);
  if (!(await statOrUndefined(copy))?.isFile()) await writeAtomically('qrels', copy, file.open());
  return copy;
}
