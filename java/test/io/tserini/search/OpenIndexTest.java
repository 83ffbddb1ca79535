package io.tserini.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tserini.bridge.Cancellation;
import io.tserini.bridge.TseriniException;
import io.tserini.ranking.CacheMemory;
import io.tserini.scoring.WeightedTerm;
import io.tserini.store.Fields;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;

final class OpenIndexTest {
  @Test
  void givesTheSameDocidsFromDocValuesAndFromMemory() throws IOException, TseriniException {
    try (ImpactIndex index = new ImpactIndex(new int[] {300, 20}, 5, new Random(5));
        OpenIndex opened = new OpenIndex(index.reader)) {
      List<WeightedTerm> query =
          List.of(new WeightedTerm(Fields.CONTENTS, new BytesRef("t2"), 1));
      byte[] first = hits(opened, query);
      // As many hits as there are documents, and more: the docids come from memory by then.
      for (int i = 0; i < 10; i++) {
        assertArrayEquals(first, hits(opened, query));
      }
    }
  }

  private static byte[] hits(OpenIndex opened, List<WeightedTerm> query)
      throws IOException, TseriniException {
    return opened.rank(opened.segments().top(query, 100, Cancellation.NONE), 100).toBytes(true);
  }

  @Test
  void takesNoMoreMemoryThanThereIsAndNoneOnceClosed() {
    CacheMemory memory = new CacheMemory();
    assertTrue(memory.take(1000));
    assertFalse(memory.take(Runtime.getRuntime().maxMemory()));
    assertTrue(memory.take(1000));
    memory.close();
    assertFalse(memory.take(1));
  }

  @Test
  void givesMemoryBackWhenClosed() {
    long half = Runtime.getRuntime().maxMemory() / 16;
    for (int i = 0; i < 10; i++) {
      CacheMemory memory = new CacheMemory();
      assertTrue(memory.take(half));
      memory.close();
    }
  }
}
