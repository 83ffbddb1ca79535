import type { QueryEncoder } from '../encode/query-encoder.js';
import type { QueryEncoderRequest } from '../encode/query-encoder-request.js';
import type { IndexDefinition } from '../serving/index-set.js';

/** Indexes, address and limits of a server. */
export interface ServeOptions {
  /** Default: the collection that comes with this package, indexed in the cache folder on first use. */
  readonly indexes?: readonly IndexDefinition[] | undefined;
  /** Default: 127.0.0.1, which other machines cannot reach. */
  readonly host?: string | undefined;
  /** Default: 8080; 0 for any free port. */
  readonly port?: number | undefined;
  /** The key that clients must send as `x-api-key`. Default: no key. */
  readonly apiKey?: string | undefined;
  /** The key that clients must send as `x-api-key` to write, and may send to read; required where an index is writable. */
  readonly writeKey?: string | undefined;
  /**
   * When what was written is committed: with `batch`, before its request is answered; else every so many milliseconds. Default:
   * `batch`.
   */
  readonly commitEvery?: 'batch' | number | undefined;
  /** Milliseconds after which searches find what was written. Default: 1000. */
  readonly refreshEvery?: number | undefined;
  /** Origins whose pages may read responses; `*` for all. Default: only the server's own. */
  readonly cors?: readonly string[] | undefined;
  /** Requests per minute and client. Default: unlimited. */
  readonly rateLimit?: number | undefined;
  /**
   * Identify clients by the header X-Forwarded-For, behind proxies that set it: how many there are, or their addresses
   * (`10.0.0.1`, `10.0.0.0/8`). Default: none.
   */
  readonly trustProxy?: number | readonly string[] | undefined;
  /** Maximum number of hits of a query. Default: 1000. */
  readonly hitsLimit?: number | undefined;
  /** Maximum length of a query in characters. Default: 2000. */
  readonly queryLimit?: number | undefined;
  /** Maximum number of queries in a batch. Default: 100. */
  readonly batchLimit?: number | undefined;
  /** Maximum size of a request's body in bytes, and of a line of many documents. Default: 1 MB. */
  readonly bodyLimit?: number | undefined;
  /** Maximum size of a body of many documents in bytes. Default: 1 GB. */
  readonly bulkLimit?: number | undefined;
  /** Milliseconds to process a request, its time in the queue included. Default: 10,000. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds to receive a whole request. Default: 15,000. */
  readonly receiveTimeoutMs?: number | undefined;
  /** Milliseconds for a client to read a whole answer. Default: 60,000. */
  readonly sendTimeoutMs?: number | undefined;
  /** Requests that are processed at once. Default: four per core. */
  readonly concurrency?: number | undefined;
  /** Requests in the queue; further ones get 503. Default: 16 per core. */
  readonly queueLimit?: number | undefined;
  /** Loads an encoder by the model's name, of which the request says whose name it is. Default: {@link loadQueryEncoder}. */
  readonly loadEncoder?:
    | ((
        model: string,
        request: Pick<QueryEncoderRequest, 'encoder' | 'onnxEncoder'>,
      ) => Promise<QueryEncoder>)
    | undefined;
  /** How many terms of encoded queries to cache per model, some 100 bytes each. Default: 500,000. */
  readonly queryCacheTerms?: number | undefined;
  /** Called with each request that was answered or abandoned. */
  readonly onRequest?: ((request: RequestEntry) => void) | undefined;
  /** Called with internal errors, which clients receive without details, and the request without its query. */
  readonly onError?: ((error: unknown, request: string) => void) | undefined;
}

/** What can be logged of a request. Queries are private. */
export interface RequestEntry {
  /** The header X-Request-ID of the request, or a new one; it is in the response too. */
  readonly id: string;
  /** The client's address. */
  readonly ip: string;
  readonly method: string;
  /** As in /openapi.json, with parameters by name: `/v1/:index/search`. */
  readonly route: string;
  readonly index: string | undefined;
  /** 499 if the client left before the end of the response. */
  readonly status: number;
  readonly milliseconds: number;
}

/** A server that accepts requests. */
export interface RunningServer extends AsyncDisposable {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /** Answers the requests received so far, then closes the server and its indexes. Calling it twice is harmless. */
  stop(): Promise<void>;
}
