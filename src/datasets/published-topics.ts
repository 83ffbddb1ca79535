import { readTable } from '../util/files/read-table.js';
import { byName, type PublishedFile, publishedFile } from './published-file.js';

/** Topics that Pyserini and Anserini know by name. */
export interface PublishedTopics extends PublishedFile {
  /** How Anserini reads the file: the name of its reader, without `TopicReader`. */
  readonly reader: string;
  /**
   * `text`; `wordpiece`, BERT's tokens; `impact`, tokens repeated by their weights; `dense`, vectors; `dense-key`, ids of
   * vectors that are kept elsewhere.
   */
  readonly encoding: string;
  /** What encoded or expanded the topics, if anything. */
  readonly encoder: string | undefined;
  /** Number of topics, if known. */
  readonly topics: number | undefined;
}

const table = new URL('../../catalogue/topics.tsv', import.meta.url);

/** The published files of topics, in the order of their names. */
export const publishedTopics: readonly PublishedTopics[] = readTable<
  'file' | 'names' | 'reader' | 'encoding' | 'encoder' | 'topics' | 'at' | 'bytes' | 'checksum'
>(table).map((row) => ({
  ...publishedFile(row, row.reader === 'Kilt' ? ['queries'] : ['topics-and-qrels', 'topics']),
  reader: row.reader,
  encoding: row.encoding,
  encoder: row.encoder || undefined,
  topics: Number(row.topics) || undefined,
}));

/** The published topics by each of their names. */
export const namedTopics: ReadonlyMap<string, PublishedTopics> = byName(publishedTopics);
