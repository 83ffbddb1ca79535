package io.tserini.ranking;

import io.tserini.store.Fields;
import java.io.IOException;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;

/**
 * The docids of a segment's documents in memory, in UTF-8, one after another. A look-up takes nanoseconds, in doc
 * values tens of nanoseconds.
 *
 * @param ends where the docid of each document ends
 */
public record SegmentDocids(byte[] bytes, int[] ends) {
  public int start(int doc) {
    return doc == 0 ? 0 : ends[doc - 1];
  }

  public int end(int doc) {
    return ends[doc];
  }

  /**
   * Reads all docids of a segment.
   *
   * @return null if there is no memory for them, or a document has none
   */
  public static SegmentDocids read(LeafReader reader, CacheMemory memory) throws IOException {
    long endBytes = (long) Integer.BYTES * reader.maxDoc();
    if (!memory.reserve(endBytes)) {
      return null;
    }
    SegmentDocids read = null;
    long length = 0;
    try {
      int[] ends = new int[reader.maxDoc()];
      length = readEnds(reader, ends);
      if (length < 0 || length > ArrayUtil.MAX_ARRAY_LENGTH || !memory.reserve(length)) {
        length = 0;
        return null;
      }
      read = new SegmentDocids(readBytes(reader, (int) length), ends);
      return read;
    } finally {
      if (read == null) {
        memory.release(endBytes + length);
      }
    }
  }

  /**
   * Gives the length of all docids together, or -1 if one is missing. Beyond the length of an array, the ends are
   * invalid.
   */
  private static long readEnds(LeafReader reader, int[] ends) throws IOException {
    BinaryDocValues docids = reader.getBinaryDocValues(Fields.ID);
    long end = 0;
    for (int doc = 0; doc < ends.length; doc++) {
      if (docids == null || !docids.advanceExact(doc)) {
        return -1;
      }
      end += docids.binaryValue().length;
      ends[doc] = (int) end;
    }
    return end;
  }

  private static byte[] readBytes(LeafReader reader, int length) throws IOException {
    byte[] bytes = new byte[length];
    BinaryDocValues docids = reader.getBinaryDocValues(Fields.ID);
    for (int end = 0; docids != null && docids.nextDoc() != BinaryDocValues.NO_MORE_DOCS; ) {
      BytesRef docid = docids.binaryValue();
      System.arraycopy(docid.bytes, docid.offset, bytes, end, docid.length);
      end += docid.length;
    }
    return bytes;
  }
}
