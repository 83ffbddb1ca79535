package io.tserini.search;

import io.tserini.ranking.CacheMemory;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.LeafReader;

/** The terms of the fields of one segment. */
public final class SegmentFields {
  private final LeafReader reader;
  private final CacheMemory memory;
  private final ConcurrentHashMap<String, SegmentTerms> fields = new ConcurrentHashMap<>();

  SegmentFields(LeafReader reader, CacheMemory memory) {
    this.reader = reader;
    this.memory = memory;
  }

  SegmentTerms terms(String field) throws IOException {
    SegmentTerms terms = fields.get(field);
    if (terms == null) {
      SegmentTerms opened = new SegmentTerms(reader, field, memory);
      terms = fields.putIfAbsent(field, opened);
      return terms == null ? opened : terms;
    }
    return terms;
  }
}
