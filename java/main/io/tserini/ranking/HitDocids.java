package io.tserini.ranking;

import io.tserini.bridge.BridgeText;
import io.tserini.store.Fields;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;

/**
 * The docids of hits, in UTF-8.
 *
 * @param starts where in the bytes the docid of each place in the {@link TopHits} starts
 * @param ends where it ends
 */
public record HitDocids(byte[] bytes, int[] starts, int[] ends) {
  private static final int USUAL_LENGTH = 12;

  /** Takes docids from memory. */
  public static HitDocids of(TopHits top, IndexDocids table) {
    int[] starts = new int[top.size()];
    int[] ends = new int[top.size()];
    for (int i = 0; i < starts.length; i++) {
      int doc = top.doc(i);
      starts[i] = table.start(doc);
      ends[i] = table.end(doc);
    }
    return new HitDocids(table.bytes(), starts, ends);
  }

  /** Reads docids from doc values, in document order because these can only go forward. */
  public static HitDocids read(TopHits top, List<LeafReaderContext> leaves) throws IOException {
    int[] starts = new int[top.size()];
    int[] ends = new int[top.size()];
    byte[] bytes = new byte[starts.length * USUAL_LENGTH];
    int end = 0;
    BinaryDocValues docids = null;
    LeafReaderContext leaf = null;
    for (int i = 0; i < starts.length; i++) {
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
      starts[i] = end;
      end += docid.length;
      ends[i] = end;
    }
    return new HitDocids(bytes, starts, ends);
  }

  /** Orders two docids by their bytes. */
  int compare(int a, int b) {
    return Arrays.compareUnsigned(bytes, starts[a], ends[a], bytes, starts[b], ends[b]);
  }

  int length(int place) {
    return ends[place] - starts[place];
  }

  int utf16Length(int place) {
    return BridgeText.utf16Length(bytes, starts[place], ends[place]);
  }

  void write(int place, ByteBuffer target) {
    target.put(bytes, starts[place], length(place));
  }
}
