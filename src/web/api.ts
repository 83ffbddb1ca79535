import type { ErrorResponse } from '../server/schemas.js';

/** What the server answered in place of what was asked, or that it did not. */
export class ApiError extends Error {
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  /** Seconds to wait before asking again, where the server says so. */
  readonly retryAfter: number | undefined;

  constructor(message: string, status = 0, retryAfter?: number) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

const kept = 300;
const answers = new Map<string, unknown>();

/** The answer to a path that was asked for before. */
export function cached<T>(path: string): T | undefined {
  return answers.get(path) as T | undefined;
}

const keyName = 'tserini-api-key';

/** Keeps the server's API key while the tab is open. */
export function setApiKey(key: string): void {
  sessionStorage.setItem(keyName, key);
}

/** Asks the server. @param path from the page's own address, `v1/indexes` for instance */
export async function getJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const key = sessionStorage.getItem(keyName);
  const headers: Record<string, string> = { accept: 'application/json' };
  if (key) headers['x-api-key'] = key;
  let response: Response;
  try {
    response = await fetch(path, { signal, headers });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ApiError('The server does not answer. It may have been stopped.');
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw errorOf(response, body);
  if (answers.size >= kept) answers.delete(answers.keys().next().value!);
  answers.set(path, body);
  return body as T;
}

function errorOf(response: Response, body: unknown): ApiError {
  const { message } = (body as Partial<ErrorResponse> | undefined)?.error ?? {};
  const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ApiError(
    message ?? `The server answered ${response.status} ${response.statusText}`.trim(),
    response.status,
    Number.isFinite(wait) ? wait : undefined,
  );
}
