package io.tserini.ranking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TopHitsTest {
  private record Hit(int doc, float score) {}

  private static List<Hit> kept(TopHits top) {
    top.prune();
    List<Hit> kept = new ArrayList<>();
    for (int i = 0; i < top.size(); i++) {
      kept.add(new Hit(top.doc(i), top.score(i)));
    }
    return kept;
  }

  @Test
  void keepsTheBestAndAllThatTieWithTheLastOfThem() {
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      int k = 1 + random.nextInt(20);
      int scores = 1 + random.nextInt(40);
      List<Hit> offered = new ArrayList<>();
      TopHits top = new TopHits(k);
      for (int doc = 0; doc < random.nextInt(2000); doc++) {
        offered.add(new Hit(doc, random.nextInt(scores)));
        top.offer(offered.getLast().score(), doc);
      }
      float least =
          offered.stream()
              .map(Hit::score)
              .sorted(Comparator.reverseOrder())
              .skip(k - 1)
              .findFirst()
              .orElse(Float.NEGATIVE_INFINITY);
      assertEquals(offered.stream().filter(hit -> hit.score() >= least).toList(), kept(top));
      assertEquals(least, top.threshold());
    }
  }

  @Test
  void holdsMoreTiesThanItsBufferHadRoomFor() {
    TopHits top = new TopHits(1);
    for (int doc = 0; doc < 10_000; doc++) {
      top.offer(5, doc);
    }
    assertEquals(10_000, kept(top).size());
    top.offer(6, 10_000);
    assertEquals(List.of(new Hit(10_000, 6)), kept(top));
  }

  @Test
  void hasNoBarWhileEveryDocumentCanBeAmongTheHits() {
    TopHits top = new TopHits(3);
    top.offer(0, 0);
    top.offer(2, 1);
    assertEquals(2, kept(top).size());
    assertTrue(top.threshold() < 0);
  }
}
