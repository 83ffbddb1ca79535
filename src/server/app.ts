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
import { answerFailures, rawFailure, sendRefusal, toRefusal } from './failures.js';
import { responseSchemas } from './json-schemas.js';
import { requireLoopbackName } from './loopback.js';
import type { Metrics } from './metrics.js';
import type { RequestLimits } from './request-schemas.js';
import { addRoutes } from './routes.js';
import type { HealthResponse } from './schemas.js';

/** The page, where it is built. */
const page = fileURLToPath(new URL('../web', import.meta.url));

export interface AppOptions {
  readonly indexes: IndexSet;
  readonly admission: Admission;
  readonly metrics: Metrics;
  readonly version: string;
  readonly limits: RequestLimits;
  readonly timeoutMs: number;
  /** For a client to send a request. */
  readonly arrivalMs: number;
  /** Bytes of a request's body. */
  readonly bodyLimit: number;
  readonly apiKey?: string;
  /** Origins that may read answers; `*` for all. */
  readonly cors?: readonly string[];
  /** Requests that a client may make in a minute. */
  readonly rateLimit?: number;
  /** Whether clients are told apart by what a proxy says of them. */
  readonly trustProxy?: boolean;
  /** Whether requests must name this machine as their host. */
  readonly loopbackOnly: boolean;
  readonly onFault: (error: unknown, request: string) => void;
  /** Whether the server takes no new work. */
  readonly stopping: () => boolean;
}

/** The whole of what the server answers; it does not listen yet. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { version } = options;
  const app = Fastify({
    bodyLimit: options.bodyLimit,
    trustProxy: options.trustProxy === true,
    routerOptions: { maxParamLength: 4096, ignoreTrailingSlash: true },
    ajv: { customOptions: { coerceTypes: 'array', removeAdditional: false, verbose: true } },
    // Who sends or reads too slowly holds a connection no longer than this.
    requestTimeout: options.arrivalMs,
    connectionTimeout: 120_000,
    http: { headersTimeout: options.arrivalMs, connectionsCheckingInterval: 500, maxHeaderSize: 1 << 16 },
    // A server that stops goes on answering those who are connected: see start-server.ts.
    frameworkErrors: (error, _request, reply) => sendRefusal(reply, toRefusal(error)),
    return503OnClosing: false,
    forceCloseConnections: false,
    clientErrorHandler: (error, socket) => {
      if (socket.writable) socket.end(rawFailure(error), () => socket.destroy());
      else socket.destroy();
    },
  });
  answerFailures(app, options.onFault);
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
    // The server speaks plain HTTP; what stands before it may say otherwise.
    strictTransportSecurity: false,
  });
  if (options.cors && options.cors.length > 0) {
    await app.register(cors, {
      origin: options.cors.includes('*') ? '*' : [...options.cors],
      methods: ['GET', 'POST'],
      exposedHeaders: ['retry-after'],
    });
  }
  await limitRequests(app, options);
  await describeApi(app, options);
  addRoutes(app, options);
  addOperation(app, options);
  if (existsSync(page)) await servePage(app);
  else
    app.get('/', { schema: { hide: true } }, async () => ({
      name: 'tserini',
      version,
      api: '/openapi.json',
    }));
  return app;
}

function countRequests(app: FastifyInstance, { metrics, stopping }: AppOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    const started = performance.now();
    // Who is answered now may have sent the next request already, which is answered too; then the connection ends.
    if (stopping()) reply.header('connection', 'close');
    reply.raw.once('close', () => {
      const status = reply.raw.writableFinished ? reply.statusCode : 499;
      const route = request.routeOptions.url ?? 'unknown';
      metrics.requestDone(request.method, route, status, performance.now() - started);
    });
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
    // Before a body is read.
    if (routeOptions.url?.startsWith('/v1/')) options.admission.requireRoom();
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
        description:
          'Learned sparse retrieval and BM25 on Lucene: search, and why a document ranks where it does.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      ...(apiKey === undefined ? {} : { components: { securitySchemes: key }, security: [{ key: [] }] }),
    },
    refResolver: { buildLocalReference: ({ $id }) => String($id) },
  });
}

/** What those who run the server ask for. */
function addOperation(app: FastifyInstance, options: AppOptions): void {
  const { indexes, metrics, version, stopping } = options;
  const free = { config: { rateLimit: false } };
  const health = { description: 'Whether every index can be searched', $ref: 'HealthResponse#' };
  app.get(
    '/healthz',
    {
      ...free,
      schema: { summary: 'Whether the server is well', security: [], response: { 200: health, 503: health } },
    },
    async (_request, reply): Promise<HealthResponse> => {
      const states = await Promise.all(
        indexes.all.map(async (index) => {
          const problem = await index.problem();
          const { name } = index;
          if (!problem) return { name, status: 'ok' as const };
          return { name, status: 'unavailable' as const, message: problem.message };
        }),
      );
      const well = states.every(({ status }) => status === 'ok');
      const status = stopping() ? 'stopping' : well ? 'ok' : 'degraded';
      if (status !== 'ok') reply.code(503);
      return { status, version, uptime: Math.round(process.uptime()), indexes: states };
    },
  );
  app.get('/metrics', { ...free, schema: { hide: true } }, async (_request, reply) => {
    reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}

async function servePage(app: FastifyInstance): Promise<void> {
  await app.register(fastifyStatic, {
    root: page,
    // Built files have a digest in their names.
    cacheControl: false,
    setHeaders: (response, path) => {
      const lasting = /[\\/]assets[\\/]/.test(path);
      response.setHeader('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}
