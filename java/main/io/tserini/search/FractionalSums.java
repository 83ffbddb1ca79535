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
  void add(byte[] freqs, float weight, int base, int from, int to) {
    double[] local = sums;
    for (int i = from; i < to; i++) {
      local[i] += weight * freqs[base + i];
    }
  }

  @Override
  void add(short[] freqs, float weight, int base, int from, int to) {
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
  int findRare(double least, int from, int to, int[] candidates, int found) {
    double[] local = sums;
    int end = found;
    for (int i = from; i < to; i++) {
      if (local[i] > least) {
        candidates[end++] = i;
      }
    }
    return end;
  }

  @Override
  int findCommon(double least, int from, int to, int[] candidates, int found) {
    double[] local = sums;
    int end = found;
    for (int i = from; i < to; i++) {
      candidates[end] = i;
      end += local[i] > least ? 1 : 0;
    }
    return end;
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
