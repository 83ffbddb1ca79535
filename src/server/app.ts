import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyInstance } from 'fastify';
import type { IndexSet } from '../serving/index-set.js';
import type { Admission } from './admission.js';
import { apiKeyCheck } from './api-key.js';
import { handleErrors, rawErrorResponse, sendError, toHttpError } from './error-handling.js';
import { responseSchemas } from './json-schemas.js';
import { requireLoopbackName } from './loopback.js';
import type { Metrics } from './metrics.js';
import type { RequestLimits } from './request-schemas.js';
import { addRoutes } from './routes.js';
import type { HealthResponse } from './schemas.js';
import type { ServeOptions } from './serve-options.js';

/** The built page. */
const page = fileURLToPath(new URL('../web', import.meta.url));

export interface AppOptions extends Pick<ServeOptions, 'apiKey' | 'cors' | 'rateLimit' | 'trustProxy'> {
  readonly indexes: IndexSet;
  readonly admission: Admission;
  readonly metrics: Metrics;
  readonly version: string;
  readonly limits: RequestLimits;
  readonly timeoutMs: number;
  readonly receiveTimeoutMs: number;
  readonly sendTimeoutMs: number;
  readonly bodyLimit: number;
  /** Whether requests must have a loopback name as their host. */
  readonly loopbackOnly: boolean;
  readonly onError: (error: unknown, request: string) => void;
  /** Whether the server is about to close. */
  readonly stopping: () => boolean;
}

/** Creates the server with all its routes; it does not listen yet. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { version } = options;
  const app = Fastify({
    bodyLimit: options.bodyLimit,
    trustProxy: options.trustProxy === true,
    routerOptions: { maxParamLength: 4096, ignoreTrailingSlash: true },
    ajv: { customOptions: { coerceTypes: 'array', removeAdditional: false, verbose: true } },
    // Bounds how long slow clients occupy a connection.
    requestTimeout: options.receiveTimeoutMs,
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
  countRequests(app, options);
  await app.register(helmet, {
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
  if (options.cors && options.cors.length > 0) {
    await app.register(cors, {
      origin: options.cors.includes('*') ? '*' : [...options.cors],
      methods: ['GET', 'POST'],
      exposedHeaders: ['retry-after'],
    });
  }
  limitSending(app, options);
  await limitRequests(app, options);
  await describeApi(app, options);
  addRoutes(app, options);
  addOperatorRoutes(app, options);
  if (existsSync(page)) await servePage(app);
  else {
    const root = { name: 'tserini', version, api: '/openapi.json' };
    app.get('/', { schema: { hide: true } }, async () => root);
  }
  return app;
}

function countRequests(app: FastifyInstance, { metrics, stopping }: AppOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    const started = performance.now();
    // The client may have sent its next request already, which is answered too before the connection closes.
    if (stopping()) reply.header('connection', 'close');
    reply.raw.once('close', () => {
      const status = reply.raw.writableFinished ? reply.statusCode : 499;
      const route = request.routeOptions.url ?? 'unknown';
      metrics.requestDone(request.method, route, status, performance.now() - started);
    });
  });
}

/** Disconnects clients that do not read their answers. */
function limitSending(app: FastifyInstance, { sendTimeoutMs }: AppOptions): void {
  app.addHook('onSend', async (_request, { raw }) => {
    if (raw.destroyed) return;
    const timer = setTimeout(() => raw.destroy(), sendTimeoutMs);
    raw.once('close', () => clearTimeout(timer));
  });
}

async function limitRequests(app: FastifyInstance, options: AppOptions): Promise<void> {
  if (options.loopbackOnly) app.addHook('onRequest', async ({ hostname }) => requireLoopbackName(hostname));
  if (options.apiKey !== undefined) {
    const check = apiKeyCheck(options.apiKey);
    app.addHook('onRequest', async ({ headers, routeOptions }) => {
      if (routeOptions.url?.startsWith('/v1/') || routeOptions.url === '/metrics') check(headers);
    });
  }
  if (options.rateLimit !== undefined) {
    await app.register(rateLimit, { max: options.rateLimit, timeWindow: 60_000 });
  }
  app.addHook('onRequest', async ({ routeOptions }) => {
    // Rejects before the body is read.
    if (routeOptions.url?.startsWith('/v1/')) await options.admission.requireRoom();
  });
}

async function describeApi(app: FastifyInstance, { version, apiKey }: AppOptions): Promise<void> {
  for (const schema of responseSchemas) app.addSchema(schema);
  const key = { key: { type: 'apiKey' as const, in: 'header' as const, name: 'x-api-key' } };
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'tserini',
        version,
        description: 'Learned sparse retrieval and BM25 on Lucene: search, and explanations of scores.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      ...(apiKey !== undefined && { components: { securitySchemes: key }, security: [{ key: [] }] }),
    },
    refResolver: { buildLocalReference: ({ $id }) => String($id) },
  });
}

/** The routes for the operator of the server. */
function addOperatorRoutes(app: FastifyInstance, options: AppOptions): void {
  const { indexes, metrics, version, stopping } = options;
  const unlimited = { config: { rateLimit: false } };
  const summary = 'Whether every index can be searched';
  const health = { description: summary, $ref: 'HealthResponse#' };
  app.get(
    '/healthz',
    { ...unlimited, schema: { summary, security: [], response: { 200: health, 503: health } } },
    async (_request, reply): Promise<HealthResponse> => {
      const states = await Promise.all(
        indexes.all.map(async (index) => {
          const problem = await index.problem();
          const status: 'ok' | 'unavailable' = problem ? 'unavailable' : 'ok';
          return { name: index.name, status, message: problem?.message };
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
