package io.tserini.search;

import java.util.Arrays;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;

/** Sums in float64, for any weights. */
final class FractionalSums extends WindowSums {
  private final double[] sums = new double[ImpactScorer.WINDOW];

  @Override
  void clear(int from, int to) {
    Arrays.fill(sums, from, to, 0);
  }

  @Override
  void add(byte[] freqs, float weight) {
    for (int range = 0; range < ranges().size(); range++) {
      addRange(freqs, weight, base(), ranges().start(range), ranges().end(range));
    }
  }

  private void addRange(byte[] freqs, float weight, int base, int from, int to) {
    double[] local = sums;
    for (int i = from; i < to; i++) {
      local[i] += weight * freqs[base + i];
    }
  }

  @Override
  void add(short[] freqs, float weight) {
    for (int range = 0; range < ranges().size(); range++) {
      addRange(freqs, weight, base(), ranges().start(range), ranges().end(range));
    }
  }

  private void addRange(short[] freqs, float weight, int base, int from, int to) {
    double[] local = sums;
    for (int i = from; i < to; i++) {
      local[i] += weight * freqs[base + i];
    }
  }

  @Override
  void add(int[] postings, int from, int to, float weight) {
    double[] local = sums;
    for (int i = from; i < to; i++) {
      int posting = postings[i];
      local[SparsePostings.docOf(posting)] += weight * SparsePostings.freqOf(posting);
    }
  }

  @Override
  void add(DocAndFloatFeatureBuffer block, float weight) {
    double[] local = sums;
    int base = base();
    int[] docs = block.docs;
    float[] freqs = block.features;
    for (int i = 0, size = block.size; i < size; i++) {
      local[docs[i] - base] += weight * freqs[i];
    }
  }

  @Override
  void add(int doc, double product) {
    sums[doc] += product;
  }

  @Override
  float sum(int doc) {
    return (float) sums[doc];
  }

  @Override
  int findRare(double least, int[] candidates) {
    double[] local = sums;
    int found = 0;
    for (int range = 0; range < ranges().size(); range++) {
      for (int i = ranges().start(range), end = ranges().end(range); i < end; i++) {
        if (local[i] > least) {
          candidates[found++] = i;
        }
      }
    }
    return found;
  }

  // The others write first and count after: a branch on which documents are candidates would be mispredicted.

  @Override
  int findCommon(double least, int[] candidates) {
    double[] local = sums;
    int found = 0;
    for (int range = 0; range < ranges().size(); range++) {
      for (int i = ranges().start(range), end = ranges().end(range); i < end; i++) {
        candidates[found] = i;
        found += local[i] > least ? 1 : 0;
      }
    }
    return found;
  }

  @Override
  int keep(int[] candidates, int found, double least) {
    double[] local = sums;
    int kept = 0;
    for (int i = 0; i < found; i++) {
      candidates[kept] = candidates[i];
      kept += local[candidates[i]] > least ? 1 : 0;
    }
    return kept;
  }
}
