import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import type { FastifyInstance } from 'fastify';
import { embeddedIndex } from '../serving/embedded-index.js';
import { IndexSet } from '../serving/index-set.js';
import { assertWhole } from '../util/assert-whole.js';
import { fileError, TseriniError } from '../util/errors.js';
import { packageVersion } from '../util/package-version.js';
import { checkOrigin, checkProxies } from './access.js';
import { Admission } from './admission.js';
import { ApiKey } from './api-key.js';
import { type AppOptions, createApp } from './app.js';
import { InFlightRequests } from './in-flight-requests.js';
import { isLoopback } from './loopback.js';
import { Metrics } from './metrics.js';
import type { RunningServer, ServeOptions } from './serve-options.js';

/** A running server with its indexes. */
export interface ServerOfIndexes extends RunningServer {
  readonly indexes: IndexSet;
}

/** How long a server that stops waits, beyond the time limit of requests, for clients to read their answers. */
const lastAnswersMs = 5000;

/** Implements `serve`, which is the public name. */
export async function startServer(options: ServeOptions): Promise<ServerOfIndexes> {
  const { host = '127.0.0.1', port = 8080, timeoutMs = 10_000, loadEncoder, queryCacheTerms } = options;
  const access = checkOptions(options);
  const metrics = new Metrics();
  const { commitEvery, refreshEvery } = options;
  const onWriteError = (error: unknown) => options.onError?.(error, 'a refresh of an index');
  const writing = { commitEvery, refreshEvery, onWriteError };
  const indexes = await IndexSet.open(options.indexes ?? [await embeddedIndex()], {
    ...metrics.events,
    loadEncoder,
    queryCacheTerms,
    ...writing,
  });
  const stopController = new AbortController();
  let stopping: Promise<void> | undefined;
  let app: FastifyInstance | undefined;
  try {
    app = await createApp({
      ...appOptions(options, indexes, metrics),
      ...access,
      stopping: () => stopping !== undefined,
      stopSignal: stopController.signal,
    });
    const { server } = app;
    const requests = new InFlightRequests(server);
    await app.listen({ host, port }).catch((error) => {
      throw listenError(error, host, port);
    });
    const stop = async (): Promise<void> => {
      // From now on, every response closes its connection.
      await requests.refuseConnections();
      await requests.drained(timeoutMs + lastAnswersMs);
      // Connections without a whole request stay open until they are closed here.
      server.closeAllConnections();
      await app!.close();
      await indexes.close();
    };
    const stopOnce = () => {
      stopping ??= stop();
      stopController.abort();
      return stopping;
    };
    const url = urlOf(server.address() as AddressInfo);
    return { url, indexes, stop: stopOnce, [Symbol.asyncDispose]: stopOnce };
  } catch (error) {
    await app?.close();
    await indexes.close();
    throw error;
  }
}

/** @returns who may use the server */
function checkOptions(
  options: ServeOptions,
): Pick<AppOptions, 'apiKey' | 'writeKey' | 'trustProxy' | 'loopbackOnly'> {
  for (const name of [
    ...(['hitsLimit', 'queryLimit', 'batchLimit', 'bodyLimit', 'bulkLimit'] as const),
    ...(['timeoutMs', 'receiveTimeoutMs', 'sendTimeoutMs', 'refreshEvery'] as const),
    ...(['concurrency', 'rateLimit'] as const),
  ]) {
    const value = options[name];
    if (value !== undefined) assertWhole(name, value);
  }
  if (options.queueLimit) assertWhole('queueLimit', options.queueLimit);
  if (options.indexes?.length === 0) throw new TseriniError('USAGE', 'no index to serve');
  for (const origin of options.cors ?? []) checkOrigin(origin);
  const { trustProxy, host = '127.0.0.1' } = options;
  const apiKey = options.apiKey === undefined ? undefined : new ApiKey(options.apiKey);
  return {
    apiKey,
    writeKey: writeKeyOf(options, apiKey),
    trustProxy: trustProxy === undefined ? false : checkProxies(trustProxy),
    // With a key, other names do no harm; behind a proxy, they are expected.
    loopbackOnly: isLoopback(host) && apiKey === undefined && trustProxy === undefined,
  };
}

/** @returns undefined where nothing can be written */
function writeKeyOf({ indexes, writeKey }: ServeOptions, apiKey: ApiKey | undefined): ApiKey | undefined {
  const writable = indexes?.find((index) => index.writable);
  if (!writable && writeKey === undefined) return undefined;
  if (!writable) throw new TseriniError('USAGE', 'a write key is given, and no index is writable');
  if (writeKey === undefined) {
    const message = `the index ${writable.name} is writable, which takes a write key: --write-key-file, or TSERINI_WRITE_KEY`;
    throw new TseriniError('USAGE', message, { value: writable.name });
  }
  const key = new ApiKey(writeKey, 'write key');
  if (apiKey?.equals(key)) {
    throw new TseriniError(
      'USAGE',
      'the write key and the API key must differ: clients that read could write',
    );
  }
  return key;
}

function appOptions(
  options: ServeOptions,
  indexes: IndexSet,
  metrics: Metrics,
): Omit<AppOptions, 'stopping' | 'stopSignal' | 'apiKey' | 'writeKey' | 'trustProxy' | 'loopbackOnly'> {
  const { cors, rateLimit, onRequest } = options;
  const { timeoutMs = 10_000, receiveTimeoutMs = 15_000, sendTimeoutMs = 60_000 } = options;
  const { hitsLimit: hits = 1000, queryLimit: queryLength = 2000, batchLimit: batch = 100 } = options;
  const cores = availableParallelism();
  const { concurrency = 4 * cores, queueLimit = 16 * cores, bodyLimit = 1 << 20 } = options;
  const { bulkLimit = 1 << 30 } = options;
  const admission = new Admission(concurrency, queueLimit);
  metrics.watch(admission, indexes);
  return {
    ...{ indexes, admission, metrics, version: packageVersion(), limits: { hits, queryLength, batch } },
    ...{ timeoutMs, receiveTimeoutMs, sendTimeoutMs, bodyLimit, bulkLimit, cors, rateLimit, onRequest },
    onError: options.onError ?? (() => {}),
  };
}

function urlOf({ address, port, family }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): TseriniError {
  const options = { value: port, cause: error };
  switch (error.code) {
    case 'EADDRINUSE':
      return new TseriniError(
        'USAGE',
        `port ${port} of ${host} is in use: choose another, or 0 for a free one`,
        options,
      );
    case 'EACCES':
      return new TseriniError('USAGE', `no permission to listen on port ${port}`, options);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new TseriniError('USAGE', `this machine has no address ${host}`, { ...options, value: host });
    default:
      return fileError(error, 'the port', `${host}:${port}`);
  }
}
