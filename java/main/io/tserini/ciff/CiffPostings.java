package io.tserini.ciff;

import static io.tserini.ciff.ProtobufReader.LENGTH_DELIMITED;
import static io.tserini.ciff.ProtobufReader.VARINT;
import static io.tserini.ciff.ProtobufReader.tag;

import io.tserini.bridge.TseriniException;
import java.io.IOException;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.BytesRef;

/** The postings of a term, read from a {@link CiffFile} that was checked. */
final class CiffPostings extends PostingsEnum {
  private final ProtobufReader reader;
  private final long[] posting = new long[2];
  private int rest;
  private int count;
  private int doc;
  private int freq;

  CiffPostings(IndexInput in, String file) {
    this.reader = new ProtobufReader(in, file);
  }

  /** Reads a posting whose tag was read: the gap of its document, and its weight. */
  static void read(ProtobufReader reader, long endOfList, long[] into) throws IOException, TseriniException {
    long end = reader.endOfPart(endOfList);
    into[0] = 0;
    into[1] = 0;
    while (reader.position() < end) {
      long tag = reader.varint(end);
      if (tag == tag(1, VARINT)) {
        into[0] = reader.varint(end);
      } else if (tag == tag(2, VARINT)) {
        into[1] = reader.varint(end);
      } else {
        reader.skip(tag, end);
      }
    }
  }

  /** @param start where the list's fields begin */
  void reset(long start, int postings) throws IOException {
    reader.seek(start);
    count = postings;
    rest = postings;
    doc = -1;
    freq = 0;
  }

  @Override
  public int nextDoc() throws IOException {
    if (rest == 0) {
      doc = NO_MORE_DOCS;
      return doc;
    }
    rest--;
    try {
      long end = reader.length();
      long tag = reader.varint(end);
      while (tag != tag(4, LENGTH_DELIMITED)) {
        reader.skip(tag, end);
        tag = reader.varint(end);
      }
      read(reader, end, posting);
    } catch (TseriniException e) {
      throw new IOException("the CIFF file changed while it was read", e);
    }
    doc = Math.max(doc, 0) + (int) posting[0];
    freq = (int) posting[1];
    return doc;
  }

  @Override
  public int advance(int target) throws IOException {
    return slowAdvance(target);
  }

  @Override
  public int docID() {
    return doc;
  }

  @Override
  public int freq() {
    return freq;
  }

  @Override
  public long cost() {
    return count;
  }

  @Override
  public int nextPosition() {
    return -1;
  }

  @Override
  public int startOffset() {
    return -1;
  }

  @Override
  public int endOffset() {
    return -1;
  }

  @Override
  public BytesRef getPayload() {
    return null;
  }
}
