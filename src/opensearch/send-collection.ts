import type { FieldTypes } from '../search/field-types.js';
import type { IndexingCall } from '../search/indexing-call.js';
import { TseriniError } from '../util/errors.js';
import { mapOrdered } from '../util/map-ordered.js';
import { type BulkItem, type BulkResult, sendBulk } from './bulk.js';
import type { Cluster } from './cluster.js';
import type { VectorCollection } from './collection.js';
import { deleteLine, indexLines, readDocument } from './document.js';
import { EverywhereTerms } from './everywhere-terms.js';
import { presentVersions } from './present-documents.js';
import type { OpenSearchMapping } from './tokens.js';

/** How a collection is sent. */
export interface SendOptions extends IndexingCall {
  readonly mapping: OpenSearchMapping;
  readonly threads: number;
  readonly batchBytes: number;
  readonly whitelist: ReadonlySet<string> | undefined;
  readonly uniqueDocid: boolean;
  readonly storeContents: boolean;
  readonly storeRaw: boolean;
  readonly fieldTypes: FieldTypes;
  /** Whether the index may have documents already. */
  readonly isResumed: boolean;
}

/** What a collection had, and what was indexed of it. */
export interface SentCollection {
  /** Records with a weight above 0. */
  readonly documents: number;
  /** Of these, those that the index had already. */
  readonly present: number;
  /** Whether a record replaced another one of its id. */
  readonly hasReplaced: boolean;
  readonly empty: number;
  readonly skipped: number;
  readonly fractionalWeights: number;
  readonly droppedTokens: number;
  readonly spacedIds: number;
  readonly spacedId: string | undefined;
  readonly leastWeight: number;
  readonly largestWeight: number;
  readonly everywhere: EverywhereTerms;
}

const maxDocumentsPerRequest = 2000;

/** How many duplicate ids a message names. */
const maxNamedIds = 20;

class Tally {
  documents = 0;
  present = 0;
  hasReplaced = false;
  empty = 0;
  skipped = 0;
  fractionalWeights = 0;
  droppedTokens = 0;
  spacedIds = 0;
  spacedId: string | undefined;
  leastWeight = Number.POSITIVE_INFINITY;
  largestWeight = 0;
  readonly everywhere = new EverywhereTerms();
}

/**
 * Reads a collection and sends its documents, several requests at a time. Memory holds these requests and the terms of
 * one document.
 * @throws TseriniError `INPUT` (a broken record, duplicate ids, an empty collection), `CLUSTER`,
 *   `INTERRUPTED`
 */
export async function sendCollection(
  cluster: Cluster,
  index: string,
  collection: VectorCollection,
  options: SendOptions,
): Promise<SentCollection> {
  const { threads, uniqueDocid, isResumed, signal, onProgress } = options;
  const tally = new Tally();
  const send = async (batch: readonly BulkItem[]): Promise<void> => {
    const present = isResumed ? await presentVersions(cluster, index, batch, signal) : undefined;
    const missing = present ? batch.filter((item) => present.get(item.id) !== item.version) : batch;
    tally.present += batch.length - missing.length;
    if (missing.length === 0) return;
    count(missing, await sendBulk(cluster, index, missing, cluster.maxRetries, signal), tally, uniqueDocid);
  };
  let done = 0;
  // A request that fails while another is awaited ends the loop when its turn comes.
  const batches = inBatches(readItems(collection, options, tally), options.batchBytes);
  const sent = mapOrdered(batches, threads, async (batch) => {
    await send(batch);
    return batch.length;
  });
  for await (const size of sent) {
    done += size;
    const { bytes, bytesRead } = collection;
    onProgress?.(done, bytesRead > 0 ? Math.round((tally.documents * bytes) / bytesRead) : 0);
  }
  if (tally.documents + tally.empty + tally.skipped === 0) {
    throw new TseriniError('INPUT', 'the collection holds no documents');
  }
  return tally;
}

async function* readItems(
  collection: VectorCollection,
  { mapping, whitelist, uniqueDocid, storeContents, storeRaw, fieldTypes, signal }: SendOptions,
  tally: Tally,
): AsyncGenerator<BulkItem> {
  for await (const line of collection.lines(signal)) {
    const document = readDocument(line, fieldTypes);
    const { id, weights, fractions, dropped, contents } = document;
    if (whitelist && !whitelist.has(id)) {
      tally.skipped++;
      continue;
    }
    const { where, number: version } = line;
    tally.fractionalWeights += fractions;
    tally.droppedTokens += dropped;
    if (weights.size === 0) {
      tally.empty++;
      tally.everywhere.drop(id);
      // The last record of its id has no terms: the document is not in the index.
      if (uniqueDocid) yield { id, version, where, lines: deleteLine(id, version) };
      continue;
    }
    tally.documents++;
    if (/[\t-\r ]/.test(id)) {
      tally.spacedIds++;
      tally.spacedId ??= id;
    }
    for (const weight of weights.values()) {
      if (weight < tally.leastWeight) tally.leastWeight = weight;
      if (weight > tally.largestWeight) tally.largestWeight = weight;
    }
    tally.everywhere.add(id, weights);
    const stored = { contents: storeContents ? contents : undefined, raw: storeRaw ? line.text : undefined };
    yield { id, version, where, lines: indexLines(document, mapping, line, stored) };
  }
}

async function* inBatches(items: AsyncIterable<BulkItem>, bytes: number): AsyncGenerator<BulkItem[]> {
  let batch: BulkItem[] = [];
  let size = 0;
  for await (const item of items) {
    batch.push(item);
    size += item.lines.length;
    if (size >= bytes || batch.length === maxDocumentsPerRequest) {
      yield batch;
      batch = [];
      size = 0;
    }
  }
  if (batch.length > 0) yield batch;
}

function count(
  batch: readonly BulkItem[],
  results: readonly BulkResult[],
  tally: Tally,
  uniqueDocid: boolean,
): void {
  const duplicates = new Set<string>();
  for (const [i, result] of results.entries()) {
    if (result === 'replaced' || result === 'superseded') duplicates.add(batch[i]!.id);
    if (result === 'deleted') tally.hasReplaced = true;
  }
  if (duplicates.size === 0) return;
  tally.hasReplaced = true;
  if (uniqueDocid) return;
  const named = [...duplicates].slice(0, maxNamedIds).join(', ');
  throw new TseriniError(
    'INPUT',
    `duplicate ids: ${named} (the index is not served; --uniqueDocid keeps the last of each)`,
    { value: [...duplicates] },
  );
}
