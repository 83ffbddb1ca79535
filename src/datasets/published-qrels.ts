import { readTable } from '../util/files/read-table.js';
import { byName, type PublishedFile, publishedFile } from './published-file.js';

/** Judgments that Pyserini and Anserini know by name. */
export interface PublishedQrels extends PublishedFile {
  /** Number of judged topics, if known. */
  readonly topics: number | undefined;
  /** Number of judgments, if known. */
  readonly judgments: number | undefined;
}

const table = new URL('../../catalogue/qrels.tsv', import.meta.url);

/** The published files of judgments, in the order of their names. */
export const publishedQrels: readonly PublishedQrels[] = readTable<
  'file' | 'names' | 'topics' | 'judgments' | 'at' | 'bytes' | 'checksum'
>(table).map((row) => ({
  ...publishedFile(row, ['topics-and-qrels', 'qrels']),
  topics: Number(row.topics) || undefined,
  judgments: Number(row.judgments) || undefined,
}));

/** The published judgments by each of their names. */
export const namedQrels: ReadonlyMap<string, PublishedQrels> = byName(publishedQrels);
