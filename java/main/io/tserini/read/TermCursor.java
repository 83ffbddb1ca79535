package io.tserini.read;

import io.tserini.bridge.ByteWriter;
import java.io.IOException;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;

/**
 * The terms of a field in the order of their UTF-8 bytes: for each {@code int32 df, int64 cf, text term}, where cf is
 * the sum of its frequencies.
 */
public final class TermCursor extends Cursor {
  private final TermsEnum terms;

  TermCursor(Terms terms, String path) throws IOException {
    super(path);
    this.terms = terms == null ? TermsEnum.EMPTY : terms.iterator();
  }

  @Override
  boolean write(ByteWriter batch) throws IOException {
    BytesRef term = terms.next();
    if (term != null) {
      batch.int32(terms.docFreq()).int64(terms.totalTermFreq()).text(term);
    }
    return term != null;
  }
}
