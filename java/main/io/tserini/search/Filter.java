package io.tserini.search;

import java.io.IOException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.search.Query;

/** Which documents a search may find. Parsed at first use, on a search's own thread: the text may hold many values. */
final class Filter {
  private final String text;
  private volatile Query query;

  private Filter(String text) {
    this.text = text;
  }

  /** @param text as {@link FilterParser} reads it; empty for none, which gives null */
  static Filter of(String text) {
    return text.isEmpty() ? null : new Filter(text);
  }

  /** @param reader the index in which it is used */
  Query query(IndexReader reader) throws IOException {
    if (query == null) {
      query = FilterParser.parse(text, reader);
    }
    return query;
  }
}
