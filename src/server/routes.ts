import type { FastifyInstance, FastifyReply, RouteShorthandOptions } from 'fastify';
import type { z } from 'zod';
import type { IndexSet } from '../serving/index-set.js';
import type { Admission } from './admission.js';
import { requestError, requestSchema } from './json-schemas.js';
import type {
  BatchRequest,
  EncodeRequest,
  ExplainRequest,
  RequestLimits,
  SearchRequest,
} from './request-schemas.js';
import { requestSchemas } from './request-schemas.js';
import { withinRequest } from './request-scope.js';
import type { IndexesResponse } from './schemas.js';

interface RouteContext {
  readonly indexes: IndexSet;
  readonly admission: Admission;
  readonly limits: RequestLimits;
  readonly timeoutMs: number;
  readonly version: string;
}

type InIndex = { Params: { index: string } };
type OfDocument = { Params: { index: string; docid: string } };

const failures = {
  400: 'ErrorResponse',
  404: 'ErrorResponse',
  '4xx': 'ErrorResponse',
  '5xx': 'ErrorResponse',
};

/** A route as /openapi.json shows it: what it takes, by schemas, and what it answers. */
function route(
  summary: string,
  answer: string,
  parts: { params?: z.ZodType; querystring?: z.ZodType; body?: z.ZodType },
): RouteShorthandOptions {
  const request = Object.entries(parts).map(([part, schema]) => [part, requestSchema(schema)]);
  const response = Object.entries({ 200: answer, ...failures }).map(([status, name]) => [
    status,
    { description: name === 'ErrorResponse' ? 'What is wrong' : summary, $ref: `${name}#` },
  ]);
  return {
    schema: { summary, ...Object.fromEntries(request), response: Object.fromEntries(response) },
  };
}

/** Checks all parts of a request by zod, which turns no number into a text nor a text into a number. */
function checkedStrictly(schemas: Readonly<Record<string, z.ZodType>>): RouteShorthandOptions {
  return {
    validatorCompiler:
      ({ httpPart }) =>
      (data: unknown) => {
        const result = schemas[httpPart!]!.safeParse(data);
        if (result.success) return { value: result.data };
        const issue = result.error.issues[0]!;
        const path = issue.path.join('.');
        const unknown = issue.code === 'unrecognized_keys' ? { unknown: issue.keys.join(', ') } : {};
        return {
          error: requestError({ path, message: `is wrong: ${issue.message}`, ...unknown }, httpPart!),
        };
      },
  };
}

/** The addresses under /v1. */
export function addRoutes(app: FastifyInstance, context: RouteContext): void {
  const { indexes, admission, limits, timeoutMs, version } = context;
  const requests = requestSchemas(limits);
  /** Does work when its turn has come, until it is done, its time is over or its client has gone. */
  const inTurn = <T>(reply: FastifyReply, work: (call: { signal: AbortSignal }) => Promise<T>): Promise<T> =>
    withinRequest(reply, timeoutMs, (signal) => admission.run(signal, () => work({ signal })));

  app.get(
    '/v1/indexes',
    route('The indexes that are served', 'IndexesResponse', { querystring: requests.nothing }),
    async (): Promise<IndexesResponse> => ({
      indexes: indexes.all.map((index) => index.info()),
      hitsLimit: limits.hits,
      version,
    }),
  );

  app.get<InIndex & { Querystring: SearchRequest }>(
    '/v1/:index/search',
    route('Search with one query', 'SearchResponse', {
      params: requests.index,
      querystring: requests.search,
    }),
    async ({ params, query: { query, ...settings } }, reply) => {
      const index = indexes.get(params.index);
      return inTurn(reply, (call) => index.search(query, settings, call));
    },
  );

  app.post<InIndex & { Body: BatchRequest }>(
    '/v1/:index/search',
    {
      ...route('Search with many queries', 'BatchResponse', { params: requests.index, body: requests.batch }),
      ...checkedStrictly({ params: requests.index, body: requests.batch }),
    },
    async ({ params, body: { queries, ...settings } }, reply) => {
      const index = indexes.get(params.index);
      return inTurn(reply, (call) => index.searchMany(queries, settings, call));
    },
  );

  app.get<OfDocument>(
    '/v1/:index/doc/:docid',
    route('What is stored of a document', 'DocumentResponse', {
      params: requests.document,
      querystring: requests.nothing,
    }),
    async ({ params }, reply) => {
      const index = indexes.get(params.index);
      return inTurn(reply, (call) => index.document(params.docid, call));
    },
  );

  app.get<OfDocument & { Querystring: ExplainRequest }>(
    '/v1/:index/explain/:docid',
    route('Where the score of a document comes from', 'ExplainResponse', {
      params: requests.document,
      querystring: requests.explain,
    }),
    async ({ params, query: { query, ...settings } }, reply) => {
      const index = indexes.get(params.index);
      return inTurn(reply, (call) => index.explain(query, params.docid, settings, call));
    },
  );

  app.get<OfDocument>(
    '/v1/:index/vector/:docid',
    route("A document's terms and their weights", 'VectorResponse', {
      params: requests.document,
      querystring: requests.nothing,
    }),
    async ({ params }, reply) => {
      const index = indexes.get(params.index);
      return inTurn(reply, (call) => index.vector(params.docid, call));
    },
  );

  app.get<{ Querystring: EncodeRequest }>(
    '/v1/encode',
    route("A text's vector, by a model of the indexes", 'EncodeResponse', { querystring: requests.encode }),
    async ({ query: { text, ...choice } }, reply) =>
      inTurn(reply, (call) => indexes.encode(text, choice, call)),
  );
}
