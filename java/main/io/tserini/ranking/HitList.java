package io.tserini.ranking;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.lucene.util.IntroSorter;

/** A ranking in its final order: score descending, then docid ascending by its UTF-8 bytes, cut at k, ties adjusted. */
public final class HitList {
  private static final int HEADER = 8;

  private final TopHits top;
  private final int size;
  /** Hit by hit in rank order: bits of the score above, place in {@link #top} below. */
  private final long[] ranked;

  private final HitDocids docids;

  private HitList(TopHits top, long[] ranked, int size, HitDocids docids) {
    this.top = top;
    this.ranked = ranked;
    this.size = size;
    this.docids = docids;
  }

  /**
   * @param top the hits, pruned
   * @param docids the docids of the hits
   */
  public static HitList of(TopHits top, int k, HitDocids docids) {
    long[] ranked = rankByScore(top);
    HitList hits = new HitList(top, ranked, Math.min(k, ranked.length), docids);
    hits.orderTies();
    return hits;
  }

  private static long[] rankByScore(TopHits top) {
    int n = top.size();
    long[] ranked = new long[n];
    for (int i = 0; i < n; i++) {
      // Complemented, so that an ascending sort puts the best first.
      ranked[i] = ((long) ~top.sortableScore(i) << 32) | i;
    }
    return RadixSort.byUpperHalf(ranked);
  }

  private void orderTies() {
    IntroSorter byDocid = new TieSorter();
    int from = 0;
    for (int i = 1; i <= ranked.length; i++) {
      if (i == ranked.length || (int) (ranked[i] >> 32) != (int) (ranked[from] >> 32)) {
        if (i - from > 1) {
          byDocid.sort(from, i);
        }
        from = i;
        if (from >= size) {
          return;
        }
      }
    }
  }

  public int size() {
    return size;
  }

  /** Numbers of the documents, in rank order. */
  public int[] docs(int from, int to) {
    int[] docs = new int[to - from];
    for (int i = 0; i < docs.length; i++) {
      docs[i] = top.doc(place(from + i));
    }
    return docs;
  }

  /** Numbers of the last documents, the last one first. */
  public int[] lastDocs(int count) {
    int[] docs = new int[count];
    for (int i = 0; i < count; i++) {
      docs[i] = top.doc(place(size - 1 - i));
    }
    return docs;
  }

  /** The score of a rank, before ties are adjusted. */
  public float score(int rank) {
    return top.score(place(rank));
  }

  private int place(int rank) {
    return (int) ranked[rank];
  }

  private final class TieSorter extends IntroSorter {
    private int pivot;

    @Override
    protected void setPivot(int i) {
      pivot = place(i);
    }

    @Override
    protected int comparePivot(int j) {
      return docids.compare(pivot, place(j));
    }

    @Override
    protected int compare(int i, int j) {
      return docids.compare(place(i), place(j));
    }

    @Override
    protected void swap(int i, int j) {
      long hit = ranked[i];
      ranked[i] = ranked[j];
      ranked[j] = hit;
    }
  }

  /**
   * The ranking as little-endian bytes, n hits: {@code int32 n, int32 d, float32 scores[n], int32 documents[n]}. Where
   * d is 1, {@code int32 docidLengths[n]} follow, and then the docids in UTF-8, one after another. Lengths are counted
   * in UTF-16 units, so that the reader can decode all docids as one string and cut it.
   *
   * @param withDocids false if the reader has them already
   */
  public byte[] toBytes(boolean withDocids) {
    float[] scores = new float[size];
    for (int rank = 0; rank < size; rank++) {
      scores[rank] = score(rank);
    }
    ScoreTies.adjust(scores);
    int docidsAt = HEADER + 8 * size;
    byte[] bytes = new byte[docidsAt + (withDocids ? 4 * size + docidBytes() : 0)];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(size).putInt(withDocids ? 1 : 0);
    buffer.asFloatBuffer().put(scores);
    buffer.position(HEADER + 4 * size).asIntBuffer().put(docs(0, size));
    if (withDocids) {
      writeDocids(buffer.position(docidsAt));
    }
    return bytes;
  }

  private int docidBytes() {
    int length = 0;
    for (int rank = 0; rank < size; rank++) {
      length += docids.length(place(rank));
    }
    return length;
  }

  private void writeDocids(ByteBuffer buffer) {
    for (int rank = 0; rank < size; rank++) {
      buffer.putInt(docids.utf16Length(place(rank)));
    }
    for (int rank = 0; rank < size; rank++) {
      docids.write(place(rank), buffer);
    }
  }
}
