package io.tserini.feedback;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;

/**
 * Terms with float32 weights, for feedback. Norms are summed in float64 in the order of a HashMap, as Anserini sums
 * them, so that the last digits agree.
 */
final class FeatureVector {
  private static final float MIN_NORM = 0.001f;

  private Map<String, Float> weights = new HashMap<>();

  /** The query as a vector; a weight of 0 is no term of it. */
  static FeatureVector ofQuery(Map<String, Float> query) {
    FeatureVector vector = new FeatureVector();
    query.forEach((term, weight) -> {
      if (weight > 0) {
        vector.add(term, weight);
      }
    });
    return vector;
  }

  /**
   * The sum of vectors, each divided by its norm and multiplied by its factor, in float32 and in the order of the
   * vectors. Vectors whose norm is at most {@value #MIN_NORM} count as empty.
   */
  static FeatureVector sum(FeatureVector[] vectors, ToDoubleFunction<FeatureVector> norm, IntToDoubleFunction factor) {
    Set<String> vocabulary = new HashSet<>();
    float[] norms = new float[vectors.length];
    for (int i = 0; i < vectors.length; i++) {
      vocabulary.addAll(vectors[i].terms());
      norms[i] = (float) norm.applyAsDouble(vectors[i]);
    }
    FeatureVector sum = new FeatureVector();
    for (String term : vocabulary) {
      float weight = 0;
      for (int i = 0; i < vectors.length; i++) {
        if (norms[i] > MIN_NORM) {
          weight += vectors[i].get(term) / norms[i] * (float) factor.applyAsDouble(i);
        }
      }
      sum.add(term, weight);
    }
    return sum;
  }

  void add(String term, float weight) {
    weights.merge(term, weight, Float::sum);
  }

  /** The weight of a term; 0 if the vector lacks it. */
  float get(String term) {
    return weights.getOrDefault(term, 0f);
  }

  Set<String> terms() {
    return weights.keySet();
  }

  Map<String, Float> asMap() {
    return weights;
  }

  /** Keeps the terms of the largest weights; of equal weights, those of the terms that sort first. */
  FeatureVector keepLargest(int count) {
    List<Map.Entry<String, Float>> ordered =
        weights.entrySet().stream()
            .sorted(
                Map.Entry.<String, Float>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(Math.max(1, count))
            .toList();
    Map<String, Float> kept = new HashMap<>();
    ordered.forEach(entry -> kept.put(entry.getKey(), entry.getValue()));
    weights = kept;
    return this;
  }

  double l1Norm() {
    double norm = 0;
    for (float weight : weights.values()) {
      norm += Math.abs(weight);
    }
    return norm;
  }

  double l2Norm() {
    double norm = 0;
    for (float weight : weights.values()) {
      norm += (double) weight * weight;
    }
    return Math.sqrt(norm);
  }

  /** Divides every weight. A vector without terms stays as it is. */
  FeatureVector divideBy(double norm) {
    weights.replaceAll((term, weight) -> (float) (weight / norm));
    return this;
  }
}
