import { join } from 'node:path';
import { datasetInfo, HubApiError, type ListFileEntry, listFiles } from '@huggingface/hub';
import { HubCache } from '../../model/hub/cache.js';
import { hubFetch } from '../../model/hub/fetch.js';
import { checkCommit, type HubRepo, hubError, remoteFile } from '../../model/hub/hub-repo.js';
import { type HubSettings, hubSettings } from '../../model/hub/settings.js';
import { stopError } from '../../util/abort.js';
import { downloadFile } from '../../util/download/download-file.js';
import type { RetryOptions } from '../../util/download/fetch.js';
import { TseriniError } from '../../util/errors.js';
import { readJson } from '../../util/files/json-file.js';
import { statOrUndefined } from '../../util/files/stat-or-undefined.js';
import { writeAtomically } from '../../util/files/write-atomically.js';
import { type DatasetId, filesOfPart, formatDatasetId } from './dataset-id.js';

export interface DownloadDatasetOptions extends RetryOptions {
  /** Called with the bytes downloaded so far and their total, over all files. */
  readonly onDownload?: ((done: number, total: number) => void) | undefined;
}

/** A part of a data set in the cache. */
export interface DatasetPart {
  /** The id with the commit as its revision: what it names never changes. */
  readonly id: DatasetId;
  /** The paths of its Parquet files. */
  readonly files: readonly string[];
}

/** A file of a commit. */
interface Listed {
  readonly name: string;
  readonly size: number;
}

/** Where the Hub keeps the Parquet files that it makes of data sets. */
const converted = 'refs/convert/parquet';
const commit = /^[0-9a-f]{40}$/;

/**
 * Finds a part of a data set in the cache, which is that of models, and downloads missing files: the Parquet files that
 * the Hub made of it, or, of a revision that is named, its own. What is in the cache is used if the Hub is unreachable.
 * @throws TseriniError `DOWNLOAD` (private, gated or unreachable), `NOT_FOUND`, `INPUT`, `INTERRUPTED`, `IO`
 */
export async function downloadDataset(
  id: DatasetId,
  options: DownloadDatasetOptions = {},
): Promise<DatasetPart> {
  const settings = await hubSettings();
  const cache = new HubCache(settings.cacheFolder, id, 'datasets');
  const revision = id.revision ?? converted;
  if (settings.offline || commit.test(revision)) {
    const cached = await cachedPart(id, cache, revision);
    if (cached) return cached;
  }
  if (settings.offline) {
    throw new TseriniError(
      'NOT_FOUND',
      `${formatDatasetId(id)} is not in the cache (${settings.cacheFolder}), and HF_HUB_OFFLINE forbids downloading it`,
      { value: id.name },
    );
  }
  try {
    return await fetchPart(id, settings, cache, options);
  } catch (error) {
    if (options.signal?.aborted) {
      throw stopError(options.signal, `download of ${id.name} stopped; the next download resumes it`);
    }
    const cached = error instanceof TseriniError ? undefined : await cachedPart(id, cache, revision);
    if (cached && !(error instanceof HubApiError && error.statusCode < 500)) return cached;
    const [what, instead] =
      id.revision === undefined
        ? ['Parquet files made by the Hub', '; @main reads Parquet files of its own, if it has some']
        : [`the revision ${id.revision}`];
    throw hubError(error, repoOf(id), settings, { missing: `no data set ${id.name} with ${what}`, instead });
  }
}

const repoOf = ({ name }: DatasetId): HubRepo => ({ kind: 'data set', name });
const listing = (cache: HubCache, sha: string) => join(cache.folder, 'tserini', `${sha}.json`);

/** Only if all files of the part are there, whole. */
async function cachedPart(
  id: DatasetId,
  cache: HubCache,
  revision: string,
): Promise<DatasetPart | undefined> {
  const sha = await cache.commitOf(revision);
  if (sha === undefined || !(await statOrUndefined(listing(cache, sha)))) return undefined;
  const listed = (await readJson(listing(cache, sha), 'listing of a data set')) as Listed[];
  const sizes = new Map(listed.map(({ name, size }) => [name, size]));
  const names = filesOfPart(id, [...sizes.keys()]);
  const files = names.map((name) => join(cache.snapshot(sha), name));
  for (const [i, file] of files.entries()) {
    if ((await statOrUndefined(file))?.size !== sizes.get(names[i]!)) return undefined;
  }
  return { id: { ...id, revision: sha }, files };
}

async function fetchPart(
  id: DatasetId,
  settings: HubSettings,
  cache: HubCache,
  { onDownload, ...options }: DownloadDatasetOptions,
): Promise<DatasetPart> {
  const fetch = hubFetch(settings, options);
  const access = { hubUrl: settings.endpoint, fetch };
  const revision = id.revision ?? converted;
  const { sha } = await datasetInfo({ ...access, name: id.name, revision, additionalFields: ['sha'] });
  checkCommit(sha, repoOf(id), settings);
  const entries = new Map<string, ListFileEntry>();
  const repo = { type: 'dataset', name: id.name } as const;
  for await (const entry of listFiles({ ...access, repo, revision: sha, recursive: true })) {
    if (entry.type === 'file' && entry.path.endsWith('.parquet')) entries.set(entry.path, entry);
  }
  const names = filesOfPart(id, [...entries.keys()]);
  const files = names.map((name) => remoteFile(entries.get(name)!, sha, repoOf(id), settings));
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const onBytes = (bytes: number) => {
    done += bytes;
    onDownload?.(done, total);
  };
  for (const file of files) {
    await downloadFile(file, cache.blob(file.hash), { fetch, signal: options.signal, onBytes });
    await cache.link(sha, file.name, file.hash);
  }
  const listed: Listed[] = [...entries.values()].map(({ path, size }) => ({ name: path, size }));
  await writeAtomically('listing of a data set', listing(cache, sha), [JSON.stringify(listed)]);
  await cache.remember(revision, sha);
  return { id: { ...id, revision: sha }, files: names.map((name) => join(cache.snapshot(sha), name)) };
}
