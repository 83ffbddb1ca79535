import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IndexWriter } from '../serving/index-writer.js';
import { mapOrdered } from '../util/map-ordered.js';
import type { Admission } from './admission.js';
import { type BodyLimits, type BodyLine, bodyLines } from './body-lines.js';
import { toHttpError } from './error-handling.js';
import { HttpError, retryableError } from './http-error.js';
import type { BulkResult } from './write-schemas.js';
import { readChange } from './written-records.js';

export interface BulkOptions {
  readonly admission: Admission;
  readonly limits: BodyLimits;
  /** Milliseconds for a client to read the next results. */
  readonly sendTimeoutMs: number;
  /** Aborted when the server is about to close. */
  readonly stopSignal: AbortSignal;
  readonly refresh: boolean;
  /** Called with what the client receives without details, and with the milliseconds and the outcome of each write. */
  readonly onError: (error: unknown) => void;
  readonly onWrite: (kind: 'put' | 'delete', outcome: string, milliseconds: number) => void;
}

/** Groups of lines that are written while those before are. */
const groupsAhead = 2;

/** How long a connection is read from after the answer to a body of which the rest is not wanted. */
const lingerMs = 1000;

/**
 * Writes the lines of a body as they arrive, and sends a result for each, in their order, as they are written. What the client
 * does not read holds up the writing, and that the reading, so that a body of any length takes little memory.
 */
export function sendBulk(
  request: FastifyRequest,
  reply: FastifyReply,
  writer: IndexWriter,
  options: BulkOptions,
): FastifyReply {
  const { admission, sendTimeoutMs, stopSignal, refresh } = options;
  const stream = admission.openStream();
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort(new HttpError(499, 'CLIENT_GONE', 'the client disconnected')));
  const stopping = stopped(stopSignal);
  const signal = AbortSignal.any([gone.signal, stopping.signal]);

  async function* results(): AsyncGenerator<string> {
    try {
      const groups = bodyLines(request.raw, options.limits, signal);
      const writes = mapOrdered(groups, groupsAhead, (lines) =>
        admission.resume(gone.signal, () => Promise.all(lines.map((line) => written(line, writer, options)))),
      );
      for await (const group of writes) yield group.map((result) => `${JSON.stringify(result)}\n`).join('');
      if (refresh) await writer.refresh();
    } catch (error) {
      if (gone.signal.aborted) return;
      reply.raw.once('finish', () => linger(request.raw));
      yield `${JSON.stringify({ error: errorOf(error, options) } satisfies BulkResult)}\n`;
    } finally {
      stopping[Symbol.dispose]();
      stream[Symbol.dispose]();
    }
  }

  /** Disconnects a client that does not read what is sent. */
  async function* read(pieces: AsyncGenerator<string>): AsyncGenerator<string> {
    for await (const piece of pieces) {
      const timer = setTimeout(() => reply.raw.destroy(), sendTimeoutMs);
      try {
        yield piece;
      } finally {
        clearTimeout(timer);
      }
    }
  }

  reply.type('application/x-ndjson; charset=utf-8');
  return reply.send(Readable.from(read(results()), { objectMode: false, highWaterMark: 1 << 16 }));
}

/**
 * Reads on for a while, so that the client gets its answer, and closes the connection: the system of one that is closed while
 * data arrives drops what the client has not read.
 */
function linger(body: IncomingMessage): void {
  body.resume();
  const timer = setTimeout(() => body.destroy(), lingerMs);
  body.once('close', () => clearTimeout(timer));
}

function stopped(stopSignal: AbortSignal): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const stop = () =>
    controller.abort(
      retryableError(503, 'CLOSED', 'the server stops; the lines that have a result were written'),
    );
  if (stopSignal.aborted) stop();
  else stopSignal.addEventListener('abort', stop, { once: true });
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => stopSignal.removeEventListener('abort', stop),
  };
}

function errorOf(
  error: unknown,
  { onError }: Pick<BulkOptions, 'onError'>,
): { code: string; message: string } {
  const { status, code, message } = toHttpError(error);
  if (status >= 500) onError(error);
  return { code, message };
}

async function written(line: BodyLine, writer: IndexWriter, options: BulkOptions): Promise<BulkResult> {
  const number = { line: line.line };
  if ('problem' in line) return { ...number, error: errorOf(line.problem, options) };
  let docid: string | undefined;
  const started = performance.now();
  let kind: 'put' | 'delete' = 'put';
  let outcome = 'error';
  try {
    const change = readChange(line.text);
    docid = change.docid;
    if ('isDeleted' in change) {
      kind = 'delete';
      const result = (await writer.delete(docid)) ? 'deleted' : 'notFound';
      outcome = result;
      return { ...number, docid, result };
    }
    const result = await writer.put(change.json, change.record);
    outcome = result;
    return { ...number, docid, result };
  } catch (error) {
    return { ...number, ...(docid === undefined ? {} : { docid }), error: errorOf(error, options) };
  } finally {
    options.onWrite(kind, outcome, performance.now() - started);
  }
}
