import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { IndexSet } from '../serving/index-set.js';
import type { ServedIndexEvents } from '../serving/served-index.js';
import type { Admission } from './admission.js';

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What the server counts, for Prometheus. Each server has a registry of its own. */
export class Metrics {
  readonly registry = new Registry();
  readonly #requests = this.#histogram(
    'tserini_http_request_duration_seconds',
    'Time from the head of a request to the end of its answer',
    ['method', 'route', 'status'],
  );
  readonly #searches = this.#histogram(
    'tserini_search_duration_seconds',
    "Time of a search in Lucene, with its wait for one of Java's threads",
    ['index', 'method'],
  );
  readonly #encodings = this.#histogram(
    'tserini_encode_duration_seconds',
    "Time until a query's vector is there, from the cache too",
    ['encoder'],
  );

  #histogram<T extends string>(name: string, help: string, labelNames: readonly T[]): Histogram<T> {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }

  /** What the indexes report to. */
  readonly events: ServedIndexEvents = {
    onEncode: (encoder, milliseconds) => this.#encodings.observe({ encoder }, milliseconds / 1000),
    onSearch: (index, method, milliseconds) => this.#searches.observe({ index, method }, milliseconds / 1000),
  };

  /** @param status 499 where the client went away before the end of the answer */
  requestDone(method: string, route: string, status: number, milliseconds: number): void {
    this.#requests.observe({ method, route, status: String(status) }, milliseconds / 1000);
  }

  /** Reads figures when they are asked for. */
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
    gauge('tserini_requests_active', 'Requests at work', () => admission.active);
    gauge('tserini_requests_waiting', 'Requests in line', () => admission.waiting);
    gauge(
      'tserini_requests_refused',
      'Requests sent away with 503 because the line was full, so far',
      () => admission.refused,
    );
    new Counter({
      name: 'tserini_query_vectors_total',
      help: 'Queries by where their vector came from: hit (kept), joined (under way), miss (encoded)',
      labelNames: ['encoder', 'source'],
      registers,
      collect() {
        this.reset();
        for (const { model, counts } of indexes.encoders) {
          const encoder = model!;
          this.inc({ encoder, source: 'hit' }, counts.hits);
          this.inc({ encoder, source: 'joined' }, counts.joined);
          this.inc({ encoder, source: 'miss' }, counts.misses);
        }
      },
    });
    const documents = 'Documents of an index';
    new Gauge({
      name: 'tserini_index_documents',
      help: documents,
      labelNames: ['index'],
      registers,
      collect() {
        for (const index of indexes.all) this.set({ index: index.name }, index.info().documents);
      },
    });
    collectDefaultMetrics({ register: this.registry });
  }
}
