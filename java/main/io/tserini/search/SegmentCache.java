package io.tserini.search;

import io.tserini.ranking.CacheMemory;
import io.tserini.ranking.SegmentDocids;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.index.LeafReader;

/** Terms, postings and docids of a segment in memory. Closed with the segment's last reader. */
final class SegmentCache {
  private final CacheMemory memory = new CacheMemory();
  private final ConcurrentHashMap<String, SegmentTerms> fields = new ConcurrentHashMap<>();
  /** The hits until the docids are cached, which happens after as many hits as there are documents. */
  private final AtomicLong hitsLeft;

  private volatile SegmentDocids docids;

  SegmentCache(int maxDoc) {
    this.hitsLeft = new AtomicLong(maxDoc);
  }

  SegmentTerms terms(LeafReader reader, String field) throws IOException {
    SegmentTerms terms = fields.get(field);
    if (terms == null) {
      SegmentTerms opened = new SegmentTerms(reader, field, memory);
      terms = fields.putIfAbsent(field, opened);
      return terms == null ? opened : terms;
    }
    return terms;
  }

  /** Caches postings of the terms whose postings another segment has in memory. */
  void warm(LeafReader reader, SegmentCache other) throws IOException {
    for (Map.Entry<String, SegmentTerms> field : other.fields.entrySet()) {
      terms(reader, field.getKey()).warm(field.getValue());
    }
  }

  /** The docids, for {@code hits} of them; null while they are not cached. */
  SegmentDocids docids(LeafReader reader, int hits) throws IOException {
    if (docids == null) {
      long before = hitsLeft.getAndAdd(-hits);
      if (before > 0 && before <= hits) {
        return readDocids(reader);
      }
    }
    return docids;
  }

  /** All docids, cached from now on; null if there is no memory for them, or a document has none. */
  synchronized SegmentDocids readDocids(LeafReader reader) throws IOException {
    if (docids == null) {
      docids = SegmentDocids.read(reader, memory);
    }
    return docids;
  }

  void close() {
    memory.close();
  }
}
