import { stopError } from '../abort.js';
import { TseriniError } from '../errors.js';
import { downloadFile } from './download-file.js';
import { type RetryOptions, retryingFetch } from './fetch.js';

/** How to follow, repeat and stop a download. */
export interface FetchArchiveOptions extends RetryOptions {
  /** Told of a download: bytes so far and in all. */
  readonly onDownload?: (done: number, total: number) => void;
}

/** A file that is published under an address that does not change, with the hash that it must have. */
export interface PublishedArchive {
  /** What it is called in messages. */
  readonly name: string;
  readonly url: string;
  readonly md5: string;
  /** Bytes; the server is asked where it is not known. */
  readonly size?: number | undefined;
  /** Said where the server cannot be reached. */
  readonly hint?: string;
}

/**
 * Downloads an archive to a path. It goes on where an earlier attempt stopped, and never has its own name before its
 * MD5 is right.
 * @throws TseriniError `DOWNLOAD`, `IO`, `INTERRUPTED`
 */
export async function fetchArchive(
  archive: PublishedArchive,
  path: string,
  options: FetchArchiveOptions = {},
): Promise<void> {
  const { name, url, md5 } = archive;
  const { signal, onDownload } = options;
  const fetch = retryingFetch(options);
  try {
    const size = archive.size ?? (await sizeOf(url, fetch));
    let done = 0;
    await downloadFile({ name, url, size, hash: md5, algorithm: 'md5' }, path, {
      fetch,
      ...(signal ? { signal } : {}),
      onBytes: (bytes) => {
        done += bytes;
        onDownload?.(done, size);
      },
    });
  } catch (error) {
    if (signal?.aborted) throw stopError(signal, `download of ${name} stopped; the next one resumes there`);
    throw error instanceof TseriniError ? error : unreachable(archive, error);
  }
}

async function sizeOf(url: string, fetch: typeof globalThis.fetch): Promise<number> {
  const response = await fetch(url, { method: 'HEAD' });
  await response.body?.cancel();
  const size = Number(response.headers.get('Content-Length'));
  if (response.ok && size > 0) return size;
  const what = response.ok ? 'does not say the size' : `answered ${response.status}`;
  throw new TseriniError('DOWNLOAD', `download failed: the server ${what} (${url})`, { value: url });
}

function unreachable({ url, hint }: PublishedArchive, error: unknown): TseriniError {
  const { message, cause } = error as Error;
  const what = cause instanceof Error ? cause.message : message;
  const where = [url, hint].filter(Boolean).join('; ');
  return new TseriniError('DOWNLOAD', `${new URL(url).host} cannot be reached: ${what} (${where})`, {
    value: url,
    cause: error,
  });
}
