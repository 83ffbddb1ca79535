package io.tserini;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;
import org.apache.lucene.util.Bits;

/**
 * Scores the documents of a segment by the weighted terms that they have: the sum of weight × frequency,
 * each product in float32, the sum in float64, the result rounded to float32, as Lucene's own
 * disjunctions do.
 *
 * <p>Term after term adds its postings to the scores of a window of documents, a block of postings at a
 * time. Queries of learned models have tens of terms of which most occur in many documents, and this
 * simple loop then beats the merging of lists document by document. MaxScore (Turtle and Flood, 1995)
 * saves the rest: terms that even together cannot lift a document over the bar are looked up only for
 * the documents that the other terms found.
 */
final class ImpactScorer {
  /** Documents a window: their scores, 64 KB, stay in a core's own cache. */
  private static final int WINDOW = 8192;

  /** Looking one document up in a list costs about as much as adding this many postings. */
  private static final int LOOK_UP_COST = 24;

  /**
   * The score of a document that no term has touched. A sum of weights that starts from it is never it
   * again: -0.0 + 0.0 is 0.0.
   */
  private static final double UNTOUCHED = -0.0;

  private static final long UNTOUCHED_BITS = Double.doubleToRawLongBits(UNTOUCHED);

  /** A term's postings in the segment that is being scored. */
  private record Postings(PostingsEnum docs, float weight, float maxScore, double density) {}

  private final TopHits top;
  private final Cancellation cancellation;
  private final DocAndFloatFeatureBuffer block = new DocAndFloatFeatureBuffer();
  private double[] scores = new double[0];
  private int[] candidates = new int[0];

  ImpactScorer(TopHits top, Cancellation cancellation) {
    this.top = top;
    this.cancellation = cancellation;
  }

  /** Offers every document of a segment that can be among the hits. */
  void score(LeafReaderContext leaf, SegmentFields segment, List<WeightedTerm> query)
      throws IOException, TseriniException {
    int maxDoc = leaf.reader().maxDoc();
    Postings[] terms = open(segment, query, maxDoc);
    double[] sums = sumsOfMaxScores(terms);
    Bits live = leaf.reader().getLiveDocs();
    int window = Math.min(WINDOW, maxDoc);
    if (scores.length < window) {
      scores = new double[window];
      candidates = new int[window];
    }
    for (int base = 0; base < maxDoc && terms.length > 0; base += window) {
      cancellation.check();
      scoreWindow(terms, sums, base, Math.min(base + window, maxDoc), leaf.docBase, live);
      top.prune();
    }
  }

  /** The terms that the segment has, by the most that they can add to a score, ascending. */
  private static Postings[] open(SegmentFields segment, List<WeightedTerm> query, int maxDoc)
      throws IOException {
    Postings[] terms = new Postings[query.size()];
    int found = 0;
    for (WeightedTerm term : query) {
      SegmentTerms field = segment.terms(term.field());
      SegmentTerms.Entry entry = field.get(term.term());
      if (entry.docFreq() > 0) {
        PostingsEnum docs = field.postings(term.term(), entry);
        docs.nextDoc();
        float maxScore = field.maxFreq(term.term(), entry) * term.weight();
        terms[found++] =
            new Postings(docs, term.weight(), maxScore, (double) entry.docFreq() / maxDoc);
      }
    }
    terms = Arrays.copyOf(terms, found);
    Arrays.sort(terms, Comparator.comparingDouble(Postings::maxScore));
    return terms;
  }

  /** At i, the most that the terms before i can add together. */
  private static double[] sumsOfMaxScores(Postings[] terms) {
    double[] sums = new double[terms.length + 1];
    for (int i = 0; i < terms.length; i++) {
      sums[i + 1] = sums[i] + terms[i].maxScore();
    }
    return sums;
  }

  private void scoreWindow(
      Postings[] terms, double[] sums, int base, int end, int docBase, Bits live)
      throws IOException {
    // A score above this may round to the bar. Without a bar, or with one of 0, every match counts.
    double below = top.bar() > 0 ? Math.nextDown(top.bar()) : UNTOUCHED;
    int essential = 0;
    while (top.bar() > 0 && essential < terms.length && sums[essential + 1] <= below) {
      essential++;
    }
    Arrays.fill(scores, 0, end - base, UNTOUCHED);
    for (int i = essential; i < terms.length; i++) {
      addAll(terms[i], base, end);
    }
    int found = findCandidates(end - base, top.bar() > 0, below - sums[essential]);
    for (int i = essential - 1; i >= 0 && found > 0; i--) {
      if (terms[i].density() * (end - base) > (double) LOOK_UP_COST * found) {
        addToCandidates(terms[i], base, found);
      } else {
        addAll(terms[i], base, end);
      }
      found = keepCandidates(found, below - sums[i]);
    }
    for (int i = 0; i < found; i++) {
      int doc = candidates[i] + base;
      if (live == null || live.get(doc)) {
        top.offer((float) scores[doc - base], docBase + doc);
      }
    }
  }

  private void addAll(Postings term, int base, int end) throws IOException {
    PostingsEnum docs = term.docs();
    if (docs.docID() < base) {
      docs.advance(base);
    }
    float weight = term.weight();
    double[] sums = scores;
    for (docs.nextPostings(end, block); block.size > 0; docs.nextPostings(end, block)) {
      int[] blockDocs = block.docs;
      float[] freqs = block.features;
      for (int i = 0, size = block.size; i < size; i++) {
        sums[blockDocs[i] - base] += weight * freqs[i];
      }
    }
  }

  private void addToCandidates(Postings term, int base, int found) throws IOException {
    PostingsEnum docs = term.docs();
    for (int i = 0; i < found; i++) {
      int doc = base + candidates[i];
      if ((docs.docID() < doc ? docs.advance(doc) : docs.docID()) == doc) {
        scores[candidates[i]] += term.weight() * docs.freq();
      }
    }
  }

  private int findCandidates(int length, boolean hasBar, double least) {
    int found = 0;
    for (int i = 0; i < length; i++) {
      double score = scores[i];
      if (hasBar ? score > least : Double.doubleToRawLongBits(score) != UNTOUCHED_BITS) {
        candidates[found++] = i;
      }
    }
    return found;
  }

  private int keepCandidates(int found, double least) {
    int kept = 0;
    for (int i = 0; i < found; i++) {
      candidates[kept] = candidates[i];
      if (scores[candidates[i]] > least) {
        kept++;
      }
    }
    return kept;
  }
}
