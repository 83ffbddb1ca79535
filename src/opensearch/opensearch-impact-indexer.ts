import type { FileShard } from '../corpus/file-shard.js';
import { modelOfVectors } from '../encode/collection/model-of-vectors.js';
import { checkFieldTypes, type FieldTypes } from '../search/field-types.js';
import type { IndexingCall } from '../search/indexing-call.js';
import { throwIfStopped } from '../util/abort.js';
import { TseriniError } from '../util/errors.js';
import { readEntries } from '../util/files/read-lines.js';
import { packageVersion } from '../util/package-version.js';
import { Cluster } from './cluster.js';
import { VectorCollection } from './collection.js';
import { completeIndex } from './complete-index.js';
import { type OpenSearchConnection, parseIndexAddress } from './connection.js';
import { type IndexHealth, refreshIndex } from './finish-index.js';
import { type IndexMeta, metaFormat } from './index-meta.js';
import {
  createIndex,
  deleteIndex,
  sameCollection,
  servedIndexes,
  unfinishedIndexes,
} from './physical-index.js';
import { sendCollection } from './send-collection.js';
import { largestWeight } from './survey-weights.js';
import { largestFeature, type OpenSearchMapping } from './tokens.js';

/** Options of an index on a cluster, and of its building. */
export interface OpenSearchIndexerOptions extends OpenSearchConnection {
  /**
   * How weights are stored. Default `auto`: `rank_features` if the largest is at most 512, for which the collection is
   * read once before it is indexed; else `scripted`.
   */
  readonly mapping?: OpenSearchMapping | 'auto';
  /** Number of primary shards. Default 1. */
  readonly shards?: number;
  /** Replicas of each shard. Default 1: no document is lost with one machine. */
  readonly replicas?: number;
  /** Make the replicas once everything is indexed: faster, but until then a lost machine loses documents. */
  readonly replicasAfter?: boolean;
  /** Bulk requests at a time. Default 4. */
  readonly threads?: number;
  /** Size of a bulk request in MB. Default 4. With `threads`, the bound of memory. */
  readonly batchMb?: number;
  /** The model that made the vectors, to be stored with the index. Default: as the manifest beside them says. */
  readonly model?: string;
  /** Keep the last document of an id. Without it, a duplicate id is an error. */
  readonly uniqueDocid?: boolean;
  /** A file with the ids to index, one per line; the other records are skipped. */
  readonly whitelist?: string;
  /** Index only the files of one part of the collection. */
  readonly shard?: FileShard;
  /** The fields of records that filters of searches compare. Default: none but `docid`. */
  readonly fieldTypes?: FieldTypes;
  /** Store vectors, for relevance feedback and {@link OpenSearchImpactSearcher.getDocumentVector}. */
  readonly storeDocvectors?: boolean;
  /** Store the text of the record's `contents`. */
  readonly storeContents?: boolean;
  /** Store the whole record as it is in the collection. */
  readonly storeRaw?: boolean;
  /** Merge each shard into one segment at the end. */
  readonly optimize?: boolean;
  /**
   * How often the cluster refreshes the index once it is whole, `30s` or `-1`. Default: as the cluster does. While it
   * is built, it is not refreshed.
   */
  readonly refresh?: string;
  /** Delete what a stopped indexing of this name left, instead of resuming it. */
  readonly restart?: boolean;
  /** Delete the index that the new one replaces; by default it stays under its own name. */
  readonly deleteOld?: boolean;
}

/** The result of indexing to a cluster. */
export interface OpenSearchIndexSummary {
  /** Documents in the index. */
  readonly indexed: number;
  /** Of these, those that a stopped indexing had sent. */
  readonly resumed: number;
  /** Documents without a weight above 0; as in a Lucene index, they are left out. */
  readonly empty: number;
  /** Documents that are not on the whitelist. */
  readonly skipped: number;
  /** Weights with a fraction, which was cut off. */
  readonly fractionalWeights: number;
  /** Tokens that were left out: of a weight between 0 and 1, or white space. */
  readonly droppedTokens: number;
  /** Documents whose ids have white space: no run in TREC's or MS MARCO's format can hold them. */
  readonly spacedIds: number;
  /** One of these ids. */
  readonly spacedId: string | undefined;
  /** The index's own name, to which the alias points now. */
  readonly index: string;
  readonly mapping: OpenSearchMapping;
  readonly largestWeight: number;
  /** How many terms every document has: they add nothing to a score. */
  readonly everywhere: number;
  /** `yellow` if not all replicas are made yet. */
  readonly health: IndexHealth;
  /** The indexes to which the alias pointed before. */
  readonly replaced: readonly string[];
}

/**
 * Builds an impact index on an OpenSearch cluster from a JsonVectorCollection with one record per line. The index's
 * name is an alias, which is switched to the new index when that is complete; an indexing that was stopped resumes when
 * it is started again.
 *
 * ```ts
 * const indexer = new OpenSearchImpactIndexer('https://search.example.org:9200/nfcorpus', { shards: 2 });
 * const summary = await indexer.index('encode/nfcorpus');
 * console.log(`${summary.indexed} documents in ${summary.index}`);
 * ```
 */
export class OpenSearchImpactIndexer {
  readonly #name: string;
  readonly #options: OpenSearchIndexerOptions;

  /**
   * @param index `https://host:9200/name`, or the name alone where the options or the environment say the url
   * @throws TseriniError `USAGE` where the name or an option cannot be
   */
  constructor(index: string, options: OpenSearchIndexerOptions = {}) {
    const { index: name, connection } = parseIndexAddress(index, options);
    checkOptions(options);
    this.#name = name;
    this.#options = { ...options, ...connection };
  }

  /**
   * Indexes a collection. Until that is complete, searches see what they saw before.
   * @param input a JSONL file, plain or .gz, or a folder of them
   * @throws TseriniError `NOT_FOUND`, `IO`, `INPUT` (file and line of a broken record, or one that the mapping cannot
   *   hold), `INDEX` (something else has the name), `CLUSTER`, `INTERRUPTED`
   */
  async index(input: string, call: IndexingCall = {}): Promise<OpenSearchIndexSummary> {
    const { signal } = call;
    throwIfStopped(signal);
    const { whitelist, shard, shards = 1, storeContents = false, storeRaw = false } = this.#options;
    const { storeDocvectors = false, fieldTypes = {} } = this.#options;
    const collection = await VectorCollection.open(input, shard);
    const wanted = whitelist === undefined ? undefined : new Set(await readEntries('whitelist', whitelist));
    const fingerprint = await collection.fingerprint({
      whitelist: wanted ? [...wanted] : null,
      shards,
      ...(storeDocvectors ? { storeDocvectors } : {}),
      ...(Object.keys(fieldTypes).length > 0 ? { fieldTypes } : {}),
      storeContents,
      storeRaw,
    });
    await using cluster = await Cluster.connect(this.#options);
    // An error now is better than after everything is indexed.
    await servedIndexes(cluster, this.#name, signal);
    const { index, meta, isResumed } = await this.#begin(cluster, collection, fingerprint, call);
    const sent = await sendCollection(cluster, index, collection, {
      mapping: meta.mapping,
      threads: this.#options.threads ?? 4,
      batchBytes: (this.#options.batchMb ?? 4) * 1e6,
      whitelist: wanted,
      uniqueDocid: this.#options.uniqueDocid === true,
      storeContents,
      storeRaw,
      fieldTypes,
      isResumed,
      ...call,
    });
    const done = await completeIndex(cluster, index, meta, sent, this.#options, signal);
    return {
      ...done,
      resumed: sent.present,
      empty: sent.empty,
      skipped: sent.skipped,
      fractionalWeights: sent.fractionalWeights,
      droppedTokens: sent.droppedTokens,
      spacedIds: sent.spacedIds,
      spacedId: sent.spacedId,
      index,
      mapping: meta.mapping,
      largestWeight: sent.largestWeight,
    };
  }

  /** Finds the index to resume, or creates one. */
  async #begin(
    cluster: Cluster,
    collection: VectorCollection,
    fingerprint: string,
    call: IndexingCall,
  ): Promise<{ index: string; meta: IndexMeta; isResumed: boolean }> {
    const { mapping = 'auto', shards = 1, replicas = 1, replicasAfter, restart } = this.#options;
    const made = await modelOfVectors(collection.paths);
    const model = this.#options.model ?? made?.model.name ?? null;
    const { storeDocvectors, storeContents, storeRaw, fieldTypes = {} } = this.#options;
    const { signal } = call;
    let unfinished = await unfinishedIndexes(cluster, this.#name, signal);
    if (restart) {
      for (const { index } of unfinished) await deleteIndex(cluster, index, signal);
      unfinished = [];
    }
    const asked = mapping === 'auto' ? undefined : mapping;
    const same = sameCollection(unfinished, fingerprint, asked);
    if (same) {
      await refreshIndex(cluster, same.index, signal);
      return { index: same.index, meta: { ...same.meta, model: model ?? same.meta.model }, isResumed: true };
    }
    const largest = asked ?? (await largestWeight(collection, largestFeature, signal));
    const fits = typeof largest === 'number' && largest <= largestFeature;
    const meta: IndexMeta = {
      format: metaFormat,
      name: this.#name,
      mapping: asked ?? (fits ? 'rank_features' : 'scripted'),
      model,
      ...(made ? { modelSha256: made.model.sha256 } : {}),
      ...(made?.quantization ? { quantization: made.quantization } : {}),
      version: packageVersion(),
      collection: fingerprint,
      stores: [
        ...(storeDocvectors ? ['docvectors'] : []),
        ...(storeContents ? ['contents'] : []),
        ...(storeRaw ? ['raw'] : []),
      ],
      ...(Object.keys(fieldTypes).length > 0 ? { fieldTypes } : {}),
      complete: false,
    };
    const layout = { mapping: meta.mapping, shards, replicas: replicasAfter ? 0 : replicas };
    return { index: await createIndex(cluster, layout, meta, signal), meta, isResumed: false };
  }
}

function checkOptions(options: OpenSearchIndexerOptions): void {
  const { shards, replicas, threads, batchMb, mapping, fieldTypes = {} } = options;
  checkFieldTypes(fieldTypes, []);
  const refuse = (message: string, value: unknown): never => {
    throw new TseriniError('USAGE', message, { value });
  };
  for (const [name, value, least] of [
    ['shards', shards, 1],
    ['replicas', replicas, 0],
    ['threads', threads, 1],
  ] as const) {
    if (value !== undefined && !(Number.isInteger(value) && value >= least)) {
      refuse(`${name} must be a whole number from ${least} up, not ${value}`, value);
    }
  }
  if (batchMb !== undefined && !(batchMb > 0 && batchMb <= 90)) {
    refuse(`batchMb must be above 0 and at most 90, as clusters take 100 MB, not ${batchMb}`, batchMb);
  }
  if (mapping !== undefined && !['auto', 'rank_features', 'scripted'].includes(mapping)) {
    refuse(`no mapping ${mapping}; available: auto, rank_features, scripted`, mapping);
  }
}
