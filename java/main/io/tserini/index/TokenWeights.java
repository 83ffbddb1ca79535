package io.tserini.index;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Collects the vector of one record. One thread reuses it from record to record. Of two entries of one key the last
 * counts, as in Jackson's and JavaScript's objects.
 */
final class TokenWeights {
  private static final int REUSED_SIZE = 1 << 12;

  private Map<String, Integer> positions = new HashMap<>();
  private String[] keys = new String[256];
  private double[] values = new double[256];

  private String[] tokens = new String[256];
  private int[] weights = new int[256];
  private final double scale;
  private int size;
  private int fractions;
  private int dropped;

  /**
   * @param scale multiplies the weights, which are then rounded; 0 to cut off their fractions
   */
  TokenWeights(double scale) {
    this.scale = scale;
  }

  void clear() {
    // The time to clear a map grows with the largest record so far.
    if (positions.size() > REUSED_SIZE) {
      positions = new HashMap<>();
    } else {
      positions.clear();
    }
    size = 0;
    fractions = 0;
    dropped = 0;
  }

  /** Adds an entry, in place of one of the same key. */
  void add(String key, double value) {
    int next = positions.size();
    Integer known = positions.putIfAbsent(key, next);
    if (known != null) {
      values[known] = value;
      return;
    }
    if (next == keys.length) {
      keys = Arrays.copyOf(keys, next * 2);
      values = Arrays.copyOf(values, next * 2);
    }
    keys[next] = key;
    values[next] = value;
  }

  /**
   * Makes tokens of the entries as Pyserini's indexing of pseudo-text does: the fraction of an unscaled weight is cut off, an
   * entry of weight 0 is dropped, and a key is split at white space.
   */
  WeightedTokens finish() {
    for (int i = 0; i < positions.size(); i++) {
      double value = scale == 0 ? values[i] : Math.rint(values[i] * scale);
      int whole = (int) value;
      if (whole != value) {
        fractions++;
      }
      int before = size;
      if (whole > 0) {
        split(keys[i], whole);
      }
      // A weight of 0, which encoders write, says that the token is not there.
      if (size == before && values[i] > 0) {
        dropped++;
      }
    }
    return new WeightedTokens(Arrays.copyOf(tokens, size), Arrays.copyOf(weights, size));
  }

  private void split(String key, int weight) {
    int start = 0;
    for (int i = 0; i <= key.length(); i++) {
      if (i == key.length() || Character.isWhitespace(key.charAt(i))) {
        if (i > start) {
          append(key.substring(start, i), weight);
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

  /** How many tokens were left out: of a weight between 0 and 1, or white space. */
  int dropped() {
    return dropped;
  }

  /** How many weights had a fraction, which was cut off. */
  int fractions() {
    return fractions;
  }
}
