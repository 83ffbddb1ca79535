import { formatDatasetId, isOnHub, parseDatasetId } from './dataset-id.js';
import { type DownloadDatasetOptions, downloadDataset } from './download-dataset.js';

/**
 * Downloads a corpus that is on the Hub, and names its commit, so that reading it again reads the same.
 * @returns the path to read; that of a corpus on the disk as it is
 * @throws TseriniError as {@link downloadDataset}
 */
export async function pinCorpus(path: string, options: DownloadDatasetOptions): Promise<string> {
  if (!isOnHub(path)) return path;
  return formatDatasetId((await downloadDataset(parseDatasetId(path), options)).id);
}
