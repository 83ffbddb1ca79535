import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ErrorCode, TseriniError } from '../util/errors.js';
import { requestError } from './json-schemas.js';
import { Refusal, refusalForNow } from './refusal.js';

/** What the codes of the library are in HTTP. Others are faults of the server: 500. */
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

/** Codes of what Fastify itself refuses, by status. */
const refused: Readonly<Record<number, string>> = {
  400: 'USAGE',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'TOO_LARGE',
  414: 'TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
  431: 'TOO_LARGE',
};

/** Turns anything thrown into what is answered. */
export function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof TseriniError) {
    // What ended the request, such as its client's going, is the reason of the signal that stopped the work.
    if (error.code === 'INTERRUPTED' && error.cause instanceof Refusal) return error.cause;
    const status = statuses[error.code];
    // Its message names the cluster's address.
    if (error.code === 'CLUSTER')
      return refusalForNow(503, 'CLUSTER', 'the cluster of this index does not answer');
    if (status === 503 || status === 504) return refusalForNow(status, error.code, error.message);
    if (status !== undefined) return new Refusal(status, error.code, error.message);
  }
  const { statusCode, message } = error as { statusCode?: number; message: string };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new Refusal(statusCode, refused[statusCode] ?? 'USAGE', message);
  }
  return new Refusal(500, 'INTERNAL', 'a fault of the server, which its operator can see');
}

const body = (code: string, message: string) => ({ error: { code, message } });

/** Answers that a request is not served. */
export async function sendRefusal(reply: FastifyReply, refusal: Refusal): Promise<void> {
  await reply.code(refusal.status).headers(refusal.headers).send(body(refusal.code, refusal.message));
}

const lostPage = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Not found · tserini</title>
<h1>Not found</h1>
<p>There is nothing at this address. <a href="/">Search</a>, or see <a href="/openapi.json">what there is</a>.</p>
</html>
`;

/**
 * Answers what goes wrong, always in the same form.
 * @param onFault told of faults of the server: the client is not told what they are
 */
export function answerFailures(
  app: FastifyInstance,
  onFault: (error: unknown, request: string) => void,
): void {
  app.setSchemaErrorFormatter((faults, part) => {
    const { instancePath, message = 'is wrong', keyword, params } = faults[0]!;
    const unknown = keyword === 'additionalProperties' ? { unknown: String(params.additionalProperty) } : {};
    const missing =
      keyword === 'required' ? { path: `/${params.missingProperty}`, message: 'is missing' } : {};
    const known = Object.keys(
      (faults[0] as { parentSchema?: { properties?: object } }).parentSchema?.properties ?? {},
    );
    return requestError({ path: instancePath, message, ...unknown, ...missing }, part, known);
  });
  app.setErrorHandler(async (error, request, reply) => {
    const refusal = toRefusal(error);
    if (refusal.status === 500 || ['MEMORY', 'CLUSTER'].includes(refusal.code))
      onFault(error, requestLine(request));
    await sendRefusal(reply, refusal);
  });
  app.setNotFoundHandler(async (request, reply) => {
    if (request.headers.accept?.includes('text/html') && !request.url.startsWith('/v1/')) {
      await reply.code(404).type('text/html; charset=utf-8').send(lostPage);
      return;
    }
    const message = `nothing answers ${request.method} at this address; /openapi.json says what there is`;
    await sendRefusal(reply, new Refusal(404, 'NOT_FOUND', message));
  });
}

/** Without what stands behind the question mark: queries are nobody's business. */
function requestLine({ method, url }: FastifyRequest): string {
  return `${method} ${url.split('?')[0]}`;
}

/** An answer for what is no HTTP, or too much of it, as bytes. */
export function rawFailure(error: NodeJS.ErrnoException): string {
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const [status, code, message] = tooLarge
    ? ['431 Request Header Fields Too Large', 'TOO_LARGE', 'the head of the request is too large']
    : late
      ? ['408 Request Timeout', 'TIMEOUT', 'the request did not arrive in time']
      : ['400 Bad Request', 'USAGE', 'this is not an HTTP request'];
  const text = JSON.stringify(body(code!, message!));
  return [
    `HTTP/1.1 ${status}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
    '',
    text,
  ].join('\r\n');
}
