package io.tserini.feedback;

import io.tserini.ranking.HitList;
import io.tserini.store.Fields;
import java.io.IOException;
import java.util.Map;
import org.apache.lucene.index.IndexReader;

/**
 * Pseudo-relevance feedback: takes the first documents that a query found for relevant ones, and makes a new query of
 * it and of what stands in them.
 */
public interface Feedback {
  /** Documents whose norm is not above this count as empty. */
  float LEAST_NORM = 0.001f;

  /** How many hits of the first search it needs, where at most k are asked for. */
  int hitsNeeded(int k);

  /**
   * Makes the new query.
   *
   * @param query the terms of the query with their weights, or how often each occurs
   * @param hits what the query found
   * @param vectors gives the documents' terms
   * @return terms with their weights, from 0 up
   */
  Map<String, Float> expand(Map<String, Float> query, HitList hits, FeedbackVectors vectors) throws IOException;

  /** Makes the new query from the documents of an index, whose terms are in the field contents. */
  default Map<String, Float> expand(Map<String, Float> query, HitList hits, IndexReader reader)
      throws IOException {
    return expand(query, hits, new FeedbackVectors(reader, Fields.CONTENTS));
  }

  /** The query as a vector; a weight of 0 is no term of it. */
  static FeatureVector queryVector(Map<String, Float> query) {
    FeatureVector vector = new FeatureVector();
    query.forEach((term, weight) -> {
      if (weight > 0) {
        vector.add(term, weight);
      }
    });
    return vector;
  }
}
