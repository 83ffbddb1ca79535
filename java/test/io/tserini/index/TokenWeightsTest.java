package io.tserini.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenWeightsTest {
  private static final int BITS = 17;

  /** "Aa" and "BB" have the same hash, and so have all words made of these two. */
  private static String word(int number) {
    StringBuilder word = new StringBuilder();
    for (int bit = 0; bit < BITS; bit++) {
      word.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return word.toString();
  }

  /** Without a defense, a record of two megabytes takes minutes. */
  @Test
  void acceptsTokensThatAllHaveTheSameHash() {
    TokenWeights weights = new TokenWeights(0);
    WeightedTokens impacts = assertTimeout(Duration.ofSeconds(20), () -> {
      for (int round = 1; round <= 2; round++) {
        for (int i = 0; i < 1 << BITS; i++) {
          weights.add(word(i), round);
        }
      }
      return weights.finish();
    });
    assertEquals(1 << BITS, impacts.size());
    assertEquals(2L << BITS, impacts.total());
    assertEquals(word(5), impacts.tokens()[5]);
  }
}
