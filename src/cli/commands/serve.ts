import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { setHeap } from '../../lucene/jvm/jvm.js';
import { isLoopback } from '../../server/loopback.js';
import { serve } from '../../server/serve.js';
import { onAbort, throwIfStopped } from '../../util/abort.js';
import { fileError, TseriniError } from '../../util/errors.js';
import type { Command, Flags } from '../command.js';
import { openQueryEncoder } from '../flags/encoder-flags.js';
import { indexDefinitions, indexSetFlags } from '../index-definitions.js';
import { given, text, wholeNumber } from '../values.js';

/** Serves indexes over HTTP until it is told to stop. */
export const command: Command = {
  examples: [
    ['serve', 'The collection that comes with tserini, on http://127.0.0.1:8080'],
    [
      'serve --index nfcorpus=index/nfcorpus,encoder=splade-tiny,bm25=index/text',
      'SPLADE and BM25 side by side, with titles and texts',
    ],
    [
      'serve --index nfcorpus=beir-v1.0.0-nfcorpus.splade-v3,encoder=naver/splade-v3 --host 0.0.0.0 --api-key-file key.txt',
      'A published index, for the machines around, with a key',
    ],
  ],
  options: {
    ...indexSetFlags,
    host: { type: 'string', default: '127.0.0.1', describe: 'Address to listen on; 0.0.0.0 for every one' },
    port: { type: 'number', default: 8080, describe: 'Port to listen on; 0 for one that is free' },
    'api-key-file': {
      type: 'string',
      describe: 'File with the key that clients must send (default: TSERINI_API_KEY, else no key)',
    },
    cors: {
      type: 'string',
      array: true,
      describe: 'Origins whose pages may ask: https://example.org, or "*"',
    },
    'rate-limit': { type: 'number', describe: 'Requests that a client may make in a minute' },
    'trust-proxy': { type: 'boolean', describe: 'Tell clients apart by X-Forwarded-For, behind a proxy' },
    'hits-limit': { type: 'number', default: 1000, describe: 'Most hits of a query' },
    'query-limit': { type: 'number', default: 2000, describe: 'Longest query in characters' },
    'batch-limit': { type: 'number', default: 100, describe: 'Most queries of a batch' },
    'body-limit': { type: 'number', default: 1 << 20, describe: 'Longest body in bytes' },
    timeout: { type: 'number', default: 10, describe: 'Seconds that a request may take, its wait included' },
    concurrency: { type: 'number', describe: 'Requests at work at once (default: four a core)' },
    'queue-limit': { type: 'number', describe: 'Requests that wait; more get 503 (default: 16 a core)' },
    'encoder-threads': {
      type: 'number',
      describe: 'Threads that encode a query (default: half of the cores)',
    },
    heap: {
      type: 'string',
      describe: "Memory for Java's objects: 500m, 4g (default: a quarter of the machine's)",
    },
    'query-cache': {
      type: 'number',
      default: 500_000,
      describe: 'Terms of encoded queries to keep, some 100 bytes each; 0 keeps none',
    },
  },
  epilogue:
    'GET /openapi.json describes what the server answers, GET /healthz whether it is well, GET /metrics what it\n' +
    'counts (Prometheus). SIGTERM or Ctrl-C stops it once all that was asked is answered.',

  drains: true,
  async run(flags, io) {
    const options = readFlags(flags);
    const apiKey = await readApiKey(text(flags, 'api-key-file'));
    if (flags.heap !== undefined) setHeap(String(flags.heap));
    const indexes = await indexDefinitions(flags, io);
    // The other half is for Lucene and for what makes the answers.
    const threads = wholeNumber(flags, 'encoder-threads') ?? Math.max(1, availableParallelism() >> 1);
    throwIfStopped(io.signal);
    const server = await serve({
      ...options,
      indexes,
      ...given({ apiKey }),
      loadEncoder: (model) => openQueryEncoder(model, flags, io, threads),
      onError: (error, request) => {
        const trace = error instanceof Error ? error.stack : String(error);
        io.log(`tserini: ${request}: ${trace}`);
      },
    });
    io.log(`tserini serves ${indexes.map(({ name }) => name).join(', ')} on ${server.url}`);
    if (apiKey === undefined && !isLoopback(options.host)) {
      io.log('warning: no key is asked for, and other machines may reach this server: see --api-key-file');
    }
    await new Promise<void>((resolve) => onAbort(io.signal, resolve));
    io.log('tserini stops: answering what was asked');
    await server.stop();
  },
};

function readFlags(flags: Flags) {
  const timeout = flags.timeout as number;
  if (!(timeout > 0 && timeout <= 86_400)) {
    throw new TseriniError('USAGE', `--timeout must be above 0 seconds and at most a day, not ${timeout}`, {
      value: timeout,
    });
  }
  return {
    host: String(flags.host),
    port: wholeNumber(flags, 'port', 0, 65_535)!,
    trustProxy: flags['trust-proxy'] === true,
    hitsLimit: wholeNumber(flags, 'hits-limit')!,
    queryLimit: wholeNumber(flags, 'query-limit')!,
    batchLimit: wholeNumber(flags, 'batch-limit')!,
    bodyLimit: wholeNumber(flags, 'body-limit')!,
    timeoutMs: Math.ceil(timeout * 1000),
    queryCacheTerms: wholeNumber(flags, 'query-cache', 0)!,
    ...given({
      cors: flags.cors as string[] | undefined,
      rateLimit: wholeNumber(flags, 'rate-limit'),
      concurrency: wholeNumber(flags, 'concurrency'),
      queueLimit: wholeNumber(flags, 'queue-limit', 0),
    }),
  };
}

/** Never from a flag: what stands on a command line is there for everyone on the machine to see. */
async function readApiKey(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return process.env.TSERINI_API_KEY;
  const key = await readFile(file, 'utf8').catch((error) => {
    throw fileError(error, 'the file of the API key', file);
  });
  return key.replace(/\r?\n$/, '');
}
