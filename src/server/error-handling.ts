import type { FastifyInstance, FastifyReply } from 'fastify';
import { type ErrorCode, TseriniError } from '../util/errors.js';
import { shownValue } from '../util/shown-value.js';
import { HttpError, retryableError } from './http-error.js';
import { requestError } from './json-schemas.js';

/** The library's error codes as HTTP statuses. All others are internal errors: 500. */
const statuses: Partial<Record<ErrorCode, number>> = {
  USAGE: 400,
  INPUT: 400,
  NOT_FOUND: 404,
  INDEX: 503,
  CLUSTER: 503,
  CLOSED: 503,
  MEMORY: 503,
  INTERRUPTED: 504,
};

/** Codes of the errors that Fastify itself throws, by status. */
const fastifyCodes: Readonly<Record<number, string>> = {
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'TOO_LARGE',
  414: 'TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
  431: 'TOO_LARGE',
};

/** Converts anything thrown into what the client receives. */
export function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof TseriniError) {
    const { code, message, cause } = error;
    // The signal of a request is aborted with the error that the client receives.
    if (code === 'INTERRUPTED' && cause instanceof HttpError) return cause;
    const status = statuses[code];
    // The message of the error names the cluster's address.
    if (code === 'CLUSTER') return retryableError(503, code, 'the cluster of this index does not answer');
    if (code === 'IO') {
      return retryableError(503, code, 'the index cannot be read or written; the log of the server says why');
    }
    if (status === 503 || status === 504) return retryableError(status, code, message);
    if (status !== undefined) return new HttpError(status, code, message);
  }
  const { statusCode, message } = error as { statusCode?: number; message: string };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new HttpError(statusCode, fastifyCodes[statusCode] ?? 'USAGE', message);
  }
  return new HttpError(500, 'INTERNAL', 'internal error; the log of the server has the details');
}

const body = (code: string, message: string) => ({ error: { code, message } });

/** Sends an error as the response. */
export async function sendError(reply: FastifyReply, error: HttpError): Promise<void> {
  await reply.code(error.status).headers(error.headers).send(body(error.code, error.message));
}

const notFoundPage = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Not found · tserini</title>
<h1>Not found</h1>
<p>There is no page at this address. <a href="/">Search</a>, or see the <a href="/openapi.json">REST API</a>.</p>
</html>
`;

/**
 * Answers all errors in the same form.
 * @param onError called with errors that the client receives without their details
 */
export function handleErrors(app: FastifyInstance, onError: (error: unknown, request: string) => void): void {
  app.setSchemaErrorFormatter((errors, part) => {
    const {
      instancePath,
      keyword,
      params,
      parentSchema,
      data,
      message = 'is wrong',
    } = errors[0]! as (typeof errors)[0] & { parentSchema?: { properties?: object }; data?: unknown };
    const where = instancePath.replace(/^\//, '').replaceAll('/', '.');
    const known = Object.keys(parentSchema?.properties ?? {});
    const unknown = keyword === 'additionalProperties' ? String(params.additionalProperty) : undefined;
    if (keyword === 'required') {
      return requestError({ where: String(params.missingProperty), what: 'is missing' }, part, known);
    }
    const values = Array.isArray(params.allowedValues) ? `: ${params.allowedValues.join(', ')}` : '';
    const what = `is ${shownValue(data)}; it ${message}${values}`;
    return requestError({ where, what, unknown }, part, known);
  });
  app.setErrorHandler(async (error, { method, url }, reply) => {
    const httpError = toHttpError(error);
    if (httpError.status === 500 || ['MEMORY', 'CLUSTER', 'IO'].includes(httpError.code)) {
      // Without the query string: queries are private.
      onError(error, `${method} ${url.split('?')[0]}`);
    }
    await sendError(reply, httpError);
  });
  app.setNotFoundHandler(async (request, reply) => {
    if (request.headers.accept?.includes('text/html') && !request.url.startsWith('/v1/')) {
      await reply.code(404).type('text/html; charset=utf-8').send(notFoundPage);
      return;
    }
    const message = `no route for ${request.method} at this address; /openapi.json has all routes`;
    await sendError(reply, new HttpError(404, 'NOT_FOUND', message));
  });
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'QUERY', 'TRACE'] as const;

/**
 * Follows the routes that are added from now on.
 * @returns what answers their other methods with 405, to be called when all are there
 */
export function watchMethods(app: FastifyInstance): () => void {
  const allowed = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return;
    const known = allowed.get(url) ?? new Set();
    for (const one of [method].flat()) known.add(one);
    allowed.set(url, known);
  });
  return () => {
    for (const [url, known] of [...allowed]) {
      const allow = methods.filter((method) => known.has(method)).join(', ');
      const refuse = async ({ method }: { readonly method: string }): Promise<never> => {
        const message = `this address does not take ${method}, but ${allow}`;
        throw new HttpError(405, 'METHOD_NOT_ALLOWED', message, { allow });
      };
      const other = methods.filter((method) => !known.has(method));
      // Before Fastify looks at the body, which it wants of a QUERY.
      app.route({ method: other, url, schema: { hide: true }, onRequest: refuse, handler: refuse });
    }
  };
}

/** What the parser of requests gives up on. */
interface ClientError extends NodeJS.ErrnoException {
  readonly rawPacket?: unknown;
}

/** The response to bytes that are not a complete HTTP request, as bytes. */
export function rawErrorResponse({ code: cause, rawPacket }: ClientError): string {
  const method = cause === 'HPE_INVALID_METHOD' && /^[A-Z]+(?= \S+ HTTP\/1)/.exec(String(rawPacket))?.[0];
  const [status, code, message] = method
    ? ['405 Method Not Allowed', 'METHOD_NOT_ALLOWED', `no address takes ${method}`]
    : cause === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'TOO_LARGE', 'the head of the request is too large']
      : cause === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', 'TIMEOUT', 'the request did not arrive in time']
        : ['400 Bad Request', 'USAGE', 'this is not an HTTP request'];
  const text = JSON.stringify(body(code!, message!));
  return [
    `HTTP/1.1 ${status}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    ...(method ? ['Allow: GET, HEAD, POST'] : []),
    'Connection: close',
    '',
    text,
  ].join('\r\n');
}
