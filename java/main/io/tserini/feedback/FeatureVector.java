package io.tserini.feedback;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Terms with float32 weights, for feedback. Norms are summed in float64 in the order of a HashMap, as Anserini sums
 * them, so that the last digits agree.
 */
public final class FeatureVector {
  private Map<String, Float> weights = new HashMap<>();

  void add(String term, float weight) {
    weights.merge(term, weight, Float::sum);
  }

  /** The weight of a term; 0 where the vector lacks it. */
  float get(String term) {
    return weights.getOrDefault(term, 0f);
  }

  Set<String> terms() {
    return weights.keySet();
  }

  Map<String, Float> asMap() {
    return weights;
  }

  /** Keeps the terms of the largest weights; of equal ones, those that come first as strings. */
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
