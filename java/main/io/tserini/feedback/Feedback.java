package io.tserini.feedback;

import io.tserini.ranking.HitList;
import java.io.IOException;
import java.util.Map;
import org.apache.lucene.index.IndexReader;

/**
 * Pseudo-relevance feedback: assumes that the first documents that a query finds are relevant, and makes a new query
 * from it and from the terms of these documents.
 */
public interface Feedback {
  /** How many hits of the first search it needs, if at most k are asked for. */
  int hitsNeeded(int k);

  /**
   * Makes the new query.
   *
   * @param query the terms of the query with their weights, or how often each occurs
   * @param hits what the query found
   * @param reader has the documents' terms in the field {@code contents}
   * @return terms with their weights, from 0 up
   */
  Map<String, Float> expand(Map<String, Float> query, HitList hits, IndexReader reader) throws IOException;
}
