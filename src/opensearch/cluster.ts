import type { Client, ClientOptions } from '@opensearch-project/opensearch';
import { onAbort, throwIfStopped } from '../util/abort.js';
import { TseriniError } from '../util/errors.js';
import { clusterError, isTransient, isUnreachable } from './cluster-error.js';
import { type ConnectionSettings, type OpenSearchConnection, resolveConnection } from './connection.js';
import { pauseBeforeRetry } from './retry.js';

// The only file that imports @opensearch-project/opensearch. That client's own tries come without a pause
// between them, so they are turned off; what it is good for is several addresses, of which it leaves out dead ones.

/** A request to a cluster. */
export interface ClusterRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: object;
  /** In place of `body`: lines of JSON, each with its newline. */
  readonly lines?: string;
  readonly signal?: AbortSignal | undefined;
  /** Tries after the first. Default: the connection's. */
  readonly maxRetries?: number;
  /** The first request of a task: if no address answers, it is not worth waiting. */
  readonly isFirst?: boolean;
}

/** What a cluster answered. */
export interface ClusterAnswer<T> {
  readonly status: number;
  readonly body: T;
}

/** A connection to a cluster. */
export class Cluster implements AsyncDisposable {
  readonly #client: Client;
  readonly #settings: ConnectionSettings;

  private constructor(settings: ConnectionSettings, client: Client) {
    this.#settings = settings;
    this.#client = client;
  }

  /**
   * Makes a client; nothing is sent yet.
   * @throws TseriniError as {@link resolveConnection}
   */
  static async connect(connection: OpenSearchConnection): Promise<Cluster> {
    const settings = await resolveConnection(connection);
    const { urls, headers, ca, requestTimeoutMs } = settings;
    // Reading the client's code takes longer than reading all of this library's.
    const { Client, Connection } = await import('@opensearch-project/opensearch');
    const client = new Client({
      // The connection holds the credentials, and hides them when it is printed.
      nodes: urls.map((url) => ({
        url: new URL(url),
        headers: { ...headers },
        ssl: ca === undefined ? {} : { ca },
      })),
      maxRetries: 0,
      requestTimeout: requestTimeoutMs,
      Connection: silent(Connection),
    });
    return new Cluster(settings, client);
  }

  /** The addresses, without credentials, for messages. */
  get url(): string {
    return this.#settings.urls.join(', ');
  }

  /** How often a request is tried again. */
  get maxRetries(): number {
    return this.#settings.maxRetries;
  }

  /**
   * Sends a request, again where the cluster is busy or out of reach.
   * @throws TseriniError `CLUSTER`, `INTERRUPTED`, or what {@link clusterError} makes of the answer
   */
  async request<T>(request: ClusterRequest): Promise<ClusterAnswer<T>> {
    const { maxRetries = this.#settings.maxRetries, signal } = request;
    for (let attempt = 1; ; attempt++) {
      throwIfStopped(signal);
      try {
        return await this.#send<T>(request);
      } catch (error) {
        throwIfStopped(signal);
        const isAbsent = request.isFirst === true && isUnreachable(error);
        const most = isAbsent ? Math.min(maxRetries, this.#settings.urls.length) : maxRetries;
        if (!isTransient(error) || attempt > most) throw clusterError(error, this.url, attempt);
        await pauseBeforeRetry(attempt, signal);
      }
    }
  }

  /** As {@link request}; undefined for what is not found. */
  async find<T>(request: ClusterRequest): Promise<T | undefined> {
    try {
      return (await this.request<T>(request)).body;
    } catch (error) {
      if (error instanceof TseriniError && error.code === 'NOT_FOUND') return undefined;
      throw error;
    }
  }

  async #send<T>({ method, path, query, body, lines, signal }: ClusterRequest): Promise<ClusterAnswer<T>> {
    const sent = this.#client.transport.request(
      {
        method,
        path,
        ...(query ? { querystring: { ...query } } : {}),
        ...(body ? { body: body as Record<string, unknown> } : {}),
        ...(lines === undefined ? {} : { bulkBody: lines }),
      },
      {},
    );
    using _ = onAbort(signal, () => {
      // Not returned: an event's listener that gives a promise has its failure thrown at the process.
      sent.abort();
    });
    const { statusCode, body: answer } = await sent;
    if (typeof answer === 'string') {
      throw new TseriniError('CLUSTER', `what answers at ${this.url} is not OpenSearch`, { value: this.url });
    }
    return { status: statusCode ?? 0, body: answer as T };
  }

  /** Closes the connections. */
  async close(): Promise<void> {
    await this.#client.close();
  }

  /** Closes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

type ConnectionClass = NonNullable<ClientOptions['Connection']>;

/**
 * Connections that print nothing: the client's own write to standard output when one breaks in the middle of an
 * answer, an error that the caller gets anyway.
 */
function silent(Connection: ConnectionClass): ConnectionClass {
  return class extends Connection {
    override request(
      ...[params, callback]: Parameters<InstanceType<ConnectionClass>['request']>
    ): ReturnType<InstanceType<ConnectionClass>['request']> {
      const request = super.request(params, (error, response) => {
        if (response) request.removeAllListeners('error').on('error', () => {});
        callback(error, response);
      });
      return request;
    }
  };
}
