package io.tserini.index;

import java.util.Arrays;
import java.util.Random;

/**
 * The vector of one record: tokens with whole weights above 0. Reused from record to record.
 *
 * <p>Entries are added as they stand in the record and become tokens in {@link #finish}: of two entries of one key the
 * last one counts, as in Jackson's and JavaScript's objects, and two keys may become the same token.
 */
public final class TokenWeights {
  /** Places that are looked at for one key: a hash that spreads needs hardly ever as many. */
  private static final int MOST_PROBES = 100;
  private static final int MULTIPLIER = new Random().nextInt() | 1;

  private String[] keys = new String[256];
  private double[] values = new double[256];
  private int entries;
  /** Places of the entries, from 1, by the hash of their keys; at most half of it is filled. */
  private int[] places = new int[512];
  /** Whether keys came that have one hash, as they may be made to have: another one is taken, which nobody knows. */
  private boolean crowded;

  private String[] tokens = new String[256];
  private int[] weights = new int[256];
  private int size;
  private int fractions;

  void clear() {
    if (entries > 0) {
      Arrays.fill(places, 0);
    }
    entries = 0;
    crowded = false;
    size = 0;
    fractions = 0;
  }

  /** How many weights had a fraction, which was cut off. */
  int fractions() {
    return fractions;
  }

  /** Adds an entry, in place of one of the same key. */
  void add(String key, double value) {
    int slot = slotOf(key);
    if (places[slot] > 0) {
      values[places[slot] - 1] = value;
      return;
    }
    if (entries == keys.length) {
      grow();
      slot = slotOf(key);
    }
    keys[entries] = key;
    values[entries] = value;
    places[slot] = ++entries;
  }

  /** Where the key is, or would be put. */
  private int slotOf(String key) {
    int mask = places.length - 1;
    int hash = crowded ? ownHash(key) : key.hashCode();
    int slot = (hash ^ hash >>> 16) & mask;
    for (int probes = 0; places[slot] > 0 && !keys[places[slot] - 1].equals(key); probes++) {
      if (probes == MOST_PROBES && !crowded) {
        crowded = true;
        place(places.length);
        return slotOf(key);
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static int ownHash(String key) {
    int hash = 0;
    for (int i = 0; i < key.length(); i++) {
      hash = (hash + key.charAt(i)) * MULTIPLIER;
    }
    return hash;
  }

  private void grow() {
    keys = Arrays.copyOf(keys, entries * 2);
    values = Arrays.copyOf(values, entries * 2);
    place(entries * 4);
  }

  /** Puts all entries into a new table. */
  private void place(int length) {
    places = new int[length];
    boolean before = crowded;
    for (int i = 0; i < entries; i++) {
      int slot = slotOf(keys[i]);
      if (crowded != before) {
        // It was made anew, with all of them.
        return;
      }
      places[slot] = i + 1;
    }
  }

  /**
   * Makes tokens of the entries as Pyserini's indexing of pseudo-text does: the weight is cut to a whole number, an
   * entry of weight 0 leaves no trace, and a key is split at white space.
   */
  WeightedTokens finish() {
    for (int i = 0; i < entries; i++) {
      int whole = (int) values[i];
      if (whole != values[i]) {
        fractions++;
      }
      if (whole > 0) {
        split(keys[i], whole);
      }
    }
    return new WeightedTokens(Arrays.copyOf(tokens, size), Arrays.copyOf(weights, size));
  }

  private void split(String key, int weight) {
    int start = 0;
    for (int i = 0; i <= key.length(); i++) {
      if (i == key.length() || Character.isWhitespace(key.charAt(i))) {
        if (i > start) {
          append(start == 0 && i == key.length() ? key : key.substring(start, i), weight);
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
}
