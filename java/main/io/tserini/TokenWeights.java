package io.tserini;

import java.util.Arrays;

/**
 * The vector of one record: tokens with whole weights above 0. Reused from record to record.
 */
final class TokenWeights {
  private String[] tokens = new String[256];
  private int[] weights = new int[256];
  private int size;
  private int fractions;

  void clear() {
    size = 0;
    fractions = 0;
  }

  /** How many entries of the vector have a weight above 0. */
  int size() {
    return size;
  }

  String token(int i) {
    return tokens[i];
  }

  int weight(int i) {
    return weights[i];
  }

  /** How many weights had a fraction, which was cut off. */
  int fractions() {
    return fractions;
  }

  /**
   * Adds an entry as Pyserini's indexing of pseudo-text does: the weight is cut to a whole number, an
   * entry of weight 0 leaves no trace, and a token is split at white space.
   */
  void add(String token, double weight) {
    int whole = (int) weight;
    if (whole != weight) {
      fractions++;
    }
    if (whole == 0) {
      return;
    }
    int start = 0;
    for (int i = 0; i <= token.length(); i++) {
      if (i == token.length() || Character.isWhitespace(token.charAt(i))) {
        if (i > start) {
          append(start == 0 && i == token.length() ? token : token.substring(start, i), whole);
        }
        start = i + 1;
      }
    }
  }

  private void append(String token, int weight) {
    if (size == tokens.length) {
      tokens = Arrays.copyOf(tokens, size * 2);
      weights = Arrays.copyOf(weights, size * 2);
    }
    tokens[size] = token;
    weights[size++] = weight;
  }

  /** The sum of the weights: what Lucene counts as the length of the field. */
  long total() {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      sum += weights[i];
    }
    return sum;
  }
}
