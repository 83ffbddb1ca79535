package io.tserini.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tserini.bridge.Cancellation;
import io.tserini.bridge.TseriniException;
import io.tserini.ranking.CacheMemory;
import io.tserini.ranking.TopHits;
import io.tserini.scoring.WeightedTerm;
import io.tserini.store.Fields;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;

final class IndexSnapshotTest {
  @Test
  void givesTheSameDocidsFromDocValuesAndFromMemory() throws IOException, TseriniException {
    try (ImpactIndex index = new ImpactIndex(new int[] {300, 20}, 5, new Random(5))) {
      IndexSnapshot opened = index.snapshot();
      List<WeightedTerm> query = List.of(new WeightedTerm(Fields.CONTENTS, new BytesRef("t2"), 1));
      byte[] first = hits(opened, query);
      // As many hits as there are documents, and more: the docids come from memory by then.
      for (int i = 0; i < 10; i++) {
        assertArrayEquals(first, hits(opened, query));
      }
    }
  }

  private static byte[] hits(IndexSnapshot opened, List<WeightedTerm> query) throws IOException, TseriniException {
    return opened.rank(ImpactScorer.top(opened, query, 100, null, Cancellation.NONE), 100).toBytes(true);
  }

  @Test
  void givesTheDocidsOfConsecutiveDocumentsAcrossSegments() throws IOException {
    try (ImpactIndex index = new ImpactIndex(new int[] {300, 20, 7}, 5, new Random(5))) {
      IndexSnapshot opened = index.snapshot();
      for (int[] range : new int[][] {{0, 1000}, {295, 10}, {299, 1}, {300, 27}, {310, 12}}) {
        ByteBuffer piece = ByteBuffer.wrap(opened.docids(range[0], range[1])).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(opened.generation(), piece.getInt());
        assertEquals(327, piece.getInt());
        int n = piece.getInt();
        assertEquals(Math.min(range[1], 327 - range[0]), n);
        int[] ends = new int[n];
        piece.asIntBuffer().get(ends);
        int first = 12 + 4 * n;
        int start = 0;
        for (int i = 0; i < n; i++) {
          byte[] docid = Arrays.copyOfRange(piece.array(), first + start, first + ends[i]);
          assertEquals("d" + (range[0] + i), new String(docid, StandardCharsets.UTF_8));
          start = ends[i];
        }
      }
    }
  }

  @Test
  void retrievesAsManyCandidatesAsAskedAndThoseThatTie() throws IOException, TseriniException {
    try (ImpactIndex index = new ImpactIndex(new int[] {9000}, 1_000_000, new Random(6))) {
      IndexSnapshot opened = index.snapshot();
      List<WeightedTerm> query = new ArrayList<>();
      for (int i = 1; i <= 20; i++) {
        query.add(new WeightedTerm(Fields.CONTENTS, new BytesRef("t" + i), i));
      }
      TopHits candidates = new TwoPhaseSearch(opened, query, 5, null).candidates(1000, Cancellation.NONE);
      int tied = 0;
      for (int i = 0; i < candidates.size(); i++) {
        tied += candidates.score(i) == candidates.threshold() ? 1 : 0;
      }
      assertTrue(candidates.size() - tied < 1000 && candidates.size() >= 1000);
    }
  }

  @Test
  void cachesTermsAfterAnyNumberOfUnknownOnes() throws IOException {
    try (ImpactIndex index = new ImpactIndex(new int[] {50}, 5, new Random(7))) {
      LeafReaderContext leaf = index.reader.leaves().get(0);
      SegmentTerms terms = new SegmentTerms(leaf.reader(), Fields.CONTENTS, new CacheMemory());
      for (int i = 0; i < 300_000; i++) {
        assertEquals(0, terms.get(new BytesRef("unknown" + i)).docFreq());
      }
      SegmentTerms.Entry entry = terms.get(new BytesRef("t1"));
      assertTrue(entry.docFreq() > 0);
      assertSame(entry, terms.get(new BytesRef("t1")));
    }
  }

  @Test
  void takesNoMoreMemoryThanThereIsAndNoneOnceClosed() {
    CacheMemory memory = new CacheMemory();
    assertTrue(memory.reserve(1000));
    assertFalse(memory.reserve(Runtime.getRuntime().maxMemory()));
    assertTrue(memory.reserve(1000));
    memory.release(500);
    memory.close();
    assertFalse(memory.reserve(1));
  }

  @Test
  void givesMemoryBackWhenClosed() {
    long half = Runtime.getRuntime().maxMemory() / 16;
    for (int i = 0; i < 10; i++) {
      CacheMemory memory = new CacheMemory();
      assertTrue(memory.reserve(half));
      memory.close();
    }
  }
}
