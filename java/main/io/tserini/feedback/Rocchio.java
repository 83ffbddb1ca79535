package io.tserini.feedback;

import io.tserini.ranking.HitList;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Rocchio's feedback (1971) as Anserini computes it: alpha times the query, plus beta times the mean of the first
 * documents, minus gamma times the mean of the last ones, each scaled to an L2 norm of 1. Each mean keeps its largest
 * weights. Terms whose weight comes out at 0 or below are left out.
 *
 * @param topTerms terms that the mean of the first documents keeps
 * @param topDocuments first documents, taken for relevant
 * @param bottomTerms terms that the mean of the last documents keeps
 * @param bottomDocuments last documents, taken for not relevant
 * @param useNegative look at the last documents at all
 */
public record Rocchio(
    int topTerms,
    int topDocuments, int bottomTerms, int bottomDocuments, float alpha, float beta, float gamma, boolean useNegative)
    implements Feedback {

  @Override
  public int hitsNeeded(int k) {
    // The last documents are the last of all that were asked for.
    return useNegative ? k : Math.min(topDocuments, k);
  }

  @Override
  public Map<String, Float> expand(Map<String, Float> query, HitList hits, FeedbackVectors vectors) throws IOException {
    FeatureVector original = Feedback.queryVector(query);
    original.divideBy(original.l2Norm());
    int first = Math.min(topDocuments, hits.size());
    int last = Math.min(bottomDocuments, hits.size());
    FeatureVector relevant = mean(vectors.of(hits.docs(0, first), term -> true), topTerms);
    FeatureVector other =
        useNegative
            ? mean(vectors.of(hits.lastDocs(last), term -> true), bottomTerms)
            : new FeatureVector();
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
    Set<String> vocabulary = new HashSet<>();
    float[] norms = new float[vectors.length];
    for (int i = 0; i < vectors.length; i++) {
      vocabulary.addAll(vectors[i].terms());
      norms[i] = (float) vectors[i].l2Norm();
    }
    FeatureVector mean = new FeatureVector();
    for (String term : vocabulary) {
      float weight = 0;
      for (int i = 0; i < vectors.length; i++) {
        if (norms[i] > LEAST_NORM) {
          weight += vectors[i].get(term) / norms[i];
        }
      }
      mean.add(term, weight / vectors.length);
    }
    mean.keepLargest(terms);
    return mean.divideBy(mean.l2Norm());
  }
}
