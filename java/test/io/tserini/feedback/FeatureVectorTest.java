package io.tserini.feedback;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class FeatureVectorTest {
  private static FeatureVector vector(Map<String, Float> weights) {
    FeatureVector vector = new FeatureVector();
    weights.forEach(vector::add);
    return vector;
  }

  @Test
  void addsUp() {
    FeatureVector vector = vector(Map.of("a", 1f));
    vector.add("a", 2f);
    assertEquals(3f, vector.get("a"));
    assertEquals(0f, vector.get("b"));
  }

  @Test
  void keepsTheLargestWeightsAndOfEqualOnesTheFirstTerms() {
    FeatureVector vector = vector(Map.of("d", 1f, "c", 2f, "b", 2f, "a", 1f));
    assertEquals(Map.of("b", 2f, "c", 2f, "a", 1f), vector.keepLargest(3).asMap());
  }

  @Test
  void hasNorms() {
    FeatureVector vector = vector(Map.of("a", 3f, "b", 4f));
    assertEquals(7, vector.l1Norm());
    assertEquals(5, vector.l2Norm());
    assertEquals(Map.of("a", 0.6f, "b", 0.8f), vector.divideBy(vector.l2Norm()).asMap());
  }

  @Test
  void takesAnEmptyVector() {
    FeatureVector empty = new FeatureVector();
    assertEquals(Map.of(), empty.keepLargest(10).divideBy(empty.l1Norm()).asMap());
  }
}
