import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileError, TseriniError } from '../errors.js';
import { packageVersion } from '../package-version.js';
import { Admission } from './admission.js';
import { apiKeyCheck } from './api-key.js';
import { createApp } from './app.js';
import { type IndexDefinition, IndexSet, type IndexSetOptions } from './index-set.js';
import { Metrics } from './metrics.js';

/** What to serve, to whom, and how much at once. */
export interface ServeOptions extends Pick<IndexSetOptions, 'loadEncoder' | 'queryCacheTerms'> {
  readonly indexes: readonly IndexDefinition[];
  /** Default: 127.0.0.1, which only this machine reaches. */
  readonly host?: string;
  /** Default: 8080; 0 takes one that is free. */
  readonly port?: number;
  /** What clients must send as `x-api-key`. Default: no key. */
  readonly apiKey?: string;
  /** Origins whose pages may read answers; `*` for all. Default: none but the server's own. */
  readonly cors?: readonly string[];
  /** Requests that a client may make in a minute. Default: as many as it likes. */
  readonly rateLimit?: number;
  /** Tell clients apart by the header X-Forwarded-For, behind a proxy that sets it. */
  readonly trustProxy?: boolean;
  /** Most hits of a query. Default: 1000. */
  readonly hitsLimit?: number;
  /** Longest query in characters. Default: 2000. */
  readonly queryLimit?: number;
  /** Most queries of a batch. Default: 100. */
  readonly batchLimit?: number;
  /** Longest body in bytes. Default: 1 MB. */
  readonly bodyLimit?: number;
  /** Milliseconds that a request may take, its wait included. Default: 10,000. */
  readonly timeoutMs?: number;
  /** Milliseconds that a client may take to send a request. Default: 15,000. */
  readonly arrivalMs?: number;
  /** Requests at work at once. Default: four a core. */
  readonly concurrency?: number;
  /** Requests that wait; those beyond get 503. Default: 16 a core. */
  readonly queueLimit?: number;
  /** Told of faults of the server, with the request. Default: nobody is. */
  readonly onFault?: (error: unknown, request: string) => void;
}

/** A server that listens. */
export interface RunningServer extends AsyncDisposable {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  readonly indexes: IndexSet;
  /**
   * Stops: answers what has been asked, takes no more, then closes the indexes. Calling it twice does nothing more.
   */
  stop(): Promise<void>;
}

/** A server without a request for so long, in milliseconds, is quiet. */
const quietMs = 100;
/** Those who keep asking are cut off after this. */
const patienceMs = 5000;

/**
 * Serves indexes over HTTP: REST, the page, metrics.
 *
 * ```ts
 * await using server = await serve({ indexes: [{ name: 'nfcorpus', path: 'index/nfcorpus', encoder: 'splade-tiny' }] });
 * console.log(server.url);
 * ```
 * @throws TseriniError `USAGE` (an option out of range, a port in use), and as {@link IndexSet.open}
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 8080, apiKey, cors, rateLimit, trustProxy } = options;
  if (apiKey !== undefined) apiKeyCheck(apiKey);
  const cores = availableParallelism();
  const admission = new Admission(options.concurrency ?? 4 * cores, options.queueLimit ?? 16 * cores);
  const metrics = new Metrics();
  const { loadEncoder, queryCacheTerms } = options;
  const indexes = await IndexSet.open(options.indexes, {
    ...metrics.events,
    ...(loadEncoder ? { loadEncoder } : {}),
    ...(queryCacheTerms === undefined ? {} : { queryCacheTerms }),
  });
  let stopping: Promise<void> | undefined;
  let lastRequest = 0;
  let underWay = 0;
  try {
    metrics.watch(admission, indexes);
    const app = await createApp({
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
      stopping: () => stopping !== undefined,
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(cors ? { cors } : {}),
      ...(rateLimit === undefined ? {} : { rateLimit }),
      ...(trustProxy === undefined ? {} : { trustProxy }),
    });
    app.server.on('request', (_request, response) => {
      lastRequest = performance.now();
      underWay++;
      response.once('close', () => underWay--);
    });
    await app.listen({ host, port }).catch((error) => {
      throw listenError(error, host, port);
    });
    const stop = async (): Promise<void> => {
      // Every answer from now on ends its connection. Those who are connected may have sent a request that is not
      // read yet, so the server goes on until it has been quiet for a moment.
      const deadline = performance.now() + patienceMs;
      while ((underWay > 0 || performance.now() - lastRequest < quietMs) && performance.now() < deadline) {
        await sleep(10);
      }
      const closed = app.close();
      while (underWay > 0) await sleep(10);
      app.server.closeAllConnections();
      await closed;
      await indexes.close();
    };
    const stopOnce = () => {
      stopping ??= stop();
      return stopping;
    };
    return {
      url: urlOf(app.server.address() as AddressInfo),
      indexes,
      stop: stopOnce,
      [Symbol.asyncDispose]: stopOnce,
    };
  } catch (error) {
    await indexes.close();
    throw error;
  }
}

function urlOf({ address, port, family }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): TseriniError {
  const options = { value: port, cause: error };
  if (error.code === 'EADDRINUSE') {
    return new TseriniError(
      'USAGE',
      `port ${port} of ${host} is in use: choose another, or 0 for a free one`,
      options,
    );
  }
  if (error.code === 'EACCES')
    return new TseriniError('USAGE', `no permission to listen on port ${port}`, options);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new TseriniError('USAGE', `this machine has no address ${host}`, { ...options, value: host });
  }
  return fileError(error, 'the port', `${host}:${port}`);
}
