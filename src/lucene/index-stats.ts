import { requireIndexFolder } from './index-folder.js';
import { callJava, javaClass } from './jvm.js';

/** Figures of an index, by the names of Pyserini's `LuceneIndexReader.stats()`. */
export interface IndexStats {
  /** The sum of all term frequencies; in an impact index, of all weights. */
  readonly totalTerms: number;
  readonly documents: number;
  readonly nonEmptyDocuments: number;
  readonly uniqueTerms: number;
}

/**
 * Reads an index's figures.
 * @throws TseriniError `NOT_FOUND`, `INDEX`, `JVM`
 */
export async function readIndexStats(index: string): Promise<IndexStats> {
  await requireIndexFolder(index);
  const Stats = await javaClass<{ of(path: string): Promise<(number | bigint)[]> }>('IndexStats');
  const figures = await callJava(() => Stats.of(index));
  const [totalTerms, documents, nonEmptyDocuments, uniqueTerms] = figures.map(Number);
  return {
    totalTerms: totalTerms!,
    documents: documents!,
    nonEmptyDocuments: nonEmptyDocuments!,
    uniqueTerms: uniqueTerms!,
  };
}
