import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { embeddedIndex } from '../serving/embedded-index.js';
import { IndexSet } from '../serving/index-set.js';
import { assertWhole } from '../util/assert-whole.js';
import { fileError, TseriniError } from '../util/errors.js';
import { packageVersion } from '../util/package-version.js';
import { Admission } from './admission.js';
import { apiKeyCheck } from './api-key.js';
import { type AppOptions, createApp } from './app.js';
import { isLoopback } from './loopback.js';
import { Metrics } from './metrics.js';
import { RequestsUnderWay } from './requests-under-way.js';
import type { RunningServer, ServeOptions } from './serve-options.js';

/** A server that listens, with what it serves. */
export interface ServerOfIndexes extends RunningServer {
  readonly indexes: IndexSet;
}

/** As `serve`, which is the public name. */
export async function startServer(options: ServeOptions): Promise<ServerOfIndexes> {
  const { host = '127.0.0.1', port = 8080, loadEncoder, queryCacheTerms } = options;
  checkOptions(options);
  const metrics = new Metrics();
  const indexes = await IndexSet.open(options.indexes ?? [await embeddedIndex()], {
    ...metrics.events,
    ...(loadEncoder ? { loadEncoder } : {}),
    ...(queryCacheTerms === undefined ? {} : { queryCacheTerms }),
  });
  let stopping: Promise<void> | undefined;
  try {
    const app = await createApp({
      ...appOptions(options, indexes, metrics),
      stopping: () => stopping !== undefined,
    });
    const underWay = new RequestsUnderWay(app.server);
    await app.listen({ host, port }).catch((error) => {
      throw listenError(error, host, port);
    });
    const stop = async (): Promise<void> => {
      // Every answer from now on ends its connection, so that clients go.
      await underWay.quiet();
      const closed = app.close();
      await underWay.answered();
      // What is left are connections without a whole request.
      app.server.closeAllConnections();
      await closed;
      await indexes.close();
    };
    const stopOnce = () => {
      stopping ??= stop();
      return stopping;
    };
    const url = urlOf(app.server.address() as AddressInfo);
    return { url, indexes, stop: stopOnce, [Symbol.asyncDispose]: stopOnce };
  } catch (error) {
    await indexes.close();
    throw error;
  }
}

function checkOptions(options: ServeOptions): void {
  const { hitsLimit, queryLimit, batchLimit, bodyLimit, timeoutMs, arrivalMs, concurrency, rateLimit } =
    options;
  const whole = {
    hitsLimit,
    queryLimit,
    batchLimit,
    bodyLimit,
    timeoutMs,
    arrivalMs,
    concurrency,
    rateLimit,
  };
  for (const [name, value] of Object.entries(whole)) if (value !== undefined) assertWhole(name, value);
  if (options.queueLimit) assertWhole('queueLimit', options.queueLimit);
  if (options.indexes?.length === 0) throw new TseriniError('USAGE', 'there is no index to serve');
  if (options.apiKey !== undefined) apiKeyCheck(options.apiKey);
}

function appOptions(
  options: ServeOptions,
  indexes: IndexSet,
  metrics: Metrics,
): Omit<AppOptions, 'stopping'> {
  const { host = '127.0.0.1', apiKey, cors, rateLimit, trustProxy } = options;
  const cores = availableParallelism();
  const admission = new Admission(options.concurrency ?? 4 * cores, options.queueLimit ?? 16 * cores);
  metrics.watch(admission, indexes);
  return {
    ...{ indexes, admission, metrics, version: packageVersion() },
    limits: {
      hits: options.hitsLimit ?? 1000,
      queryLength: options.queryLimit ?? 2000,
      batch: options.batchLimit ?? 100,
    },
    timeoutMs: options.timeoutMs ?? 10_000,
    arrivalMs: options.arrivalMs ?? 15_000,
    bodyLimit: options.bodyLimit ?? 1 << 20,
    onFault: options.onFault ?? (() => {}),
    // A key keeps strangers out; a proxy has names of its own.
    loopbackOnly: isLoopback(host) && apiKey === undefined && trustProxy !== true,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(cors ? { cors } : {}),
    ...(rateLimit === undefined ? {} : { rateLimit }),
    ...(trustProxy === undefined ? {} : { trustProxy }),
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
