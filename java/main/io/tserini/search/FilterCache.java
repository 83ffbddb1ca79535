package io.tserini.search;

import io.tserini.ranking.CacheMemory;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LRUQueryCache;
import org.apache.lucene.search.QueryCache;
import org.apache.lucene.search.QueryCachingPolicy;
import org.apache.lucene.search.UsageTrackingQueryCachingPolicy;

/**
 * The documents of filters that searches repeat, by the filter and the segment's core: Lucene's cache, which leaves out
 * what is cheap to find again, such as the documents of one term, and drops what was not used for the longest time. It
 * holds documents that are deleted too, so that it survives deletions. All searchers of the process share it.
 */
final class FilterCache {
  private static final int MAX_FILTERS = 1000;

  private static final QueryCachingPolicy POLICY = new UsageTrackingQueryCachingPolicy();
  /** Null if there is no memory for it. */
  private static final QueryCache CACHE = create();

  private FilterCache() {}

  /** A searcher whose filters are cached. */
  static IndexSearcher searcher(IndexReader reader) {
    IndexSearcher searcher = new IndexSearcher(reader);
    searcher.setQueryCache(CACHE);
    searcher.setQueryCachingPolicy(POLICY);
    return searcher;
  }

  /** Takes a quarter of the memory of all caches; while others have it, less. */
  private static QueryCache create() {
    CacheMemory memory = new CacheMemory();
    long bytes = CacheMemory.LIMIT / 4;
    while (bytes > 0 && !memory.reserve(bytes)) {
      bytes /= 2;
    }
    return bytes == 0 ? null : new LRUQueryCache(MAX_FILTERS, bytes, leaf -> true, Float.POSITIVE_INFINITY);
  }
}
