package io.tserini.index;

import java.util.Arrays;

/** The tokens of a vector with their weights, whole numbers above 0. */
record WeightedTokens(String[] tokens, int[] weights) {

  int size() {
    return tokens.length;
  }

  /** The sum of the weights: what Lucene counts as the length of the field. */
  long total() {
    return Arrays.stream(weights).asLongStream().sum();
  }
}
