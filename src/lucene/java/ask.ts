import { throwIfStopped } from '../../util/abort.js';
import { retryingFetch } from '../../util/download/fetch.js';
import { TseriniError } from '../../util/errors.js';

/** How long a source may take to answer a question, in milliseconds. */
const patience = 15_000;

/**
 * Asks a source for what it has. Neither a refusal nor a limit on requests is waited for: there is another source.
 * @param what for messages: "Adoptium's list"
 * @throws TseriniError `DOWNLOAD`, `INTERRUPTED`
 */
export async function ask(
  what: string,
  url: string,
  {
    signal,
    prepare,
  }: { signal?: AbortSignal | undefined; prepare?: (url: string, headers: Headers) => void },
): Promise<{ text: string; type: string; url: string }> {
  const fail = (why: string, cause?: unknown) =>
    new TseriniError('DOWNLOAD', `${what} cannot be read: ${why} (${url})`, { value: url, cause });
  const limit = AbortSignal.timeout(patience);
  const either = signal ? AbortSignal.any([signal, limit]) : limit;
  try {
    const response = await retryingFetch({ signal: either, retries: 0 }, prepare)(url);
    const text = await response.text();
    if (!response.ok) throw fail(`the server answered ${response.status}`);
    return { text, type: response.headers.get('Content-Type') ?? '', url: response.url };
  } catch (error) {
    throwIfStopped(signal);
    if (error instanceof TseriniError) throw error;
    const { message, cause } = error as Error;
    if (limit.aborted) throw fail(`no answer in ${patience / 1000} s`, error);
    throw fail(cause instanceof Error ? cause.message : message, error);
  }
}

/** @throws TseriniError `DOWNLOAD` */
export function parseAnswer(what: string, url: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TseriniError('DOWNLOAD', `${what} cannot be read: it is not JSON (${url})`, {
      value: url,
      cause,
    });
  }
}
