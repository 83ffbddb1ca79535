import type { ErrorResponse } from '../server/schemas.js';

/** An error response of the server, or no response. */
export class ApiError extends Error {
  /** HTTP status; 0 without a response. */
  readonly status: number;
  /** Seconds to wait before a retry, if the server sent them. */
  readonly retryAfter: number | undefined;

  constructor(message: string, status = 0, retryAfter?: number) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

const maxCached = 300;
const responses = new Map<string, unknown>();

/** The cached response of a path. */
export function cached<T>(path: string): T | undefined {
  return responses.get(path) as T | undefined;
}

const keyName = 'tserini-api-key';

/**
 * Stores the server's API key until the tab is closed.
 * @returns false for one that cannot be sent, and is no server's key
 */
export function setApiKey(given: string): boolean {
  const key = given.trim();
  const canBeSent = /^[\x21-\x7e]+$/.test(key);
  if (canBeSent) sessionStorage.setItem(keyName, key);
  return canBeSent;
}

/** Fetches JSON from the server. @param path relative to the page, such as `v1/indexes` */
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
  if (responses.size >= maxCached) responses.delete(responses.keys().next().value!);
  responses.set(path, body);
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
