import { availableParallelism } from 'node:os';
import type { FileShard } from '../../corpus/file-shard.js';
import { checkFieldTypes, type FieldTypes } from '../../search/field-types.js';
import { TseriniError } from '../../util/errors.js';
import { readEntries } from '../../util/files/read-lines.js';
import { type AnalyzerOptions, javaAnalyzerOptions } from '../analysis/analyzer.js';
import { javaClass, javaPath, javaText } from '../jvm/jvm.js';
import type { IndexFacts } from './index-facts.js';

/** The kinds of collections, by Anserini's names. */
export const collectionKinds = ['JsonVectorCollection', 'JsonCollection'] as const;

/** What to do with collections of other kinds. */
export const otherCollections = 'docs/corpora.md says how corpora of other kinds are read';

/** A kind of collection, by Anserini's name. */
export type CollectionKind = (typeof collectionKinds)[number];

/** What an index holds, and how it is built. */
export interface IndexerOptions {
  /**
   * What the records are: id and vector (`JsonVectorCollection`, the default), or id, contents and further
   * fields (`JsonCollection`).
   */
  readonly collection?: CollectionKind;
  /** The collection's name in the index's record. Default: the last part of the input's path; for records, of the index's. */
  readonly collectionName?: string;
  /** Frequencies are impacts and lengths do not count. Default: for a JsonVectorCollection. */
  readonly impact?: boolean;
  /**
   * JsonVectorCollection of impacts: index the text of `contents`, too, in the field `text`, which a {@link LuceneSearcher} of
   * the index searches; and store the text that a record has as `raw`. A record needs no term then.
   */
  readonly indexText?: boolean;
  /** JsonCollection, and with indexText: how text becomes terms. The tokens of a vector are indexed as they are. */
  readonly analyzer?: AnalyzerOptions;
  /** JsonCollection: fields to index beside `contents`, each under its name. */
  readonly fields?: readonly string[];
  /**
   * Fields of the records that filters compare, with their types: `{ year: 'number', lang: 'keyword' }`. A field may have
   * one value or an array of them; null is no value.
   */
  readonly fieldTypes?: FieldTypes;
  /**
   * JsonVectorCollection: multiplies the weights, and rounds them to whole numbers, halves to even; those that become 0 are
   * left out. Without it the fractions of weights are cut off.
   */
  readonly scale?: number;
  /** Keep the true lengths of documents, for {@link LuceneSearcher.setBm25} with `accurate`. */
  readonly bm25Accurate?: boolean;
  /** A file with the ids to index, one per line; the other records are skipped. */
  readonly whitelist?: string;
  /** Index only the files of one part of the collection. */
  readonly shard?: FileShard;
  /**
   * Threads that parse and index, at most one per core, which is the default. With 1, documents keep the
   * collection's order.
   */
  readonly threads?: number;
  /** Keep the last document of an id. Without it, a duplicate id is an error. Files are indexed with one thread. */
  readonly uniqueDocid?: boolean;
  /** Add to the existing index, instead of replacing it. */
  readonly append?: boolean;
  /** Merge into one segment at the end; of records, at every commit. */
  readonly optimize?: boolean;
  /** Store positions, each token repeated as often as its weight says. Many times slower and larger. */
  readonly storePositions?: boolean;
  /** Store each document's vector, for relevance feedback in Anserini and Pyserini. */
  readonly storeDocvectors?: boolean;
  /** Store the text of the record's `contents`. */
  readonly storeContents?: boolean;
  /** Store the whole record as it is in the collection. */
  readonly storeRaw?: boolean;
  /** Memory for postings before they are written to the disk, in MB. Default: a quarter of the Java heap. */
  readonly memoryBuffer?: number;
  /**
   * Records: the model that encoded the vectors, by its name and its `modelSha256()`, and its `settings`, for the index's record;
   * vectors of another model, or of other settings, are refused. Of files, the manifest beside them says it.
   */
  readonly model?: {
    readonly name: string;
    readonly sha256: string;
    readonly settings?: Readonly<Record<string, string>>;
  };
  /**
   * Records: when to commit, beside `commit()` and `close()`. With `batch`, every call resolves once what it did is
   * committed; calls that come at the same time share a commit. A number is the milliseconds between two commits.
   */
  readonly commitEvery?: 'batch' | number;
}

/** Names of fields that an index or a record already has. */
const reservedFields = ['id', 'raw', 'vector'];

/** @throws TseriniError `USAGE` */
export function checkOptions(options: IndexerOptions): void {
  const { threads, memoryBuffer, collection = 'JsonVectorCollection', fields = [], commitEvery } = options;
  const refuse = (message: string, value: unknown): never => {
    throw new TseriniError('USAGE', message, { value });
  };
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    refuse(`threads must be a whole number from 1 up, not ${threads}`, threads);
  }
  if (memoryBuffer !== undefined && !(memoryBuffer > 0 && memoryBuffer <= 2048)) {
    refuse(`memoryBuffer must be above 0 and at most 2048 MB, not ${memoryBuffer}`, memoryBuffer);
  }
  if (commitEvery !== undefined && commitEvery !== 'batch' && !(commitEvery >= 1 && commitEvery < 2 ** 31)) {
    refuse(`commitEvery must be 'batch' or milliseconds from 1 up, not ${commitEvery}`, commitEvery);
  }
  if (!collectionKinds.includes(collection)) {
    refuse(
      `no collection ${collection}; available: ${collectionKinds.join(', ')}; ${otherCollections}`,
      collection,
    );
  }
  if (
    options.indexText &&
    (collection !== 'JsonVectorCollection' || options.impact === false || options.storeRaw)
  ) {
    refuse('indexText is for a JsonVectorCollection of impacts, and not with storeRaw', options.indexText);
  }
  const analyzes = options.analyzer && !options.indexText;
  if (collection === 'JsonVectorCollection' && (fields.length > 0 || analyzes)) {
    refuse(
      'fields and analyzer are for a JsonCollection: the tokens of a vector are indexed as they are',
      fields,
    );
  }
  if (options.scale !== undefined) {
    if (!(options.scale > 0 && Number.isFinite(options.scale))) {
      refuse(`scale must be a number above 0, not ${options.scale}`, options.scale);
    }
    if (collection !== 'JsonVectorCollection') {
      refuse(`scale is for the weights of a JsonVectorCollection, not for a ${collection}`, options.scale);
    }
  }
  const reserved = fields.find((name) => reservedFields.includes(name) || name === '' || name.includes('\n'));
  if (reserved !== undefined) refuse(`a field of that name cannot be indexed: "${reserved}"`, reserved);
  checkFieldTypes(options.fieldTypes ?? {}, options.indexText ? ['text'] : fields);
  if (options.impact && options.bm25Accurate) {
    refuse('impact and bm25Accurate exclude each other: impacts have no lengths', options.bm25Accurate);
  }
}

/** What stands for standard input. */
export const standardInput = '-';

/** The shim's `IndexingOptions`. */
export type JavaIndexingOptions = Record<string, string | number | boolean | object>;

/**
 * Makes the shim's options of an indexing.
 * @param files the collection's; none for records
 * @throws TseriniError `NOT_FOUND`, `INPUT` (the whitelist, the stop words), `JVM`
 */
export async function javaIndexingOptions(
  index: string,
  files: readonly string[],
  facts: IndexFacts,
  options: IndexerOptions,
): Promise<JavaIndexingOptions> {
  const Options = await javaClass<new () => JavaIndexingOptions>('index.IndexingOptions');
  const java = new Options();
  const {
    threads = availableParallelism(),
    collection = 'JsonVectorCollection',
    impact = collection === 'JsonVectorCollection',
    uniqueDocid = false,
    memoryBuffer = 0,
    analyzer = {},
    fields = [],
    fieldTypes = {},
    whitelist,
    shard: _shard,
    collectionName: _name,
    model: _model,
    commitEvery: _commit,
    ...flags
  } = options;
  for (const [name, value] of Object.entries(flags)) {
    if (value !== undefined) java[name] = typeof value === 'string' ? javaText(value) : value;
  }
  if (whitelist !== undefined) {
    java.whitelist = javaText((await readEntries('whitelist', whitelist)).join('\n'));
  }
  java.index = javaPath(index);
  java.files = files.map((file) => (file === standardInput ? file : javaPath(file))).join('\n');
  java.collection = collection;
  java.impact = impact;
  // Only in the collection's order is it known which document of an id is the last.
  // More threads than cores only cost: each writes its own segment.
  java.threads = uniqueDocid && files.length > 0 ? 1 : Math.min(threads, availableParallelism());
  java.uniqueDocid = uniqueDocid;
  java.memoryBufferMb = memoryBuffer;
  java.analyzer = await javaAnalyzerOptions(analyzer);
  java.fieldTypes = javaText(
    Object.entries(fieldTypes)
      .map(([name, type]) => `${type} ${name}`)
      .join('\n'),
  );
  java.fields = javaText([...new Set(fields)].filter((name) => name !== 'contents').join('\n'));
  java.indexFacts = javaText(facts.index);
  java.collectionFacts = javaText(facts.collection);
  return java;
}
