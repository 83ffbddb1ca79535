import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import cors from '@fastify/cors';
import rateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyInstance } from 'fastify';
import helmet from 'helmet';
import type { IndexSet } from '../serving/index-set.js';
import type { ProxyCheck } from './access.js';
import type { Admission } from './admission.js';
import type { ApiKey } from './api-key.js';
import { handleErrors, rawErrorResponse, sendError, toHttpError, watchMethods } from './error-handling.js';
import { responseSchemas, sharedSchemas, writeResponseSchemas } from './json-schemas.js';
import { requireLoopbackName } from './loopback.js';
import { addMcpRoute, mcpRoute } from './mcp-route.js';
import type { Metrics } from './metrics.js';
import type { RequestLimits } from './request-schemas.js';
import { addRoutes } from './routes.js';
import type { HealthResponse } from './schemas.js';
import type { ServeOptions } from './serve-options.js';
import { addWriteRoutes } from './write-routes.js';

/** The built page. */
const page = fileURLToPath(new URL('../web', import.meta.url));

/** Sets the headers that keep pages of others out. Made once: its headers are the same for every request. */
const secure = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'self'"],
      'base-uri': ["'none'"],
      'form-action': ["'self'"],
      'frame-ancestors': ["'none'"],
      'object-src': ["'none'"],
    },
  },
  // The server speaks plain HTTP; a TLS proxy sets this header itself.
  strictTransportSecurity: false,
});

export interface AppOptions extends Pick<ServeOptions, 'cors' | 'rateLimit' | 'onRequest'> {
  readonly apiKey: ApiKey | undefined;
  /** The key of the routes that write; undefined where no index is open for that. */
  readonly writeKey: ApiKey | undefined;
  readonly trustProxy: ProxyCheck | false;
  readonly indexes: IndexSet;
  readonly admission: Admission;
  readonly metrics: Metrics;
  readonly version: string;
  readonly limits: RequestLimits;
  readonly timeoutMs: number;
  readonly receiveTimeoutMs: number;
  readonly sendTimeoutMs: number;
  readonly bodyLimit: number;
  /** Bytes of a body of many documents. */
  readonly bulkLimit: number;
  /** Whether requests must have a loopback name as their host. */
  readonly loopbackOnly: boolean;
  readonly onError: (error: unknown, request: string) => void;
  /** Whether the server is about to close. */
  readonly stopping: () => boolean;
  /** Aborted then. */
  readonly stopSignal: AbortSignal;
}

/** Creates the server with all its routes; it does not listen yet. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { version, writeKey } = options;
  const app = Fastify({
    bodyLimit: options.bodyLimit,
    trustProxy: options.trustProxy,
    genReqId: ({ headers }) => requestId(headers['x-request-id']),
    routerOptions: { maxParamLength: 4096, ignoreTrailingSlash: true },
    // With strictNumbers, which is Ajv's default, Infinity would pass any maximum.
    ajv: {
      customOptions: { coerceTypes: 'array', removeAdditional: false, strictNumbers: false, verbose: true },
    },
    // Bounds how long slow clients occupy a connection.
    requestTimeout: writeKey ? 0 : options.receiveTimeoutMs,
    connectionTimeout: options.timeoutMs + options.sendTimeoutMs,
    http: {
      headersTimeout: options.receiveTimeoutMs,
      connectionsCheckingInterval: 500,
      maxHeaderSize: 1 << 16,
    },
    frameworkErrors: (error, _request, reply) => sendError(reply, toHttpError(error)),
    // A server that stops still answers connected clients: see start-server.ts.
    return503OnClosing: false,
    forceCloseConnections: false,
    clientErrorHandler: (error, socket) => {
      if (socket.writable) socket.end(rawErrorResponse(error), () => socket.destroy());
      else socket.destroy();
    },
  });
  handleErrors(app, options.onError);
  const refuseOtherMethods = watchMethods(app);
  followRequests(app, options);
  app.addHook('onRequest', ({ raw }, reply, done) => secure(raw, reply.raw, done as () => void));
  if (options.cors && options.cors.length > 0) {
    await app.register(cors, {
      origin: options.cors.includes('*') ? '*' : [...options.cors],
      methods: writeKey ? ['GET', 'POST', 'PUT', 'DELETE'] : ['GET', 'POST'],
      exposedHeaders: ['retry-after', 'x-request-id'],
    });
  }
  limitSending(app, options);
  if (writeKey) limitReceiving(app, options);
  await limitRequests(app, options);
  await describeApi(app, options);
  addRoutes(app, options);
  if (writeKey) await addWriteRoutes(app, options);
  addMcpRoute(app, options);
  addOperatorRoutes(app, options);
  refuseOtherMethods();
  if (existsSync(page)) await servePage(app);
  else {
    const root = { name: 'tserini', version, api: '/openapi.json' };
    app.get('/', { schema: { hide: true } }, async () => root);
  }
  return app;
}

/** The id that a client gave its request, if it can be logged as it stands, or a new one. */
function requestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[\w.:+/=-]{1,128}$/.test(given) ? given : randomUUID();
}

/** Counts and logs requests, and gives each its id. */
function followRequests(app: FastifyInstance, { metrics, onRequest, stopping }: AppOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    const started = performance.now();
    reply.header('x-request-id', request.id);
    // The client may have sent its next request already, which is answered too before the connection closes.
    if (stopping()) reply.header('connection', 'close');
    reply.raw.once('close', () => {
      const { method, id, ip } = request;
      const status = reply.raw.writableFinished ? reply.statusCode : 499;
      const route = request.routeOptions.url ?? 'unknown';
      const milliseconds = performance.now() - started;
      metrics.requestDone(method, route, status, milliseconds);
      const { index } = (request.params ?? {}) as { index?: string };
      onRequest?.({ id, ip, method, route, index, status, milliseconds });
    });
  });
}

/** Disconnects clients that do not read their answers. */
function limitSending(app: FastifyInstance, { sendTimeoutMs }: AppOptions): void {
  app.addHook('onSend', async ({ routeOptions }, { raw }) => {
    if (raw.destroyed || routeOptions.config.streams) return;
    const timer = setTimeout(() => raw.destroy(), sendTimeoutMs);
    raw.once('close', () => clearTimeout(timer));
  });
}

/** Disconnects clients that do not complete their requests. Node's own limit would also end bodies of many documents. */
function limitReceiving(app: FastifyInstance, { receiveTimeoutMs }: AppOptions): void {
  app.addHook('onRequest', async ({ raw, routeOptions }) => {
    const hasBody = 'content-length' in raw.headers || 'transfer-encoding' in raw.headers;
    if (!hasBody || routeOptions.config.streams) return;
    const timer = setTimeout(() => {
      if (raw.complete) return;
      const timeout = Object.assign(new Error('timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
      raw.socket.end(rawErrorResponse(timeout), () => raw.socket.destroy());
    }, receiveTimeoutMs);
    raw.once('close', () => clearTimeout(timer));
  });
}

async function limitRequests(app: FastifyInstance, options: AppOptions): Promise<void> {
  if (options.loopbackOnly) app.addHook('onRequest', async ({ hostname }) => requireLoopbackName(hostname));
  const { apiKey, writeKey } = options;
  app.addHook('onRequest', async (request) => {
    const { url, config } = request.routeOptions;
    if (config.writes) writeKey!.require(request);
    else if (url?.startsWith('/v1/') || url === '/metrics' || url === mcpRoute) {
      // Who may write may read.
      if (!writeKey?.isRight(request)) apiKey?.require(request);
    }
  });
  if (options.rateLimit !== undefined) {
    await app.register(rateLimit, { max: options.rateLimit, timeWindow: 60_000 });
  }
  app.addHook('onRequest', async ({ routeOptions }) => {
    // Rejects before the body is read.
    const { url } = routeOptions;
    if (url?.startsWith('/v1/') || url === mcpRoute) await options.admission.requireRoom();
  });
}

async function describeApi(app: FastifyInstance, { version, apiKey, writeKey }: AppOptions): Promise<void> {
  const schemas = [...sharedSchemas, ...responseSchemas, ...(writeKey ? writeResponseSchemas : [])];
  for (const schema of schemas) app.addSchema(schema);
  const header = { type: 'apiKey' as const, in: 'header' as const, name: 'x-api-key' };
  const keys = { ...(apiKey && { key: header }), ...(writeKey && { writeKey: header }) };
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'tserini',
        version,
        description: 'Learned sparse retrieval and BM25 on Lucene: search, and explanations of scores.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'This server' }],
      ...((apiKey || writeKey) && { components: { securitySchemes: keys } }),
      ...(apiKey && { security: [{ key: [] }] }),
    },
    refResolver: { buildLocalReference: ({ $id }) => String($id) },
  });
}

/** The routes for the operator of the server. */
function addOperatorRoutes(app: FastifyInstance, options: AppOptions): void {
  const { indexes, metrics, version, stopping, apiKey } = options;
  const unlimited = { config: { rateLimit: false } };
  const summary = 'Whether every index can be searched';
  const health = { description: summary, $ref: 'HealthResponse#' };
  app.get(
    '/healthz',
    {
      ...unlimited,
      schema: { summary, operationId: 'health', security: [], response: { 200: health, 503: health } },
    },
    async (request, reply): Promise<HealthResponse> => {
      // A message names the path of the index.
      const tells = apiKey?.isRight(request) ?? true;
      const states = await Promise.all(
        indexes.all.map(async (index) => {
          const problem = await index.problem();
          const status: 'ok' | 'unavailable' = problem ? 'unavailable' : 'ok';
          return { name: index.name, status, message: tells ? problem?.message : undefined };
        }),
      );
      const allOk = states.every((state) => state.status === 'ok');
      const status = stopping() ? 'stopping' : allOk ? 'ok' : 'degraded';
      if (status !== 'ok') reply.code(503);
      return { status, version, uptime: Math.round(process.uptime()), indexes: states };
    },
  );
  app.get('/metrics', { ...unlimited, schema: { hide: true } }, async (_request, reply) => {
    reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  app.get('/openapi.yaml', { schema: { hide: true } }, async (_request, reply) => {
    reply.type('application/yaml; charset=utf-8');
    return app.swagger({ yaml: true });
  });
}

async function servePage(app: FastifyInstance): Promise<void> {
  await app.register(fastifyStatic, {
    root: page,
    cacheControl: false,
    setHeaders: (response, path) => {
      // The names of these files contain a digest of their contents.
      const immutable = /[\\/]assets[\\/]/.test(path);
      response.setHeader('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}
