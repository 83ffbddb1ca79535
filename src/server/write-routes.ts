import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { IndexSet } from '../serving/index-set.js';
import type { IndexWriter } from '../serving/index-writer.js';
import { abortable } from '../util/abort.js';
import { TseriniError } from '../util/errors.js';
import type { Admission } from './admission.js';
import { sendBulk } from './bulk.js';
import { HttpError } from './http-error.js';
import { requestSchema } from './json-schemas.js';
import type { Metrics } from './metrics.js';
import { RequestSignal } from './request-signal.js';
import { validatedByZod } from './validated-by-zod.js';
import {
  type DeleteResponse,
  type PutResponse,
  recordSchema,
  refreshQuerySchema,
  refreshSchema,
} from './write-schemas.js';
import { readRecord } from './written-records.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route takes the key for writing. */
    readonly writes?: boolean;
    /** Whether request and answer are streams, which have limits of their own. */
    readonly streams?: boolean;
  }
}

interface WriteContext {
  readonly indexes: IndexSet;
  readonly admission: Admission;
  readonly metrics: Metrics;
  readonly timeoutMs: number;
  readonly receiveTimeoutMs: number;
  readonly sendTimeoutMs: number;
  readonly bodyLimit: number;
  readonly bulkLimit: number;
  readonly stopSignal: AbortSignal;
  readonly onError: (error: unknown, request: string) => void;
}

type Refresh = { Querystring: z.infer<typeof refreshSchema> };
type InIndex = { Params: { index: string } };
type OfDocument = { Params: { index: string; docid: string } };

const indexParams = z.strictObject({ index: z.string().min(1) });
const documentParams = z.strictObject({ index: z.string().min(1), docid: z.string().min(1) });
const error = { description: 'The error', $ref: 'ErrorResponse#' };
const errors = { 400: error, 404: error, '4xx': error, '5xx': error };
const secured = { security: [{ writeKey: [] }] };

/** The routes under /v1 that write. Bodies reach them as they were sent: numbers keep their digits, vectors their order. */
export async function addWriteRoutes(app: FastifyInstance, context: WriteContext): Promise<void> {
  const { indexes, admission, metrics, timeoutMs } = context;

  const writerOf = (name: string): IndexWriter => {
    const { writer } = indexes.get(name);
    if (writer) return writer;
    throw new HttpError(403, 'READ_ONLY', `the index ${name} is only read: serve it with --writable`);
  };

  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    );
    scope.put<OfDocument & Refresh & { Body: string }>(
      '/v1/:index/doc/:docid',
      {
        config: { writes: true },
        schema: {
          operationId: 'putDocument',
          summary: 'Add a document, or replace the one of this docid',
          ...secured,
          params: requestSchema(documentParams),
          querystring: requestSchema(refreshSchema),
          body: requestSchema(recordSchema),
          response: { 200: { description: 'What became of it', $ref: 'PutResponse#' }, ...errors },
        },
        ...validatedByZod({ params: documentParams, querystring: refreshQuerySchema }),
      },
      async ({ params, query, body }, reply): Promise<PutResponse> => {
        const { index, docid } = params;
        const writer = writerOf(index);
        const { json, record } = readRecord(body, docid);
        const result = await writing(index, 'put', query.refresh, reply, writer, () =>
          writer.put(json, record),
        );
        return { api: 'v1', index, docid, result };
      },
    );
    scope.delete<OfDocument & Refresh>(
      '/v1/:index/doc/:docid',
      {
        config: { writes: true },
        schema: {
          operationId: 'deleteDocument',
          summary: 'Delete a document',
          ...secured,
          params: requestSchema(documentParams),
          querystring: requestSchema(refreshSchema),
          response: { 200: { description: 'It was there', $ref: 'DeleteResponse#' }, ...errors },
        },
        ...validatedByZod({ params: documentParams, querystring: refreshQuerySchema }),
      },
      async ({ params: { index, docid }, query }, reply): Promise<DeleteResponse> => {
        const writer = writerOf(index);
        const result = await writing(index, 'delete', query.refresh, reply, writer, async () =>
          (await writer.delete(docid)) ? 'deleted' : 'notFound',
        );
        if (result === 'deleted') return { api: 'v1', index, docid, result };
        throw new TseriniError('NOT_FOUND', `the index ${index} has no document ${docid}`, { value: docid });
      },
    );
  });

  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/x-ndjson', (_request, body, done) => done(null, body));
    scope.post<InIndex & Refresh>(
      '/v1/:index/docs',
      {
        config: { writes: true, streams: true },
        schema: {
          operationId: 'writeDocuments',
          summary: 'Write many documents, a line of JSON each: a record, or {"delete": docid}',
          ...secured,
          consumes: ['application/x-ndjson'],
          produces: ['application/x-ndjson'],
          params: requestSchema(indexParams),
          querystring: requestSchema(refreshSchema),
          body: { type: 'string', description: 'Lines of JSON' },
          response: {
            200: {
              description: 'A line of JSON for each, in their order',
              content: { 'application/x-ndjson': { schema: { $ref: 'BulkResult#' } } },
            },
            ...errors,
          },
        },
        ...validatedByZod({ params: indexParams, querystring: refreshQuerySchema }),
      },
      async (request, reply) => {
        const { index } = request.params;
        const writer = writerOf(index);
        const { bodyLimit: line, bulkLimit: body, receiveTimeoutMs: idleMs } = context;
        const length = Number(request.headers['content-length'] ?? 0);
        if (length > body) {
          throw new HttpError(
            413,
            'TOO_LARGE',
            `the body has ${length} bytes, more than the limit of ${body}`,
          );
        }
        const encoding = request.headers['content-encoding'] ?? 'identity';
        if (encoding !== 'identity') {
          throw new HttpError(
            415,
            'UNSUPPORTED_MEDIA_TYPE',
            `the body is encoded by ${encoding}; send it plain`,
          );
        }
        return sendBulk(request, reply, writer, {
          admission,
          limits: { line, body, idleMs },
          sendTimeoutMs: context.sendTimeoutMs,
          stopSignal: context.stopSignal,
          refresh: request.query.refresh,
          onError: (problem) => context.onError(problem, `POST /v1/${index}/docs`),
          onWrite: (kind, outcome, milliseconds) => metrics.writeDone(index, kind, outcome, milliseconds),
        });
      },
    );
  });

  /** Does the work after admission. It goes on where the time is over or the client disconnects. */
  async function writing<T extends string>(
    index: string,
    kind: 'put' | 'delete',
    refresh: boolean,
    reply: Parameters<typeof sendBulk>[1],
    writer: IndexWriter,
    work: () => Promise<T>,
  ): Promise<T> {
    using timed = new RequestSignal(reply, timeoutMs);
    const { signal } = timed;
    const started = performance.now();
    let outcome = 'error';
    try {
      const result = await admission.run(signal, () => abortable(work(), signal));
      outcome = result;
      if (refresh) await abortable(writer.refresh(), signal);
      return result;
    } finally {
      metrics.writeDone(index, kind, outcome, performance.now() - started);
    }
  }
}
