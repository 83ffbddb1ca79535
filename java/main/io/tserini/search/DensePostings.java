package io.tserini.search;

/**
 * The postings of a common term, in memory: a frequency for every document, 0 if it lacks the term. Adding them is a
 * loop without branches that Java turns into vector instructions; each form has its own, which a shared one would slow down.
 */
sealed interface DensePostings extends TermPostings permits DenseBytePostings, DenseShortPostings {
  /** The time to look up one document, in added documents of a whole window. */
  int LOOK_UP_COST = 10;

  BlockMaxima maxima();

  @Override
  default void addBounds(float weight, float[] bounds, int base, int end) {
    maxima().addTo(weight, bounds, base, end);
  }

  @Override
  default boolean isCheaperFor(int count, int documents) {
    return LOOK_UP_COST * (long) count < documents;
  }
}
