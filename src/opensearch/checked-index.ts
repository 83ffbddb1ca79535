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
    this.#minIdf = minIdf;
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

  /** The terms of each query whose idf is above `minIdf`. */
  async keepRare(queries: readonly Terms[], signal?: AbortSignal): Promise<readonly Terms[]> {
    if (this.#minIdf <= 0) return queries;
    const known = this.#frequencies;
    const unknown = new Set(queries.flatMap((terms) => terms.map(([term]) => term)));
    for (const term of known.keys()) unknown.delete(term);
    const { index, meta } = this;
    const found = await documentFrequencies(this.#cluster, index, meta.mapping, [...unknown], signal);
    for (const [term, df] of found) known.set(term, df);
    const isRare = (term: string) => {
      const df = known.get(term) ?? 0;
      return df > 0 && Math.log(meta.documents / df) > this.#minIdf;
    };
    return queries.map((terms) => terms.filter(([term]) => isRare(term)));
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
