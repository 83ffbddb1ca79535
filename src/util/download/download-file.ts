import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { throwIfStopped } from '../abort.js';
import { fileError, TseriniError } from '../errors.js';
import { waitForLock } from '../files/folder-lock.js';
import { makeFolder } from '../files/make-folder.js';
import { statOrUndefined } from '../files/stat-or-undefined.js';
import { renameDurably } from '../files/write-atomically.js';

/** `git-sha1`: over "blob", the size, a zero byte and the bytes. */
export type HashAlgorithm = 'md5' | 'sha256' | 'git-sha1';

/** A file to download. */
export interface SizedFile {
  readonly name: string;
  readonly url: string;
  readonly size: number;
  /** Undefined where none is known: the size is checked alone. */
  readonly hash: string | undefined;
  readonly algorithm: HashAlgorithm;
}

/** A file to download whose hash is known. */
export interface RemoteFile extends SizedFile {
  readonly hash: string;
}

export interface DownloadOptions {
  readonly fetch: typeof fetch;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of bytes added; negative where bytes are discarded. */
  readonly onBytes: (bytes: number) => void;
}

/** Broken connections of one download that are resumed. */
const maxRetries = 5;

/**
 * Downloads a file to a path. The download is written to `path.incomplete`, resumes an earlier one, and is renamed when
 * its size and hash are right. If another process downloads the same file, this one waits for its result.
 * @throws TseriniError `DOWNLOAD`, `IO`, `INTERRUPTED`
 */
export async function downloadFile(remote: SizedFile, path: string, options: DownloadOptions): Promise<void> {
  await makeFolder(dirname(path), 'folder of the download');
  const unlock = await waitForLock(`${path}.lock`, options.signal);
  try {
    if (await statOrUndefined(path)) options.onBytes(remote.size);
    else await download(remote, path, options);
  } finally {
    await unlock();
  }
}

async function download(remote: SizedFile, path: string, options: DownloadOptions): Promise<void> {
  const incomplete = `${path}.incomplete`;
  let had = (await statOrUndefined(incomplete))?.size ?? 0;
  if (had > remote.size) {
    await rm(incomplete);
    had = 0;
  }
  options.onBytes(had);
  await fetchRest(remote, incomplete, options);
  const actual = remote.hash && (await hashOf(incomplete, remote.algorithm, remote.size));
  if (actual !== remote.hash) {
    await rm(incomplete);
    // The bytes of an earlier attempt may have been corrupted: the whole file is downloaded once more.
    if (had > 0) {
      options.onBytes(-remote.size);
      return download(remote, path, options);
    }
    throw downloadError(remote, `its ${remote.algorithm} is ${actual}, expected ${remote.hash}`);
  }
  await renameDurably(incomplete, path);
}

function downloadError(remote: SizedFile, what: string, cause?: unknown): TseriniError {
  return new TseriniError('DOWNLOAD', `download of ${remote.name} failed: ${what} (${remote.url})`, {
    value: remote.url,
    cause,
  });
}

async function fetchRest(remote: SizedFile, path: string, options: DownloadOptions): Promise<void> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'a');
    for (let retries = maxRetries; ; retries--) {
      const have = (await file.stat()).size;
      if (have >= remote.size) return;
      try {
        await fetchFrom(remote, file, have, options);
        const now = (await file.stat()).size;
        if (now === remote.size) return;
        throw downloadError(remote, `${now} bytes came, expected ${remote.size}`);
      } catch (error) {
        throwIfStopped(options.signal);
        const isFile = (error as NodeJS.ErrnoException).syscall === 'write';
        if (isFile || (error instanceof TseriniError && error.code !== 'DOWNLOAD')) throw error;
        // A broken connection is resumed if it brought bytes; a wrong answer of the server is not retried.
        const progressed = (await file.stat()).size > have;
        if (retries <= 0 || !progressed)
          throw error instanceof TseriniError ? error : downloadError(remote, text(error), error);
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

async function fetchFrom(remote: SizedFile, file: FileHandle, have: number, options: DownloadOptions) {
  // A server that compresses on the way would answer with other bytes than the size and the range count.
  const headers: Record<string, string> = { 'Accept-Encoding': 'identity' };
  if (have > 0) headers.Range = `bytes=${have}-`;
  const response = await options.fetch(remote.url, { headers });
  if (!response.ok || !response.body) throw downloadError(remote, `the server answered ${response.status}`);
  if (have > 0 && response.status !== 206) {
    // The server ignored the range and sends the whole file.
    await file.truncate(0);
    options.onBytes(-have);
    have = 0;
  }
  let size = have;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > remote.size) {
      await file.truncate(0);
      throw downloadError(remote, `more than the expected ${remote.size} bytes came`);
    }
    await file.writeFile(chunk);
    options.onBytes(chunk.length);
  }
}

/** The hash of a file of this size, in hexadecimal digits. */
export async function hashOf(path: string, algorithm: HashAlgorithm, size: number): Promise<string> {
  const hash = createHash(algorithm === 'git-sha1' ? 'sha1' : algorithm);
  if (algorithm === 'git-sha1') hash.update(`blob ${size}\0`);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
