import type { FastifyInstance, FastifyReply, RouteShorthandOptions } from 'fastify';
import type { z } from 'zod';
import { parseFilter, type SearchFilter } from '../search/filter.js';
import type { RecordForm } from '../serving/document-text.js';
import type { IndexSet } from '../serving/index-set.js';
import type { Admission } from './admission.js';
import { batchJson, searchJson } from './json-parts.js';
import { requestSchema } from './json-schemas.js';
import {
  type BatchRequest,
  type EncodeRequest,
  type ExplainRequest,
  type RecordRequest,
  type RequestLimits,
  requestSchemas,
  type SearchRequest,
} from './request-schemas.js';
import { RequestSignal } from './request-signal.js';
import type { IndexesResponse } from './schemas.js';
import { sendPieces } from './send-pieces.js';
import { validatedByZod } from './validated-by-zod.js';

interface RouteContext {
  readonly indexes: IndexSet;
  readonly admission: Admission;
  readonly limits: RequestLimits;
  readonly timeoutMs: number;
  readonly version: string;
}

type InIndex = { Params: { index: string } };
type OfDocument = { Params: { index: string; docid: string } };

interface RequestParts {
  readonly params?: z.ZodType;
  readonly querystring?: z.ZodType;
  readonly body?: z.ZodType;
}

/**
 * A route as /openapi.json describes it.
 * @param operationId the name that generated clients give its method
 * @param response the name of a response schema
 */
function route(
  operationId: string,
  summary: string,
  response: string,
  parts: RequestParts,
): RouteShorthandOptions {
  const request = Object.entries(parts).map(([part, schema]) => [part, requestSchema(schema)]);
  const error = { description: 'The error', $ref: 'ErrorResponse#' };
  const responses = { 200: { description: summary, $ref: `${response}#` }, 400: error, 404: error };
  return {
    schema: {
      operationId,
      summary,
      ...Object.fromEntries(request),
      response: { ...responses, '4xx': error, '5xx': error },
    },
  };
}

interface FormParameters {
  readonly parse?: boolean | undefined;
  readonly max_doc_length?: number | undefined;
}

function recordForm({ parse, max_doc_length: maxLength }: FormParameters): RecordForm {
  return { parse, maxLength };
}

/** Settings by the names of the library. */
function searchSettings<
  T extends Partial<RecordRequest> & { k1?: number | undefined; b?: number | undefined },
>({ k1, b, parse, max_doc_length, ...settings }: T) {
  const bm25 = k1 === undefined && b === undefined ? undefined : { k1: k1 ?? 0.9, b: b ?? 0.4 };
  return { ...settings, bm25, form: recordForm({ parse, max_doc_length }) };
}

/** The routes under /v1. */
export function addRoutes(app: FastifyInstance, context: RouteContext): void {
  const { indexes, admission, limits, timeoutMs, version } = context;
  const requests = requestSchemas(limits);
  /** Does the work after admission, and rejects when the time is over or the client disconnects. */
  const admitted = async <T>(
    reply: FastifyReply,
    work: (call: { signal: AbortSignal }) => Promise<T>,
  ): Promise<T> => {
    using timed = new RequestSignal(reply, timeoutMs);
    const { signal } = timed;
    return await admission.run(signal, () => work({ signal }));
  };

  app.get(
    '/v1/indexes',
    route('listIndexes', 'The indexes that are served', 'IndexesResponse', { querystring: requests.empty }),
    async (): Promise<IndexesResponse> => ({
      indexes: indexes.all.map((index) => index.info()),
      hitsLimit: limits.hits,
      queryLimit: limits.queryLength,
      version,
    }),
  );

  app.get<InIndex & { Querystring: SearchRequest }>(
    '/v1/:index/search',
    route('search', 'Search with one query', 'SearchResponse', {
      params: requests.index,
      querystring: requests.search,
    }),
    async ({ params, query: { query, filter, ...request } }, reply) => {
      const index = indexes.get(params.index);
      const settings = {
        ...searchSettings(request),
        filter: filter === undefined ? undefined : parseFilter(filter),
      };
      return sendPieces(reply, context, (call) => searchJson(index.searchParts(query, settings, call)));
    },
  );

  app.post<InIndex & { Body: BatchRequest }>(
    '/v1/:index/search',
    {
      ...route('searchMany', 'Search with many queries', 'BatchResponse', {
        params: requests.index,
        body: requests.batch,
      }),
      ...validatedByZod({ params: requests.index, body: requests.batch }),
    },
    async ({ params, body: { queries, filter, ...request } }, reply) => {
      const index = indexes.get(params.index);
      const settings = { ...searchSettings(request), filter: filter as SearchFilter | undefined };
      return sendPieces(reply, context, (call) => batchJson(index.searchManyParts(queries, settings, call)));
    },
  );

  app.get<OfDocument & { Querystring: RecordRequest }>(
    '/v1/:index/doc/:docid',
    route('getDocument', 'What is stored of a document', 'DocumentResponse', {
      params: requests.document,
      querystring: requests.record,
    }),
    async ({ params, query }, reply) => {
      const index = indexes.get(params.index);
      return admitted(reply, (call) => index.document(params.docid, recordForm(query), call));
    },
  );

  app.get<OfDocument & { Querystring: ExplainRequest }>(
    '/v1/:index/explain/:docid',
    route('explain', 'What each term adds to the score of a document', 'ExplainResponse', {
      params: requests.document,
      querystring: requests.explain,
    }),
    async ({ params, query: { query, ...request } }, reply) => {
      const index = indexes.get(params.index);
      const settings = searchSettings(request);
      return admitted(reply, (call) => index.explain(query, params.docid, settings, call));
    },
  );

  app.get<OfDocument>(
    '/v1/:index/vector/:docid',
    route('getVector', "A document's terms and their weights", 'VectorResponse', {
      params: requests.document,
      querystring: requests.empty,
    }),
    async ({ params }, reply) => {
      const index = indexes.get(params.index);
      return admitted(reply, (call) => index.vector(params.docid, call));
    },
  );

  app.get<{ Querystring: EncodeRequest }>(
    '/v1/encode',
    route('encode', 'Encode a text with a model of the indexes', 'EncodeResponse', {
      querystring: requests.encode,
    }),
    async ({ query: { text, ...choice } }, reply) =>
      admitted(reply, (call) => indexes.encode(text, choice, call)),
  );
}
