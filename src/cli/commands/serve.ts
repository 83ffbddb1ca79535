import { availableParallelism } from 'node:os';
import { setHeap } from '../../lucene/jvm/jvm.js';
import { shortestSafeKey } from '../../server/api-key.js';
import { isLoopback } from '../../server/loopback.js';
import { serve } from '../../server/serve.js';
import type { ServeOptions } from '../../server/serve-options.js';
import { onAbort, throwIfStopped } from '../../util/abort.js';
import { TseriniError } from '../../util/errors.js';
import { checkKey, readSecret } from '../../util/secret.js';
import type { Command, Flags, Io } from '../command.js';
import { openQueryEncoder } from '../flags/encoder-flags.js';
import { indexDefinitions, indexSetFlags, withNamed } from '../index-definitions.js';
import { given, text, wholeNumber } from '../values.js';

/** Serves indexes over HTTP until a signal stops it. */
export const command: Command = {
  examples: [
    ['serve', 'The embedded collection, on http://127.0.0.1:8080'],
    [
      'serve --index nfcorpus=index/nfcorpus,encoder=splade-tiny,bm25=index/text',
      'SPLADE and BM25, with titles and texts',
    ],
    [
      'serve --index nfcorpus=beir-v1.0.0-nfcorpus.splade-v3,encoder=naver/splade-v3 --host 0.0.0.0 --api-key-file key.txt',
      'A published index for other machines, with an API key',
    ],
  ],
  options: {
    ...indexSetFlags,
    host: {
      type: 'string',
      default: '127.0.0.1',
      describe: 'Address to listen on; 0.0.0.0 for all addresses',
    },
    port: { type: 'number', default: 8080, describe: 'Port to listen on; 0 for any free port' },
    'api-key-file': {
      type: 'string',
      neverCut: true,
      describe: 'File of the API key that clients must send (default: TSERINI_API_KEY, else no key)',
    },
    cors: {
      type: 'string',
      array: true,
      describe: 'Origins allowed by CORS: https://example.org, or "*"',
    },
    'rate-limit': { type: 'number', describe: 'Requests per minute and client' },
    'trust-proxy': {
      type: 'string',
      describe:
        'Identify clients by X-Forwarded-For: the number of proxies, or their addresses (10.0.0.0/8,::1)',
    },
    'log-requests': {
      type: 'boolean',
      describe: 'Write a line of JSON for each request to stderr, without its query',
    },
    'hits-limit': { type: 'number', default: 1000, describe: 'Maximum hits of a query' },
    'query-limit': { type: 'number', default: 2000, describe: 'Maximum length of a query in characters' },
    'batch-limit': { type: 'number', default: 100, describe: 'Maximum queries of a batch' },
    'body-limit': { type: 'number', default: 1 << 20, describe: 'Maximum size of a request body in bytes' },
    timeout: {
      type: 'number',
      default: 10,
      describe: 'Time limit of a request in seconds, including its wait',
    },
    'send-timeout': {
      type: 'number',
      default: 60,
      describe: 'Seconds for a client to read an answer',
    },
    concurrency: { type: 'number', describe: 'Concurrent requests (default: four per core)' },
    'queue-limit': {
      type: 'number',
      describe: 'Requests that may wait; further ones get 503 (default: 16 per core)',
    },
    'encoder-threads': {
      type: 'number',
      describe: 'Threads that encode a query (default: half of the cores)',
    },
    heap: {
      type: 'string',
      describe: "Java heap: 500m, 4g (default: a quarter of the machine's memory)",
    },
    'query-cache': {
      type: 'number',
      default: 500_000,
      describe: 'Terms in the cache of encoded queries, about 100 bytes each; 0 disables it',
    },
  },
  epilogue:
    'GET /openapi.json describes the API, GET /healthz reports the health, GET /metrics has metrics for Prometheus.\n' +
    'SIGTERM or Ctrl-C stops the server once all accepted requests are answered.',

  drains: true,
  async run(flags, io) {
    const options = readFlags(flags);
    const apiKey = await readApiKey(text(flags, 'api-key-file'));
    if (flags.heap !== undefined) setHeap(String(flags.heap));
    const indexes = await indexDefinitions(flags, io);
    // The other half is for Lucene and the responses.
    const threads = wholeNumber(flags, 'encoder-threads') ?? Math.max(1, availableParallelism() >> 1);
    throwIfStopped(io.signal);
    const server = await serve({
      ...options,
      indexes,
      ...given({ apiKey }),
      loadEncoder: (model, named) => openQueryEncoder(model, withNamed(flags, named), io, threads),
      ...given({ onRequest: flags['log-requests'] === true ? logRequests(io) : undefined }),
      onError: (error, request) => {
        const trace = error instanceof Error ? error.stack : String(error);
        io.log(`tserini: ${request}: ${trace}`);
      },
    });
    io.log(`tserini serves ${indexes.map(({ name }) => name).join(', ')} on ${server.url}`);
    if (apiKey !== undefined && apiKey.length < shortestSafeKey) {
      io.log(
        `warning: the API key has only ${apiKey.length} characters; ${shortestSafeKey} or more are safe`,
      );
    }
    if (apiKey === undefined && !isLoopback(options.host)) {
      io.log(
        'warning: no API key is required, and other machines can reach this server (see --api-key-file)',
      );
    }
    await new Promise<void>((resolve) => onAbort(io.signal, resolve));
    io.log('tserini stops once the accepted requests are answered');
    await server.stop();
  },
};

function readFlags(flags: Flags) {
  return {
    host: String(flags.host),
    port: wholeNumber(flags, 'port', 0, 65_535)!,
    hitsLimit: wholeNumber(flags, 'hits-limit')!,
    queryLimit: wholeNumber(flags, 'query-limit')!,
    batchLimit: wholeNumber(flags, 'batch-limit')!,
    bodyLimit: wholeNumber(flags, 'body-limit')!,
    timeoutMs: milliseconds(flags, 'timeout'),
    sendTimeoutMs: milliseconds(flags, 'send-timeout'),
    queryCacheTerms: wholeNumber(flags, 'query-cache', 0)!,
    ...given({
      trustProxy: proxies(text(flags, 'trust-proxy')),
      cors: flags.cors as string[] | undefined,
      rateLimit: wholeNumber(flags, 'rate-limit'),
      concurrency: wholeNumber(flags, 'concurrency'),
      queueLimit: wholeNumber(flags, 'queue-limit', 0),
    }),
  };
}

function proxies(given: string | undefined): number | string[] | undefined {
  if (given === undefined) return undefined;
  return /^\d+$/.test(given) ? Number(given) : given.split(',');
}

function milliseconds(flags: Flags, name: string): number {
  const value = flags[name] as number;
  if (value > 0 && value <= 86_400) return Math.ceil(value * 1000);
  throw new TseriniError('USAGE', `--${name} must be above 0 seconds and at most a day, not ${value}`, {
    value,
  });
}

function logRequests(io: Io): ServeOptions['onRequest'] {
  return ({ milliseconds, ...request }) =>
    io.log(
      JSON.stringify({
        time: new Date().toISOString(),
        ...request,
        milliseconds: Math.round(milliseconds * 10) / 10,
      }),
    );
}

/** Never from a flag: every user of the machine can read command lines. */
async function readApiKey(file: string | undefined): Promise<string | undefined> {
  if (file !== undefined) return readSecret('API key file', file, checkKey);
  const { TSERINI_API_KEY } = process.env;
  return TSERINI_API_KEY === undefined ? undefined : checkKey('TSERINI_API_KEY', TSERINI_API_KEY);
}
