package io.tserini.read;

import io.tserini.bridge.ByteWriter;
import java.io.IOException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;

/**
 * The terms of one document with their frequencies, in the order of the terms' UTF-8 bytes. They come from the stored
 * vector or, if none is stored, from the postings of every term of the document's segment, so that the cost grows with
 * the vocabulary and not with the number of documents.
 */
public final class DocumentVector {
  private final IndexReader reader;
  private final String field;
  private final int doc;

  public DocumentVector(IndexReader reader, String field, int doc) {
    this.reader = reader;
    this.field = field;
    this.doc = doc;
  }

  /** For each term {@code text term, int32 freq}. */
  public byte[] frequencies() throws IOException {
    ByteWriter answer = new ByteWriter();
    visit(PostingsEnum.FREQS, (term, postings) -> answer.text(term).int32(postings.freq()));
    return answer.toBytes();
  }

  /** For each term {@code text term, int32 freq, int32 positions[freq]}. */
  byte[] positions() throws IOException {
    ByteWriter answer = new ByteWriter();
    visit(PostingsEnum.POSITIONS, (term, postings) -> {
      int freq = postings.freq();
      answer.text(term).int32(freq);
      for (int i = 0; i < freq; i++) {
        answer.int32(postings.nextPosition());
      }
    });
    return answer.toBytes();
  }

  private interface Visitor {
    void visit(BytesRef term, PostingsEnum postings) throws IOException;
  }

  private void visit(int flags, Visitor visitor) throws IOException {
    Terms stored = reader.termVectors().get(doc, field);
    boolean positions = flags == PostingsEnum.POSITIONS;
    if (stored != null && (!positions || stored.hasPositions())) {
      visit(stored, 0, flags, visitor);
      return;
    }
    LeafReaderContext leaf = reader.leaves().get(ReaderUtil.subIndex(doc, reader.leaves()));
    Terms indexed = leaf.reader().terms(field);
    if (indexed != null) {
      visit(indexed, doc - leaf.docBase, flags, visitor);
    }
  }

  private static void visit(Terms terms, int target, int flags, Visitor visitor) throws IOException {
    TermsEnum all = terms.iterator();
    PostingsEnum postings = null;
    for (BytesRef term = all.next(); term != null; term = all.next()) {
      postings = all.postings(postings, flags);
      if (postings.advance(target) == target) {
        visitor.visit(term, postings);
      }
    }
  }
}
