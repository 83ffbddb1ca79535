import { TseriniError } from '../util/errors.js';
import type { Cluster } from './cluster.js';
import { documentFrequencies } from './document-frequencies.js';
import { type CompleteMeta, requireComplete } from './index-meta.js';
import { checkExact, concurrencySetting, type IndexDescription } from './mapping.js';
import { findIndexes } from './physical-index.js';

type Terms = readonly (readonly [string, number])[];

/** OpenSearch's own limit of hits, unless an index says another. */
const usualWindow = 10_000;

/** An index that was found under a name and checked: its scores are exact. */
export class CheckedIndex {
  /** Its own name, not the alias: what is known of it stays true until it is deleted. */
  readonly index: string;
  readonly meta: CompleteMeta;
  readonly everywhere: ReadonlySet<string>;
  readonly #cluster: Cluster;
  readonly #window: number;
  readonly #minIdf: number;
  readonly #frequencies = new Map<string, number>();

  constructor(
    cluster: Cluster,
    index: string,
    meta: CompleteMeta,
    settings: IndexDescription['settings'],
    minIdf: number,
  ) {
    this.#cluster = cluster;
    this.index = index;
    this.meta = meta;
    this.everywhere = new Set(meta.everywhere);
    this.#window = Number(settings?.['index.max_result_window'] ?? usualWindow);
    // Terms that every document has are never searched.
    this.#minIdf = Math.max(0, minIdf);
  }

  /** @throws TseriniError `USAGE` where more hits are wanted than the index gives */
  requireWindow(k: number): void {
    if (k > this.#window) {
      throw new TseriniError(
        'USAGE',
        `${k} hits are more than the ${this.#window} that index ${this.index} gives: ask for fewer, or raise its ` +
          'setting index.max_result_window',
        { value: k },
      );
    }
  }

  /**
   * The terms of each query that a document has, and whose idf is above `minIdf`. Those that no document has add nothing to
   * a score: they are left in if the cluster would have to be asked for them alone.
   * @param isExact whether they are left out in any case
   */
  async keepRare(
    queries: readonly Terms[],
    isExact: boolean,
    signal?: AbortSignal,
  ): Promise<readonly Terms[]> {
    if (this.#minIdf <= 0 && !isExact) return queries;
    const terms = queries.flatMap((query) => query.map(([term]) => term));
    const frequencies = await this.frequencies(terms, signal);
    return queries.map((query) =>
      query.filter(([term]) => {
        const df = frequencies.get(term)!;
        return df > 0 && !this.isCommon(df);
      }),
    );
  }

  /** Whether queries drop a term of this document frequency: its idf is not above `minIdf`. */
  isCommon(df: number): boolean {
    return Math.log(this.meta.documents / df) <= this.#minIdf;
  }

  /** The document frequencies of terms; the cluster is asked for each once. */
  async frequencies(terms: Iterable<string>, signal?: AbortSignal): Promise<ReadonlyMap<string, number>> {
    const known = this.#frequencies;
    const unknown = [...new Set(terms)].filter((term) => !known.has(term));
    const { index, meta, everywhere } = this;
    const asked = unknown.filter((term) => !everywhere.has(term));
    const found = await documentFrequencies(this.#cluster, index, meta.mapping, asked, signal);
    for (const term of unknown) known.set(term, found.get(term) ?? meta.documents);
    return known;
  }
}

/**
 * Finds and checks the index of a name, which is an alias as a rule.
 * @throws TseriniError `NOT_FOUND`; `INDEX` where its scores could be wrong, it is half built, or another program
 *   built it; `CLUSTER`
 */
export async function openIndex(
  cluster: Cluster,
  name: string,
  minIdf = 0,
  signal?: AbortSignal,
): Promise<CheckedIndex> {
  const found = await findIndexes(cluster, name, signal);
  const [index] = found;
  if (!index) {
    throw new TseriniError(
      'NOT_FOUND',
      `no index ${name} at ${cluster.url}: index.opensearch builds it, and it is served once it is whole`,
      { value: name },
    );
  }
  if (found.length > 1) {
    throw new TseriniError(
      'INDEX',
      `${name} stands for ${found.length} indexes (${found.map((one) => one.index).join(', ')}): name one of them`,
      { value: name },
    );
  }
  const meta = requireComplete(index.index, index.meta);
  checkExact(index.index, index.description, meta);
  return new CheckedIndex(cluster, index.index, meta, index.description.settings, minIdf);
}

/**
 * A text that changes when the alias points to another index, or when the setting changes on which exact scores depend.
 * @returns undefined if there is no such name
 * @throws TseriniError `CLUSTER`, without trying again
 */
export async function indexFingerprint(cluster: Cluster, name: string): Promise<string | undefined> {
  const settings = await cluster.find<object>({
    method: 'GET',
    path: `/${encodeURIComponent(name)}/_settings/index.uuid,${concurrencySetting}`,
    query: { flat_settings: true },
    maxRetries: 0,
  });
  return settings && JSON.stringify(settings);
}
