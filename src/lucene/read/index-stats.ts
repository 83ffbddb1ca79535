import type { IndexStats } from './index-view.js';
import { LuceneIndexReader } from './lucene-index-reader.js';

/**
 * Opens an index, reads its figures and closes it.
 * @throws TseriniError `NOT_FOUND`, `INDEX`, `JVM`
 */
export async function readIndexStats(index: string): Promise<IndexStats> {
  await using reader = await LuceneIndexReader.open(index);
  return await reader.stats();
}
