package io.tserini.read;

import io.tserini.bridge.ByteWriter;
import io.tserini.bridge.TseriniException;
import io.tserini.store.IndexFolder;
import java.io.IOException;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;

/** Iterates over the terms of a field in the order of their UTF-8 bytes, one batch per call. */
public final class TermCursor {
  private static final int BATCH_BYTES = 1 << 16;

  private final TermsEnum terms;
  private final String path;
  private boolean ended;

  TermCursor(Terms terms, String path) throws IOException {
    this.terms = terms == null ? TermsEnum.EMPTY : terms.iterator();
    this.path = path;
  }

  /**
   * The next terms: for each {@code int32 df, int64 cf, text term}, where cf is the sum of its frequencies.
   *
   * @return an empty array at the end
   */
  public byte[] next() throws TseriniException {
    try {
      ByteWriter batch = new ByteWriter();
      while (!ended && batch.size() < BATCH_BYTES) {
        BytesRef term = terms.next();
        if (term == null) {
          // Lucene allows no further call.
          ended = true;
        } else {
          batch.int32(terms.docFreq()).int64(terms.totalTermFreq()).text(term);
        }
      }
      return batch.toBytes();
    } catch (IOException | RuntimeException e) {
      throw IndexFolder.explain(e, path);
    }
  }
}
