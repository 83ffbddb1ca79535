package io.tserini.feedback;

import io.tserini.ranking.HitList;
import io.tserini.store.Fields;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.IndexReader;

/**
 * Rocchio's feedback (1971) as Anserini computes it: alpha times the query, plus beta times the mean of the first
 * documents, minus gamma times the mean of the last ones, each scaled to an L2 norm of 1. Each mean keeps its largest
 * weights. Terms whose resulting weight is 0 or below are left out.
 *
 * @param topTerms terms that the mean of the first documents keeps
 * @param topDocuments first documents, assumed to be relevant
 * @param bottomTerms terms that the mean of the last documents keeps
 * @param bottomDocuments last documents, assumed not to be relevant
 * @param useNegative whether to use the last documents
 */
public record Rocchio(
    int topTerms, int topDocuments, int bottomTerms, int bottomDocuments, float alpha, float beta, float gamma,
    boolean useNegative)
    implements Feedback {
  @Override
  public int hitsNeeded(int k) {
    // The last documents are the last of all that were asked for.
    return useNegative ? k : Math.min(topDocuments, k);
  }

  @Override
  public Map<String, Float> expand(Map<String, Float> query, HitList hits, IndexReader reader) throws IOException {
    FeatureVector original = FeatureVector.ofQuery(query);
    original.divideBy(original.l2Norm());
    FeedbackVectors vectors = new FeedbackVectors(reader, Fields.CONTENTS);
    int first = Math.min(topDocuments, hits.size());
    int last = Math.min(bottomDocuments, hits.size());
    FeatureVector relevant = mean(vectors.of(hits.docs(0, first), term -> true), topTerms);
    FeatureVector other =
        useNegative ? mean(vectors.of(hits.lastDocs(last), term -> true), bottomTerms) : new FeatureVector();
    Set<String> vocabulary = new HashSet<>(original.terms());
    vocabulary.addAll(relevant.terms());
    vocabulary.addAll(other.terms());
    FeatureVector sum = new FeatureVector();
    for (String term : vocabulary) {
      float weight = alpha * original.get(term) + beta * relevant.get(term) - gamma * other.get(term);
      if (weight > 0) {
        sum.add(term, weight);
      }
    }
    return sum.asMap();
  }

  private static FeatureVector mean(FeatureVector[] vectors, int terms) {
    FeatureVector mean = FeatureVector.sum(vectors, FeatureVector::l2Norm, i -> 1);
    mean.divideBy(vectors.length).keepLargest(terms);
    return mean.divideBy(mean.l2Norm());
  }
}
