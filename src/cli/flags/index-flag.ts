import { statOrUndefined } from '../../util/files/stat-or-undefined.js';
import type { Io } from '../command.js';
import { downloadProgress } from '../download-progress.js';

export const indexDescription =
  'Folder of the index, or the name of a prebuilt index (tserini prebuilt --list)';

/**
 * The folder that an index flag names: a path, or the name of a prebuilt index, which is downloaded unless cached.
 * @throws TseriniError as `fetchPrebuiltIndex`; `NOT_FOUND`, with the nearest name, if it is neither
 */
export async function indexFolder(given: string, io: Io): Promise<string> {
  // A folder overrides a name. What looks like a path is left to the code that opens it.
  if (/[\\/]/.test(given) || (await statOrUndefined(given))) return given;
  return fetchWithProgress(given, io);
}

/** Downloads a prebuilt index unless it is cached, and shows progress. */
export async function fetchWithProgress(name: string, io: Io): Promise<string> {
  const { fetchPrebuiltIndex } = await import('../../prebuilt/fetch-index.js');
  const download = downloadProgress(io, 'downloading the index');
  return fetchPrebuiltIndex(name, { signal: io.signal, onDownload: download.onDownload }).finally(() =>
    download.stop(),
  );
}
