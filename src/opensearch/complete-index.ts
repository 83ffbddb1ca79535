import { TseriniError } from '../util/errors.js';
import type { Cluster } from './cluster.js';
import { documentFrequencies } from './document-frequencies.js';
import {
  countDocuments,
  type IndexHealth,
  mergeSegments,
  openForSearch,
  refreshIndex,
  waitForHealth,
} from './finish-index.js';
import type { IndexMeta } from './index-meta.js';
import { servedIndexes, switchAlias, writeMeta } from './physical-index.js';
import type { SentCollection } from './send-collection.js';

/** Seconds to wait for all primary shards, and for their replicas. */
const patience = { primaries: 300, replicas: 60 };

/** How an index is completed. */
export interface CompletionOptions {
  readonly replicas?: number;
  readonly optimize?: boolean;
  readonly refresh?: string;
  readonly deleteOld?: boolean;
}

/** An index that is served now. */
export interface Completion {
  readonly indexed: number;
  readonly everywhere: number;
  readonly health: IndexHealth;
  /** The indexes that it replaced. */
  readonly replaced: readonly string[];
}

/**
 * Completes an index to which everything was sent: counts its documents, writes its `_meta` and switches the alias to it.
 * @throws TseriniError `CLUSTER` (a shard is missing, or documents are), `INDEX` (the name is in use otherwise)
 */
export async function completeIndex(
  cluster: Cluster,
  index: string,
  meta: IndexMeta,
  sent: SentCollection,
  { replicas = 1, optimize, refresh, deleteOld = false }: CompletionOptions,
  signal?: AbortSignal,
): Promise<Completion> {
  await waitForHealth(cluster, index, 'yellow', patience.primaries, signal);
  await refreshIndex(cluster, index, signal);
  const indexed = await countDocuments(cluster, index, signal);
  if (!sent.hasReplaced && indexed !== sent.documents) {
    throw new TseriniError(
      'CLUSTER',
      `${index} has ${indexed} documents of the ${sent.documents} that were sent (are there duplicate ids?): ` +
        'it is not served; run the same command again, or with --restart',
      { value: index },
    );
  }
  const everywhere = await termsEverywhere(cluster, index, meta, sent, indexed, signal);
  if (optimize) await mergeSegments(cluster, index, signal);
  await openForSearch(cluster, index, replicas, refresh, signal);
  const health = await waitForHealth(cluster, index, 'green', patience.replicas, signal);
  const weights = { least: Math.min(sent.leastWeight, sent.largestWeight), largest: sent.largestWeight };
  await writeMeta(
    cluster,
    index,
    { ...meta, complete: true, documents: indexed, weights, everywhere },
    signal,
  );
  const served = await servedIndexes(cluster, meta.name, signal);
  const replaced = served.map((old) => old.index).filter((old) => old !== index);
  await switchAlias(cluster, meta.name, index, replaced, deleteOld, signal);
  return { indexed, everywhere: everywhere.length, health, replaced };
}

async function termsEverywhere(
  cluster: Cluster,
  index: string,
  { mapping }: IndexMeta,
  { hasReplaced, everywhere }: SentCollection,
  documents: number,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  if (!hasReplaced) return everywhere.inAll;
  const frequencies = await documentFrequencies(cluster, index, mapping, everywhere.candidates, signal);
  return everywhere.candidates.filter((term) => frequencies.get(term) === documents).sort();
}
