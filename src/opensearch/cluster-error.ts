import type { errors } from '@opensearch-project/opensearch';
import { TseriniError } from '../util/errors.js';
import { isTransientStatus } from './retry.js';

/** An answer that is an error, as OpenSearch words it. */
interface ErrorBody {
  readonly error?:
    | {
        readonly type?: string;
        readonly reason?: string;
        readonly root_cause?: readonly { readonly type?: string; readonly reason?: string }[];
      }
    | string;
}

/** Errors of the client that another try may not meet again; the last is an answer that broke off. */
const passing = ['ConnectionError', 'TimeoutError', 'NoLivingConnectionsError', 'DeserializationError'];

/** Whether another try may succeed: the cluster is busy or out of reach. */
export function isTransient(error: unknown): boolean {
  if (isResponse(error)) return isTransientStatus(error.statusCode ?? 0);
  return error instanceof Error && passing.includes(error.name);
}

/** Whether nothing answers at the address. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConnectionError';
}

// By their names: their classes come with the client, which is loaded late.
function isResponse(error: unknown): error is errors.ResponseError {
  return error instanceof Error && error.name === 'ResponseError';
}

/**
 * Turns what the client threw into a {@link TseriniError}: `NOT_FOUND` for an index that is not there, `USAGE` for a
 * request that the cluster rejects, else `CLUSTER`. The client's errors hold the request with its headers, which are
 * secret: only the text is kept.
 * @param url of the cluster, without credentials
 * @param tries how often it was tried
 */
export function clusterError(error: unknown, url: string, tries = 1): TseriniError {
  if (error instanceof TseriniError) return error;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const options = { value: url, cause: new Error(`${name}: ${message}`) };
  const often = tries > 1 ? `, tried ${tries} times` : '';
  if (isResponse(error)) return responseError(error, url, often, options);
  switch (name) {
    case 'TimeoutError':
      return new TseriniError('CLUSTER', `no answer in time from ${url}${often}`, options);
    case 'ConnectionError':
    case 'NoLivingConnectionsError': {
      const way = /certificate|self.signed|SSL|TLS/i.test(message)
        ? ' (--ca-file names the authority that signed its certificate)'
        : '';
      const why = message || 'no connection';
      return new TseriniError(
        'CLUSTER',
        `no OpenSearch can be reached at ${url}${often}: ${why}${way}`,
        options,
      );
    }
    case 'DeserializationError':
      return new TseriniError(
        'CLUSTER',
        `what answers at ${url} is not OpenSearch, or broke off${often}`,
        options,
      );
    default:
      return new TseriniError('CLUSTER', `${url}: ${message}`, options);
  }
}

function responseError(
  error: errors.ResponseError,
  url: string,
  often: string,
  options: { value: string; cause: Error },
): TseriniError {
  const status = error.statusCode ?? 0;
  const { type, reason } = describe(error.body as ErrorBody | string | undefined);
  const said = `${status}${reason === '' ? '' : `, ${reason}`}`;
  if (status === 401) {
    const way = 'check --username and --password-file, or --api-key-file';
    return new TseriniError('CLUSTER', `${url} does not accept these credentials (401): ${way}`, options);
  }
  if (status === 403) return new TseriniError('CLUSTER', `${url} does not allow this (${said})`, options);
  if (typeof error.body !== 'object' && !isTransientStatus(status)) {
    return new TseriniError('CLUSTER', `what answers at ${url} is not OpenSearch (${status})`, options);
  }
  if (status === 404) return new TseriniError('NOT_FOUND', `not there at ${url}: ${reason || 404}`, options);
  if (type === 'resource_already_exists_exception') {
    return new TseriniError('INDEX', `${url}: ${reason}`, options);
  }
  if (status === 413) {
    return new TseriniError(
      'CLUSTER',
      `${url} takes no request as large as this (413): make --batch-mb smaller`,
      options,
    );
  }
  return new TseriniError('CLUSTER', `${url} answered ${said}${often}`, options);
}

/** Type and reason of an error's root. */
function describe(body: ErrorBody | string | undefined): { type: string; reason: string } {
  const error = typeof body === 'object' ? body?.error : undefined;
  if (typeof error !== 'object') return { type: '', reason: typeof error === 'string' ? error : '' };
  const { type = '', reason = '' } = error.root_cause?.[0] ?? error;
  return { type, reason: reason.split('\n')[0]! };
}
