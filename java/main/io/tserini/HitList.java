package io.tserini;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.IntroSorter;
import org.apache.lucene.util.NumericUtils;

/**
 * A ranking in its final order: score descending, then docid ascending by its UTF-8 bytes, cut at k,
 * ties adjusted.
 */
final class HitList {
  private final TopHits top;
  private final int size;
  /** Hit by hit in rank order: bits of the score above, place in {@link #top} below. */
  private final long[] ranked;

  private final byte[] docids;
  /** Where the docid of each place in {@link #top} ends. */
  private final int[] ends;

  private HitList(TopHits top, long[] ranked, int size, byte[] docids, int[] ends) {
    this.top = top;
    this.ranked = ranked;
    this.size = size;
    this.docids = docids;
    this.ends = ends;
  }

  static HitList of(TopHits top, int k, List<LeafReaderContext> leaves) throws IOException {
    top.prune();
    int[] ends = new int[top.size()];
    byte[] docids = readDocids(top, leaves, ends);
    long[] ranked = rankByScore(top);
    HitList hits = new HitList(top, ranked, Math.min(k, ranked.length), docids, ends);
    hits.orderTies();
    return hits;
  }

  /** Reads docids from doc values, in document order because these can only go forward. */
  private static byte[] readDocids(TopHits top, List<LeafReaderContext> leaves, int[] ends)
      throws IOException {
    byte[] bytes = new byte[top.size() * 12];
    int end = 0;
    BinaryDocValues docids = null;
    LeafReaderContext leaf = null;
    for (int i = 0; i < top.size(); i++) {
      int doc = top.doc(i);
      if (leaf == null || doc >= leaf.docBase + leaf.reader().maxDoc()) {
        leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
        docids = leaf.reader().getBinaryDocValues(Fields.ID);
      }
      if (docids == null || !docids.advanceExact(doc - leaf.docBase)) {
        throw new IOException("document " + doc + " has no docid in the doc values of field \"id\"");
      }
      BytesRef docid = docids.binaryValue();
      bytes = ArrayUtil.grow(bytes, end + docid.length);
      System.arraycopy(docid.bytes, docid.offset, bytes, end, docid.length);
      end += docid.length;
      ends[i] = end;
    }
    return bytes;
  }

  private static long[] rankByScore(TopHits top) {
    int n = top.size();
    long[] ranked = new long[n];
    for (int i = 0; i < n; i++) {
      // Complemented, so that an ascending sort puts the best first.
      ranked[i] = ((long) ~top.sortableScore(i) << 32) | i;
    }
    Arrays.sort(ranked);
    return ranked;
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

  int size() {
    return size;
  }

  /** Numbers of the documents, in rank order. */
  int[] docs(int from, int to) {
    int[] docs = new int[to - from];
    for (int i = 0; i < docs.length; i++) {
      docs[i] = top.doc(place(from + i));
    }
    return docs;
  }

  /** Numbers of the last documents, the last one first. */
  int[] lastDocs(int count) {
    int[] docs = new int[count];
    for (int i = 0; i < count; i++) {
      docs[i] = top.doc(place(size - 1 - i));
    }
    return docs;
  }

  /** The score of a rank, before ties are adjusted. */
  float score(int rank) {
    return top.score(place(rank));
  }

  private int place(int rank) {
    return (int) ranked[rank];
  }

  private int docidStart(int place) {
    return place == 0 ? 0 : ends[place - 1];
  }

  private int compareDocids(int a, int b) {
    return Arrays.compareUnsigned(docids, docidStart(a), ends[a], docids, docidStart(b), ends[b]);
  }

  private final class TieSorter extends IntroSorter {
    private int pivot;

    @Override
    protected void setPivot(int i) {
      pivot = place(i);
    }

    @Override
    protected int comparePivot(int j) {
      return compareDocids(pivot, place(j));
    }

    @Override
    protected int compare(int i, int j) {
      return compareDocids(place(i), place(j));
    }

    @Override
    protected void swap(int i, int j) {
      long hit = ranked[i];
      ranked[i] = ranked[j];
      ranked[j] = hit;
    }
  }

  /**
   * The ranking as little-endian bytes, n hits: {@code int32 n, float32 scores[n], int32 documents[n],
   * int32 docidLengths[n]}, then the docids in UTF-8, one behind the other. Lengths are counted in
   * UTF-16 units, so that the reader decodes all docids as one string and cuts it.
   */
  byte[] toBytes() {
    float[] scores = new float[size];
    int docidBytes = 0;
    for (int rank = 0; rank < size; rank++) {
      int place = place(rank);
      scores[rank] = NumericUtils.sortableIntToFloat(~(int) (ranked[rank] >> 32));
      docidBytes += ends[place] - docidStart(place);
    }
    ScoreTies.adjust(scores);
    byte[] bytes = new byte[4 + 12 * size + docidBytes];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(size);
    int docidsAt = 4 + 12 * size;
    for (int rank = 0; rank < size; rank++) {
      int place = place(rank);
      int start = docidStart(place);
      buffer.putFloat(4 + 4 * rank, scores[rank]);
      buffer.putInt(4 + 4 * (size + rank), top.doc(place));
      buffer.putInt(4 + 4 * (2 * size + rank), utf16Length(start, ends[place]));
      System.arraycopy(docids, start, bytes, docidsAt, ends[place] - start);
      docidsAt += ends[place] - start;
    }
    return bytes;
  }

  private int utf16Length(int start, int end) {
    int units = 0;
    for (int i = start; i < end; i++) {
      int unit = docids[i] & 0xff;
      // A byte that begins a character counts one unit, and two where the character takes four bytes.
      if ((unit & 0xc0) != 0x80) {
        units += unit >= 0xf0 ? 2 : 1;
      }
    }
    return units;
  }
}
