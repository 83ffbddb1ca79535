import { stopError } from '../abort.js';
import { TseriniError } from '../errors.js';
import { downloadFile, type HashAlgorithm } from './download-file.js';
import { type RetryOptions, retryingFetch } from './fetch.js';

/** Progress, retries and the signal of a download. */
export interface FetchPublishedOptions extends RetryOptions {
  /** Called with the bytes downloaded so far and in all. */
  readonly onDownload?: ((done: number, total: number) => void) | undefined;
}

/** A file published under a permanent URL. */
export interface Published {
  /** For messages. */
  readonly name: string;
  /** Where it is; each is asked where the one before answers 404. */
  readonly urls: readonly string[];
  /** Undefined where none is published. */
  readonly hash: string | undefined;
  readonly algorithm: HashAlgorithm;
  /** In bytes. Default: what the server says. */
  readonly size?: number | undefined;
  /** Added to the message if the file cannot be had. */
  readonly hint?: string | undefined;
  /** Adds headers to each request, such as those of a log-in. */
  readonly prepare?: ((url: string, headers: Headers) => void) | undefined;
}

/**
 * Downloads a file to a path, where it appears when its hash is right. An earlier attempt is resumed.
 * @throws TseriniError `DOWNLOAD`, `IO`, `INTERRUPTED`
 */
export async function fetchPublished(
  file: Published,
  path: string,
  options: FetchPublishedOptions = {},
): Promise<void> {
  const { name, hash, algorithm, hint } = file;
  const { signal, onDownload } = options;
  const fetch = retryingFetch(options, file.prepare);
  let [url] = file.urls as [string];
  try {
    let { size } = file;
    if (size === undefined || file.urls.length > 1) {
      const found = await find(name, file.urls, fetch, (asked) => {
        url = asked;
      });
      size ??= found;
    }
    const total = size;
    let done = 0;
    await downloadFile({ name, url, size: total, hash, algorithm }, path, {
      fetch,
      signal,
      onBytes: (bytes) => {
        done += bytes;
        onDownload?.(done, total);
      },
    });
  } catch (error) {
    if (signal?.aborted) throw stopError(signal, `download of ${name} stopped; the next one resumes there`);
    throw error instanceof TseriniError ? error : unreachable(url, hint, error);
  }
}

/** Asks for the file at each address in turn. @returns its size, by the first server that has it */
async function find(
  name: string,
  urls: readonly string[],
  fetch: typeof globalThis.fetch,
  onAsk: (url: string) => void,
): Promise<number> {
  let answer = '';
  for (const url of urls) {
    onAsk(url);
    const response = await fetch(url, { method: 'HEAD', headers: { 'Accept-Encoding': 'identity' } });
    await response.body?.cancel();
    const size = Number(response.headers.get('Content-Length'));
    if (response.ok && size > 0) return size;
    answer = response.ok ? 'does not say the size' : `answered ${response.status}`;
    if (response.status !== 404) break;
  }
  const asked = answer.endsWith('404') ? urls : urls.slice(0, 1);
  throw new TseriniError(
    'DOWNLOAD',
    `download of ${name} failed: the server ${answer} (${asked.join(', ')})`,
    {
      value: urls[0],
    },
  );
}

function unreachable(url: string, hint: string | undefined, error: unknown): TseriniError {
  const { message, cause } = error as Error;
  const what = cause instanceof Error ? cause.message : message;
  const where = [url, hint].filter(Boolean).join('; ');
  return new TseriniError('DOWNLOAD', `${new URL(url).host} cannot be reached: ${what} (${where})`, {
    value: url,
    cause: error,
  });
}
