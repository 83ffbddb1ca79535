import { HubApiError, type ListFileEntry, listFiles, modelInfo } from '@huggingface/hub';
import { stopError } from '../../util/abort.js';
import { downloadFile, type RemoteFile } from '../../util/download/download-file.js';
import type { RetryOptions } from '../../util/download/fetch.js';
import { fileError, TseriniError } from '../../util/errors.js';
import { statOrUndefined } from '../../util/files/stat-or-undefined.js';
import { HubCache } from './cache.js';
import { hubFetch } from './fetch.js';
import type { ModelId } from './model-id.js';
import { neededFiles } from './needed-files.js';
import { type HubSettings, hubSettings } from './settings.js';

export interface DownloadModelOptions extends RetryOptions {
  /** Bytes so far and in all, over all files that are fetched. */
  readonly onDownload?: ((done: number, total: number) => void) | undefined;
}

/**
 * Finds a model of the Hugging Face Hub in the cache that Python's huggingface_hub shares, and downloads
 * what is missing there. Where the Hub cannot be asked, or refuses, a complete copy in the cache serves.
 * @returns the folder of its files
 * @throws TseriniError `DOWNLOAD`, `NOT_FOUND`, `MODEL` where it holds no weights, `INTERRUPTED`, `IO`
 */
export async function downloadModel(id: ModelId, options: DownloadModelOptions = {}): Promise<string> {
  const settings = await hubSettings();
  const cache = new HubCache(settings.cacheFolder, id);
  const cached = await cache.completeSnapshot(id.revision);
  // A commit never changes, a branch may.
  if (cached && (settings.offline || /^[0-9a-f]{40}$/.test(id.revision))) return cached;
  if (settings.offline) {
    throw new TseriniError(
      'NOT_FOUND',
      `model ${id.name} is not in the cache (${settings.cacheFolder}), and HF_HUB_OFFLINE forbids to fetch it`,
      { value: id.name },
    );
  }
  try {
    return await fetchModel(id, settings, cache, options);
  } catch (error) {
    if (options.signal?.aborted) {
      throw stopError(options.signal, `download of ${id.name} stopped; the next one resumes there`);
    }
    if (cached && !(error instanceof TseriniError)) return cached;
    throw explain(error, id, settings);
  }
}

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
  if (!/^[0-9a-f]{40}$/.test(sha)) throw malformed(id, settings, sha);
  const entries = new Map<string, ListFileEntry>();
  for await (const entry of listFiles({ ...access, repo: id.name, revision: sha, recursive: true })) {
    if (entry.type === 'file') entries.set(entry.path, entry);
  }
  const needed = neededFiles([...entries.keys()]);
  if (!needed) {
    throw new TseriniError(
      'MODEL',
      `${id.name} holds no model.safetensors, pytorch_model.bin or single .onnx file: ${settings.endpoint}/${id.name}`,
      { value: id.name },
    );
  }
  const files = needed.map((name) => describe(entries.get(name)!, id, sha, settings));
  const missing: RemoteFile[] = [];
  for (const file of files) {
    if (!(await statOrUndefined(cache.blob(file.hash)))) missing.push(file);
  }
  const total = missing.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  for (const file of missing) {
    await downloadFile(file, cache.blob(file.hash), {
      fetch,
      ...(options.signal ? { signal: options.signal } : {}),
      onBytes: (bytes) => {
        done += bytes;
        options.onDownload?.(done, total);
      },
    });
  }
  // Only now, so that a folder with links has all of them.
  for (const file of files) await cache.link(sha, file.name, file.hash);
  await cache.remember(id.revision, sha);
  return cache.snapshot(sha);
}

function describe(entry: ListFileEntry, id: ModelId, sha: string, settings: HubSettings): RemoteFile {
  const path = entry.path.split('/').map(encodeURIComponent).join('/');
  const hash = entry.lfs?.oid ?? entry.oid ?? '';
  // It names a file in the cache: a server that is none of the Hub's could have it lead elsewhere.
  if (!(entry.lfs ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{40}$/).test(hash)) throw malformed(id, settings, hash);
  return {
    name: entry.path,
    url: `${settings.endpoint}/${id.name}/resolve/${sha}/${path}`,
    size: entry.size,
    hash,
    algorithm: entry.lfs ? 'sha256' : 'git-sha1',
  };
}

function malformed(id: ModelId, { endpoint }: HubSettings, hash: string): TseriniError {
  const message = `${endpoint} gave something that is no hash for ${id.name}: ${JSON.stringify(hash)}`;
  return new TseriniError('DOWNLOAD', message, { value: hash });
}

/** Turns what the Hub or the network said into one line that says the way out. */
function explain(error: unknown, id: ModelId, { endpoint, token }: HubSettings): TseriniError {
  if (error instanceof TseriniError) return error;
  const options = { value: id.name, cause: error };
  const page = `${endpoint}/${id.name}`;
  if (error instanceof HubApiError) {
    const { statusCode } = error;
    if (statusCode === 401 || statusCode === 403) {
      const who = token ? 'the token in use has no access' : 'no token was sent';
      return new TseriniError(
        'DOWNLOAD',
        `no access to ${id.name} (the Hub answered ${statusCode}, ${who}): if it is gated, open ${page}, ` +
          'accept its conditions, and log in with `hf auth login` or HF_TOKEN',
        options,
      );
    }
    if (statusCode === 404) {
      return new TseriniError(
        'NOT_FOUND',
        `no model ${id.name} with the revision ${id.revision} (the Hub answered 404): ${page}`,
        options,
      );
    }
    const hint = statusCode === 429 ? 'too many requests, try again later' : 'try again later';
    return new TseriniError(
      'DOWNLOAD',
      `the Hub answered ${statusCode} for ${id.name}, ${hint}: ${page}`,
      options,
    );
  }
  if ((error as NodeJS.ErrnoException).syscall) return fileError(error, 'model cache', page);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const what = cause instanceof Error ? cause.message : String(cause);
  return new TseriniError('DOWNLOAD', `the Hub cannot be reached for ${id.name}: ${what}: ${page}`, options);
}
