package io.tserini.store;

import java.io.IOException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;

/** Determines the kind of an index by its contents. */
public final class IndexKind {
  private static final int NORMS_READ = 100;

  private IndexKind() {}

  /**
   * Whether the frequencies of a field are impacts: its norms, which hold document lengths in a text index, are all 1,
   * in the first {@value #NORMS_READ} documents of each segment.
   */
  public static boolean isImpact(IndexReader reader, String field) throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      NumericDocValues norms = leaf.reader().getNormValues(field);
      for (int i = 0; norms != null && i < NORMS_READ; i++) {
        if (norms.nextDoc() == NumericDocValues.NO_MORE_DOCS) {
          break;
        }
        if (norms.longValue() != 1) {
          return false;
        }
      }
    }
    return true;
  }
}
