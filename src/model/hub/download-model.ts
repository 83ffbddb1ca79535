import { type ListFileEntry, listFiles, modelInfo } from '@huggingface/hub';
import { stopError } from '../../util/abort.js';
import { downloadFile, type RemoteFile } from '../../util/download/download-file.js';
import type { RetryOptions } from '../../util/download/fetch.js';
import { TseriniError } from '../../util/errors.js';
import { readJson } from '../../util/files/json-file.js';
import { statOrUndefined } from '../../util/files/stat-or-undefined.js';
import { readLayout } from '../modules/layout.js';
import { companionFiles, layoutFilesOf, neededFiles } from '../modules/model-files.js';
import { checkDescription } from '../modules/plan.js';
import { HubCache } from './cache.js';
import { hubFetch } from './fetch.js';
import { checkCommit, type HubRepo, hubError, remoteFile } from './hub-repo.js';
import type { ModelId } from './model-id.js';
import { type HubSettings, hubSettings } from './settings.js';

export interface DownloadModelOptions extends RetryOptions {
  /** Called with the bytes downloaded so far and their total, over all files. */
  readonly onDownload?: ((done: number, total: number) => void) | undefined;
  /** The exported graph that is asked for, as {@link chooseWeights} takes it. */
  readonly onnxFile?: string | undefined;
  /** Download also what cannot be encoded by its configuration. */
  readonly unsupportedToo?: boolean | undefined;
}

/**
 * Finds a model of the Hugging Face Hub in the cache, which is shared with Python's huggingface_hub, and downloads
 * missing files. A complete copy in the cache is used if the Hub is unreachable or refuses.
 * @returns the folder of the model's files
 * @throws TseriniError `DOWNLOAD`, `NOT_FOUND`, `MODEL` if it has no weights or its configuration is not supported,
 * `INTERRUPTED`, `IO`
 */
export async function downloadModel(id: ModelId, options: DownloadModelOptions = {}): Promise<string> {
  const settings = await hubSettings();
  const cache = new HubCache(settings.cacheFolder, id);
  const cached = await cache.completeSnapshot(id.revision, options.onnxFile).catch((error) => {
    // What is wrong with the copy may be right on the Hub.
    if (settings.offline) throw error;
    return undefined;
  });
  // A commit is immutable; a branch is not.
  if (cached && (settings.offline || /^[0-9a-f]{40}$/.test(id.revision))) return cached;
  if (settings.offline) {
    throw new TseriniError(
      'NOT_FOUND',
      `model ${id.name} is not in the cache (${settings.cacheFolder}), and HF_HUB_OFFLINE forbids downloading it`,
      { value: id.name },
    );
  }
  try {
    return await fetchModel(id, settings, cache, options);
  } catch (error) {
    if (options.signal?.aborted) {
      throw stopError(options.signal, `download of ${id.name} stopped; the next download resumes it`);
    }
    if (cached && !(error instanceof TseriniError)) return cached;
    throw hubError(error, repoOf(id), settings, {
      missing: `no model ${id.name} with the revision ${id.revision}`,
    });
  }
}

const repoOf = ({ name }: ModelId): HubRepo => ({ kind: 'model', name });

async function fetchModel(
  id: ModelId,
  settings: HubSettings,
  cache: HubCache,
  options: DownloadModelOptions,
): Promise<string> {
  const fetch = hubFetch(settings, options);
  const access = { hubUrl: settings.endpoint, fetch };
  const { sha } = await modelInfo({
    ...access,
    name: id.name,
    revision: id.revision,
    additionalFields: ['sha'],
  });
  checkCommit(sha, repoOf(id), settings);
  const entries = new Map<string, ListFileEntry>();
  for await (const entry of listFiles({ ...access, repo: id.name, revision: sha, recursive: true })) {
    if (entry.type === 'file') entries.set(entry.path, entry);
  }
  const names = [...entries.keys()];
  const remote = (some: readonly string[]) =>
    some.map((name) => remoteFile(entries.get(name)!, sha, repoOf(id), settings));
  // The modules first: they say which files the model has.
  const described = remote(layoutFilesOf(names));
  await downloadAll(described, cache, { fetch, signal: options.signal, onBytes: () => {} });
  const layout = await readLayout(async (path) => {
    const file = described.find(({ name }) => name === path);
    return file && readJson(cache.blob(file.hash), `${path} of ${id.name}`);
  }, id.name);
  const needed = neededFiles(names, layout, options.onnxFile);
  const files = remote(needed ?? companionFiles(names, layout));
  // Configuration and tokenizers before the weights: hundreds of megabytes of a model that is refused are of no use.
  const missing = await missingOf(files, cache);
  const onBytes = bytesCounter(missing, options.onDownload);
  if (!options.unsupportedToo && missing.length > 0) {
    const companions = remote(companionFiles(names, layout));
    await downloadAll(companions, cache, { fetch, signal: options.signal, onBytes });
    for (const file of companions) await cache.link(sha, file.name, file.hash);
    const { onnxFile } = options;
    const folder = cache.snapshot(sha);
    await checkDescription({ folder, names, ...(onnxFile === undefined ? {} : { onnxFile }) }, layout);
  }
  if (!needed) {
    throw new TseriniError(
      'MODEL',
      `${id.name} has no model.safetensors, pytorch_model.bin or .onnx file for its modules: ${settings.endpoint}/${id.name}`,
      { value: id.name },
    );
  }
  await downloadAll(files, cache, { fetch, signal: options.signal, onBytes });
  // Links to weights are created last, so that a folder with weights is complete.
  for (const file of files) await cache.link(sha, file.name, file.hash);
  await cache.rememberAbsent(sha, names);
  await cache.remember(id.revision, sha);
  return cache.snapshot(sha);
}

/** Downloads the files that the cache lacks. */
async function downloadAll(
  files: readonly RemoteFile[],
  cache: HubCache,
  options: Parameters<typeof downloadFile>[2],
): Promise<void> {
  for (const file of await missingOf(files, cache)) {
    await downloadFile(file, cache.blob(file.hash), options);
  }
}

/** Adds up the bytes of some files, and reports each new sum. */
function bytesCounter(files: readonly RemoteFile[], report: DownloadModelOptions['onDownload']) {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  return (bytes: number) => {
    done += bytes;
    report?.(done, total);
  };
}

async function missingOf(files: readonly RemoteFile[], cache: HubCache): Promise<RemoteFile[]> {
  const missing: RemoteFile[] = [];
  for (const file of files) {
    if (!(await statOrUndefined(cache.blob(file.hash)))) missing.push(file);
  }
  return missing;
}
