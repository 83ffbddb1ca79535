package io.tserini.ranking;

import io.tserini.bridge.BridgeText;
import io.tserini.store.Fields;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;

/** The docids of the hits in a {@link TopHits}, by their index there, in UTF-8. */
public final class HitDocids {
  private static final int USUAL_LENGTH = 12;

  /** The bytes that hold the docid of each place, and where in them it starts and ends. */
  private final byte[][] bytes;
  private final int[] starts;
  private final int[] ends;

  public HitDocids(int hits) {
    bytes = new byte[hits][];
    starts = new int[hits];
    ends = new int[hits];
  }

  /**
   * Reads the docids of the hits of one segment.
   *
   * @param from the place of its first hit
   * @param to the place after its last
   * @param cached the segment's docids, null if they are not cached
   */
  public void read(TopHits top, int from, int to, LeafReaderContext leaf, SegmentDocids cached) throws IOException {
    if (cached == null) {
      readDocValues(top, from, to, leaf);
      return;
    }
    Arrays.fill(bytes, from, to, cached.bytes());
    for (int i = from; i < to; i++) {
      int doc = top.doc(i) - leaf.docBase;
      starts[i] = cached.start(doc);
      ends[i] = cached.end(doc);
    }
  }

  private void readDocValues(TopHits top, int from, int to, LeafReaderContext leaf) throws IOException {
    BinaryDocValues docids = leaf.reader().getBinaryDocValues(Fields.ID);
    byte[] read = new byte[(to - from) * USUAL_LENGTH];
    int end = 0;
    for (int i = from; i < to; i++) {
      if (docids == null || !docids.advanceExact(top.doc(i) - leaf.docBase)) {
        throw new IOException("document " + top.doc(i) + " has no docid in the doc values of field \"id\"");
      }
      BytesRef docid = docids.binaryValue();
      read = ArrayUtil.grow(read, end + docid.length);
      System.arraycopy(docid.bytes, docid.offset, read, end, docid.length);
      starts[i] = end;
      end += docid.length;
      ends[i] = end;
    }
    Arrays.fill(bytes, from, to, read);
  }

  /** Orders two docids by their bytes. */
  int compare(int a, int b) {
    return Arrays.compareUnsigned(bytes[a], starts[a], ends[a], bytes[b], starts[b], ends[b]);
  }

  int length(int place) {
    return ends[place] - starts[place];
  }

  int utf16Length(int place) {
    return BridgeText.utf16Length(bytes[place], starts[place], ends[place]);
  }

  void write(int place, ByteBuffer target) {
    target.put(bytes[place], starts[place], length(place));
  }
}
