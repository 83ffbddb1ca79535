import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { IndexSet, IndexSetOptions } from '../serving/index-set.js';
import type { Admission } from './admission.js';

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The server's metrics, for Prometheus. Each server has its own registry. */
export class Metrics {
  readonly registry = new Registry();
  readonly #requests = this.#histogram(
    'tserini_http_request_duration_seconds',
    'Time from the head of a request to the end of its response',
    ['method', 'route', 'status'],
  );
  readonly #searches = this.#histogram(
    'tserini_search_duration_seconds',
    'Time of a search in Lucene, its wait for a Java thread included',
    ['index', 'method'],
  );
  readonly #encodings = this.#histogram(
    'tserini_encode_duration_seconds',
    "Time until a query's vector is available, from the cache too",
    ['encoder'],
  );

  readonly #writes = this.#histogram(
    'tserini_write_duration_seconds',
    'Time of a write: its encoding, its wait for a commit where each is committed; outcome error of one that failed',
    ['index', 'kind', 'outcome'],
  );

  #histogram<T extends string>(name: string, help: string, labelNames: readonly T[]): Histogram<T> {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }

  /** Callbacks for the indexes. */
  readonly events: Required<Pick<IndexSetOptions, 'onEncode' | 'onSearch'>> = {
    onEncode: (encoder, milliseconds) => this.#encodings.observe({ encoder }, milliseconds / 1000),
    onSearch: (index, method, milliseconds) => this.#searches.observe({ index, method }, milliseconds / 1000),
  };

  writeDone(index: string, kind: 'put' | 'delete', outcome: string, milliseconds: number): void {
    this.#writes.observe({ index, kind, outcome }, milliseconds / 1000);
  }

  /** @param status 499 if the client disconnected before the end of the response */
  requestDone(method: string, route: string, status: number, milliseconds: number): void {
    this.#requests.observe({ method, route, status: String(status) }, milliseconds / 1000);
  }

  /** Adds metrics that are read when Prometheus asks for them. */
  watch(admission: Admission, indexes: IndexSet): void {
    const registers = [this.registry];
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    gauge('tserini_requests_active', 'Requests that are being processed', () => admission.active);
    gauge('tserini_requests_waiting', 'Requests in the queue', () => admission.waiting);
    gauge(
      'tserini_answers_streaming',
      'Long answers that their clients are reading',
      () => admission.streams,
    );
    gauge('tserini_encodings_waiting', 'Queries in the queues of the encoders', () =>
      indexes.models.reduce((sum, { waiting }) => sum + waiting, 0),
    );
    gauge(
      'tserini_requests_refused',
      'Requests rejected with 503 because the queue was full',
      () => admission.rejected,
    );
    new Counter({
      name: 'tserini_query_vectors_total',
      help: 'Queries by the source of their vector: hit (cache), joined (pending encoding), miss (encoded)',
      labelNames: ['encoder', 'source'],
      registers,
      collect() {
        this.reset();
        for (const { name, counts } of indexes.models) {
          const encoder = name!;
          this.inc({ encoder, source: 'hit' }, counts.hits);
          this.inc({ encoder, source: 'joined' }, counts.joined);
          this.inc({ encoder, source: 'miss' }, counts.misses);
        }
      },
    });
    new Gauge({
      name: 'tserini_index_documents',
      help: 'Documents in an index',
      labelNames: ['index'],
      registers,
      collect() {
        for (const index of indexes.all) this.set({ index: index.name }, index.info().documents);
      },
    });
    collectDefaultMetrics({ register: this.registry });
  }
}
