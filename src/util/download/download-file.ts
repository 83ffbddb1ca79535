import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { throwIfStopped } from '../abort.js';
import { fileError, TseriniError } from '../errors.js';
import { waitForLock } from '../files/folder-lock.js';
import { makeFolder } from '../files/make-folder.js';
import { statOrUndefined } from '../files/stat-or-undefined.js';
import { renameDurably } from '../files/write-atomically.js';

/** A file as its server, or a table of this program, describes it. */
export interface RemoteFile {
  readonly name: string;
  readonly url: string;
  readonly size: number;
  readonly hash: string;
  /** `git-sha1`: over "blob", its size, a zero byte and its bytes. */
  readonly algorithm: 'md5' | 'sha256' | 'git-sha1';
}

export interface DownloadOptions {
  readonly fetch: typeof fetch;
  readonly signal?: AbortSignal | undefined;
  /** Told how many bytes have been added. */
  readonly onBytes?: (bytes: number) => void;
  /** Connections that may break before it is given up. Default: 5. */
  readonly breaks?: number;
}

/**
 * Downloads a file to a path. It grows under the name `path.incomplete`, goes on where an earlier attempt
 * stopped, and gets its own name when its size and hash are right. Where another process is at it, this one waits
 * and takes what comes of it.
 * @throws TseriniError `DOWNLOAD`, `IO`, `INTERRUPTED`
 */
export async function downloadFile(
  remote: RemoteFile,
  path: string,
  options: DownloadOptions,
): Promise<void> {
  await makeFolder(dirname(path), 'folder of the download');
  const unlock = await waitForLock(`${path}.lock`, options.signal);
  try {
    if (await statOrUndefined(path)) options.onBytes?.(remote.size);
    else await download(remote, path, options);
  } finally {
    await unlock();
  }
}

async function download(remote: RemoteFile, path: string, options: DownloadOptions): Promise<void> {
  const incomplete = `${path}.incomplete`;
  let had = (await statOrUndefined(incomplete))?.size ?? 0;
  if (had > remote.size) {
    await rm(incomplete);
    had = 0;
  }
  options.onBytes?.(had);
  await fetchRest(remote, incomplete, options);
  const actual = await hashOf(remote, incomplete);
  if (actual !== remote.hash) {
    await rm(incomplete);
    // What was there before may have been spoilt; the whole file gets one more chance.
    if (had > 0) {
      options.onBytes?.(-remote.size);
      return download(remote, path, options);
    }
    throw broken(remote, `its ${remote.algorithm} is ${actual}, expected ${remote.hash}`);
  }
  await renameDurably(incomplete, path);
}

function broken(remote: RemoteFile, what: string, cause?: unknown): TseriniError {
  return new TseriniError('DOWNLOAD', `download of ${remote.name} failed: ${what} (${remote.url})`, {
    value: remote.url,
    ...(cause === undefined ? {} : { cause }),
  });
}

async function fetchRest(remote: RemoteFile, path: string, options: DownloadOptions): Promise<void> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'a');
    for (let breaks = options.breaks ?? 5; ; breaks--) {
      const have = (await file.stat()).size;
      if (have >= remote.size) return;
      try {
        await fetchFrom(remote, file, have, options);
        const now = (await file.stat()).size;
        if (now === remote.size) return;
        throw broken(remote, `${now} bytes came, expected ${remote.size}`);
      } catch (error) {
        throwIfStopped(options.signal);
        const isFile = (error as NodeJS.ErrnoException).syscall === 'write';
        if (isFile || (error instanceof TseriniError && error.code !== 'DOWNLOAD')) throw error;
        // A connection that broke is taken up where it broke; a server that sends something else is not.
        const progressed = (await file.stat()).size > have;
        if (breaks <= 0 || !progressed)
          throw error instanceof TseriniError ? error : broken(remote, text(error), error);
      }
    }
  } catch (error) {
    throwIfStopped(options.signal);
    throw fileError(error, 'downloaded file', path);
  } finally {
    await file?.close();
  }
}

function text(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}

async function fetchFrom(remote: RemoteFile, file: FileHandle, have: number, options: DownloadOptions) {
  const headers: Record<string, string> = have > 0 ? { Range: `bytes=${have}-` } : {};
  const response = await options.fetch(remote.url, { headers });
  if (!response.ok || !response.body) throw broken(remote, `the server answered ${response.status}`);
  if (have > 0 && response.status !== 206) {
    // It ignored the range and sends all of it again.
    await file.truncate(0);
    options.onBytes?.(-have);
    have = 0;
  }
  let size = have;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > remote.size) {
      await file.truncate(0);
      throw new TseriniError(
        'DOWNLOAD',
        `download of ${remote.name} failed: more than the expected ${remote.size} bytes came (${remote.url})`,
      );
    }
    await file.writeFile(chunk);
    options.onBytes?.(chunk.length);
  }
}

async function hashOf({ algorithm, size }: RemoteFile, path: string): Promise<string> {
  const hash: Hash = createHash(algorithm === 'git-sha1' ? 'sha1' : algorithm);
  if (algorithm === 'git-sha1') hash.update(`blob ${size}\0`);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
