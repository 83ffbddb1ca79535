package io.tserini.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tserini.bridge.Cancellation;
import io.tserini.bridge.TseriniException;
import io.tserini.ranking.CacheMemory;
import io.tserini.ranking.TopHits;
import io.tserini.scoring.ImpactSimilarity;
import io.tserini.scoring.SingleCollector;
import io.tserini.scoring.WeightedTerm;
import io.tserini.store.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;

final class ImpactScorerTest {
  private static List<String> lines(TopHits top) {
    top.prune();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < top.size(); i++) {
      lines.add(top.doc(i) + " " + top.score(i));
    }
    return lines;
  }

  private static List<WeightedTerm> randomQuery(Random random) {
    List<WeightedTerm> query = new ArrayList<>();
    int length = 1 + random.nextInt(25);
    // Sums of whole weights above 0 are integers, and all sums are exact in float32.
    int least = random.nextInt(2);
    float unit = random.nextBoolean() ? 1 : 0.25f;
    for (int i = 0; i < length; i++) {
      // Some are not in the index.
      String term = "t" + (i + 1 + random.nextInt(ImpactIndex.TERMS));
      if (query.stream().noneMatch(other -> other.term().utf8ToString().equals(term))) {
        query.add(new WeightedTerm(Fields.CONTENTS, new BytesRef(term), (least + random.nextInt(6)) * unit));
      }
    }
    return query;
  }

  private static List<String> byLucene(ImpactIndex index, List<WeightedTerm> query, int k) throws IOException {
    return byLucene(index, query, k, MatchAllDocsQuery.INSTANCE);
  }

  private static List<String> byLucene(ImpactIndex index, List<WeightedTerm> query, int k, Query filter)
      throws IOException {
    BooleanQuery.Builder clauses = new BooleanQuery.Builder();
    for (WeightedTerm term : query) {
      clauses.add(
          new BoostQuery(new TermQuery(new Term(term.field(), term.term())), term.weight()),
          BooleanClause.Occur.SHOULD);
    }
    IndexSearcher searcher = new IndexSearcher(index.reader);
    searcher.setSimilarity(new ImpactSimilarity());
    TopHits top = new TopHits(k);
    Query filtered =
        new BooleanQuery.Builder()
            .add(clauses.build(), BooleanClause.Occur.MUST)
            .add(filter, BooleanClause.Occur.FILTER)
            .build();
    searcher.search(filtered, new SingleCollector<>(top));
    return lines(top);
  }

  @Test
  void findsWhatLucenesOwnScorersFind() throws IOException, TseriniException {
    Random random = new Random(42);
    // The largest weights fit one form of postings in memory, or none.
    for (int most : new int[] {2, 200, 40_000, 1_000_000}) {
      try (ImpactIndex index = new ImpactIndex(new int[] {20_000, 9_000, 50}, most, random)) {
        IndexSnapshot snapshot = index.snapshot();
        // Postings of repeated terms are read from the index first, and from memory later.
        for (int round = 0; round < 40; round++) {
          List<WeightedTerm> query = randomQuery(random);
          for (int k : new int[] {1, 10, 1000, 100_000}) {
            assertEquals(byLucene(index, query, k), lines(ImpactScorer.top(snapshot, query, k, null, Cancellation.NONE)));
          }
        }
      }
    }
  }

  @Test
  void findsTheSameWhereBlocksAreSkipped() throws IOException, TseriniException {
    Random random = new Random(11);
    for (int most : new int[] {2, 200, 40_000}) {
      try (ImpactIndex index = new ImpactIndex(new int[] {40_000, 300}, most, true, random)) {
        IndexSnapshot snapshot = index.snapshot();
        for (int round = 0; round < 20; round++) {
          List<WeightedTerm> query = randomQuery(random);
          for (int k : new int[] {1, 10, 300}) {
            assertEquals(byLucene(index, query, k), lines(ImpactScorer.top(snapshot, query, k, null, Cancellation.NONE)));
          }
        }
      }
    }
  }

  @Test
  void findsWhatPassesAFilter() throws IOException, TseriniException {
    Random random = new Random(7);
    // Sets of ids from none to all of them, in parts of windows, in whole ones, and across segments.
    int[] sizes = {20_000, 9_000, 50};
    for (int most : new int[] {2, 200}) {
      try (ImpactIndex index = new ImpactIndex(sizes, most, random)) {
        IndexSnapshot snapshot = index.snapshot();
        for (double share : new double[] {0, 0.0002, 0.001, 0.01, 0.03, 0.04, 0.1, 0.5, 1}) {
          int first = random.nextInt(12_000);
          List<BytesRef> ids = new ArrayList<>();
          StringBuilder filter = new StringBuilder("[\"terms\",\"keyword\",\"docid\"");
          for (int doc = random.nextBoolean() ? 0 : first; doc < 29_050; doc++) {
            if (random.nextDouble() < share) {
              ids.add(new BytesRef("d" + doc));
              filter.append(",\"d").append(doc).append('"');
            }
          }
          Filter parsed = Filter.of(filter.append(']').toString());
          // Lucene caches the filter in one of the later rounds, and postings after a few.
          for (int round = 0; round < 8; round++) {
            List<WeightedTerm> query = randomQuery(random);
            for (int k : new int[] {1, 10, 1000, 100_000}) {
              TopHits top = ImpactScorer.top(snapshot, query, k, DocumentFilter.of(snapshot, parsed), Cancellation.NONE);
              assertEquals(byLucene(index, query, k, new TermInSetQuery(Fields.ID, ids)), lines(top), share + " " + k);
            }
          }
        }
      }
    }
  }

  @Test
  void givesTwoPhasesTheExactScores() throws IOException, TseriniException {
    Random random = new Random(5);
    for (int most : new int[] {2, 200, 40_000, 1_000_000}) {
      try (ImpactIndex index = new ImpactIndex(new int[] {20_000, 9_000, 50}, most, random)) {
        IndexSnapshot snapshot = index.snapshot();
        for (int round = 0; round < 20; round++) {
          List<WeightedTerm> query = randomQuery(random);
          Set<String> exact = Set.copyOf(byLucene(index, query, 100_000));
          int cut = 1 + random.nextInt(query.size());
          List<String> found = lines(new TwoPhaseSearch(snapshot, query, cut, null).top(50, 10, Cancellation.NONE));
          assertEquals(List.of(), found.stream().filter(line -> !exact.contains(line)).toList());
        }
      }
    }
  }

  private static TermPostings decoded(SegmentTerms terms, String text) throws IOException {
    BytesRef term = new BytesRef(text);
    SegmentTerms.Entry entry = terms.get(term);
    // Not at the first use.
    terms.postings(term, entry, new DocAndFloatFeatureBuffer());
    return terms.postings(term, entry, new DocAndFloatFeatureBuffer());
  }

  @Test
  void holdsPostingsInTheFormOfTheirFrequencies() throws IOException {
    try (ImpactIndex index = new ImpactIndex(new int[] {20_000}, 200, new Random(3))) {
      SegmentTerms terms =
          new SegmentTerms(index.reader.leaves().get(0).reader(), Fields.CONTENTS, new CacheMemory());
      assertInstanceOf(DenseShortPostings.class, decoded(terms, "t1"));
      assertNotNull(assertInstanceOf(DenseBytePostings.class, decoded(terms, "t2")).large());
      assertInstanceOf(SparsePostings.class, decoded(terms, "t60"));
    }
    try (ImpactIndex index = new ImpactIndex(new int[] {20_000}, 127, new Random(3))) {
      SegmentTerms terms =
          new SegmentTerms(index.reader.leaves().get(0).reader(), Fields.CONTENTS, new CacheMemory());
      assertNull(assertInstanceOf(DenseBytePostings.class, decoded(terms, "t1")).large());
    }
  }

  @Test
  void knowsTheLargestFrequencyOfATerm() throws IOException {
    Random random = new Random(3);
    try (ImpactIndex index = new ImpactIndex(new int[] {20_000, 300, 1}, 1000, random)) {
      for (LeafReaderContext leaf : index.reader.leaves()) {
        SegmentTerms terms = new SegmentTerms(leaf.reader(), Fields.CONTENTS, new CacheMemory());
        for (int i = 1; i <= ImpactIndex.TERMS; i++) {
          BytesRef term = new BytesRef("t" + i);
          PostingsEnum postings = leaf.reader().postings(new Term(Fields.CONTENTS, term), PostingsEnum.FREQS);
          SegmentTerms.Entry entry = terms.get(term);
          assertEquals(leaf.reader().docFreq(new Term(Fields.CONTENTS, term)), entry.docFreq());
          int most = 0;
          while (postings != null && postings.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
            most = Math.max(most, postings.freq());
          }
          if (postings != null) {
            assertEquals(most, terms.maxFreq(term, entry));
          }
        }
      }
    }
  }
}
