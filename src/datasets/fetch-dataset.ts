import { join } from 'node:path';
import { type FetchPublishedOptions, fetchPublished } from '../util/download/fetch-published.js';
import { atMirror } from '../util/download/mirror.js';
import { TseriniError } from '../util/errors.js';
import { cacheFolder } from '../util/files/cache-folder.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';
import { checkAddress } from '../util/secret.js';
import { type BeirDataset, beirUrl } from './beir.js';

/** The URL of a data set's archive, on a mirror if there is one; undefined if it is not published. */
export function datasetUrl({ archive }: BeirDataset): string | undefined {
  const { TSERINI_BEIR_URL } = process.env;
  const base = TSERINI_BEIR_URL ? checkAddress('TSERINI_BEIR_URL', TSERINI_BEIR_URL) : atMirror(beirUrl);
  return archive && `${base}/${archive.name}.zip`;
}

/** The path of a data set's downloaded archive. */
function datasetArchive({ archive, name }: BeirDataset): string {
  return join(cacheFolder(), 'datasets', `${archive?.name ?? name}.zip`);
}

/** The path of a data set, in its archive, as `--corpus` and `--topics` take it. */
export function datasetPath(dataset: BeirDataset): string {
  const { folder } = dataset.archive ?? {};
  const path = datasetArchive(dataset);
  return folder === undefined ? path : join(path, folder);
}

async function isFetched(dataset: BeirDataset): Promise<boolean> {
  return (await statOrUndefined(datasetArchive(dataset)))?.isFile() ?? false;
}

/**
 * Downloads a data set of BEIR into the cache, unless it is there. An earlier attempt is resumed; the archive appears when
 * its MD5 is right.
 * @returns the path of its archive, with the folder inside if it contains several data sets
 * @throws TseriniError `DOWNLOAD`, `IO`, `INTERRUPTED`; `NOT_FOUND` for a data set that is not published
 */
export async function fetchDataset(
  dataset: BeirDataset,
  options: FetchPublishedOptions = {},
): Promise<string> {
  const { archive, name } = dataset;
  const url = datasetUrl(dataset);
  if (!archive || !url) {
    throw new TseriniError(
      'NOT_FOUND',
      `BEIR does not publish ${name}: ask its owners, and give its folder or zip archive with --data or by its path`,
      { value: name },
    );
  }
  if (!(await isFetched(dataset))) {
    await fetchPublished(
      {
        name: `${archive.name}.zip`,
        urls: [url],
        hash: archive.md5,
        algorithm: 'md5',
        hint: 'TSERINI_BEIR_URL names a mirror',
      },
      datasetArchive(dataset),
      options,
    );
  }
  return datasetPath(dataset);
}
