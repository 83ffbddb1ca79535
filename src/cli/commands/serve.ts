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
    [
      'serve --index notes=index/notes,encoder=splade-tiny --writable --write-key-file write-key.txt',
      'An index of texts that programs write to, made if it is not there',
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
    writable: {
      type: 'boolean',
      describe: 'Let clients write to every index; to a single one: --index NAME=PATH,writable',
    },
    'write-key-file': {
      type: 'string',
      neverCut: true,
      describe: 'File of the key that clients must send to write (default: TSERINI_WRITE_KEY)',
    },
    'commit-every': {
      type: 'string',
      default: 'batch',
      describe: 'When writes are committed: batch, before each is answered; or seconds',
    },
    'refresh-every': {
      type: 'number',
      default: 1,
      describe: 'Seconds after which searches find what was written',
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
    'body-limit': {
      type: 'number',
      default: 1 << 20,
      describe: 'Maximum size of a request body in bytes, and of a line of many documents',
    },
    'bulk-limit': {
      type: 'number',
      default: 1 << 30,
      describe: 'Maximum size of a body of many documents in bytes',
    },
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
    const apiKey = await readKey('API key', text(flags, 'api-key-file'), 'TSERINI_API_KEY');
    if (flags.heap !== undefined) setHeap(String(flags.heap));
    const indexes = await indexDefinitions(flags, io, true);
    const writes = indexes.some(({ writable }) => writable) || flags['write-key-file'] !== undefined;
    const writeKey = writes
      ? await readKey('write key', text(flags, 'write-key-file'), 'TSERINI_WRITE_KEY')
      : undefined;
    // The other half is for Lucene and the responses.
    const threads = wholeNumber(flags, 'encoder-threads') ?? Math.max(1, availableParallelism() >> 1);
    throwIfStopped(io.signal);
    const server = await serve({
      ...options,
      indexes,
      ...given({ apiKey, writeKey }),
      loadEncoder: (model, named) => openQueryEncoder(model, withNamed(flags, named), io, threads),
      ...given({ onRequest: flags['log-requests'] === true ? logRequests(io) : undefined }),
      onError: (error, request) => {
        const trace = error instanceof Error ? error.stack : String(error);
        io.log(`tserini: ${request}: ${trace}`);
      },
    });
    io.log(`tserini serves ${indexes.map(({ name }) => name).join(', ')} on ${server.url}`);
    for (const [name, key] of Object.entries({ 'API key': apiKey, 'write key': writeKey })) {
      if (key === undefined || key.length >= shortestSafeKey) continue;
      io.log(`warning: the ${name} has only ${key.length} characters; ${shortestSafeKey} or more are safe`);
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
    bulkLimit: wholeNumber(flags, 'bulk-limit')!,
    commitEvery: commitEvery(String(flags['commit-every'])),
    refreshEvery: milliseconds(flags, 'refresh-every'),
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

function commitEvery(given: string): 'batch' | number {
  if (given === 'batch') return given;
  const seconds = Number(given);
  if (given.trim() !== '' && seconds > 0 && seconds <= 86_400) return Math.ceil(seconds * 1000);
  throw new TseriniError('USAGE', `--commit-every is batch, or seconds up to a day, not ${given}`, {
    value: given,
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
async function readKey(
  name: string,
  file: string | undefined,
  variable: string,
): Promise<string | undefined> {
  if (file !== undefined) return readSecret(`${name} file`, file, checkKey);
  const { [variable]: key } = process.env;
  return key === undefined ? undefined : checkKey(variable, key);
}
