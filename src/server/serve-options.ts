import type { QueryEncoder } from '../encode/query-encoder.js';
import type { IndexDefinition } from '../serving/index-set.js';

/** What to serve, to whom, and how much at once. */
export interface ServeOptions {
  /** Default: the collection that comes with this package, indexed in the cache folder on first use. */
  readonly indexes?: readonly IndexDefinition[];
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
  /** Loads a model of queries. Default: as {@link loadQueryEncoder} does. */
  readonly loadEncoder?: (model: string) => Promise<QueryEncoder>;
  /** How many terms of encoded queries each model keeps; some 100 bytes each. Default: 500,000. */
  readonly queryCacheTerms?: number;
  /** Told of faults of the server, with the request. Default: nobody is. */
  readonly onFault?: (error: unknown, request: string) => void;
}

/** A server that listens. */
export interface RunningServer extends AsyncDisposable {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /**
   * Stops: answers what has been asked, takes no more, then closes the indexes. Calling it twice does nothing more.
   */
  stop(): Promise<void>;
}
