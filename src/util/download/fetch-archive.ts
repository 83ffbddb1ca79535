import { stopError } from '../abort.js';
import { TseriniError } from '../errors.js';
import { downloadFile } from './download-file.js';
import { type RetryOptions, retryingFetch } from './fetch.js';

/** Progress, retries and the signal of a download. */
export interface FetchArchiveOptions extends RetryOptions {
  /** Called with the bytes downloaded so far and in all. */
  readonly onDownload?: ((done: number, total: number) => void) | undefined;
}

/** A file published under a permanent URL. */
export interface PublishedArchive {
  /** For messages. */
  readonly name: string;
  readonly url: string;
  readonly md5: string;
  /** In bytes. Default: what the server says. */
  readonly size?: number | undefined;
  /** Added to the message if the server cannot be reached. */
  readonly hint?: string | undefined;
}

/**
 * Downloads an archive to a path, where it appears when its MD5 is right. An earlier attempt is resumed.
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
      signal,
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
