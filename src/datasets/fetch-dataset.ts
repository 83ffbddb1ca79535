import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../cache-folder.js';
import { downloadFile } from '../download/download-file.js';
import { type RetryOptions, retryingFetch } from '../download/fetch.js';
import { TseriniError } from '../errors.js';
import { type BeirDataset, beirUrl } from './beir.js';

export interface FetchDatasetOptions extends RetryOptions {
  /** Told of a download: bytes so far and in all. */
  readonly onDownload?: (done: number, total: number) => void;
}

/** Where a data set's archive is published; TSERINI_BEIR_URL names a mirror. */
export function datasetUrl({ archive }: BeirDataset): string | undefined {
  const base = (process.env.TSERINI_BEIR_URL || beirUrl).replace(/\/+$/, '');
  return archive && `${base}/${archive.name}.zip`;
}

/** Where a data set's archive is kept once it has been downloaded. */
function datasetArchive({ archive, name }: BeirDataset): string {
  return join(cacheFolder(), 'datasets', `${archive?.name ?? name}.zip`);
}

/** The data set's place in its archive: what `--corpus` and `--topics` take. */
export function datasetPath(dataset: BeirDataset): string {
  const { folder } = dataset.archive ?? {};
  const path = datasetArchive(dataset);
  return folder === undefined ? path : join(path, folder);
}

/** Whether a data set's archive has been downloaded. */
export async function isFetched(dataset: BeirDataset): Promise<boolean> {
  return (await stat(datasetArchive(dataset)).catch(() => undefined))?.isFile() ?? false;
}

/**
 * Downloads a data set of BEIR into the cache, unless it is there: resumed where an earlier attempt stopped, and
 * never there under its name before its MD5 is right.
 * @returns the path of its archive, with the folder inside where it holds several sets
 * @throws TseriniError `DOWNLOAD`, `IO`, `INTERRUPTED`; `NOT_FOUND` for a set that is not published
 */
export async function fetchDataset(dataset: BeirDataset, options: FetchDatasetOptions = {}): Promise<string> {
  const { archive, name } = dataset;
  const url = datasetUrl(dataset);
  if (!archive || !url) {
    throw new TseriniError(
      'NOT_FOUND',
      `BEIR does not publish ${name}: ask its owners, and give its folder or zip archive with --data or by its path`,
      { value: name },
    );
  }
  if (await isFetched(dataset)) return datasetPath(dataset);
  const { signal, onDownload } = options;
  const fetch = retryingFetch(options);
  try {
    const size = await sizeOf(url, fetch);
    let done = 0;
    await downloadFile(
      { name: `${archive.name}.zip`, url, size, hash: archive.md5, algorithm: 'md5' },
      datasetArchive(dataset),
      {
        fetch,
        ...(signal ? { signal } : {}),
        onBytes: (bytes) => {
          done += bytes;
          onDownload?.(done, size);
        },
      },
    );
  } catch (error) {
    if (signal?.aborted) {
      throw new TseriniError(
        'INTERRUPTED',
        `download of ${name} stopped; it goes on from there the next time`,
        {
          cause: signal.reason,
        },
      );
    }
    if (error instanceof TseriniError) throw error;
    throw unreachable(url, error);
  }
  return datasetPath(dataset);
}

async function sizeOf(url: string, fetch: typeof globalThis.fetch): Promise<number> {
  const response = await fetch(url, { method: 'HEAD' });
  await response.body?.cancel();
  const size = Number(response.headers.get('Content-Length'));
  if (response.ok && size > 0) return size;
  const what = response.ok ? 'does not say the size' : `answered ${response.status}`;
  throw new TseriniError('DOWNLOAD', `download failed: the server ${what} (${url})`, { value: url });
}

function unreachable(url: string, error: unknown): TseriniError {
  const { message, cause } = error as Error;
  const what = cause instanceof Error ? cause.message : message;
  return new TseriniError(
    'DOWNLOAD',
    `${new URL(url).host} cannot be reached: ${what} (${url}; TSERINI_BEIR_URL names a mirror)`,
    { value: url, cause: error },
  );
}
