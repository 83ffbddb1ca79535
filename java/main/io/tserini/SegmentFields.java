package io.tserini;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.LeafReader;

/** The terms of the fields of one segment. */
final class SegmentFields {
  private final LeafReader reader;
  private final ConcurrentHashMap<String, SegmentTerms> fields = new ConcurrentHashMap<>();

  SegmentFields(LeafReader reader) {
    this.reader = reader;
  }

  SegmentTerms terms(String field) throws IOException {
    SegmentTerms terms = fields.get(field);
    if (terms == null) {
      terms = new SegmentTerms(reader, field);
      fields.put(field, terms);
    }
    return terms;
  }
}
