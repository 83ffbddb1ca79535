package io.tserini.search;

/** The documents of a window that are scored: ranges of them, ascending, relative to the first document of the window. */
final class WindowRanges {
  /** The time to start with a range, in scored blocks. */
  private static final int START_COST = 4;

  private final int[] starts = new int[BlockMaxima.blocks(ImpactScorer.WINDOW)];
  private final int[] ends = new int[starts.length];
  private int size;
  private int documents;
  private boolean isAll;

  int size() {
    return size;
  }

  int start(int range) {
    return starts[range];
  }

  /** The first document behind the range. */
  int end(int range) {
    return ends[range];
  }

  /** How many documents are in the ranges. */
  int documents() {
    return documents;
  }

  /** Whether they are one range of all documents. */
  boolean isAll() {
    return isAll;
  }

  /** One range of all documents. */
  void setAll(int length) {
    isAll = true;
    size = 1;
    documents = length;
    starts[0] = 0;
    ends[0] = length;
  }

  /**
   * The blocks whose bound is at least {@code least}, with what is between near ones; all documents where that costs
   * less.
   *
   * @param first the place of the bound of the first block
   * @param length how many documents the window has
   * @return false if it is all documents
   */
  boolean set(float[] bounds, int first, float least, int length) {
    int blocks = BlockMaxima.blocks(length);
    int cost = 0;
    int end = 0;
    size = 0;
    for (int i = 0; i < blocks; i++) {
      if (bounds[first + i] >= least) {
        if (size > 0 && i - end <= START_COST) {
          cost += i + 1 - end;
        } else {
          cost += START_COST + 1;
          starts[size++] = i * BlockMaxima.BLOCK;
        }
        end = i + 1;
        ends[size - 1] = Math.min(end * BlockMaxima.BLOCK, length);
      }
    }
    if (cost >= blocks) {
      setAll(length);
      return false;
    }
    isAll = false;
    documents = 0;
    for (int i = 0; i < size; i++) {
      documents += ends[i] - starts[i];
    }
    return true;
  }
}
